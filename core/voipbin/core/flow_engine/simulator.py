"""Flows run against a scripted caller, in virtual time."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeVar

from voipbin.core.flow_engine import call_effects as call_fx
from voipbin.core.flow_engine import effects as fx
from voipbin.core.flow_engine import inputs as on
from voipbin.core.flow_engine.actions.queue import queue_join_action_id
from voipbin.core.flow_engine.ids import derived_id, derived_ids
from voipbin.core.flow_engine.limits import DEFAULT_LIMITS, Limits
from voipbin.core.flow_engine.record import Record
from voipbin.core.flow_engine.script import Leg, Script
from voipbin.core.flow_engine.state import CallFacts, EngineState, RunInfo, Status, new_state
from voipbin.core.flow_engine.stepper import step
from voipbin.core.flow_engine.validate import validate_actions

BEEP_MS = 250
DIGIT_GAP_MS = 100
AUDIO_MS = 3000

_Kind = TypeVar("_Kind", bound=Record)


@dataclass(frozen=True, slots=True)
class Line:
    """Something that happened or was asked for."""

    at_ms: int
    """Milliseconds since the start."""
    record: Record
    """An input or an effect."""

    def __str__(self) -> str:
        sign = "<" if isinstance(self.record, on.Input) else ">"
        values = {k: v for k, v in self.record.to_json().items() if v not in ("", [], {}, None)}
        kind = values.pop("kind")
        shown = ", ".join(f"{name}={value!r}" for name, value in values.items())
        return f"{self.at_ms / 1000:10.3f} {sign} {kind}({shown})"


@dataclass(slots=True)
class Simulation:
    """What happened, in order."""

    state: EngineState
    """The run as it is at the end."""
    lines: list[Line] = field(default_factory=list)
    """Inputs and effects with their times."""

    def all(self, kind: type[_Kind]) -> list[_Kind]:
        """The inputs or effects of one kind."""
        return [line.record for line in self.lines if isinstance(line.record, kind)]

    def times_ms(self, kind: type[Record]) -> list[int]:
        """When those happened."""
        return [line.at_ms for line in self.lines if isinstance(line.record, kind)]

    @property
    def is_ended(self) -> bool:
        """False when the run waits for something that never comes."""
        return self.state.status == Status.ENDED

    def __str__(self) -> str:
        return "\n".join(map(str, self.lines))


def simulate(
    actions: Any, script: Script | None = None, *, limits: Limits = DEFAULT_LIMITS
) -> Simulation:
    """Run actions, as a client writes them, against a script.

    Raises:
        ActionsError: the actions are refused.
    """
    return _Simulator(actions, script or Script(), limits).run()


class _Simulator:
    """A runner whose world is a heap of inputs to come."""

    def __init__(self, actions: Any, script: Script, limits: Limits) -> None:
        self._script, self._limits = script, limits
        self._now_ms, self._order = 0, count()
        self._coming: list[tuple[int, int, on.Input]] = []
        self._destinations: dict[str, tuple[dict[str, Any], ...]] = {}
        checked = validate_actions(actions, new_id=derived_ids("simulation"))
        is_call = script.reference_type == "call"
        status = "ringing" if script.direction == "incoming" else "dialing"
        info = RunInfo(derived_id("run"), script.reference_type, derived_id("reference"))
        self._result = Simulation(
            new_state(
                info,
                checked,
                call=CallFacts(script.direction, status) if is_call else None,
                variables=dict(script.variables),
            )
        )

    def run(self) -> Simulation:
        """Let everything happen in the order of its time."""
        for at_ms, event in self._scripted():
            self._schedule(at_ms, event)
        while self._coming and not self._result.is_ended:
            self._now_ms, _, event = heapq.heappop(self._coming)
            self._feed(event)
        return self._result

    def _scripted(self) -> Iterator[tuple[int, on.Input]]:
        script = self._script
        is_call, is_incoming = script.reference_type == "call", script.direction == "incoming"
        if is_call and not is_incoming:
            yield script.answers_after_ms, on.CallAnswered()
            yield script.answers_after_ms, on.Start()
        else:
            yield 0, on.Start()
        for at_ms, keys in script.digits:
            for index, key in enumerate(keys):
                yield at_ms + index * DIGIT_GAP_MS, on.DigitPressed(key)
        yield from script.extra
        if script.hangs_up_at_ms is not None:
            yield script.hangs_up_at_ms, on.CallHungUp("normal")
        if is_call:
            yield script.longest_ms, on.CallHungUp("timeout")

    def _schedule(self, at_ms: int, event: on.Input) -> None:
        heapq.heappush(self._coming, (at_ms, next(self._order), event))

    def _reply(self, delay_ms: int, event: on.Input) -> None:
        self._schedule(self._now_ms + delay_ms, event)

    def _feed(self, event: on.Input) -> None:
        result, script = self._result, self._script
        result.lines.append(Line(self._now_ms, event))
        result.state, effects = step(
            result.state,
            event,
            script.now_us + self._now_ms * 1000,
            limits=self._limits,
            reference_data=script.reference_data,
        )
        for effect in effects:
            result.lines.append(Line(self._now_ms, effect))
            self._perform(effect)

    def _perform(self, effect: fx.Effect) -> None:
        match effect:
            case call_fx.AnswerCall():
                self._reply(self._script.answers_after_ms, on.CallAnswered())
            case fx.StartTimer():
                self._reply(effect.duration_ms, on.TimerFired(effect.token))
            case call_fx.StartRecording() | call_fx.StartTranscribe():
                self._start_writing(effect)
            case call_fx.DetectMachine():
                self._detect(effect)
            case (
                fx.MakeCalls() | fx.SendEmail() | fx.MessageSend() | fx.ConversationSend(sync=True)
            ):
                self._reply(0, on.ActionDone(effect.token))
            case fx.TranscribeRecordings():
                self._start_writing(effect)
            case fx.Summarise():
                variables = {"voipbin.ai_summary.id": derived_id("summary", effect.token)}
                self._reply(0, on.ActionDone(effect.token, variables))
            case call_fx.StartExternalMedia():
                self._reply(0, on.ActionDone(effect.token))
            case fx.HangUp():
                self._reply(0, on.CallHungUp(effect.reason))
            case fx.HttpFetch():
                self._answer_http(effect.token, effect.url)
            case fx.WebhookSend(sync=True):
                self._answer_http(effect.token, effect.uri)
            case fx.FetchFlow():
                self._answer_flow(effect)
            case fx.Connect():
                self._connect(effect)
            case fx.EnterConference():
                stay_id = derived_id(effect.conference_id, effect.token)
                self._reply(0, on.ConferenceEntered(effect.token, stay_id, effect.conference_id))
            case fx.EnterQueue():
                self._queue(effect)
            case call_fx.StartAi():
                self._reply(0, on.ActionDone(effect.token))
                self._reply(self._script.ai_talks_ms, on.AiEnded(effect.token))
            case fx.JoinBridge():
                self._join(effect)
            case _:
                self._play(effect)

    def _play(self, effect: fx.Effect) -> None:
        script = self._script
        match effect:
            case call_fx.PlayTalk():
                length_ms = len(effect.text) * script.speech_ms_per_character
            case call_fx.PlayUrls():
                length_ms = sum(script.audio_ms.get(url, AUDIO_MS) for url in effect.urls)
            case call_fx.Beep():
                length_ms = BEEP_MS
            case call_fx.SendDigits():
                length_ms = effect.total_ms
            case _:
                return
        self._reply(length_ms, on.ActionDone(effect.token))

    def _detect(self, effect: call_fx.DetectMachine) -> None:
        is_machine = self._script.answered_by in ("machine", "beep")
        hangs_up = effect.hangs_up and is_machine
        found = on.CallHungUp("amd") if hangs_up else on.ActionDone(effect.token)
        self._reply(self._script.amd_ms, found)

    def _start_writing(
        self, effect: call_fx.StartRecording | call_fx.StartTranscribe | fx.TranscribeRecordings
    ) -> None:
        word = "recording" if isinstance(effect, call_fx.StartRecording) else "transcribe"
        variables = {f"voipbin.{word}.id": derived_id(word, effect.token)}
        self._reply(0, on.ActionDone(effect.token, variables))

    def _answer_http(self, token: int, url: str) -> None:
        found = self._script.http.get(url)
        if found is None:
            self._reply(self._script.http_ms, on.ActionFailed(token, f"no answer from {url}"))
        else:
            self._reply(self._script.http_ms, on.HttpResult(token, *found))

    def _answer_flow(self, effect: fx.FetchFlow) -> None:
        found = self._script.flows.get(effect.flow_id)
        if found is None:
            self._reply(0, on.ActionFailed(effect.token, "flow not found"))
        else:
            self._reply(0, on.FlowFetched(effect.token, found))

    def _connect(self, effect: fx.Connect) -> None:
        self._destinations[effect.bridge_id] = effect.destinations
        calls = [derived_id(effect.bridge_id, i) for i in range(len(effect.destinations))]
        self._reply(0, on.LegsCreated(effect.token, calls))

    def _queue(self, effect: fx.EnterQueue) -> None:
        """An agent is free after the queue's time, and answers as the leg of that name does."""
        stay_id = derived_id(effect.queue_id, effect.token)
        wait_flow_id, free_after_ms = self._script.queues.get(effect.queue_id, ("", 0))
        self._destinations[stay_id] = ({"target": effect.queue_id},)
        self._reply(0, on.QueueEntered(effect.token, stay_id, stay_id, wait_flow_id))
        self._reply(free_after_ms, on.Forward(queue_join_action_id(stay_id)))

    def _join(self, effect: fx.JoinBridge) -> None:
        destinations = self._destinations.get(effect.bridge_id, ())
        legs = [self._script.legs.get(d["target"], Leg()) for d in destinations]
        answering = [leg for leg in legs if leg.answers_after_ms is not None]
        if answering:
            first = min(answering, key=lambda leg: leg.answers_after_ms or 0)
            answered_ms = first.answers_after_ms or 0
            self._reply(answered_ms, on.BridgeAnswered(effect.token))
            self._reply(answered_ms + first.talks_ms, on.BridgeEnded(effect.token, first.reason))
        else:
            last_ms = max((leg.fails_after_ms for leg in legs), default=0)
            reason = legs[0].reason if legs else ""
            self._reply(last_ms, on.BridgeEnded(effect.token, reason))
