"""Who lives, and who is found dead."""

import pytest
from sqlalchemy import update

from tests.core.cluster.test_lease import process
from tests.fixtures.manual_clock import ManualClock
from voipbin.core.activeflow.model import ACTIVEFLOW, ActiveflowRow
from voipbin.core.cluster.claim import claimed
from voipbin.core.cluster.members import Member, Members
from voipbin.core.cluster.model import PROCESS, left_behind
from voipbin.core.errors import Unavailable
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DEAD_AFTER_S = 15


class Machine:
    """One process that takes part."""

    def __init__(self, store: Store, name: str, place: str = "", key: str = "k") -> None:
        self.clock = ManualClock()
        self.store = process(store, name, self.clock)
        self.is_told_dead = False
        self.members = Members(
            self.store, Member(place or name, key), DEAD_AFTER_S, self._told, alone=False
        )

    def _told(self) -> None:
        self.is_told_dead = True

    async def live(self, seconds: float) -> None:
        """Pass time with signs of life."""
        for _ in range(round(seconds / 5)):
            self.clock.move(5)
            await self.members.beat()


async def test_silence_is_death(store: Store) -> None:
    a, b = Machine(store, "a"), Machine(store, "b")
    await a.members.join()
    await b.members.join()
    await b.live(10)
    assert await b.members.find_dead() == []
    await b.live(10)
    assert await b.members.find_dead() == ["a"]
    a.clock.move(21)
    await a.members.beat()
    assert a.is_told_dead
    await b.members.forget(["a"])
    assert await b.members.find_dead() == []


async def test_who_stood_still_judges_nobody(store: Store) -> None:
    """After an outage of the database everybody's last sign is old, the judge's own as well."""
    a, b = Machine(store, "a"), Machine(store, "b")
    await a.members.join()
    await b.members.join()
    await b.live(20)
    b.clock.move(40)
    await b.members.beat()
    assert await b.members.find_dead() == []
    a.clock.move(61)
    await a.members.beat()
    await b.live(20)
    a.clock.move(16)
    await a.members.beat()
    assert await b.members.find_dead() == []


async def test_who_stood_still_writes_nothing(store: Store) -> None:
    a = Machine(store, "a")
    await a.members.join()
    a.clock.move(DEAD_AFTER_S + 1)
    with pytest.raises(Unavailable):
        async with a.store.writing():
            pass
    await a.members.beat()
    async with a.store.writing():
        pass


async def test_next_in_the_same_place_knows_the_last_one_is_dead(store: Store) -> None:
    first = Machine(store, "first", "host:/data")
    await first.members.join()
    second = Machine(store, "second", "host:/data")
    await second.members.join()
    assert await second.members.find_dead() == ["first"]


async def test_another_key_is_refused(store: Store) -> None:
    await Machine(store, "a").members.join()
    with pytest.raises(ValueError, match="--secret-key"):
        await Machine(store, "b", key="other").members.join()


async def test_what_is_left_is_claimed_once(store: Store) -> None:
    a, b, c = (Machine(store, name) for name in "abc")
    for machine in (a, b, c):
        await machine.members.join()
        async with machine.store.writing() as work:
            row = ActiveflowRow(id=new_id(), customer_id="c", tm_create=0)
            await Repository(ACTIVEFLOW, work, "c").add(row)
            assert row.process_id == machine.store.process_id
    async with store.writing() as work:
        await work.execute(update(PROCESS).where(PROCESS.c.id == "a").values(tm_dead=1))
    async with store.reading() as connection:
        repository = Repository(ACTIVEFLOW, connection, "c")
        wanted = repository.select_live().where(left_behind(ACTIVEFLOW.table))
        (seen_by_b,) = await repository.all(wanted)
        (seen_by_c,) = await repository.all(wanted)
    assert seen_by_b.process_id == "a"
    assert await claimed(b.store, ACTIVEFLOW.table, seen_by_b)
    assert not await claimed(c.store, ACTIVEFLOW.table, seen_by_c)


async def test_who_leaves_may_leave_something(store: Store) -> None:
    """The others deal with it; there is nobody to wait for."""
    a, b = Machine(store, "a"), Machine(store, "b")
    await a.members.join()
    await b.members.join()
    await a.members.leave()
    assert await b.members.find_dead() == ["a"]
    await Machine(store, "c", key="k").members.join()
