"""recording_start, recording_stop, transcribe_start, transcribe_stop."""

import pytest

from tests.core.flow_engine.player import Player, act
from voipbin.core.flow_engine import (
    ActionDone,
    ActionFailed,
    PlayTalk,
    StartRecording,
    StartTranscribe,
    StopRecording,
    StopTranscribe,
)

FLOW_ID = "1d9d5d0c-4b8f-4a57-9a3a-0d1f9a4a8d11"


def test_recording_start_defaults() -> None:
    run = Player(act("recording_start"), act("beep"))
    assert run.start() == [StartRecording(1, "wav", 0, "none", 0, False, "")]


def test_recording_start_takes_seconds() -> None:
    option = {
        "format": "wav",
        "end_of_silence": 3,
        "end_of_key": "#",
        "duration": 60,
        "beep_start": True,
        "on_end_flow_id": FLOW_ID.upper(),
    }
    run = Player(act("recording_start", **option))
    assert run.start() == [StartRecording(1, "wav", 3000, "#", 60_000, True, FLOW_ID)]


def test_recording_variables_are_there_for_the_next_action() -> None:
    run = Player(act("recording_start"), act("talk", text="${voipbin.recording.id}"))
    run.start()
    run.feed(ActionDone(run.token, {"voipbin.recording.id": "r-1"}))
    assert run.all(PlayTalk)[0].text == "r-1"


def test_transcribe_start_defaults() -> None:
    run = Player(act("transcribe_start"))
    assert run.start() == [StartTranscribe(1, "en-US", "", "both", "")]


def test_transcribe_start_passes_every_option_on() -> None:
    option = {
        "language": "ko-KR",
        "provider": "gcp",
        "direction": "in",
        "on_end_flow_id": FLOW_ID,
    }
    run = Player(act("transcribe_start", **option), act("beep"))
    assert run.start() == [StartTranscribe(1, "ko-KR", "gcp", "in", FLOW_ID)]
    run.feed(ActionDone(run.token, {"voipbin.transcribe.id": "t-1"}))
    assert run.state.variables["voipbin.transcribe.id"] == "t-1"
    assert run.current == "beep"


@pytest.mark.parametrize("word", ["recording_start", "transcribe_start"])
def test_start_failed_goes_on(word: str) -> None:
    run = Player(act(word), act("beep"))
    run.start()
    run.feed(ActionFailed(run.token, "balance"))
    assert run.current == "beep"


@pytest.mark.parametrize("word", ["recording_start", "transcribe_start"])
def test_nil_on_end_flow_id_is_none(word: str) -> None:
    run = Player(act(word, on_end_flow_id="00000000-0000-0000-0000-000000000000"))
    effect = run.start()[0]
    assert isinstance(effect, StartRecording | StartTranscribe)
    assert effect.on_end_flow_id == ""


def test_stops_go_on_at_once() -> None:
    run = Player(act("recording_stop"), act("transcribe_stop"), act("beep"))
    assert run.start()[:2] == [StopRecording(1), StopTranscribe(2)]
    assert run.current == "beep"
