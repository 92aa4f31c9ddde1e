"""Events of several processes, told in the order of the log, each once."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
import pytest_asyncio

from voipbin.core.cluster.postgres_notices import PostgresNotices
from voipbin.core.cluster.relay import EventRelay
from voipbin.core.database import open_database
from voipbin.core.event.log import EventLog
from voipbin.core.event.stored import PendingEvent, StoredEvent
from voipbin.core.ids import new_id
from voipbin.core.unit_of_work import Store

CUSTOMER = new_id()


class NoNotices:
    """Nobody is told; a test says when to look."""

    async def start(self, relay: EventRelay) -> None:
        pass

    def send(self, stored: Sequence[StoredEvent]) -> None:
        pass

    async def close(self) -> None:
        pass


class Process:
    """A store with a relay, and what is heard there."""

    def __init__(self, url: str, store: Store, name: str, notices: Any = None) -> None:
        events = EventLog(store.clock)
        self.store = Store(store.database, store.clock, events)
        self.store.process_id = name
        told = notices or PostgresNotices(url, events, name)
        self.relay = EventRelay(open_database(url), events, told)
        self.store.relay = self.relay
        self.heard: list[int] = []
        self._news = asyncio.Event()
        events.when_published(self._hear)

    def _hear(self, event: StoredEvent) -> None:
        self.heard.append(event.id)
        self._news.set()

    async def happens(self, *, fails: bool = False, times: int = 1) -> None:
        """Store events in one transaction."""
        async with self.store.writing() as work:
            for _ in range(times):
                work.record(PendingEvent(CUSTOMER, "tag_created", "tag", new_id(), "{}"))
            if fails:
                await self.store.events.store(work.connection, work.events)
                raise ValueError("rolled back")

    async def until(self, count: int) -> list[int]:
        """What was heard, once it is so much."""
        async with asyncio.timeout(10):
            while len(self.heard) < count:
                self._news.clear()
                await self._news.wait()
        return self.heard


@pytest.fixture
def database_url(postgres_url: str) -> str:
    """PostgreSQL alone: SQLite has one process."""
    return postgres_url


@pytest_asyncio.fixture
async def pair(database_url: str, store: Store) -> AsyncIterator[tuple[Process, Process]]:
    """Two processes that tell each other through the database."""
    both = Process(database_url, store, "a"), Process(database_url, store, "b")
    for one in both:
        await one.relay.start()
    yield both
    for one in both:
        await one.relay.close()


async def test_both_hear_everything_in_order(pair: tuple[Process, Process]) -> None:
    writers = [pair[number % 2].happens(times=1 + number % 3) for number in range(60)]
    await asyncio.gather(*writers)
    wanted = sum(1 + number % 3 for number in range(60))
    a, b = [await one.until(wanted) for one in pair]
    assert a == b == sorted(set(a))


async def test_own_events_are_told_before_the_change_returns(
    pair: tuple[Process, Process],
) -> None:
    a, b = pair
    await b.happens()
    await a.happens()
    assert len(a.heard) == 2, "those of the other before its own"


async def test_gap_of_a_rollback(pair: tuple[Process, Process]) -> None:
    a, b = pair
    await a.happens()
    with pytest.raises(ValueError, match="rolled back"):
        await a.happens(fails=True)
    await a.happens()
    assert len(a.heard) == 2
    assert a.heard[1] > a.heard[0] + 1
    assert await b.until(2) == a.heard


async def test_what_was_read_before_its_writer_came_keeps_nobody_waiting(
    database_url: str, store: Store
) -> None:
    process = Process(database_url, store, "a", NoNotices())
    await process.relay.start()
    try:
        async with store.database.writing() as connection:
            event = PendingEvent(CUSTOMER, "tag_created", "tag", new_id(), "{}")
            stored = await process.store.events.store(connection, [event])
        process.relay.look()
        assert await process.until(1) == [stored[0].id]
        async with asyncio.timeout(2):
            await process.relay.committed(stored)
        assert process.heard == [stored[0].id]
    finally:
        await process.relay.close()


async def test_missed_notices_are_made_up_for(database_url: str, store: Store) -> None:
    deaf = Process(database_url, store, "deaf", NoNotices())
    other = Process(database_url, store, "other", NoNotices())
    await deaf.relay.start()
    await other.relay.start()
    try:
        await other.happens(times=3)
        assert deaf.heard == []
        deaf.relay.look()
        assert await deaf.until(3) == other.heard
    finally:
        await deaf.relay.close()
        await other.relay.close()


async def test_begins_at_the_end_of_the_log(database_url: str, store: Store) -> None:
    first = Process(database_url, store, "first")
    await first.relay.start()
    await first.happens()
    late = Process(database_url, store, "late")
    await late.relay.start()
    try:
        await first.happens()
        assert await late.until(1) == first.heard[1:]
    finally:
        await first.relay.close()
        await late.relay.close()


async def test_listener_that_fails_keeps_nobody_else_from_hearing(
    pair: tuple[Process, Process],
) -> None:
    def broken(event: StoredEvent) -> None:
        raise ValueError("deaf")

    a, b = pair
    b.store.events.when_published(broken)
    await a.happens()
    await b.happens()
    assert len(await b.until(2)) == 2


async def test_lost_connection_is_made_again(
    pair: tuple[Process, Process], database_url: str
) -> None:
    import asyncpg

    a, b = pair
    admin = await asyncpg.connect(database_url)
    await admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
    )
    await admin.close()
    await a.happens()
    assert await b.until(1) == a.heard


async def test_end_while_it_connects_leaves_no_connection(
    database_url: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    import asyncpg

    made: asyncio.Queue[asyncpg.Connection] = asyncio.Queue()

    async def slowly(connection: asyncpg.Connection, *_: Any) -> None:
        made.put_nowait(connection)
        await asyncio.Event().wait()

    monkeypatch.setattr(asyncpg.Connection, "add_listener", slowly)
    process = Process(database_url, store, "a")
    starting = asyncio.create_task(process.relay.start())
    connection = await asyncio.wait_for(made.get(), 10)
    starting.cancel()
    await asyncio.gather(starting, return_exceptions=True)
    assert connection.is_closed()
    await process.relay.close()
