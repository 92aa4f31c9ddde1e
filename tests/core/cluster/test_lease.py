"""One holder at a time, and the next one after it."""

import asyncio

import pytest

from tests.fixtures.manual_clock import ManualClock
from voipbin.core.cluster.lease import HOLD_S, Leases
from voipbin.core.event.log import EventLog
from voipbin.core.periodic import Periodic
from voipbin.core.unit_of_work import Store


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


def process(store: Store, name: str, clock: ManualClock | None = None) -> Store:
    """The same database as another process sees it."""
    other = Store(store.database, clock or store.clock, EventLog(store.clock))
    other.process_id = name
    return other


async def test_one_of_many_gets_it(store: Store) -> None:
    racers = [Leases(process(store, f"p{number}")) for number in range(8)]
    won = await asyncio.gather(*(racer.take("job") for racer in racers))
    assert won.count(True) == 1


async def test_holder_prolongs_and_releases(store: Store) -> None:
    first, second = Leases(process(store, "first")), Leases(process(store, "second"))
    assert await first.take("job")
    assert await first.take("job", 60)
    assert not await second.take("job")
    assert await second.take("another job")
    await second.release("job")
    assert not await second.take("job"), "nobody releases what is not its own"
    await first.release("job")
    assert await second.take("job")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_lease_of_the_dead_runs_out(store: Store, clock: ManualClock) -> None:
    dead, heir = Leases(process(store, "dead", clock)), Leases(process(store, "heir", clock))
    assert await dead.take("job")
    clock.move(HOLD_S - 1)
    assert not await heir.take("job")
    clock.move(2)
    assert await heir.take("job")
    assert not await dead.take("job")


async def test_lease_of_the_buried_is_free_at_once(store: Store) -> None:
    dead, heir = Leases(process(store, "dead")), Leases(process(store, "heir"))
    assert await dead.take("job", 86_400)
    await heir.release_all_of(["dead"])
    assert await heir.take("job")


async def test_job_is_done_by_one_process(store: Store) -> None:
    done: list[str] = []
    waited = asyncio.Event()

    def job(name: str) -> Periodic:
        async def work() -> None:
            done.append(name)

        async def sleep(seconds: float) -> None:
            naps.append((name, seconds))
            if len(naps) >= 2:
                waited.set()
            await asyncio.Event().wait()

        return Periodic("count", 900, work, sleep=sleep).shared(Leases(process(store, name)))

    naps: list[tuple[str, float]] = []
    jobs = [job("a"), job("b")]
    for one in jobs:
        one.start()
    await asyncio.wait_for(waited.wait(), 10)
    for one in jobs:
        await one.close()
    assert len(done) == 1
    # Who has no turn looks again soon: the other may die.
    assert sorted(seconds for _, seconds in naps) == [60, 900]
