"""Brings callers who wait and agents who are free together: the oldest caller first."""

from collections.abc import Sequence
from typing import Protocol

import structlog

from voipbin.core.call.bridge_newcomers import BridgeNewcomers
from voipbin.core.call.calls import Calls
from voipbin.core.call.dialing import Dialer
from voipbin.core.call.dialled import CallRequest
from voipbin.core.call.live import LiveCall
from voipbin.core.call.referrals import party_of
from voipbin.core.errors import VoipbinError
from voipbin.core.flow.plan import FlowPlan
from voipbin.core.flow_engine import bridge_leg_actions
from voipbin.core.queue.agents import free_agent
from voipbin.core.queue.line import Line
from voipbin.core.queue.waiting import Waiting

_log = structlog.get_logger(__name__)

_SOON_S, _LATER_S = 0.1, 1.0
"After a caller came or got an agent, and while nobody is free."
_AGAIN_S = 10.0
"""Before an agent who did not answer is rung again for the same caller: a telephone that rejects
its calls would be rung without a pause."""


class WaitingRoom(Protocol):
    """The stays of this process."""

    def waiting_in(self, queue_id: str) -> list[Waiting]:
        """Who waits in a queue."""

    def get(self, id: str) -> Waiting | None:
        """One that is not over."""

    async def abandon(self, stay: Waiting) -> None:
        """Takes a caller out that waits."""

    def prepare(self, stay: Waiting) -> BridgeNewcomers:
        """An agent is about to be rung for a caller."""

    async def expect(
        self, stay: Waiting, agent_id: str, newcomers: BridgeNewcomers, calls: Sequence[LiveCall]
    ) -> bool:
        """It is, by these calls; False when it is not wanted any more."""

    def give_up(self, stay: Waiting) -> None:
        """It could not be rung."""


class Dispatcher:
    """One task for each queue in which calls of this process wait."""

    def __init__(self, line: Line, calls: Calls, dialer: Dialer, room: WaitingRoom) -> None:
        self._line = line
        self._calls = calls
        self._dialer = dialer
        self._room = room
        self._at_work: set[str] = set()

    def wake(self, queue_id: str) -> None:
        """Somebody waits in a queue."""
        if queue_id not in self._at_work:
            self._at_work.add(queue_id)
            self._calls.spawn(self._serve(queue_id))

    async def _serve(self, queue_id: str) -> None:
        clock = self._calls.store.clock
        try:
            await clock.sleep(_SOON_S)
            while waiting := self._room.waiting_in(queue_id):
                is_served = await self._served(queue_id, waiting)
                await clock.sleep(_SOON_S if is_served else _LATER_S)
        finally:
            self._at_work.discard(queue_id)

    async def _served(self, queue_id: str, waiting: list[Waiting]) -> bool:
        try:
            return await self._round(queue_id, waiting)
        except Exception as error:  # who waits goes on waiting, whatever failed
            _log.error("a queue is not served", queue_id=queue_id, exc_info=error)
            return False

    async def _round(self, queue_id: str, waiting: list[Waiting]) -> bool:
        """Whether somebody got an agent rung."""
        queue = await self._line.queue_of(waiting[0].queue.customer_id, queue_id)
        if queue is None:
            for stay in waiting:
                await self._room.abandon(stay)
            return False
        first = await self._line.oldest(queue_id)
        next_one = self._room.get(first.id) if first is not None else None
        if next_one is None:
            return False  # it is another process's turn
        now_s = self._calls.store.clock.monotonic_s()
        rests = {id for id, rung_s in next_one.rung_s.items() if now_s - rung_s < _AGAIN_S}
        agent_id = await free_agent(self._calls.store, next_one.queue, rests)
        if not agent_id:
            return False
        next_one.rung_s[agent_id] = now_s
        return await self._ring(next_one, agent_id)

    async def _ring(self, stay: Waiting, agent_id: str) -> bool:
        newcomers = self._room.prepare(stay)
        request = CallRequest(
            stay.live.row.customer_id,
            party_of(stay.live.row),
            FlowPlan(bridge_leg_actions(stay.id)),
            master=stay.live,
            newcomers=newcomers,
            takes_free_agent=True,
        )
        try:
            to = {"type": "agent", "target": agent_id}
            dialled = await self._dialer.dial(request, to, "agent")
        except VoipbinError as error:
            self._room.give_up(stay)
            _log.info(
                "an agent cannot be rung",
                queuecall_id=stay.id,
                agent_id=agent_id,
                reason=error.message,
            )
            return False
        return await self._room.expect(stay, agent_id, newcomers, dialled.calls)
