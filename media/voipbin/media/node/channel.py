"""A channel: one SIP session, one RTP line, and what is done with them on command."""

import asyncio
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Final
from weakref import proxy

from voipbin.media.node import quality
from voipbin.media.node.bridge import Bridge
from voipbin.media.node.channel_audio import ChannelAudio
from voipbin.media.node.ear import Ear
from voipbin.media.node.ending import NO_ANSWER, NORMAL_CLEARING, ended_by, hangup_reason
from voipbin.media.node.errors import BadCommand, PartyRefused, WrongState
from voipbin.media.node.events import EventLog
from voipbin.media.node.holding import Holding
from voipbin.media.node.keys import Keys
from voipbin.media.node.line import Line
from voipbin.media.node.member import Member
from voipbin.media.node.playback import SoundCache
from voipbin.media.node.referrals import Referrals
from voipbin.media.node.settings import DEFAULT_MAX_DURATION_MS
from voipbin.media.node.state import LIVE, ChannelState, Move, after
from voipbin.media.rtp.dtmf import DigitEnded, DigitEvent, DigitStarted
from voipbin.media.rtp.pacer import Pacer
from voipbin.media.sip import (
    Answered,
    Ended,
    IncomingCall,
    InfoReceived,
    MediaChanged,
    MediaPlan,
    Provisional,
    Session,
    SessionError,
    SessionEvent,
)
from voipbin.media.sip.info_digit import read_digit
from voipbin.media.v1 import node_pb2


