"""What flows do to their calls."""

import uuid
from collections.abc import Coroutine
from typing import Any

from voipbin.core.activeflow.logic import LogicPerformer
from voipbin.core.activeflow.run import Run
from voipbin.core.aicall.call_aicalls import CallAicalls
from voipbin.core.call import playback
from voipbin.core.call.attempt import attempt
from voipbin.core.call.bridges import Bridges
from voipbin.core.call.calls import Calls
from voipbin.core.call.detection import detect_machine
from voipbin.core.call.dialing import Dialer
from voipbin.core.call.dialled import CallRequest
from voipbin.core.call.live import LiveCall
from voipbin.core.call.model import CALL, LIVE
from voipbin.core.call.prompts import PromptError, TextToSpeech
from voipbin.core.call.recorder import CallRecorder
from voipbin.core.call.refusal_cause import refusal_cause
from voipbin.core.call.sounds import Sounds
from voipbin.core.call.source import Sources
from voipbin.core.conference.conferences import Conferences
from voipbin.core.egress import EgressError
from voipbin.core.errors import NotFound, VoipbinError
from voipbin.core.external_media.service import ExternalMedias
from voipbin.core.flow.plan import FlowPlan
from voipbin.core.flow_engine import (
    ActionDone,
    ActionFailed,
    AnswerCall,
    Beep,
    BridgeEnded,
    CancelConnect,
    ConferenceEntered,
    Connect,
    DetectMachine,
    Effect,
    EndFlow,
    EnterConference,
    EnterQueue,
    HangUp,
    JoinBridge,
    LeaveBridge,
    LegsCreated,
    MuteCall,
    PlayTalk,
    PlayUrls,
    QueueEntered,
    SendDigits,
    SetVariables,
    StartAi,
    StartEcho,
    StartExternalMedia,
    StartRecording,
    StartTranscribe,
    StopAi,
    StopEcho,
    StopExternalMedia,
    StopPlayback,
    StopRecording,
    StopTranscribe,
    bridge_leg_actions,
)
from voipbin.core.queue.queues import Queues
from voipbin.core.recording.options import RecordingOptions
from voipbin.core.recording.service import RecordingService
from voipbin.core.repository import Repository
from voipbin.core.transcribe.calls import CallFacts as TranscribedCall
from voipbin.core.transcribe.request import LiveRequest, TranscribeOptions
from voipbin.core.transcribe.service import TranscribeService
from voipbin.core.unit_of_work import UnitOfWork
from voipbin.media.v1 import node_pb2


