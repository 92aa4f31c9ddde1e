"""The conference engine with calls that need no telephone."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from tests.fixtures.callers import customer_context
from voipbin.core.activeflow.service import Activeflows
from voipbin.core.call.calls import Calls
from voipbin.core.call.live import LiveCall
from voipbin.core.call.model import CALL, CallRow
from voipbin.core.conference.conferences import Conferences
from voipbin.core.conference.model import CONFERENCE, ConferenceRow
from voipbin.core.conferencecall.model import CONFERENCECALL, ConferencecallRow
from voipbin.core.flow_engine import DEFAULT_LIMITS, Input
from voipbin.core.ids import new_id
from voipbin.core.node.link import CommandFailed
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store
from voipbin.media.v1 import node_pb2


class FakeMedia:
    """Notes the commands it is given."""

    def __init__(self) -> None:
        self.commands: list[tuple[str, str]] = []
        "Kind, and the channel or bridge."
        self.broken: set[str] = set()
        "Kinds of commands that fail."

    async def command(self, channel_id: str, bridge_id: str = "", **command: Any) -> None:
        """One command."""
        (kind,) = command
        self.commands.append((kind, channel_id or bridge_id))
        if kind in self.broken:
            raise CommandFailed("FAILED", f"{kind} is broken")


class FakeRun:
    """What a flow is told."""

    def __init__(self) -> None:
        self.heard: list[Input] = []
        self.state = SimpleNamespace(is_started=True)

    def feed(self, event: Input) -> None:
        """One input."""
        self.heard.append(event)

    @property
    def kinds(self) -> list[str]:
        """Their names."""
        return [type(event).__name__ for event in self.heard]


class Hall:
    """Conferences and calls of one customer."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.customer_id = customer_context(store).customer_id
        self.media = FakeMedia()
        self.calls = Calls(store, Activeflows(store, DEFAULT_LIMITS), self.media, 3600)
        self.conferences = Conferences(self.calls)

    async def opened(self, **columns: Any) -> ConferenceRow:
        """A conference."""
        row = ConferenceRow(id=new_id(), customer_id=self.customer_id, tm_create=1, **columns)
        async with self.store.writing() as work:
            return await Repository(CONFERENCE, work, self.customer_id).add(row)

    async def call(self, **columns: Any) -> LiveCall:
        """A live call whose flow only notes what it is told."""
        values: dict[str, Any] = {
            "id": new_id(),
            "customer_id": self.customer_id,
            "status": "progressing",
            "channel_id": new_id(),
            "tm_create": 1,
        }
        row = CallRow(**values | columns)
        async with self.store.writing() as work:
            await Repository(CALL, work, row.customer_id).add(row)
        run: Any = FakeRun()
        live = LiveCall(row, run)
        if row.is_answered:
            live.answered.set()
        return self.calls.adopt(live)

    async def hung_up(self, live: LiveCall) -> None:
        """The party of a call is gone."""
        await self.calls.over(live, node_pb2.HungUp(cause=16, by="peer"))

    async def seated(self, conference: ConferenceRow, live: LiveCall, token: int = 7) -> str:
        """A call in the conference; the id of its stay."""
        entry = await self.conferences.enter(live, conference.id, "")
        await self.conferences.join(conference.id, live, token)
        await self.settled()
        return entry.stay.id

    @contextmanager
    def busy(self) -> Iterator[None]:
        """The database takes no writes meanwhile."""

        def refuse() -> None:
            raise TimeoutError("the database is busy")

        self.store.guard = refuse
        try:
            yield
        finally:
            self.store.guard = None

    async def settled(self) -> None:
        """Waits for what goes on in the background."""
        async with asyncio.timeout(10):
            while tasks := list(self.calls._tasks):
                await asyncio.gather(*tasks)

    async def conference(self, id: str) -> ConferenceRow:
        """A conference as it is stored, deleted or not."""
        async with self.store.reading() as connection:
            every = Repository.across_customers_for_super_admin(CONFERENCE, connection)
            row = await every.one(CONFERENCE.table.select().where(CONFERENCE.table.c.id == id))
        assert row is not None
        return row

    async def stay(self, id: str) -> ConferencecallRow:
        """A stay as it is stored."""
        async with self.store.reading() as connection:
            return await Repository(CONFERENCECALL, connection, self.customer_id).get(id)


def run_of(live: LiveCall) -> FakeRun:
    """The flow of a call made here."""
    run: Any = live.run
    return run  # type: ignore[no-any-return]
