"""What transcribing needs of calls."""

from dataclasses import dataclass
from typing import Protocol

from voipbin.core.database import Connection

LIVE_STATUSES = frozenset({"dialing", "ringing", "progressing"})


@dataclass(frozen=True, slots=True)
class CallFacts:
    """A call."""

    id: str
    customer_id: str
    status: str
    activeflow_id: str = ""


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
