"""The calls of this process in conferences: they come in, are heard by each other, and leave."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from voipbin.core.call.calls import Calls
from voipbin.core.call.live import LiveCall
from voipbin.core.cluster.forwarder import Forwarder
from voipbin.core.conference.attendance import Attendance, open_stays
from voipbin.core.conference.closing import Closing
from voipbin.core.conference.entry import Entry
from voipbin.core.conference.links import ConferenceLinks
from voipbin.core.conference.stay import Stay
from voipbin.core.conferencecall.model import ConferencecallRow, is_in
from voipbin.core.errors import VoipbinError
from voipbin.core.flow_engine import (
    ActionFailed,
    BridgeAnswered,
    BridgeEnded,
    EngineState,
    SetVariables,
)
from voipbin.core.node.link import CommandFailed
from voipbin.core.transcribe.calls import AudioAccess
from voipbin.media.v1 import node_pb2

_log = structlog.get_logger(__name__)


class Conferences:
    """Keeps the rows of stays in step with the media node and with flows.

    The bridge of a conference has the id of the conference: whoever is asked for a bridge knows
    which conference that is.
    """

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._attendance = Attendance(calls.store)
        self.closing = Closing(calls, self._attendance, self.kick)
        self._stays: dict[str, Stay] = {}
        self._links: ConferenceLinks | None = None
        self._joined_hooks: list[Callable[[LiveCall], Awaitable[None]]] = []
        self._left_hooks: list[Callable[[LiveCall], Awaitable[None]]] = []
        calls.when_over(self._call_over)

    def when_joined(self, hook: Callable[[LiveCall], Awaitable[None]]) -> None:
        """Hears of every call that is in a conference from now on."""
        self._joined_hooks.append(hook)

    def when_left(self, hook: Callable[[LiveCall], Awaitable[None]]) -> None:
        """Hears of every call that was in a conference and is not any more."""
        self._left_hooks.append(hook)

    def use_cluster(
        self, forwarder: Forwarder, access: Callable[[str], Awaitable[AudioAccess]]
    ) -> None:
        """Calls of other processes take part as well.

        Args:
            access: where the media node of this process streams a conference.
        """
        store = self._calls.store
        self._links = ConferenceLinks(store, forwarder, self._attendance, access)
        store.events.when_published(self.closing.hear)

    @property
    def stays(self) -> tuple[str, ...]:
        """Ids of the stays that are not over here."""
        return tuple(self._stays)

    # -- what flows ask for

    async def enter(
        self,
        live: LiveCall,
        conference_id: str,
        activeflow_id: str,
        id: str = "",
        *,
        token: int = 0,
    ) -> Entry:
        """A call is on its way in; its flow joins later.

        Args:
            token: with which its flow waits for the entry; 0 when it is at the bridge already.

        Raises:
            NotFound: the customer has no such conference.
            FailedPrecondition: it is closed.
        """
        entry = await self._attendance.begin(
            live.row.customer_id, conference_id, live.id, activeflow_id, id
        )
        stay = Stay(entry.stay, live, entry_token=token)
        self._stays[entry.stay.id] = stay
        if live.over.is_set():
            # It hung up meanwhile, before anybody knew of the stay.
            await self._call_over(live)
        return entry

    async def join(self, conference_id: str, live: LiveCall, token: int) -> None:
        """A call's flow has come to the bridge and waits there.

        Raises:
            NotFound: the customer has no such conference.
            FailedPrecondition: it is closed.
        """
        stay = self._of(live, conference_id)
        if stay is None:
            activeflow_id = live.row.activeflow_id
            entry = await self.enter(live, conference_id, activeflow_id)
            stay = self._stays.get(entry.stay.id)
            if live.run is not None:
                live.run.feed(SetVariables(entry.variables()))
        if stay is None or stay.is_out:
            self._forget(stay)
            if live.run is not None:
                live.run.feed(BridgeEnded(token))
            return
        stay.token = token
        self._calls.spawn(self._go_in(stay, token))

    async def leave(self, bridge_id: str, live: LiveCall) -> None:
        """A call's flow goes on without the bridge."""
        stay = self._of(live, bridge_id)
        if stay is not None:
            await self._take_out(stay)
            self._forget(stay)

    def stepped(self, live: LiveCall, state: EngineState) -> None:
        """Ends stays whose flow went elsewhere before it came to the bridge."""
        for stay in self._of_call(live):
            if stay.token is None and state.is_started and not stay.is_coming(state):
                self._calls.spawn(self._drop(stay))

    # -- what others ask for

    async def reserve(self, conference_id: str, live: LiveCall, token: int, bridge_id: str) -> Stay:
        """A call whose flow waits in some other bridge is to be in a conference instead.

        Args:
            token: with which its flow waits there, and goes on when it is here no more.

        Raises:
            NotFound: the customer has no such conference.
            FailedPrecondition: it is closed.
        """
        entry = await self.enter(live, conference_id, live.row.activeflow_id, token=token)
        stay = self._stays.get(entry.stay.id) or Stay(entry.stay, live)
        stay.token, stay.bridge_id = token, bridge_id
        return stay

    async def occupy(self, stay: Stay) -> None:
        """That call comes in."""
        if stay.token is not None:
            await self._go_in(stay, stay.token)

    async def give_up(self, stay: Stay) -> None:
        """It does not: it stays where it is."""
        stay.token = None
        await self._drop(stay)

    async def kick(self, row: ConferencecallRow) -> ConferencecallRow:
        """Takes a call out; its flow goes on behind the conference. Nothing if it is out already.

        Returns:
            The stay as it is then.
        """
        stay = self._stays.get(row.id)
        if stay is None:
            # Not of this process: nobody is there to be taken out.
            await self._left(row)
            return row
        if await self._take_out(stay, told=True):
            stay.let_go()
            if stay.token is not None:
                self._forget(stay)  # one in its pre-flow still comes to the bridge
        return stay.row

    def stay_of(self, live: LiveCall) -> Stay | None:
        """Of a call that is in a conference now."""
        return next((stay for stay in self._of_call(live) if stay.is_in), None)

    async def beside(self, stay: Stay) -> list[LiveCall | None]:
        """The other calls that are in the same conference; None for those of other processes."""
        async with self._calls.store.reading() as connection:
            rows = await open_stays(connection, stay.row.conference_id)
        others = [row.id for row in rows if row.id != stay.row.id and is_in(row.status)]
        here = [self._stays.get(id) for id in others]
        return [None if one is None else one.live for one in here]

    def expect(self, conference_id: str) -> None:
        """Somebody is rung to take the place of a call in it."""
        self._attendance.expect(conference_id)

    async def expected(self, conference_id: str) -> None:
        """That one is there, or does not come: nobody stays alone in a conference of two."""
        if self._attendance.expected(conference_id):
            await self.closing.alone(conference_id)

    async def step_out(self, stay: Stay) -> None:
        """Lets a call be apart from the others for a while; its stay goes on."""
        async with stay.lock:
            if not stay.is_out:
                await self._disconnect(stay)

    async def step_back(self, stay: Stay) -> None:
        """The others hear it again, unless it has left meanwhile."""
        async with stay.lock:
            if stay.is_out or stay.live.over.is_set():
                return
            try:
                await self._connect(stay)
            except CommandFailed as error:
                _log.info("back into a conference", call_id=stay.live.id, error=error.error)

    async def close(self) -> None:
        """Ends the links to other processes; may be called twice."""
        if self._links is not None:
            await self._links.close()

    async def recover(self) -> None:
        """Ends the stays that died with the last process."""
        await self._attendance.recover()

    # -- coming in

    async def _go_in(self, stay: Stay, token: int) -> None:
        live = stay.live
        if live.run is not None and not live.row.is_answered:
            # The flow answers a caller; whoever is called has to answer itself.
            live.run.feed(BridgeAnswered(token))
            await _answered(live)
        async with stay.lock:
            if live.over.is_set() or stay.is_out:
                return
            try:
                has_joined = await self._let_in(stay)
            except Exception as error:
                await self._turn_away(stay, token, error)
                return
        if not has_joined:
            await self.kick(stay.row)
            return
        for hook in self._joined_hooks:
            try:
                await hook(live)
            except Exception as error:
                _log.error("a joined hook failed", call_id=live.id, exc_info=error)

    async def _let_in(self, stay: Stay) -> bool:
        await self._connect(stay)
        if self._links is not None:
            self._links.keep(stay.row.conference_id, stay.row.customer_id)
        return await self._attendance.joined(stay.row)

    async def _turn_away(self, stay: Stay, token: int, error: Exception) -> None:
        """It did not come in; its flow goes on, whatever else fails."""
        live = stay.live
        if not isinstance(error, CommandFailed | VoipbinError):
            _log.error("a call could not come in", call_id=live.id, exc_info=error)
            await self._disconnect(stay)
        try:
            await self._left(stay.row)
            self._forget(stay)
        except Exception as fault:
            # The end of the call ends the stay.
            _log.error("the end of a stay could not be stored", id=stay.row.id, exc_info=fault)
        if live.run is not None:
            live.run.feed(ActionFailed(token, str(error)))

    async def _connect(self, stay: Stay) -> None:
        join = node_pb2.Join(bridge_id=stay.row.conference_id, call_id=stay.live.id)
        await self._calls.media.command(stay.live.channel_id, join=join)

    # -- going out

    async def _take_out(self, stay: Stay, *, told: bool = False) -> bool:
        """Whether it was not out already."""
        async with stay.lock:
            if stay.is_out:
                return False
            was_in = stay.is_in or stay.token is not None
            if told:
                await self._attendance.leaving(stay.row)
            if was_in and not stay.live.over.is_set():
                await self._disconnect(stay)
            await self._left(stay.row)
        for hook in self._left_hooks:
            await hook(stay.live)
        return True

    async def _disconnect(self, stay: Stay) -> None:
        try:
            unbridge = node_pb2.Unbridge()
            await self._calls.media.command(stay.live.channel_id, unbridge=unbridge)
        except CommandFailed as error:
            _log.debug("leaving a conference", call_id=stay.live.id, error=error.error)

    async def _left(self, row: ConferencecallRow) -> None:
        is_over = await self._attendance.left(row)
        stays = [stay for stay in self._stays.values() if not stay.is_out]
        if self._links and not any(stay.row.conference_id == row.conference_id for stay in stays):
            self._links.end(row.conference_id)
        if is_over:
            self.closing.empty(row.conference_id)

    async def _drop(self, stay: Stay) -> None:
        await self._take_out(stay)
        self._forget(stay)

    async def _call_over(self, live: LiveCall) -> None:
        for stay in self._of_call(live):
            await self._drop(stay)

    # -- finding

    def _of(self, live: LiveCall, bridge_id: str) -> Stay | None:
        """The stay of a call in one conference, or of one whose flow waits in that bridge."""
        ids = ((stay, (stay.row.conference_id, stay.bridge_id)) for stay in self._of_call(live))
        return next((stay for stay, known in ids if bridge_id in known), None)

    def _of_call(self, live: LiveCall) -> list[Stay]:
        return [stay for stay in self._stays.values() if stay.live is live]

    def _forget(self, stay: Stay | None) -> None:
        if stay is not None:
            self._stays.pop(stay.row.id, None)


async def _answered(live: LiveCall) -> None:
    """Returns when the call is answered, or over."""
    waiting = [asyncio.ensure_future(event.wait()) for event in (live.answered, live.over)]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