class CallPerformer:
    """Carries out the effects of runs that belong to calls."""

    def __init__(
        self,
        calls: Calls,
        logic: LogicPerformer,
        bridges: Bridges,
        conferences: Conferences,
        queues: Queues,
        dialer: Dialer,
        recorder: CallRecorder,
        recordings: RecordingService,
        transcribes: TranscribeService,
        speech: TextToSpeech,
        sounds: Sounds,
        sources: Sources,
        external_medias: ExternalMedias,
        aicalls: CallAicalls,
    ) -> None:
        self._calls = calls
        self._logic = logic
        self._bridges = bridges
        self._conferences = conferences
        self._queues = queues
        self._dialer = dialer
        self._recorder = recorder
        self._recordings = recordings
        self._transcribes = transcribes
        self._speech = speech
        self._sounds = sounds
        self._sources = sources
        self._external_medias = external_medias
        self._aicalls = aicalls

    async def stepped(self, run: Run, work: UnitOfWork) -> None:
        """Shows the current action on the call."""
        live = self._calls.get(run.row.reference_id)
        if live is not None:
            live.row.action = run.state.current_action
            await Repository(CALL, work, live.row.customer_id).save(live.row, "action")
            self._conferences.stepped(live, run.state)
            self._queues.stepped(live, run.state)

    async def perform(self, run: Run, effect: Effect) -> None:
        """Starts doing one thing."""
        live = self._calls.get(run.row.reference_id)
        if live is None:
            await self._logic.perform(run, effect)
            return
        match effect:
            case AnswerCall():
                self._try(run, effect.token, self._answer(run, live, effect))
            case PlayTalk():
                self._try(run, effect.token, self._talk(run, live, effect))
            case PlayUrls():
                self._try(run, effect.token, self._play_urls(run, live, effect))
            case Beep():
                self._try(run, effect.token, self._play(run, live, effect.token, playback.BEEP))
            case StopPlayback():
                await playback.stop(self._calls, live, _playback_id(run, effect.token))
            case SendDigits():
                self._try(run, effect.token, self._send_digits(run, live, effect))
            case StartEcho():
                command = node_pb2.Echo(on=True, digits=effect.with_digits)
                self._try(run, effect.token, self._command(live, echo=command))
            case StopEcho():
                self._try(run, 0, self._command(live, echo=node_pb2.Echo(on=False)))
            case MuteCall():
                self._try(run, effect.token, self.mute(live, effect.direction))
            case DetectMachine():
                self._try(run, effect.token, detect_machine(self._calls, run, live, effect))
            case StartRecording():
                self._try(run, effect.token, self._start_recording(run, live, effect))
            case StopRecording():
                self._try(run, 0, self._stop_recording(live))
            case StartTranscribe():
                self._try(run, effect.token, self._start_transcribe(run, live, effect))
            case StopTranscribe():
                self._try(run, 0, self._transcribes.stop_for_call(live.id))
            case StartExternalMedia():
                self._try(run, effect.token, self._start_external_media(run, live, effect))
            case StopExternalMedia():
                self._try(run, 0, self._external_medias.stop_for_call(live.id))
            case StartAi():
                self._try(run, effect.token, self._start_ai(run, live, effect))
            case StopAi():
                self._try(run, 0, self._aicalls.stop_for_flow(run, effect.token, live.id))
            case Connect():
                self._try(run, effect.token, self._connect(run, live, effect))
            case EnterConference():
                self._try(run, effect.token, self._enter_conference(run, live, effect))
            case EnterQueue():
                self._try(run, effect.token, self._enter_queue(run, live, effect))
            case JoinBridge() if self._bridges.has(effect.bridge_id):
                await self._bridges.join(effect.bridge_id, live, effect.token)
            case JoinBridge():
                self._try(run, effect.token, self._join_conference(run, live, effect))
            case LeaveBridge():
                await self._bridges.leave(effect.bridge_id, live, effect.token)
                await self._conferences.leave(effect.bridge_id, live)
            case CancelConnect():
                await self._bridges.cancel(effect.bridge_id)
            # Not in the background: the reason comes first, the end of the flow after it.
            case HangUp():
                await self._hang_up(run, live, effect)
            case EndFlow():
                await self._calls.hang_up(live)
            case _:
                await self._logic.perform(run, effect)

    async def mute(self, live: LiveCall, direction: str) -> None:
        """Mutes exactly what direction says: "", both, in or out."""
        command = node_pb2.Mute()
        setattr(command, "in", direction in ("both", "in"))
        command.out = direction in ("both", "out")
        await self._command(live, mute=command)
        await self._calls.updated(live, mute_direction=direction)

    async def _answer(self, run: Run, live: LiveCall, effect: AnswerCall) -> None:
        if live.row.is_answered:
            run.feed(ActionDone(effect.token))
        else:
            await self._calls.answer(live)

    async def _talk(self, run: Run, live: LiveCall, effect: PlayTalk) -> None:
        path = await self._speech.speak(
            effect.text,
            language=effect.language,
            provider=effect.provider,
            voice_id=effect.voice_id,
            gender=effect.gender,
        )
        # The flow may have gone on while the text was being spoken.
        if effect.is_async or run.state.token == effect.token:
            await self._play(run, live, effect.token, playback.files([path]))

    async def _play_urls(self, run: Run, live: LiveCall, effect: PlayUrls) -> None:
        paths = [await self._sounds.find(live.row.customer_id, url) for url in effect.urls]
        if run.state.token == effect.token:
            await self._play(run, live, effect.token, playback.files(paths))

    async def _play(
        self, run: Run, live: LiveCall, token: int, sources: list[node_pb2.AudioSource]
    ) -> None:
        if live.row.status not in LIVE:
            return  # it was hung up while the prompt was made

        async def ended(event: node_pb2.PlaybackFinished) -> None:
            if event.reason == "failed":
                run.feed(ActionFailed(token, event.message))
            elif event.reason != "hangup":  # the call is over, and its flow with it
                run.feed(ActionDone(token))

        await playback.play(self._calls, live, _playback_id(run, token), sources, ended)

    async def _send_digits(self, run: Run, live: LiveCall, effect: SendDigits) -> None:
        digits_id = _playback_id(run, effect.token)
        live.digits_ends[digits_id] = lambda: run.feed(ActionDone(effect.token))
        command = node_pb2.SendDigits(
            digits=effect.digits,
            duration_ms=effect.duration_ms,
            interval_ms=effect.interval_ms,
            digits_id=digits_id,
        )
        await self._command(live, send_digits=command)

    async def _start_recording(self, run: Run, live: LiveCall, effect: StartRecording) -> None:
        options = RecordingOptions(
            end_of_silence_s=effect.end_of_silence_ms // 1000,
            end_of_key=effect.end_of_key,
            duration_s=effect.duration_ms // 1000,
            beep_start=effect.beep_start,
            on_end_flow_id=effect.on_end_flow_id,
        )
        row = await self._recorder.start(live, options, _derived_id(run, effect.token))
        run.feed(ActionDone(effect.token, self._recordings.variables(row)))

    async def _stop_recording(self, live: LiveCall) -> None:
        if live.row.recording_id:
            await self._recorder.stop(live)

    async def _start_transcribe(self, run: Run, live: LiveCall, effect: StartTranscribe) -> None:
        row = live.row
        request = LiveRequest(
            call=TranscribedCall(
                id=row.id,
                customer_id=row.customer_id,
                status=row.status,
                activeflow_id=row.activeflow_id,
            ),
            options=TranscribeOptions(effect.language, effect.direction, effect.provider),
            on_end_flow_id=effect.on_end_flow_id,
            activeflow_id=row.activeflow_id,
        )
        started = await self._transcribes.start(request, id=_derived_id(run, effect.token))
        run.feed(ActionDone(effect.token, self._transcribes.variables(started)))

    async def _start_external_media(
        self, run: Run, live: LiveCall, effect: StartExternalMedia
    ) -> None:
        try:
            await self._external_medias.start(
                live.id, effect.option, _derived_id(run, effect.token)
            )
        except (EgressError, OSError) as error:
            raise ValueError(f"external_host: {error or 'did not answer'}") from None
        run.feed(ActionDone(effect.token))

    async def _start_ai(self, run: Run, live: LiveCall, effect: StartAi) -> None:
        id = _derived_id(run, effect.token)
        await self._aicalls.begin_for_flow(run, live, effect, id)
        if run.state.token != effect.token:
            # The flow went elsewhere meanwhile.
            await self._aicalls.stop_for_flow(run, effect.token, live.id)

    async def _connect(self, run: Run, live: LiveCall, effect: Connect) -> None:
        if effect.source:
            await self._sources.check(live.row.customer_id, effect.source, effect.destinations)
        newcomers = self._bridges.newcomers(effect.bridge_id)
        request = CallRequest(
            customer_id=live.row.customer_id,
            source=dict(effect.source) if effect.source else live.row.source,
            plan=FlowPlan(bridge_leg_actions(effect.bridge_id)),
            master=live,
            starts_at_ringing=effect.early_media,
            newcomers=newcomers,
            names_source=bool(effect.source),
        )
        legs: list[LiveCall] = []
        refusals: list[VoipbinError] = []
        for index, destination in enumerate(effect.destinations):
            try:
                dialled = await self._dialer.dial(request, destination, f"destinations[{index}]")
            except VoipbinError as error:
                refusals.append(error)
            else:
                legs += dialled.calls
        if len(refusals) == len(effect.destinations):
            live.fate_cause = refusal_cause(refusals)
            raise PromptError(refusals[0].message if refusals else "there is nobody to connect to")
        legs = newcomers.taken(legs)
        self._bridges.open(effect.bridge_id, live, legs, early_media=effect.early_media)
        run.feed(LegsCreated(effect.token, [leg.id for leg in legs]))

    async def _enter_conference(self, run: Run, live: LiveCall, effect: EnterConference) -> None:
        stay_id = _derived_id(run, effect.token)
        entry = await self._conferences.enter(
            live, effect.conference_id, run.id, stay_id, token=effect.token
        )
        if run.state.token != effect.token:
            # The flow went elsewhere meanwhile.
            await self._conferences.leave(effect.conference_id, live)
            return
        run.feed(SetVariables(entry.variables()))
        run.feed(
            ConferenceEntered(
                effect.token,
                stay_id,
                entry.stay.conference_id,
                entry.pre_flow_id,
                entry.post_flow_id,
            )
        )

    async def _enter_queue(self, run: Run, live: LiveCall, effect: EnterQueue) -> None:
        stay_id = _derived_id(run, effect.token)
        stay = await self._queues.enter(live, effect.queue_id, stay_id, effect.token)
        run.feed(SetVariables(stay.variables()))
        run.feed(QueueEntered(effect.token, stay.id, stay.id, stay.queue.wait_flow_id))
        if stay.is_over:
            stay.let_go()
        self._queues.stepped(live, run.state)  # it may have gone elsewhere meanwhile

    async def _join_conference(self, run: Run, live: LiveCall, effect: JoinBridge) -> None:
        try:
            await self._conferences.join(effect.bridge_id, live, effect.token)
        except NotFound:
            # Of a connect that is over, or of nobody: there is nothing to wait in.
            run.feed(BridgeEnded(effect.token))

    async def _hang_up(self, run: Run, live: LiveCall, effect: HangUp) -> None:
        reason, cause = effect.reason or "normal", 0
        if run.state.status == "ended" and not live.row.is_answered:
            # Nobody chose this reason: the flow has nothing more to do.
            reason, cause = live.fate or reason, live.fate_cause
        if effect.reference_id:
            reason = await self._reason_of(live.row.customer_id, effect.reference_id)
            cause = live.leg_causes.get(effect.reference_id, 0)
        await self._calls.hang_up(live, reason, cause)

    async def _reason_of(self, customer_id: str, call_id: str) -> str:
        async with self._calls.store.reading() as connection:
            row = await Repository(CALL, connection, customer_id).find(call_id)
        return row.hangup_reason if row is not None and row.hangup_reason else "normal"

    async def _command(self, live: LiveCall, **command: Any) -> None:
        await self._calls.media.command(live.channel_id, **command)

    def _try(self, run: Run, token: int, work: Coroutine[Any, Any, None]) -> None:
        """Does work in the background; its failure is the failure of the action."""
        self._calls.spawn(attempt(run, token, work))


def _playback_id(run: Run, token: int) -> str:
    return f"{run.id}:{token}"


def _derived_id(run: Run, token: int) -> str:
    """The same id for the same effect, however often it is carried out."""
    return str(uuid.uuid5(uuid.UUID(run.id), str(token)))
