"""The calls of this process: their rows, their changes of status, their end."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from typing import Any, Protocol

import structlog

from voipbin.core.activeflow.service import Activeflows
from voipbin.core.call.address import Leg
from voipbin.core.call.failover import next_leg
from voipbin.core.call.hangup_reason import cause_of_reason, hangup_by, hangup_reason
from voipbin.core.call.live import LiveCall
from voipbin.core.call.model import CALL, LIVE, TRANSITIONS, CallRow
from voipbin.core.cluster.claim import claimed
from voipbin.core.cluster.model import last_signs, left_behind
from voipbin.core.flow_engine import CallAnswered, CallHungUp, CallRinging, DigitPressed, Start
from voipbin.core.ids import new_id
from voipbin.core.node.link import CommandFailed
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.row import copied
from voipbin.core.unit_of_work import Store, UnitOfWork
from voipbin.media.v1 import node_pb2

_log = structlog.get_logger(__name__)

_MOST_OWNERS = 10_000
_STORE_PAUSES_S = (0.2, 1.0)

EndHook = Callable[[LiveCall], Awaitable[None]]
PressHook = Callable[[LiveCall, str, int], None]
Redial = Callable[[LiveCall, Leg], Coroutine[Any, Any, None]]
MoveHook = Callable[[UnitOfWork, CallRow], Awaitable[None]]


class Media(Protocol):
    """The media node, as calls use it."""

    async def command(self, channel_id: str, **command: Any) -> None:
        """Sends a command of node.proto.

        Raises:
            CommandFailed: it was not carried out.
        """


class Calls:
    """Live calls by id and by channel, and every change of their status."""

    def __init__(
        self, store: Store, activeflows: Activeflows, media: Media, max_call_s: int
    ) -> None:
        self.store = store
        self.activeflows = activeflows
        self.media = media
        self._max_call_ms = max_call_s * 1000
        self._by_id: dict[str, LiveCall] = {}
        self._by_channel: dict[str, LiveCall] = {}
        # Longer than the calls themselves: nodes tell what passed when a call is over.
        self._owners: OrderedDict[str, tuple[str, str]] = OrderedDict()
        self._ring_hooks: list[EndHook] = []
        self._move_hooks: list[MoveHook] = []
        self._answer_hooks: list[EndHook] = []
        self._end_hooks: list[EndHook] = []
        self._press_hooks: list[PressHook] = []
        self._tasks: set[asyncio.Task[Any]] = set()
        self._dial: Redial | None = None

    # -- finding

    def get(self, id: str) -> LiveCall | None:
        """The live call with an id."""
        return self._by_id.get(id)

    def by_channel(self, channel_id: str) -> LiveCall | None:
        """The live call of a channel."""
        return self._by_channel.get(channel_id)

    def __iter__(self) -> Iterator[LiveCall]:
        return iter(list(self._by_id.values()))

    @property
    def tasks(self) -> int:
        """How many things are being done in the background."""
        return len(self._tasks)

    def adopt(self, live: LiveCall) -> LiveCall:
        """Keeps a call until it is over."""
        self._by_id[live.id] = live
        self._by_channel[live.channel_id] = live
        self._owners[live.channel_id] = (live.id, live.row.customer_id)
        while len(self._owners) > _MOST_OWNERS:
            self._owners.popitem(last=False)
        return live

    def owner_of_channel(self, channel_id: str) -> tuple[str, str] | None:
        """(call id, customer id) of a channel, also of one that is gone."""
        return self._owners.get(channel_id)

    def when_rung(self, hook: EndHook) -> None:
        """Hears of every phone that begins to ring."""
        self._ring_hooks.append(hook)

    def when_moving(self, hook: MoveHook) -> None:
        """Takes part in the transaction of every change of status."""
        self._move_hooks.append(hook)

    def when_answered(self, hook: EndHook) -> None:
        """Hears of every answer."""
        self._answer_hooks.append(hook)

    def when_pressed(self, hook: PressHook) -> None:
        """Hears of every key: the call, the key, and for how many milliseconds."""
        self._press_hooks.append(hook)

    def pressed(self, live: LiveCall, digit: str, duration_ms: int) -> None:
        """The party pressed a key."""
        if live.run is not None:
            live.run.feed(DigitPressed(digit))
        for hook in self._press_hooks:
            hook(live, digit, duration_ms)

    def use_redialler(self, dial: Redial) -> None:
        """Says how a call is dialled once more, by another route."""
        self._dial = dial

    def when_over(self, hook: EndHook) -> None:
        """Hears of every end, after it is stored."""
        self._end_hooks.append(hook)

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Does something in the background and logs when it fails."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    # -- changing

    @asynccontextmanager
    async def changing(self, live: LiveCall) -> AsyncIterator[UnitOfWork]:
        """A unit of work in which the row may be changed; it is saved at the end."""
        async with live.lock:
            before = copied(live.row)
            try:
                async with self.store.writing() as work:
                    yield work
                    live.row.tm_update = work.clock.now_us()
                    await Repository(CALL, work, live.row.customer_id).save(live.row)
            except BaseException:
                live.row = before
                raise

    async def updated(self, live: LiveCall, **changes: Any) -> None:
        """Changes columns and tells so: call_updated."""
        async with self.changing(live) as work:
            for name, value in changes.items():
                setattr(live.row, name, value)
            record(work, CALL, "updated", live.row)

    async def move(self, live: LiveCall, status: str, **changes: Any) -> bool:
        """Changes the status if the table of transitions allows it, and tells so."""
        if status not in TRANSITIONS[live.row.status]:
            return False
        async with self.changing(live) as work:
            if status not in TRANSITIONS[live.row.status]:
                return False
            live.row.status = status
            for name, value in changes.items():
                setattr(live.row, name, value)
            record(work, CALL, status, live.row)
            for hook in self._move_hooks:
                await hook(work, live.row)
        return True

    # -- what happens to a call

    async def rang(self, live: LiveCall, tm_us: int) -> None:
        """The party's phone rings."""
        if not await self.move(live, "ringing", tm_ringing=tm_us):
            return
        if live.run:
            live.run.feed(CallRinging())
        for hook in self._ring_hooks:
            await hook(live)

    async def early(self, live: LiveCall) -> None:
        """Audio flows before the answer."""
        if live.starts_at_ringing and live.run and not live.run.state.is_started:
            live.run.feed(Start())

    async def answered(self, live: LiveCall, tm_us: int) -> None:
        """The party answered, or the platform did."""
        if not await self.move(live, "progressing", tm_progressing=tm_us):
            return
        live.answered.set()
        if live.run is not None:
            live.run.feed(CallAnswered())
            if not live.run.state.is_started:
                live.run.feed(Start())
        for hook in self._answer_hooks:
            await hook(live)

    async def answer(self, live: LiveCall) -> None:
        """Answers an incoming call; `answered` follows when the media node has done it.

        Raises:
            CommandFailed: it cannot be answered.
        """
        if live.row.direction == "incoming" and live.row.status in ("dialing", "ringing"):
            rung_ms = (self.store.clock.now_us() - live.row.tm_create) // 1000
            left_ms = max(1, self._max_call_ms - rung_ms)
            command = node_pb2.Answered(max_duration_ms=left_ms)
            await self.media.command(live.channel_id, answer=command)

    async def bound(self, live: LiveCall) -> None:
        """Ends a caller that nobody answered within the longest duration.

        An answered call is bounded by its media node, which goes on counting if we do not.
        """
        try:
            async with asyncio.timeout(self._max_call_ms / 1000):
                await live.over.wait()
        except TimeoutError:
            if not live.row.is_answered:
                await self.hang_up(live)

    async def hang_up(self, live: LiveCall, reason: str = "", cause: int = 0) -> None:
        """Ends a call that is not being ended yet; `over` follows when the leg is gone.

        Args:
            reason: what an unanswered caller is refused for; "" is normal. An answered
                call keeps of it only that a machine answered: amd.
            cause: the Q.850 cause itself, where it is known better than by the reason.
        """
        if live.row.status not in LIVE:
            return
        live.machine_answered = reason == "amd"
        unanswered = live.row.status in ("dialing", "ringing")
        cancels = live.row.direction == "outgoing" and unanswered
        if not await self.move(live, "canceling" if cancels else "terminating"):
            return
        try:
            command = node_pb2.HangUp(cause=cause or cause_of_reason(reason))
            await self.media.command(live.channel_id, hang_up=command)
        except CommandFailed as error:
            # Without a channel nothing more will be heard of it.
            _log.info("hanging up a leg that is gone", call_id=live.id, error=error.error)
            await self.over(live, node_pb2.HungUp(cause=16, by="local"))

    async def over(
        self, live: LiveCall, event: node_pb2.HungUp, reason: str = "", tm_us: int = 0
    ) -> None:
        """The leg is gone: stores why, then ends what hangs on the call.

        A call whose carrier failed is dialled by its next route instead, and is not over.

        Args:
            tm_us: when, in microseconds since 1970; 0 for now.
        """
        if await self._redial(live, event):
            return
        if live.row.master_call_id in self._by_id:
            self._by_id[live.row.master_call_id].leg_causes[live.id] = event.cause
        if not await self._ended(live, event, reason, tm_us):
            return
        live.over.set()
        self._by_id.pop(live.id, None)
        self._by_channel.pop(live.channel_id, None)
        for hook in self._end_hooks:
            try:
                await hook(live)
            except Exception as error:
                _log.error("an end hook failed", call_id=live.id, exc_info=error)
        if live.run is not None:
            live.run.feed(CallHungUp(live.row.hangup_reason))
        for id in live.row.chained_call_ids:
            chained = self._by_id.get(id)
            if chained is not None and not chained.outlives_master:
                self.spawn(self.hang_up(chained))

    async def _redial(self, live: LiveCall, event: node_pb2.HungUp) -> bool:
        """Begins anew with the next route: another channel, the same call in the same status."""
        leg = next_leg(live, event) if self._dial is not None else None
        if leg is None or self._dial is None:
            return False
        failed = live.channel_id
        try:
            async with self.changing(live) as work:
                if live.row.status not in ("dialing", "ringing"):
                    return False  # hung up in this very moment
                live.row.channel_id = new_id()
                record(work, CALL, "updated", live.row)
        except Exception as error:
            _log.error("a call could not go on", call_id=live.id, exc_info=error)
            return False
        self._by_channel.pop(failed, None)
        self.adopt(live)
        self.spawn(self._dial(live, leg))
        return True

    async def _ended(self, live: LiveCall, event: node_pb2.HungUp, reason: str, tm_us: int) -> bool:
        """Stores the end; a database that is busy just now must not keep a dead call alive."""
        for pause_s in (*_STORE_PAUSES_S, None):
            last = live.row.status
            why = (
                reason
                or live.ends_for
                or hangup_reason(live.row.direction, last, event.cause, event.by)
            )
            if last == "terminating" and live.machine_answered:
                why = "amd"
            try:
                return await self.move(
                    live,
                    "hangup",
                    hangup_by=hangup_by(last),
                    hangup_reason=why,
                    tm_hangup=tm_us or self.store.clock.now_us(),
                )
            except Exception as error:
                _log.error("the end of a call could not be stored", call_id=live.id, exc_info=error)
            if pause_s is not None:
                await self.store.clock.sleep(pause_s)
        # Here it is over all the same; the next start of the process finds the row and ends it.
        return not live.over.is_set()

    async def all_lost(self) -> None:
        """The media node died with every channel."""
        for live in self:
            await self.over(live, node_pb2.HungUp(cause=38, by="media"), "failed")

    async def recover(self, last_alive_us: int = 0) -> None:
        """Ends the calls that died with their process.

        Args:
            last_alive_us: when that process is known to have lived, beside what the register of
                processes says; nobody pays for the time after it. 0 when it is not known: then
                what is written of a call last counts.
        """
        async with self.store.reading() as connection:
            repository = Repository.across_customers_for_super_admin(CALL, connection)
            left = await repository.all(
                repository.select_live().where(
                    CALL.table.c.status != "hangup", left_behind(CALL.table)
                )
            )
            signs = await last_signs(connection)
        for row in left:
            sign_us = signs.get(row.process_id)
            if not await claimed(self.store, CALL.table, row):
                continue
            witnessed = (last_alive_us, sign_us, row.tm_create, row.tm_progressing, row.tm_update)
            died_us = min(self.store.clock.now_us(), max(moment or 0 for moment in witnessed))
            event = node_pb2.HungUp(cause=38, by="media")
            await self.over(LiveCall(row), event, "failed", died_us)

    async def hang_up_all(self, grace_s: float, customer_id: str = "") -> None:
        """Ends every call, or those of one customer, and waits for at most grace_s."""
        calls = [live for live in self if customer_id in ("", live.row.customer_id)]
        await asyncio.gather(*(self.hang_up(live) for live in calls), return_exceptions=True)
        waiting = [asyncio.ensure_future(live.over.wait()) for live in calls]
        if waiting:
            _, pending = await asyncio.wait(waiting, timeout=grace_s)
            for task in pending:
                task.cancel()

    async def close(self) -> None:
        """Ends background work; may be called twice."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("background work of a call failed", exc_info=error)
