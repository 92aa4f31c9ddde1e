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
from voipbin.core.errors import InvalidArgument, NotFound, VoipbinError
from voipbin.core.flow.plan import FlowPlan
from voipbin.core.flow_engine import bridge_leg_actions
from voipbin.core.queue.agents import Agents
from voipbin.core.queue.line import Line
from voipbin.core.queue.waiting import Waiting

_log = structlog.get_logger(__name__)

_SOON_S, _LATER_S = 0.1, 1.0
"After a caller came or got an agent, and while nobody is free."
_MOST_TURNS = 3
"Left to another process, whose caller has waited longer but may not reach the agents that we do."


class WaitingRoom(Protocol):
    """The stays of this process."""

    def waiting_in(self, queue_id: str) -> list[Waiting]:
        """Who waits in a queue."""

    async def abandon(self, stay: Waiting) -> None:
        """Takes a caller out that waits."""

    def prepare(self, stay: Waiting) -> BridgeNewcomers:
        """An agent is about to be rung for a caller."""

    async def expect(
        self, stay: Waiting, agent_id: str, newcomers: BridgeNewcomers, calls: Sequence[LiveCall]
    ) -> bool:
        """It is, by these calls; False when it is not wanted any more."""

    async def give_up(self, stay: Waiting) -> None:
        """It could not be rung."""


class Dispatcher:
    """One task for each queue in which calls of this process wait."""

    def __init__(
        self, line: Line, calls: Calls, dialer: Dialer, agents: Agents, room: WaitingRoom
    ) -> None:
        self._line = line
        self._calls = calls
        self._dialer = dialer
        self._agents = agents
        self._room = room
        self._at_work: set[str] = set()
        self._turns: dict[str, int] = {}
        "Left to other processes one after the other, by queue."

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
            self._turns.pop(queue_id, None)

    async def _served(self, queue_id: str, waiting: list[Waiting]) -> bool:
        try:
            return await self._round(queue_id, waiting)
        except Exception as error:  # who waits goes on waiting, whatever failed
            _log.error("a queue is not served", queue_id=queue_id, exc_info=error)
            return False

    async def _round(self, queue_id: str, waiting: list[Waiting]) -> bool:
        """Whether somebody got an agent rung."""
        customer_id = waiting[0].queue.customer_id
        if await self._line.queue_of(customer_id, queue_id) is None:
            for stay in waiting:
                await self._room.abandon(stay)
            return False
        agents = await self._agents.free(customer_id)
        line = await self._line.waiting_in(queue_id) if agents else []
        here = {stay.id: stay for stay in waiting}
        for place, id in enumerate(line):
            # Who stands first may want tags that nobody has.
            agent_id = self._agents.choose(agents, here[id].queue.tag_ids) if id in here else ""
            if not agent_id:
                continue
            if any(older not in here for older in line[:place]) and self._leaves_turn(queue_id):
                return False
            self._turns.pop(queue_id, None)
            return await self._ring(here[id], agent_id)
        return False

    def _leaves_turn(self, queue_id: str) -> bool:
        self._turns[queue_id] = self._turns.get(queue_id, 0) + 1
        return self._turns[queue_id] <= _MOST_TURNS

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
            await self._room.give_up(stay)
            if _is_of_agent(error):
                self._agents.missed(agent_id)
            _log.info(
                "an agent cannot be rung",
                queuecall_id=stay.id,
                agent_id=agent_id,
                reason=error.message,
            )
            return False
        if not dialled.calls:
            self._agents.missed(agent_id)
        return await self._room.expect(stay, agent_id, newcomers, dialled.calls)


def _is_of_agent(error: VoipbinError) -> bool:
    """Whether its addresses are at fault, and not the caller, the account, or who was first."""
    return isinstance(error, InvalidArgument | NotFound) or (
        error.reason == "DESTINATION_NOT_ALLOWED"
    )
