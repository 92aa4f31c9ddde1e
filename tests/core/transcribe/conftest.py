"""Transcribes on both databases, with fake engines and audio."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

import pytest
import pytest_asyncio

from tests.fixtures.callers import CUSTOMER
from tests.fixtures.event_log import EventReader, heard_events
from tests.fixtures.fake_audio import FakeAudio
from tests.fixtures.fake_children import FakeChildren
from tests.fixtures.fake_speech import FakeSession, FakeSpeech
from tests.media.node.conftest import core, make_phone, node
from voipbin.core.database import Connection
from voipbin.core.ids import new_id
from voipbin.core.transcribe.calls import AudioAccess, CallFacts
from voipbin.core.transcribe.model import TranscribeRow
from voipbin.core.transcribe.request import LiveRequest, TranscribeOptions
from voipbin.core.transcribe.service import TranscribeService
from voipbin.core.unit_of_work import Store

__all__ = ["core", "make_phone", "node"]


@dataclass
class FakeCalls:
    """One call."""

    call: CallFacts

    async def find_call(
        self, connection: Connection, customer_id: str, call_id: str
    ) -> CallFacts | None:
        """The call, to its customer and to the platform."""
        mine = customer_id in ("", self.call.customer_id)
        return self.call if mine and call_id == self.call.id else None

    async def audio_access(self, call_id: str) -> AudioAccess:
        """Nowhere."""
        return AudioAccess("127.0.0.1:9")


@dataclass
class Live:
    """Live transcribing with everything around it."""

    store: Store
    service: TranscribeService
    events: EventReader
    audio: FakeAudio
    speech: FakeSpeech
    children: FakeChildren
    call: CallFacts = field(
        default_factory=lambda: CallFacts(new_id(), CUSTOMER, "progressing", new_id())
    )

    async def start(
        self, direction: str = "", *, on_end_flow_id: str = "", id: str = ""
    ) -> TranscribeRow:
        """Begins to transcribe the call."""
        request = LiveRequest(
            self.call,
            TranscribeOptions("en-us", direction),
            on_end_flow_id,
            self.call.activeflow_id,
        )
        return await self.service.start(request, id=id)

    def session(self, place: int = 0) -> FakeSession:
        """An engine at work, by the order of its start: in, then out."""
        return self.speech.sessions[place]

    def restarted(self) -> TranscribeService:
        """The service of a process that starts after this one."""
        return TranscribeService(self.store, FakeAudio(), FakeSpeech(), self.children)


@pytest.fixture
def heard(store: Store) -> Iterator[EventReader]:
    with heard_events(store, CUSTOMER) as reader:
        yield reader


@pytest_asyncio.fixture
async def live(store: Store, heard: EventReader) -> AsyncIterator[Live]:
    audio, speech, children = FakeAudio(), FakeSpeech(), FakeChildren()
    service = TranscribeService(store, audio, speech, children)
    yield Live(store, service, heard, audio, speech, children)
    await service.close()
