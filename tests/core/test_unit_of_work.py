"""All or nothing, and who hears of it."""

import asyncio

import pytest

from tests.fixtures.callers import CUSTOMER
from tests.fixtures.event_log import event_types, heard_events
from voipbin.core.caller import internal_caller
from voipbin.core.event.stored import PendingEvent
from voipbin.core.flow.model import FLOW, FlowRow
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store, UnitOfWork


def event(kind: str = "flow_created", resource_id: str = "") -> PendingEvent:
    return PendingEvent(CUSTOMER, kind, "flow", resource_id or new_id(), "{}")


async def add_flow(work: UnitOfWork) -> None:
    row = FlowRow(id=new_id(), customer_id=CUSTOMER, tm_create=work.clock.now_us())
    await Repository(FLOW, work, CUSTOMER).add(row)


async def count(store: Store) -> int:
    async with store.reading() as connection:
        return await Repository(FLOW, connection, CUSTOMER).count()


async def test_commit(store: Store) -> None:
    done: list[int] = []
    with heard_events(store, CUSTOMER) as reader:
        async with store.writing() as work:
            await add_flow(work)
            work.record(event())
            work.after_commit(lambda: done.append(1))
            assert done == []
        assert (await reader.next())[0] == "flow_created"
    assert (await count(store), done) == (1, [1])


@pytest.mark.parametrize("failure", [ValueError, asyncio.CancelledError])
async def test_rollback(store: Store, failure: type[BaseException]) -> None:
    done: list[int] = []
    with heard_events(store, CUSTOMER) as reader:
        with pytest.raises(failure):
            async with store.writing() as work:
                await add_flow(work)
                work.record(event())
                work.after_commit(lambda: done.append(1))
                raise failure
        async with store.writing() as work:
            work.record(event("flow_heard"))
        assert await reader.next() == ("flow_heard", {})
    assert (await count(store), done) == (0, [])
    assert await event_types(store) == ["flow_heard"]
    async with store.writing() as work:  # the next one is not hindered
        await add_flow(work)
    assert await count(store) == 1


async def test_failing_listener(store: Store) -> None:
    done: list[int] = []

    def fail() -> None:
        raise RuntimeError("listener")

    async with store.writing() as work:
        await add_flow(work)
        work.after_commit(fail)
        work.after_commit(lambda: done.append(1))
    assert (await count(store), done) == (1, [1])


async def test_sequence_has_no_gaps(store: Store) -> None:
    """Many writers of the same resource: 1, 2, 3 … in the order of their ids."""
    resource_id = new_id()

    async def write() -> None:
        async with store.writing() as work:
            await add_flow(work)
            await asyncio.sleep(0)
            work.record(event("flow_updated", resource_id))
            work.record(event("flow_updated", resource_id))

    await asyncio.gather(*(write() for _ in range(20)))
    async with store.reading() as connection:
        stored = await store.events.page(connection, CUSTOMER, 0)
    assert [one.sequence for one in stored] == list(range(1, 41))
    assert [one.id for one in stored] == sorted({one.id for one in stored})


async def test_readers_miss_nothing(store: Store) -> None:
    """Reading after the last id seen, while others write, gives every event once."""
    seen: list[int] = []
    writers = 12

    async def write(number: int) -> None:
        for turn in range(4):
            async with store.writing() as work:
                work.record(event())
                for _ in range((number + turn) % 3):
                    await asyncio.sleep(0)

    async def read() -> None:
        while len(seen) < writers * 4:
            async with store.reading() as connection:
                page = await store.events.page(connection, CUSTOMER, seen[-1] if seen else 0)
            seen.extend(one.id for one in page)
            await asyncio.sleep(0)

    await asyncio.wait_for(asyncio.gather(read(), *(write(n) for n in range(writers))), 30)
    assert seen == sorted(set(seen))
    assert sorted(await event_types(store)) == ["flow_created"] * writers * 4


async def test_listeners_hear_in_order(store: Store) -> None:
    """A listener that remembers the last id it heard has heard all before it."""

    async def write(number: int) -> None:
        async with store.writing() as work:
            for _ in range(number % 5):
                await asyncio.sleep(0)
            work.record(event())

    with store.events.subscribed(internal_caller(CUSTOMER)) as reader:
        await asyncio.gather(*(write(number) for number in range(60)))
        heard = [await reader.backlog.get() for _ in range(60)]
    ids = [one.id for one in heard if one is not None]
    assert ids == sorted(ids)
    assert len(ids) == 60
