"""The sessions on calls of this process."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from voipbin.core.activeflow.run import Run
from voipbin.core.aicall.aicalls import Aicalls, new_aicall
from voipbin.core.aicall.live import Ending, LiveAicall
from voipbin.core.aicall.model import GENDERS, AicallRow, AicallStatus, aicall_variables
from voipbin.core.aicall.on_call import AicallCall, AicallFlow
from voipbin.core.aicall.party import Party, find_party
from voipbin.core.aicall.voice_talk import VoiceTalk
from voipbin.core.aicall.voices import listening_of, speaking_of
from voipbin.core.call.calls import Calls
from voipbin.core.call.live import LiveCall
from voipbin.core.errors import FailedPrecondition, VoipbinError
from voipbin.core.flow_engine import ActionDone, AiEnded, StartAi, Stop
from voipbin.core.speaking.session import SpeakingSession
from voipbin.core.speaking.talk_client import Talkers, TalkTarget
from voipbin.core.speaking.voice import Voice
from voipbin.core.transcribe.audio_client import AudioSource
from voipbin.core.transcribe.speech_port import SpeechPort

_log = structlog.get_logger(__name__)

_HANGUP_NEWS_S = 3.0
"The audio of a call may end a little before we are told that the call did."


@dataclass(frozen=True, slots=True)
class Ears:
    """What a session on a call needs of the outside.

    Args:
        talkers: open streams to speak on.
        voice: speaks.
        audio: has what the party says.
        speech: understands it.
    """

    talkers: Talkers
    voice: Voice
    audio: AudioSource
    speech: SpeechPort


class _Talk:
    """One session at work: what a VoiceTalk asks of the platform."""

    def __init__(self, aicalls: Aicalls, live: LiveAicall, call: AicallCall) -> None:
        self._aicalls = aicalls
        self.live = live
        self.call = call
        self.voice: VoiceTalk | None = None
        self.task: asyncio.Task[None] | None = None

    @property
    def is_ending(self) -> bool:
        """The ai wants the session to end."""
        return self.live.ending is not None

    async def attached(self) -> None:
        """Audio flows: what else plays gives way."""
        await self.call.stop_media()
        await self._aicalls.life.become(self.live.id, AicallStatus.PROGRESSING)

    async def note(self, text: str) -> None:
        """Keeps what the party said."""
        await self._aicalls.dialogue.note(self.live, text)

    async def answer(self, say: Callable[[str], bool], overtaken: asyncio.Event) -> None:
        """Lets the ai answer."""
        await self._aicalls.dialogue.answer(self.live, say, overtaken=overtaken)


class CallAicalls:
    """Lets ais talk on calls."""

    def __init__(self, aicalls: Aicalls, calls: Calls, ears: Ears) -> None:
        self._aicalls = aicalls
        self._calls = calls
        self._ears = ears
        self._talks: dict[str, _Talk] = {}
        "By the id of the call: one ai at a time."
        calls.when_over(self._call_over)
        calls.when_pressed(self._pressed)

    async def begin(self, party: Party, row: AicallRow) -> AicallRow:
        """Begins a session that no flow waits for.

        Raises:
            FailedPrecondition: the call is over, or an ai talks on it already.
        """
        call = self._calls.get(row.reference_id)
        if call is None:
            raise FailedPrecondition(f"call {row.reference_id} is over", reason="CALL_NOT_LIVE")
        await self._begin(party, row, call, None)
        return row

    async def begin_for_flow(self, run: Run, call: LiveCall, effect: StartAi, id: str) -> None:
        """Begins the session a flow waits in; it goes on when that is over.

        Args:
            id: of the session.

        Raises:
            NotFound: the customer has no such ai, or team.
            FailedPrecondition: an ai talks on the call already.
        """
        before = self._talks.get(call.id)
        if before is not None and before.live.row.activeflow_id == run.id:
            await self._stop(before)  # its flow has gone on, to this one
        async with self._aicalls.store.reading() as connection:
            party = await find_party(
                connection, run.row.customer_id, effect.assistance_type, effect.assistance_id
            )
        row = new_aicall(
            party,
            id=id,
            activeflow_id=run.id,
            reference_type="call",
            reference_id=call.id,
            gender=effect.gender if effect.gender in GENDERS else "",
            language=effect.language,
        )
        run.feed(ActionDone(effect.token, aicall_variables(row)))
        await self._begin(party, row, call, AicallFlow(run, effect.token))

    async def stop(self, aicall_id: str) -> None:
        """Ends a session that goes on here; so does its call, and the flow that waits for it."""
        talk = self._by_id(aicall_id)
        if talk is not None:
            await self._stop(talk)

    async def stop_for_flow(self, run: Run, token: int, call_id: str) -> None:
        """Ends the session a flow waited in with that token."""
        talk = self._talks.get(call_id)
        flow = talk.live.flow if talk is not None else None
        is_its = isinstance(flow, AicallFlow) and flow.run is run and flow.token == token
        if talk is not None and is_its:
            await self._stop(talk)

    def told(self, aicall_id: str) -> bool:
        """Lets the ai answer what was written to it; False when the session is over."""
        talk = self._by_id(aicall_id)
        if talk is None or talk.voice is None:
            return False
        talk.voice.told()
        return True

    def is_live(self, aicall_id: str) -> bool:
        """Whether the session goes on here."""
        return self._by_id(aicall_id) is not None

    async def settled(self) -> None:
        """Waits until every session is over."""
        while tasks := [talk.task for talk in self._talks.values() if talk.task is not None]:
            await asyncio.wait(tasks)

    async def close(self) -> None:
        """Ends everything; may be called twice."""
        await asyncio.gather(*(self._stop(talk) for talk in list(self._talks.values())))
        await self._ears.audio.close()
        await self._ears.talkers.close()

    async def _begin(
        self, party: Party, row: AicallRow, call: LiveCall, flow: AicallFlow | None
    ) -> None:
        self._refuse_second(call)
        variables = flow.variables | aicall_variables(row) if flow is not None else {}
        port = AicallCall(self._calls, call)
        live = await self._aicalls.begin(party, row, variables)
        live.flow, live.call = flow, port
        talk = _Talk(self._aicalls, live, port)
        try:
            self._refuse_second(call)  # one may have begun meanwhile
        except FailedPrecondition:
            await self._aicalls.end(row.id)
            raise
        talk.voice = self._voice(talk)
        self._talks[call.id] = talk
        talk.task = self._aicalls.spawn(self._run(talk, talk.voice))

    def _refuse_second(self, call: LiveCall) -> None:
        if call.over.is_set():
            raise FailedPrecondition(f"call {call.id} is over", reason="CALL_NOT_LIVE")
        if call.id in self._talks:
            raise FailedPrecondition(
                f"aicall {self._talks[call.id].live.id} talks on call {call.id}: end it first",
                reason="AICALL_ALREADY_ON_CALL",
            )

    def _voice(self, talk: _Talk) -> VoiceTalk:
        row, ears = talk.live.row, self._ears
        stream = ears.talkers.open(TalkTarget("call", row.reference_id, "out"))
        mouth = SpeakingSession(stream, ears.voice, speaking_of(row))
        talk.call.mouth, talk.call.language = mouth, row.language
        talk.call.talk = VoiceTalk(
            row.reference_id,
            talk,
            mouth,
            ears.voice,
            ears.audio,
            ears.speech,
            listening_of(row),
            self._aicalls.store.clock,
        )
        return talk.call.talk

    async def _run(self, talk: _Talk, voice: VoiceTalk) -> None:
        live = talk.live
        try:
            await voice.run()
        except VoipbinError as error:
            _log.warning("an ai stops talking", aicall_id=live.id, error=error.message)
        except Exception as error:
            _log.error("an ai failed", aicall_id=live.id, exc_info=error)
        finally:
            self._talks.pop(talk.call.live.id, None)
            await self._aicalls.end(live.id)
        await self._go_on(talk)

    async def _go_on(self, talk: _Talk) -> None:
        """The flow that waited goes on, unless its call is over as well."""
        flow, ending = talk.live.flow, talk.live.ending or Ending()
        if not isinstance(flow, AicallFlow):
            return
        if talk.live.ending is None:
            await self._hangup_news(talk.call.live)
        if talk.call.live.over.is_set():
            return
        if ending.stops_flow:
            flow.run.feed(Stop())
        else:
            flow.run.feed(AiEnded(flow.token, ending.actions))

    async def _hangup_news(self, call: LiveCall) -> None:
        try:
            async with asyncio.timeout(_HANGUP_NEWS_S):
                await call.over.wait()
        except TimeoutError:
            return

    async def _stop(self, talk: _Talk) -> None:
        if talk.live.ending is None:
            talk.live.ending = Ending()
        if talk.voice is not None:
            talk.voice.stop()
        if talk.task is not None:
            await asyncio.wait([talk.task])

    async def _call_over(self, call: LiveCall) -> None:
        talk = self._talks.get(call.id)
        if talk is not None:
            await self._stop(talk)

    def _pressed(self, call: LiveCall, digit: str, duration_ms: int) -> None:
        talk = self._talks.get(call.id)
        if talk is not None and talk.voice is not None:
            talk.voice.press(digit, duration_ms)

    def _by_id(self, aicall_id: str) -> _Talk | None:
        return next((talk for talk in self._talks.values() if talk.live.id == aicall_id), None)