class Channel:
    """One leg of a call. Commands raise `CommandError`; everything else arrives as events."""

    def __init__(
        self,
        channel_id: str,
        call_id: str,
        line: Line,
        *,
        events: EventLog,
        pacer: Pacer,
        sounds: SoundCache,
        gone: Callable[["Channel"], None],
        channel_of: Callable[[Session], str],
        incoming: bool,
    ) -> None:
        self.channel_id: Final = channel_id
        self.call_id = call_id
        self.line: Final = line
        self.state: ChannelState = ChannelState.OFFERED if incoming else ChannelState.DIALING
        # Its parts speak through a weak reference: in a circle they would outlive the call.
        me = proxy(self)

        def emit(**event: Any) -> None:
            me._emit(**event)

        self.audio: Final = ChannelAudio(line, pacer, sounds, emit, lambda: me.state)
        self.sound: Final = self.audio.sound
        self.incoming: Final = incoming
        self.bridge: Bridge | Member | None = None
        self.ears: Final[list[Ear]] = []
        self.ready = asyncio.Event()
        """Set when audio can flow, and when it never will."""
        self.closed = asyncio.Event()
        """Set after hung_up was given."""
        self._session: Session | None = None
        self._events = events
        self._gone = gone
        self.referrals: Final = Referrals(emit, channel_of)
        self._holding: Final = Holding(self.sound, emit, self.ears)
        self._answered_at_s = 0.0
        self._agreed_at_s = 0.0
        self._ended_by = ""
        self._keys = Keys()
        self._limit: asyncio.TimerHandle | None = None
        self._farewell: asyncio.Task[None] | None = None
        line.leg.on_digit(self._heard_digit)
        self.limit_duration(DEFAULT_MAX_DURATION_MS)

    @property
    def session(self) -> Session | None:
        """The SIP session this channel is about."""
        return self._session

    # -- what the exchange tells ------------------------------------------------------------

    def adopt(self, session: Session) -> None:
        """Take the SIP session this channel is about."""
        self._session = session
        session.bye_lines = self._quality_line
        session.on_refer = self.referrals.receive

    def limit_duration(self, duration_ms: int) -> None:
        """End the channel that many milliseconds from now."""
        if self._limit is not None:
            self._limit.cancel()
        loop = asyncio.get_running_loop()
        self._limit = loop.call_later(duration_ms / 1000, self.give_up, "duration")

    def give_up(self, by: str) -> None:
        """End the channel for a reason of our own: "duration", "media"."""
        if self.state in LIVE:
            self._ended_by = by
            self.hang_up(NORMAL_CLEARING, 0)

    def silent_for_s(self) -> float:
        """Seconds an answered party neither sent anything nor had a reason not to."""
        if self.state is not ChannelState.UP or not self._answered_at_s or not self.line.ready:
            return 0.0
        session = self._session
        plan = None if session is None else session.plan
        is_hearer = plan is not None and not plan.direction.receives
        if self._holding.is_held_by_party or is_hearer or (session is not None and session.on_hold):
            return 0.0
        # Who was on hold for long has a moment to begin again.
        begun_s = max(self._answered_at_s, self._agreed_at_s)
        return time.monotonic() - max(self.line.last_heard_ms / 1000, begun_s)

    def require_live(self, action: str) -> None:
        """Refuse an action on a channel that is ending.

        Raises:
            WrongState: it is.
        """
        if self.state not in LIVE:
            raise WrongState(f"cannot {action}: channel is {self.state}")

    # -- commands: signalling ---------------------------------------------------------------

    def ring(self) -> None:
        """Send 180."""
        self._move(Move.RING, "ring")
        self._incoming_call("ring").ring()

    def send_early_media(self) -> None:
        """Send 183 with SDP."""
        call = self._incoming_call("send early media")
        self._move(Move.EARLY_MEDIA, "send early media")
        plan = call.progress(self.line.offer)
        if plan is not None:
            self._agree(plan)

    def answer(self, max_duration_ms: int = 0) -> None:
        """Send 200 with SDP; `connected` follows at once, or at the ACK that brings the SDP."""
        call = self._incoming_call("answer")
        self._move(Move.ANSWER, "answer")
        if max_duration_ms:
            self.limit_duration(max_duration_ms)
        plan = call.answer(self.line.offer)
        if plan is not None:
            self._connected(plan)

    def hang_up(self, cause: int = 0, sip_status: int = 0) -> None:
        """End it: a final response, CANCEL or BYE. On an ending channel it does nothing."""
        if sip_status and not 300 <= sip_status <= 699:
            raise BadCommand(f"hang_up.sip_status: {sip_status} is not within 300-699")
        if cause > 127:
            raise BadCommand(f"hang_up.cause: {cause} is not within 0-127")
        before = self.state
        self._move(Move.HANG_UP, "hang up")
        if before is ChannelState.ENDING:
            return
        self._stop_audio()
        session = self._session
        unanswered = before in (ChannelState.OFFERED, ChannelState.ALERTING, ChannelState.EARLY)
        if sip_status and unanswered and isinstance(session, IncomingCall):
            session.reject(sip_status, cause or None)
        elif session is not None:
            session.hang_up(cause or NORMAL_CLEARING)

    async def set_hold(self, on: bool) -> None:
        """Hold the party by re-INVITE, or take it back.

        Raises:
            WrongState: not answered, or over meanwhile.
            PartyRefused: it stays as it was.
            PartySilent: nothing came yet; it is held or taken back once it answers.
        """
        session = self._session
        if self.state is not ChannelState.UP or session is None:
            raise WrongState(f"cannot hold: channel is {self.state}, not answered")
        try:
            await self._holding.ask(session, on)
        except SessionError as error:
            if self.state is not ChannelState.UP:
                raise WrongState(f"cannot hold: channel is {self.state}") from None
            raise PartyRefused(str(error)) from None

    def _quality_line(self) -> list[tuple[str, str]]:
        return [(quality.HEADER, quality.header_value(self.line.leg.statistics()))]

    # -- bridge -----------------------------------------------------------------------------

    def unbridge(self) -> None:
        """Leave the bridge; without one nothing happens."""
        self.require_live("unbridge")
        if self.bridge is not None:
            self.bridge.end()

    def joined_bridge(self, bridge: Bridge | Member) -> None:
        """The bridge took us in."""
        self.bridge = bridge
        self._emit(bridged=node_pb2.Bridged(bridge_id=bridge.bridge_id))

    def left_bridge(self, bridge: Bridge | Member) -> None:
        """The bridge let us go."""
        self.bridge = None
        self._emit(bridge_left=node_pb2.BridgeLeft(bridge_id=bridge.bridge_id))

    # -- what the session says --------------------------------------------------------------

    def observe(self, session: Session, event: SessionEvent) -> None:
        """Take an event of the SIP session."""
        self._session = session
        if isinstance(event, Provisional):
            self._progress(event)
        elif isinstance(event, Answered):
            self._answered(event.plan)
        elif isinstance(event, MediaChanged):
            self._agree(event.plan)
            if self.state is ChannelState.UP:
                self._holding.held_by_party(event.plan.held_by_peer)
        elif isinstance(event, InfoReceived):
            self._informed(event)
        elif isinstance(event, Ended):
            self._ended(event)

    def _progress(self, event: Provisional) -> None:
        if after(self.state, Move.PARTY_RINGS) is None or self.state not in LIVE:
            return
        self.state = ChannelState.RINGING
        if event.plan is not None:
            self._agree(event.plan)
        self._emit(
            progress=node_pb2.Progress(sip_status=event.status, early_media=event.plan is not None)
        )

    def _answered(self, plan: MediaPlan) -> None:
        if self.state is ChannelState.UP:
            if not self._answered_at_s:  # ours, and the ACK brought the SDP
                self._connected(plan)
            return
        if self.state in LIVE and after(self.state, Move.PARTY_ANSWERS) is not None:
            self.state = ChannelState.UP
            self._connected(plan)

    def _connected(self, plan: MediaPlan) -> None:
        self._answered_at_s = time.monotonic()
        self._agree(plan)
        # Who only speaks from the beginning, before its answer or after it, announces something.
        self._holding.held_by_party(plan.held_by_peer and not plan.direction.receives)
        codec = self.line.leg.codec
        self._emit(
            connected=node_pb2.Connected(codec=codec.name, sample_rate_hz=codec.sample_rate_hz)
        )

    def _agree(self, plan: MediaPlan) -> None:
        self._agreed_at_s = time.monotonic()
        self.line.agree(plan)
        self.ready.set()
        self.sound.start()
        self.sound.changed()

    # -- the end ----------------------------------------------------------------------------

    def _stop_audio(self) -> None:
        """End all that runs; may be called twice."""
        self.audio.stop()
        if self.bridge is not None:
            self.bridge.end()
        self.sound.close()

    def _ended(self, event: Ended) -> None:
        if after(self.state, Move.END) is None:
            return
        self._stop_audio()
        self.state = ChannelState.ENDED
        if self._limit is not None:
            self._limit.cancel()
        statistics = self.line.leg.statistics()
        self.line.close()
        hung_up = node_pb2.HungUp(
            cause=NO_ANSWER if event.kind == "no_answer" else event.cause,
            sip_status=0 if event.answered else event.status,
            by=self._ended_by or ended_by(event, answered=self._answered_at_s > 0),
            talk_ms=self._talk_ms(),
            statistics=quality.measured(statistics),
        )
        self._farewell = asyncio.create_task(self._say_goodbye(hung_up))

    async def _say_goodbye(self, hung_up: node_pb2.HungUp) -> None:
        """The last event waits for the files of recordings: they are complete before it."""
        await self.audio.wait_recorded()
        self._emit(hung_up=hung_up)
        ears = list(self.ears)
        self.ears.clear()
        for ear in ears:
            ear.ended(hangup_reason(hung_up, answered=self._answered_at_s > 0))
        self.ready.set()
        self.closed.set()
        self._gone(self)

    def _talk_ms(self) -> int:
        if not self._answered_at_s:
            return 0
        return round((time.monotonic() - self._answered_at_s) * 1000)

    # -- small things -----------------------------------------------------------------------

    def _informed(self, event: InfoReceived) -> None:
        pressed = read_digit(event.content_type, event.body)
        if pressed is not None:
            self._heard_digit(DigitEnded(pressed.digit, pressed.duration_ms), by_info=True)

    def _heard_digit(self, event: DigitEvent, *, by_info: bool = False) -> None:
        if isinstance(event, DigitStarted):
            self._keys.begin(event.digit)
        if not isinstance(event, DigitEnded) or self.state not in LIVE:
            return
        press = self._keys.note(event.digit, event.duration_ms, by_info=by_info)
        if press is None:
            return
        self._emit(digit=node_pb2.DigitReceived(digit=event.digit, duration_ms=event.duration_ms))
        self.audio.heard_digit(event)
        if self.bridge is not None:
            self.bridge.pass_digit(self, event, partial(self._keys.by_rtp, press))
        for ear in list(self.ears):
            ear.digit(event.digit, event.duration_ms)

    def _emit(self, **event: Any) -> None:
        self._events.append(
            node_pb2.ChannelEvent(channel_id=self.channel_id, call_id=self.call_id, **event)
        )

    def _move(self, move: Move, action: str) -> None:
        state = after(self.state, move)
        if state is None:
            raise WrongState(f"cannot {action}: channel is {self.state}")
        self.state = state

    def _incoming_call(self, action: str) -> IncomingCall:
        if not isinstance(self._session, IncomingCall):
            raise WrongState(f"cannot {action}: the channel is an outgoing one")
        return self._session
