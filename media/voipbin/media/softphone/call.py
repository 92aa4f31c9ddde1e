"""One call of a softphone: it hears, speaks, presses keys and writes down both sides."""

import asyncio
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Final

from voipbin.media.audio.decode import load_audio
from voipbin.media.audio.pcm import Pcm, level_dbfs
from voipbin.media.audio.player import Player
from voipbin.media.audio.recorder import Recorder
from voipbin.media.audio.tones import tone
from voipbin.media.audio.vad import EnergyVad
from voipbin.media.node.line import Line
from voipbin.media.rtp.dtmf import DigitEnded, DigitEvent
from voipbin.media.rtp.pacer import Pacer, Participant
from voipbin.media.sip import (
    Answered,
    Ended,
    IncomingCall,
    MediaChanged,
    MediaPlan,
    Provisional,
    ReferNotified,
    Replaces,
    Session,
    SessionEvent,
)
from voipbin.media.softphone.script import LISTEN_LIMIT_MS, Step

Say = Callable[..., None]
"""Reports an event: its name, then fields by keyword."""


class PhoneCall:
    """A call from the phone's side. Its script runs from the answer to the end."""

    def __init__(
        self,
        line: Line,
        pacer: Pacer,
        report: Say,
        *,
        steps: tuple[Step, ...] = (),
        record_dir: Path | None = None,
    ) -> None:
        self.line: Final = line
        self.ended = asyncio.Event()
        self.was_answered = False
        self.on_heard: Callable[[Pcm], None] | None = None
        """Gets every frame heard, at `line.sample_rate_hz`."""
        self._pacer = pacer
        self._report = report
        self._steps = steps
        self._record_dir = record_dir
        self._session: Session | None = None
        self._participant: Participant | None = None
        self._recorder: Recorder | None = None
        self._player: Player | None = None
        self._vad = EnergyVad()
        self._levels: deque[float] = deque(maxlen=10)
        self._spoke = False
        self._was_speaking = False
        self._turn = asyncio.Event()
        self._idle = asyncio.Event()
        self._script: asyncio.Task[None] | None = None
        line.leg.on_digit(self._heard_digit)

    # -- commands ---------------------------------------------------------------------------

    def adopt(self, session: Session) -> None:
        """Take the SIP session this call is about."""
        self._session = session

    def take(self, incoming: IncomingCall) -> None:
        """Answer it."""
        plan = incoming.answer(self.line.offer)
        if plan is not None:
            self.agree(plan)

    def hang_up(self) -> None:
        """End it."""
        if self._session is not None:
            self._session.hang_up()

    async def hold(self, on: bool) -> None:
        """Put the platform on hold, or take it back.

        Raises:
            SessionError: it refused, or the call is not up.
        """
        if self._session is not None:
            await (self._session.hold() if on else self._session.resume())

    async def transfer(self, target: str, *, subscribe: bool = True) -> None:
        """Ask the platform to put somebody else in this phone's place (REFER).

        Args:
            target: SIP URI.
            subscribe: False asks not to be told how it goes (RFC 4488).

        Raises:
            SessionError: it refused, or the call is not up.
        """
        if self._session is not None:
            await self._session.refer(target, subscribe=subscribe)

    async def transfer_to(self, other: "PhoneCall") -> None:
        """Ask the platform to connect the other parties of two calls; errors as `transfer`.

        Raises:
            ValueError: the other call has no dialog yet.
        """
        dialog = other._session.dialog if other._session is not None else None
        if dialog is None:
            raise ValueError("the other call is not answered")
        await self.transfer(Replaces.to_peer_of(dialog).within(dialog.remote.uri))

    async def say(self, path: Path) -> None:
        """Play an audio file into the call; returns when it was sent.

        Raises:
            ValueError: not audio.
            OSError: cannot be read.
        """
        sound = await load_audio(path, self.line.sample_rate_hz)
        await self.speak(sound, path.name)

    async def speak(self, sound: Pcm, name: str) -> None:
        """Play samples at `line.sample_rate_hz`; returns when they were sent."""
        duration_ms = sound.size * 1000 // self.line.sample_rate_hz
        self._report("saying", what=name, duration_ms=duration_ms)
        await self._play(sound)
        self._report("said", what=name, duration_ms=duration_ms)

    async def press(self, digits: str) -> None:
        """Send keys (RFC 4733); returns when they were sent.

        Raises:
            ValueError: unknown digit, or the platform takes no telephone events.
        """
        self.line.leg.send_digits(digits)
        self._report("pressing", digits=digits)
        self._idle.clear()
        await self._idle.wait()
        self._report("digits", digits=digits)

    async def listen(self, pause_ms: int) -> None:
        """Return when the other side has spoken and then paused that long, or after 20 s."""
        self._spoke = self._vad.speaking
        self._pause_ms = pause_ms
        self._turn.clear()
        try:
            async with asyncio.timeout(LISTEN_LIMIT_MS / 1000):
                await self._turn.wait()
        except TimeoutError:
            self._report("listened_in_vain", limit_ms=LISTEN_LIMIT_MS)

    # -- what the session says --------------------------------------------------------------

    def observe(self, session: Session, event: SessionEvent) -> None:
        """Take an event of the SIP session."""
        self._session = session
        if isinstance(event, Provisional):
            self._report("ringing", status=event.status)
            if event.plan is not None:
                self.agree(event.plan)
        elif isinstance(event, Answered):
            self.agree(event.plan)
            self._answered()
        elif isinstance(event, MediaChanged):
            self.agree(event.plan)
            self._report("media_changed", held=event.plan.held_by_peer, by=event.by)
        elif isinstance(event, ReferNotified):
            self._report("transfer", status=event.status, reason=event.reason, last=event.last)
        elif isinstance(event, Ended):
            self._over(event)

    def agree(self, plan: MediaPlan) -> None:
        """Let audio flow as agreed."""
        self.line.agree(plan)
        if self._participant is None:
            self._start_recording()
            self._participant = self._pacer.add(self._tick)

    def _answered(self) -> None:
        if self.was_answered:
            return
        self.was_answered = True
        codec = self.line.leg.codec
        self._report("answered", codec=codec.name, sample_rate_hz=codec.sample_rate_hz)
        if self._steps:
            self._script = asyncio.create_task(self._run())

    def _over(self, event: Ended) -> None:
        if self._script is not None:
            self._script.cancel()
        if self._participant is not None:
            self._pacer.remove(self._participant)
        # Whoever speaks or listens need not wait for what will never end.
        self._idle.set()
        self._turn.set()
        statistics = self.line.leg.statistics()
        self.line.close()
        files = [str(path) for path in self._recorder.paths] if self._recorder else []
        recorded_ms = self._recorder.duration_ms if self._recorder else 0
        self._closing = asyncio.create_task(
            self._close(
                by=event.by,
                kind=event.kind,
                status=event.status,
                cause=event.cause,
                reason=event.reason,
                answered=event.answered,
                packets_received=statistics.packets_received,
                packets_lost=statistics.packets_lost,
                recordings=files,
                recorded_ms=recorded_ms,
            )
        )

    async def _close(self, **fields: object) -> None:
        if self._recorder is not None:
            await asyncio.gather(*map(asyncio.wrap_future, self._recorder.closed()))
        self._report("ended", **fields)
        self.ended.set()

    # -- audio ------------------------------------------------------------------------------

    def _start_recording(self) -> None:
        if self._record_dir is not None and self._session is not None:
            text = self._session.call_id[:64]
            name = "".join(c for c in text if c.isalnum() or c in "-_") or "call"
            files = {way: self._record_dir / f"{name}_{way}.wav" for way in ("in", "out")}
            self._recorder = Recorder(files, self.line.sample_rate_hz)

    def _tick(self, _now_ms: float, missed: int) -> None:
        line = self.line
        line.leg.skip(missed)
        heard = line.read()
        player = self._player
        said = None
        if player is not None:
            said = player.read()
            if player.done:
                self._player = None
        line.write(said)
        if self._player is None and not line.leg.sending_digits:
            self._idle.set()
        if self._recorder is not None:
            self._recorder.push(heard, said, missed)
        self._notice(heard)
        if self.on_heard is not None:
            self.on_heard(heard)

    def _notice(self, heard: Pcm) -> None:
        speaking = self._vad.push(heard)
        self._levels.append(level_dbfs(heard))
        if speaking != self._was_speaking:
            self._was_speaking = speaking
            level = max(self._levels)
            self._report("heard", speaking=speaking, level_dbfs=round(level, 1))
        self._spoke = self._spoke or speaking
        if self._spoke and self._vad.silence_ms >= self._pause_ms:
            self._turn.set()

    _pause_ms = 0

    async def _play(self, sound: Pcm) -> None:
        self._idle.clear()
        self._player = Player([sound], self.line.sample_rate_hz)
        await self._idle.wait()

    def _heard_digit(self, event: DigitEvent) -> None:
        if isinstance(event, DigitEnded):
            self._report("digit", digit=event.digit, duration_ms=event.duration_ms)

    # -- the script -------------------------------------------------------------------------

    async def _run(self) -> None:
        for step in self._steps:
            try:
                await self._do(step)
            except (ValueError, OSError) as error:
                self._report("step_failed", step=step.kind, error=str(error))

    async def _do(self, step: Step) -> None:
        if step.kind == "wait":
            await asyncio.sleep(step.duration_ms / 1000)
        elif step.kind == "listen":
            await self.listen(step.duration_ms)
        elif step.kind == "say":
            await self.say(Path(step.text))
        elif step.kind == "tone":
            rate = self.line.sample_rate_hz
            sound = tone((float(step.frequency_hz),), step.duration_ms, rate)
            await self.speak(sound, f"{step.frequency_hz} Hz")
        elif step.kind == "press":
            await self.press(step.text)
        elif step.kind == "hangup":
            self.hang_up()
