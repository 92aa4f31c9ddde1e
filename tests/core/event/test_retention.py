"""Events leave the log when they are old enough, a little at a time."""

from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import insert, select

from tests.fixtures.manual_clock import ManualClock
from voipbin.core.event import retention
from voipbin.core.event.log import EventLog
from voipbin.core.event.model import EventRow
from voipbin.core.event.retention import EventRetention
from voipbin.core.event.stored import PendingEvent
from voipbin.core.ids import new_id
from voipbin.core.unit_of_work import Store

DAY_S = 86_400
KEPT_US = 10 * DAY_S * 1_000_000
_TABLE: Any = EventRow.__table__  # type: ignore[attr-defined]


class Naps(ManualClock):
    """A clock that counts who sleeps."""

    naps = 0

    async def sleep(self, seconds: float) -> None:
        self.naps += 1
        await super().sleep(seconds)


@pytest.fixture
def clock() -> Naps:
    return Naps()


@pytest_asyncio.fixture
async def timed(store: Store, clock: Naps) -> Store:
    return Store(store.database, clock, EventLog(clock, KEPT_US))


async def tell(store: Store, resource_id: str, tm_origin: int | None = None) -> None:
    async with store.writing() as work:
        work.record(
            PendingEvent(new_id(), "tag_updated", "tag", resource_id, "{}", tm_origin=tm_origin)
        )


async def told(store: Store) -> list[tuple[str, int]]:
    async with store.reading() as connection:
        found = await connection.execute(select(_TABLE).order_by(_TABLE.c.id))
        return [(row.resource_id, row.sequence) for row in found]


async def test_old_ones_leave(timed: Store, clock: Naps) -> None:
    sweep = EventRetention(timed, KEPT_US).sweep
    await tell(timed, "a")
    clock.move(9 * DAY_S)
    await tell(timed, "a")
    assert await sweep() == 0
    clock.move(DAY_S)
    assert await sweep() == 1
    assert await told(timed) == [("a", 2)]


async def test_in_batches(timed: Store, clock: Naps, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "_BATCH", 10)
    old = {"customer_id": "c", "type": "t", "resource": "tag", "data": "{}", "tm_create": 0}
    old |= {"owner_id": "", "audience": ""}
    rows = [old | {"resource_id": "a", "sequence": n} for n in range(25)]
    async with timed.writing() as work:
        await work.execute(insert(_TABLE), rows)
    await tell(timed, "young")
    assert await EventRetention(timed, KEPT_US).sweep() == 25
    assert await told(timed) == [("young", 1)]
    assert clock.naps == 2, "others get their turn between two batches"


async def test_sequence_never_goes_back(timed: Store, clock: Naps) -> None:
    origin = clock.now_us()
    for _ in range(3):
        await tell(timed, "old", origin)
    clock.move(11 * DAY_S)
    await EventRetention(timed, KEPT_US).sweep()
    await tell(timed, "old", origin)
    await tell(timed, "old", origin)
    await tell(timed, "young", clock.now_us())
    (_, first), (_, second), young = await told(timed)
    assert first > 3 and second == first + 1
    assert young == ("young", 1)
