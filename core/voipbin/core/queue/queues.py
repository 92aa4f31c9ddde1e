"""The queues of this process: calls wait in them, meet an agent, and leave."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from voipbin.core.call.bridge import Bridge
from voipbin.core.call.bridge_newcomers import BridgeNewcomers
from voipbin.core.call.bridges import Bridges
from voipbin.core.call.calls import Calls
from voipbin.core.call.dialing import Dialer
from voipbin.core.call.live import LiveCall
from voipbin.core.errors import FailedPrecondition
from voipbin.core.flow_engine import EngineState
from voipbin.core.queue.dispatcher import Dispatcher
from voipbin.core.queue.line import Line
from voipbin.core.queue.waiting import Waiting
from voipbin.core.queuecall.model import ENDED, QueuecallRow


class Queues:
    """Keeps the rows of stays in step with bridges, agents and flows."""

    def __init__(self, calls: Calls, bridges: Bridges, dialer: Dialer) -> None:
        self._calls = calls
        self._bridges = bridges
        self._line = Line(calls.store)
        self._stays: dict[str, Waiting] = {}
        self._dispatcher = Dispatcher(self._line, calls, dialer, self)
        calls.when_over(self._call_over)

    @property
    def stays(self) -> tuple[str, ...]:
        """Ids of the stays that are not over here."""
        return tuple(self._stays)

    def waiting_in(self, queue_id: str) -> list[Waiting]:
        """Who waits here for an agent."""
        return [one for one in self._stays.values() if one.is_waiting and one.queue.id == queue_id]

    def get(self, id: str) -> Waiting | None:
        """A stay that is not over here."""
        return self._stays.get(id)

    # -- what flows ask for

    async def enter(self, live: LiveCall, queue_id: str, id: str, token: int) -> Waiting:
        """A call waits from now on.

        Args:
            id: of the stay.
            token: with which its flow waits for the entry.

        Raises:
            NotFound: the customer has no such queue.
        """
        queue = await self._line.begin(live.row.customer_id, queue_id, live.id, id)
        stay = Waiting(id, live, queue, token)
        self._stays[id] = stay
        if live.over.is_set():
            await self._leave(stay)  # it hung up before anybody knew of the stay
            return stay
        self._after(stay, queue.wait_timeout, self._late)
        self._dispatcher.wake(queue.id)
        return stay

    def stepped(self, live: LiveCall, state: EngineState) -> None:
        """Ends stays whose flow went elsewhere."""
        for stay in self._of_call(live):
            if not stay.is_over and state.is_started and not stay.is_in(state):
                self._calls.spawn(self._leave(stay))

    # -- what others ask for

    async def kick(self, row: QueuecallRow) -> QueuecallRow:
        """Takes a caller out; its flow goes on behind the queue.

        Returns:
            The stay as it is then; one that talks to an agent ends with that leg.

        Raises:
            FailedPrecondition: the stay is over.
        """
        stay = self._stays.get(row.id)
        if row.status in ENDED:
            raise FailedPrecondition(
                f"queuecall {row.id} is {row.status}: nobody is in the queue any more",
                reason="QUEUECALL_ENDED",
            )
        if stay is None:
            return await self._line.ended(row.id)  # nobody is there to be taken out
        await self._take_out(stay)
        return await self._line.get(row.id)

    async def abandon(self, stay: Waiting) -> None:
        """Takes a caller out that waits; its flow goes on behind the queue."""
        async with stay.lock:
            if stay.is_over or not stay.is_waiting:
                return
            await self._end(stay)
        stay.call_in()  # where nobody is any more

    async def recover(self) -> None:
        """Ends the stays that died with the last process."""
        await self._line.recover()

    # -- what becomes of a stay

    def prepare(self, stay: Waiting) -> BridgeNewcomers:
        """An agent is about to be rung: opens the bridge that its phone is to find."""
        self._bridges.open(stay.id, stay.live, (), keeper=Encounter(self, stay))
        return self._bridges.newcomers(stay.id)

    def give_up(self, stay: Waiting) -> None:
        """It could not be rung."""
        self._bridges.discard(stay.id)

    async def expect(
        self, stay: Waiting, agent_id: str, newcomers: BridgeNewcomers, calls: Sequence[LiveCall]
    ) -> bool:
        """An agent is rung: the caller goes to the bridge.

        Returns:
            False when there is no phone to ring, or the caller left meanwhile.
        """
        self._bridges.add(stay.id, newcomers.taken(calls))
        async with stay.lock:
            is_wanted = bool(calls) and stay.is_waiting and not stay.is_over
            is_wanted = is_wanted and await self._line.connecting(stay.id, agent_id)
            stay.is_waiting = stay.is_waiting and not is_wanted
        if is_wanted:
            stay.call_in()
        else:
            await self._bridges.cancel(stay.id)
        return is_wanted

    async def back(self, stay: Waiting) -> None:
        """Its agent did not answer; called with the lock of the bridge held."""
        async with stay.lock:
            if stay.is_over or not await self._line.waiting(stay.id):
                return
            stay.is_waiting = True
        if stay.is_late:
            await self.abandon(stay)
            return
        stay.send_back()
        self._dispatcher.wake(stay.queue.id)

    async def served(self, stay: Waiting) -> None:
        """Its agent answered."""
        async with stay.lock:
            if not stay.is_over and await self._line.serviced(stay.id):
                stay.is_served = True
                self._after(stay, stay.queue.service_timeout, self._enough)

    async def left_bridge(self, stay: Waiting) -> None:
        """It talks to its agent no more."""
        await self._leave(stay)

    async def _take_out(self, stay: Waiting) -> None:
        bridge = self._bridges.party(stay.live)
        if bridge is not None and bridge.is_answered:
            await self._enough(stay)
            return
        async with stay.lock:
            if stay.is_over:
                return
            await self._end(stay)
        if not stay.is_waiting:
            await self._bridges.cancel(stay.id)  # hangs up on the agent that is rung
        stay.call_in()

    async def _late(self, stay: Waiting) -> None:
        stay.is_late = True
        await self.abandon(stay)

    async def _enough(self, stay: Waiting) -> None:
        """The conversation ends; the caller's flow goes on, the agent is hung up on."""
        partner = self._bridges.partner_of(stay.live)
        if partner is not None:
            await self._calls.hang_up(partner)

    async def _call_over(self, live: LiveCall) -> None:
        for stay in self._of_call(live):
            await self._leave(stay)

    async def _leave(self, stay: Waiting) -> None:
        async with stay.lock:
            if not stay.is_over:
                await self._end(stay)

    async def _end(self, stay: Waiting) -> None:
        stay.is_over = True
        stay.stop_timer()
        self._stays.pop(stay.id, None)
        await self._line.ended(stay.id)
        stay.forget_variables()

    def _after(
        self, stay: Waiting, delay_ms: int, due: Callable[[Waiting], Coroutine[Any, Any, None]]
    ) -> None:
        stay.stop_timer()
        if delay_ms:
            loop = asyncio.get_running_loop()
            stay.timer = loop.call_later(delay_ms / 1000, lambda: self._calls.spawn(due(stay)))

    def _of_call(self, live: LiveCall) -> list[Waiting]:
        return [stay for stay in self._stays.values() if stay.live is live]


class Encounter:
    """The bridge in which a caller waits for the agent that is rung for it."""

    keeps_newcomer = False

    def __init__(self, queues: Queues, stay: Waiting) -> None:
        self._queues = queues
        self._stay = stay

    async def answered(self, newcomer: LiveCall) -> None:
        """Agent and caller talk."""
        await self._queues.served(self._stay)

    async def over(self, bridge: Bridge) -> bool:
        """They do not any more, or the agent did not answer and the caller waits again."""
        # An agent that hands the caller over leaves a bridge where nobody has answered yet.
        is_done = bridge.is_answered or self._stay.is_served
        if is_done:
            await self._queues.left_bridge(self._stay)
        elif bridge.caller_token is not None:
            await self._queues.back(self._stay)
        return is_done
