"""Brings callers who wait and agents who are free together: the oldest caller first."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

import structlog

from voipbin.core.call.bridges import Bridges
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


class WaitingRoom(Protocol):
    """The stays of this process."""

    def waiting_in(self, queue_id: str) -> list[Waiting]:
        """Who waits in a queue."""

    def get(self, id: str) -> Waiting | None:
        """One that is not over."""

    async def abandon(self, stay: Waiting) -> None:
        """Takes a caller out that waits."""

    async def expect(self, stay: Waiting, agent_id: str, legs: Sequence[LiveCall]) -> bool:
        """An agent is rung for a caller; False when it is not wanted any more."""


class Dispatcher:
    """One task for each queue in which calls of this process wait."""

    def __init__(
        self, line: Line, calls: Calls, bridges: Bridges, dialer: Dialer, room: WaitingRoom
    ) -> None:
        self._line = line
        self._calls = calls
        self._bridges = bridges
        self._dialer = dialer
        self._room = room
        self._at_work: set[str] = set()

    def wake(self, queue_id: str) -> None:
        """Somebody waits in a queue."""
        if queue_id not in self._at_work:
            self._at_work.add(queue_id)
            self._calls.spawn(self._serve(queue_id))

    async def _serve(self, queue_id: str) -> None:
        try:
            await asyncio.sleep(_SOON_S)
            while waiting := self._room.waiting_in(queue_id):
                is_served = await self._round(queue_id, waiting)
                await asyncio.sleep(_SOON_S if is_served else _LATER_S)
        finally:
            self._at_work.discard(queue_id)

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
        agent_id = await free_agent(self._calls.store, next_one.queue, next_one.passed_over)
        return bool(agent_id) and await self._ring(next_one, agent_id)

    async def _ring(self, stay: Waiting, agent_id: str) -> bool:
        if agent_id in stay.passed_over:
            stay.passed_over.clear()  # everybody had a turn
        stay.passed_over.add(agent_id)
        newcomers = self._bridges.newcomers(stay.id)
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
            _log.info(
                "an agent cannot be rung",
                queuecall_id=stay.id,
                agent_id=agent_id,
                reason=error.message,
            )
            return False
        return await self._room.expect(stay, agent_id, newcomers.taken(dialled.calls))
