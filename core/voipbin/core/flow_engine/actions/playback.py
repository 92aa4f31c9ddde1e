"""Actions the party hears: talk, play, beep, sleep, echo, stream_echo."""

from voipbin.core.flow_engine.actions.call_control import is_answered
from voipbin.core.flow_engine.actions.kind import ActionKind, Failure, Media, Option
from voipbin.core.flow_engine.call_effects import (
    AnswerCall,
    Beep,
    PlayTalk,
    PlayUrls,
    StartEcho,
    StopEcho,
    StopPlayback,
)
from voipbin.core.flow_engine.inputs import DigitPressed, Input, TimerFired
from voipbin.core.flow_engine.outcome import NEXT, Outcome
from voipbin.core.flow_engine.run import Run

DEFAULT_LANGUAGE = "en-US"
DEFAULT_ECHO_MS = 180_000


def _talk(run: Run, option: Option) -> Outcome:
    if run.must_answer:
        run.emit(AnswerCall(run.token))
        return run.wait("answer")
    return _speak(run, option)


def _speak(run: Run, option: Option) -> Outcome:
    run.emit(
        PlayTalk(
            token=run.token,
            text=option["text"],
            language=option["language"] or DEFAULT_LANGUAGE,
            provider=option["provider"],
            voice_id=option["voice_id"],
            gender=option["gender"],
            is_async=option["async"],
        )
    )
    return NEXT if option["async"] else run.wait("play")


def _hear_talk(run: Run, option: Option, event: Input) -> Outcome | None:
    if run.stage == "answer":
        return _speak(run, option) if is_answered(run, event) else None
    if isinstance(event, DigitPressed) and option["digits_handle"] == "next":
        run.digits = event.digit
        run.emit(StopPlayback(run.token))
        return NEXT
    return None


def _stop_talk(run: Run, option: Option) -> None:
    if run.stage == "play":
        _stop_playback(run, option)


def _play(run: Run, option: Option) -> Outcome:
    run.emit(PlayUrls(run.token, tuple(option["stream_urls"])))
    return run.wait("play")


def _beep(run: Run, _option: Option) -> Outcome:
    run.emit(Beep(run.token))
    return run.wait("play")


def _stop_playback(run: Run, _option: Option) -> None:
    run.emit(StopPlayback(run.token))


def _sleep(run: Run, option: Option) -> Outcome:
    duration_ms = option["duration"]
    return run.wait("timer", timer_ms=duration_ms) if duration_ms > 0 else NEXT


def _hear_timer(_run: Run, _option: Option, event: Input) -> Outcome | None:
    return NEXT if isinstance(event, TimerFired) else None


def _echo(run: Run, option: Option) -> Outcome:
    return _start_echo(run, option, with_digits=False)


def _stream_echo(run: Run, option: Option) -> Outcome:
    return _start_echo(run, option, with_digits=True)


def _start_echo(run: Run, option: Option, *, with_digits: bool) -> Outcome:
    run.emit(StartEcho(run.token, with_digits))
    duration_ms = option["duration"]
    return run.wait("timer", timer_ms=duration_ms if duration_ms > 0 else DEFAULT_ECHO_MS)


def _hear_echo_timer(run: Run, option: Option, event: Input) -> Outcome | None:
    if not isinstance(event, TimerFired):
        return None
    _stop_echo(run, option)
    return NEXT


def _stop_echo(run: Run, _option: Option) -> None:
    run.emit(StopEcho(run.token))


_RTC, _NEXT = Media.RTC, Failure.NEXT
KINDS = (
    ActionKind("talk", _RTC, True, _NEXT, _talk, _hear_talk, _stop_talk),
    ActionKind("play", _RTC, True, _NEXT, _play, interrupt=_stop_playback),
    ActionKind("beep", _RTC, True, _NEXT, _beep, interrupt=_stop_playback),
    ActionKind("sleep", _RTC, True, _NEXT, _sleep, _hear_timer),
    ActionKind("echo", _RTC, True, _NEXT, _echo, _hear_echo_timer, _stop_echo),
    ActionKind("stream_echo", _RTC, True, _NEXT, _stream_echo, _hear_echo_timer, _stop_echo),
)
