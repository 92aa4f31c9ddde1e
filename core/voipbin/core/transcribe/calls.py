"""What transcribing needs of calls."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from voipbin.core.database import Connection
from voipbin.core.transcribe.model import TranscribeRow

if TYPE_CHECKING:
    from voipbin.core.transcribe.request import TranscribeOptions

LIVE_STATUSES = frozenset({"dialing", "ringing", "progressing"})


@dataclass(frozen=True, slots=True)
class CallFacts:
    """A call, or the bridge of a conference."""

    id: str
    customer_id: str
    status: str
    activeflow_id: str = ""
    reference_type: str = "call"
    "Or confbridge."


@dataclass(frozen=True, slots=True)
class AudioAccess:
    """Where and how to stream the audio of a call."""

    address: str
    "Of the media node's audio service: 127.0.0.1:50052."
    metadata: tuple[tuple[str, str], ...] = ()
    "Credentials."


class Calls(Protocol):
    """The calls of the platform."""

    async def find_call(
        self, connection: Connection, customer_id: str, call_id: str
    ) -> CallFacts | None:
        """A call of a customer, or of anybody with ""; None when there is no such call."""

    async def audio_access(self, call_id: str) -> AudioAccess:
        """Access for the platform itself.

        Raises:
            NotFound: the call has no media any more.
        """


class ConferenceTranscripts(Protocol):
    """Who transcribes conferences."""

    async def listen(
        self,
        customer_id: str,
        conference_id: str,
        options: "TranscribeOptions",
        on_end_flow_id: str = "",
    ) -> TranscribeRow:
        """Begins to transcribe a conference.

        Raises:
            NotFound: the customer has no such conference.
            FailedPrecondition: it is closed.
        """
