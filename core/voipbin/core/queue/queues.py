"""The queues of this process: calls wait in them, meet an agent, and leave."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final

import structlog

from voipbin.core.call.bridge_newcomers import BridgeNewcomers
from voipbin.core.call.bridges import Bridges
from voipbin.core.call.calls import Calls
from voipbin.core.call.dialing import Dialer
from voipbin.core.call.live import LiveCall
from voipbin.core.errors import FailedPrecondition, NotFound
from voipbin.core.flow_engine import EngineState
from voipbin.core.queue.agents import Agents
from voipbin.core.queue.dispatcher import Dispatcher
from voipbin.core.queue.encounter import Encounter
from voipbin.core.queue.line import Line
from voipbin.core.queue.model import QueueRow
from voipbin.core.queue.waiting import Waiting
from voipbin.core.queuecall.model import ENDED, QueuecallRow

_log = structlog.get_logger(__name__)

_RETRY_S: Final = 1.0
_SOON_MS: Final = 1000


class Queues:
    """Keeps the rows of stays in step with bridges, agents and flows.

    Locks: of a bridge before that of a stay, never the other way.
    """

    def __init__(self, calls: Calls, bridges: Bridges, dialer: Dialer) -> None:
        self._calls = calls
        self._bridges = bridges
        self._line = Line(calls.store)
        self._agents = Agents(calls.store)
        self._stays: dict[str, Waiting] = {}
        self._dispatcher = Dispatcher(self._line, calls, dialer, self._agents, self)
        calls.when_over(self._call_over)

    @property
    def stays(self) -> tuple[str, ...]:
        """Ids of the stays that are not over here."""
        return tuple(self._stays)

    def waiting_in(self, queue_id: str) -> list[Waiting]:
        """Who waits here for an agent."""
        ready = (one for one in self._stays.values() if one.is_entered and one.is_waiting)
        return [one for one in ready if one.queue.id == queue_id]

    # -- what flows ask for

    async def enter(self, live: LiveCall, queue_id: str, id: str, token: int) -> Waiting:
        """A call waits from now on.

        Args:
            id: of the stay.
            token: with which its flow waits for the entry.

        Raises:
            NotFound: the customer has no such queue.
        """
        customer_id = live.row.customer_id
        unread = QueueRow(id=queue_id, customer_id=customer_id, tm_create=0)
        # Known before its row is: whoever sees that may kick it at once.
        stay = self._stays[id] = Waiting(id, live, unread, token)
        try:
            stay.queue = await self._line.begin(customer_id, queue_id, live.id, id)
        except BaseException:
            self._stays.pop(id, None)
            raise
        finally:
            stay.is_beginning = False
        if live.over.is_set():
            await self._leave(stay)
        if not stay.is_over:
            stay.is_entered = True
            self._after(stay, stay.queue.wait_timeout, self._late)
            self._dispatcher.wake(queue_id)
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
        partner = self._bridges.partner_of(stay.live) if stay.is_served else None
        if partner is not None:
            await self._calls.hang_up(partner)
        else:
            await self._take_out(stay)
        return await self._line.get(row.id)

    async def abandon(self, stay: Waiting) -> None:
        """Takes a caller out that waits; its flow goes on behind the queue."""
        if stay.is_waiting:
            await self._take_out(stay)

    async def recover(self) -> None:
        """Ends the stays that died with the last process."""
        await self._line.recover()

    # -- an agent is rung

    def prepare(self, stay: Waiting) -> BridgeNewcomers:
        """An agent is about to be rung: opens the bridge that its phone is to find."""
        self._bridges.open(stay.id, stay.live, (), keeper=Encounter(self, stay))
        return self._bridges.newcomers(stay.id)

    async def give_up(self, stay: Waiting) -> None:
        """It could not be rung."""
        await self._bridges.leave(stay.id, stay.live)

    async def expect(
        self, stay: Waiting, agent_id: str, newcomers: BridgeNewcomers, calls: Sequence[LiveCall]
    ) -> bool:
        """An agent is rung: the caller goes to the bridge.

        Returns:
            False when there is no phone to ring, or the caller left meanwhile.
        """
        self._bridges.add(stay.id, newcomers.taken(calls))
        is_wanted = False
        try:
            async with stay.lock:
                is_wanted = bool(calls) and stay.is_waiting and not stay.is_over
                is_wanted = is_wanted and await self._line.connecting(stay.id, agent_id)
                if is_wanted:
                    stay.is_waiting, stay.agent_id = False, agent_id
                    stay.call_in()
        finally:
            if not is_wanted:
                await self._bridges.leave(stay.id, stay.live)
        return is_wanted

    async def back(self, stay: Waiting) -> None:
        """Its agent did not answer: it waits again."""
        self._agents.missed(stay.agent_id)
        async with stay.lock:
            if stay.is_over or not await self._line.waiting(stay.id):
                return
            stay.is_waiting = True
        if stay.is_late:
            await self._take_out(stay)
            return
        stay.send_back()
        self._dispatcher.wake(stay.queue.id)

    async def served(self, stay: Waiting) -> None:
        """Its agent answered."""
        self._agents.reached(stay.agent_id)
        async with stay.lock:
            if not stay.is_over and await self._line.serviced(stay.id):
                stay.is_served = True
                self._after(stay, stay.queue.service_timeout, self._enough)

    async def left_bridge(self, stay: Waiting) -> None:
        """It talks to its agent no more."""
        await self._leave(stay)

    # -- the end of a stay

    async def _take_out(self, stay: Waiting) -> None:
        if await self._leave(stay):
            stay.let_go()

    async def _late(self, stay: Waiting) -> None:
        stay.is_late = True
        await self.abandon(stay)

    async def _enough(self, stay: Waiting) -> None:
        """The conversation ends; the caller's flow goes on, the agent is hung up on."""
        partner = self._bridges.partner_of(stay.live)
        if partner is not None:
            await self._calls.hang_up(partner)
        elif not stay.is_over:
            self._after(stay, _SOON_MS, self._enough)  # it is being handed over

    async def _call_over(self, live: LiveCall) -> None:
        for stay in self._of_call(live):
            await self._leave(stay)

    async def _leave(self, stay: Waiting) -> bool:
        """Whether it was not over already."""
        async with stay.lock:
            if stay.is_over:
                return False
            stay.is_over, stay.is_waiting = True, False
            stay.stop_timer()
            self._stays.pop(stay.id, None)
            await self._store_end(stay)
            if not self._of_call(stay.live):  # else they are those of the next one
                stay.forget_variables()
        # The agent that is rung for it, or whom it has left, is not wanted any more.
        await self._bridges.leave(stay.id, stay.live)
        return True

    async def _store_end(self, stay: Waiting) -> None:
        try:
            await self._line.ended(stay.id)
        except NotFound:
            if stay.is_beginning:
                self._calls.spawn(self._store_later(stay))
        except Exception as error:
            _log.error("the end of a stay could not be stored", id=stay.id, exc_info=error)
            self._calls.spawn(self._store_later(stay))

    async def _store_later(self, stay: Waiting) -> None:
        await self._calls.store.clock.sleep(_RETRY_S)
        await self._store_end(stay)

    def _after(
        self, stay: Waiting, delay_ms: int, due: Callable[[Waiting], Coroutine[Any, Any, None]]
    ) -> None:
        stay.stop_timer()
        if delay_ms:
            loop = asyncio.get_running_loop()
            stay.timer = loop.call_later(delay_ms / 1000, lambda: self._calls.spawn(due(stay)))

    def _of_call(self, live: LiveCall) -> list[Waiting]:
        return [stay for stay in self._stays.values() if stay.live is live]
