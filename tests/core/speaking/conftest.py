"""Speakings on both databases, with a fake stream and a fake voice."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio

from tests.fixtures.callers import CUSTOMER
from tests.fixtures.event_log import EventReader, heard_events
from tests.fixtures.fake_talk import FakeStream, FakeTalkers, FakeVoice
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository
from voipbin.core.speaking.model import SPEAKING, SpeakingRow
from voipbin.core.speaking.service import Speakings
from voipbin.core.unit_of_work import Store


@dataclass
class Talking:
    """Speaking with everything around it."""

    store: Store
    service: Speakings
    events: EventReader
    talkers: FakeTalkers = field(default_factory=FakeTalkers)
    voice: FakeVoice = field(default_factory=FakeVoice)

    async def open(self, **fields: Any) -> SpeakingRow:
        """Opens a session on a call of its own, unless one is named."""
        wanted = {"reference_type": "call", "reference_id": new_id(), "direction": "out"}
        row = SpeakingRow(id=new_id(), customer_id=CUSTOMER, tm_create=0, **(wanted | fields))
        await self.service.open(row)
        return row

    async def status(self, row: SpeakingRow) -> str:
        """As it is stored."""
        async with self.store.reading() as connection:
            return (await Repository(SPEAKING, connection, CUSTOMER).get(row.id)).status

    @property
    def stream(self) -> FakeStream:
        """The newest one."""
        return self.talkers.streams[-1]


@pytest.fixture
def heard(store: Store) -> Iterator[EventReader]:
    with heard_events(store, CUSTOMER) as reader:
        yield reader


@pytest_asyncio.fixture
async def talking(store: Store, heard: EventReader) -> AsyncIterator[Talking]:
    talkers, voice = FakeTalkers(), FakeVoice()
    service = Speakings(store, talkers, voice)
    yield Talking(store, service, heard, talkers, voice)
    await service.close()
    assert talkers.closed
