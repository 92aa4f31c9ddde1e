"""Conferences end when somebody deletes them, or when their time is up."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.core.conference.hall import Hall
from tests.fixtures.callers import customer_context
from tests.fixtures.event_log import events
from tests.fixtures.manual_clock import ManualClock
from voipbin.core.conference import expiry
from voipbin.core.conference.expiry import ConferenceExpiry
from voipbin.core.conference.model import CONFERENCE
from voipbin.core.conference.room import ConferenceRoom
from voipbin.core.context import Context
from voipbin.core.event.log import EventLog
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store
from voipbin.v1 import conference_pb2

NOBODY: Any = None
"Nobody records or transcribes here."
ENDED = [
    ("conference_updated", "terminating"),
    ("conference_deleted", "terminated"),
]


@dataclass
class Conferences:
    """The room, its sweep and the time."""

    store: Store
    clock: ManualClock
    room: ConferenceRoom
    expiry: ConferenceExpiry

    @property
    def ctx(self) -> Context:
        return customer_context(self.store)

    async def made(self, timeout: int) -> str:
        request = conference_pb2.CreateConferenceRequest(timeout=timeout)
        made: Any = await self.room.create(request, self.ctx)
        return str(made.id)

    async def sweep_after(self, seconds: float) -> None:
        self.clock.move(seconds)
        await self.expiry.sweep()

    async def is_live(self, id: str) -> bool:
        async with self.store.reading() as connection:
            return await Repository(CONFERENCE, connection, self.ctx.customer_id).exists(id)

    async def told_of(self, id: str) -> list[tuple[str, str]]:
        told = await events(self.store, "conference_")
        return [(type, data["status"]) for type, data in told if data["id"] == id]


@pytest.fixture
def conferences(store: Store) -> Conferences:
    clock = ManualClock()
    timed = Store(store.database, clock, EventLog(clock))
    hall = Hall(timed)
    room = ConferenceRoom(hall.conferences, NOBODY, NOBODY, NOBODY)
    return Conferences(timed, clock, room, ConferenceExpiry(timed, hall.conferences))


async def test_time_is_up(conferences: Conferences) -> None:
    id, other = await conferences.made(timeout=60), await conferences.made(timeout=0)
    await conferences.sweep_after(59)
    assert await conferences.is_live(id)
    await conferences.sweep_after(2)
    assert not await conferences.is_live(id)
    assert await conferences.told_of(id) == [("conference_created", "progressing"), *ENDED]
    await conferences.sweep_after(10**9)
    assert await conferences.is_live(other)
    assert len(await conferences.told_of(id)) == 3


async def test_change_begins_the_time_anew(conferences: Conferences) -> None:
    id = await conferences.made(timeout=60)
    conferences.clock.move(50)
    change = conference_pb2.UpdateConferenceRequest(id=id, timeout=60)
    await conferences.room.update(change, conferences.ctx)
    await conferences.sweep_after(50)
    assert await conferences.is_live(id)
    await conferences.sweep_after(11)
    assert not await conferences.is_live(id)


async def test_change_takes_the_time_away(conferences: Conferences) -> None:
    id = await conferences.made(timeout=60)
    await conferences.room.update(
        conference_pb2.UpdateConferenceRequest(id=id, timeout=0), conferences.ctx
    )
    await conferences.sweep_after(10**9)
    assert await conferences.is_live(id)


async def test_deleted_before(conferences: Conferences) -> None:
    id = await conferences.made(timeout=60)
    await conferences.room.delete(conference_pb2.DeleteConferenceRequest(id=id), conferences.ctx)
    told = await conferences.told_of(id)
    assert told == [("conference_created", "progressing"), *ENDED]
    await conferences.sweep_after(61)
    assert await conferences.told_of(id) == told


async def test_changed_while_the_sweep_was_under_way(conferences: Conferences) -> None:
    id = await conferences.made(timeout=60)
    found_at = conferences.clock.now_us() + 61_000_000
    conferences.clock.move(61)
    change = conference_pb2.UpdateConferenceRequest(id=id, timeout=60)
    await conferences.room.update(change, conferences.ctx)
    await conferences.expiry._end(id, found_at)
    assert await conferences.is_live(id)


async def test_more_than_one_round_takes(
    conferences: Conferences, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expiry, "_BATCH", 1)
    ids = [await conferences.made(timeout=60) for _ in range(2)]
    await conferences.sweep_after(61)
    assert [await conferences.is_live(id) for id in ids] == [False, True]
    await conferences.sweep_after(0)
    assert not await conferences.is_live(ids[1])
