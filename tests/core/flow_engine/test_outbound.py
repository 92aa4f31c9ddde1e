"""call, transcribe_recording and email_send, and actions without an engine."""

import pytest

from tests.core.flow_engine.player import ANSWERED, Player, act
from voipbin.core.flow_engine import (
    ActionDone,
    ActionFailed,
    CallFacts,
    MakeCalls,
    SendEmail,
    TranscribeRecordings,
)

FLOW_ID = "1d9d5d0c-4b8f-4a57-9a3a-0d1f9a4a8d11"
THERE = {"type": "tel", "target": "+15550100001"}


@pytest.mark.parametrize("call", [ANSWERED, None])
def test_call_waits_until_the_calls_are_made(call: CallFacts | None) -> None:
    run = Player(act("call", destinations=[THERE], flow_id=FLOW_ID), act("stop"), call=call)
    (effect,) = run.start()
    assert isinstance(effect, MakeCalls)
    assert (effect.source, effect.flow_id, effect.chained) == (None, FLOW_ID, False)
    assert [(d["type"], d["target"]) for d in effect.destinations] == [("tel", "+15550100001")]
    run.feed(ActionDone(run.token))
    assert run.history == ["call", "stop"]


def test_call_passes_every_option_on() -> None:
    option = {
        "source": THERE,
        "destinations": [THERE, THERE],
        "actions": [act("talk", text="for ${name}")],
        "chained": True,
        "early_execution": True,
    }
    run = Player(act("call", **option), variables={"name": "Bob"})
    (effect,) = run.start()
    assert isinstance(effect, MakeCalls)
    assert effect.source is not None
    assert effect.source["target"] == "+15550100001"
    assert (len(effect.destinations), effect.chained, effect.early_execution) == (2, True, True)
    assert [action["option"]["text"] for action in effect.actions] == ["for Bob"]


def test_call_that_cannot_be_made_ends_the_run() -> None:
    run = Player(act("call", destinations=[THERE]), act("beep"))
    run.start()
    run.feed(ActionFailed(run.token, "no such flow"))
    assert run.state.end_reason == "failed"


def test_recordings_are_transcribed_in_turn() -> None:
    run = Player(act("transcribe_recording", on_end_flow_id=FLOW_ID), act("beep"))
    assert run.start() == [TranscribeRecordings(1, "en-US", "", "both", FLOW_ID)]
    run.feed(ActionDone(run.token, {"voipbin.transcribe.id": "t-1"}))
    assert (run.current, run.state.variables["voipbin.transcribe.id"]) == ("beep", "t-1")


def test_only_calls_have_recordings() -> None:
    run = Player(act("transcribe_recording"), act("stop"), call=None)
    run.start()
    assert not run.all(TranscribeRecordings)
    assert run.history == ["transcribe_recording", "stop"]


ANN = {"type": "email", "target": "ann@b.test"}


@pytest.mark.parametrize("call", [ANSWERED, None])
def test_email_is_waited_for_until_it_is_stored(call: CallFacts | None) -> None:
    recording = {"reference_type": "recording", "reference_id": "${voipbin.recording.id}"}
    email = act(
        "email_send",
        destinations=[ANN],
        subject="For ${name}",
        content="x",
        attachments=[recording],
    )
    run = Player(email, act("stop"), call=call, variables={"name": "Ann"})
    run.state.variables["voipbin.recording.id"] = "r-1"
    (effect,) = run.start()
    assert isinstance(effect, SendEmail)
    assert (effect.token, effect.subject, effect.content) == (run.token, "For Ann", "x")
    assert [(to["type"], to["target"]) for to in effect.destinations] == [("email", "ann@b.test")]
    assert effect.attachments == ({"reference_type": "recording", "reference_id": "r-1"},)
    run.feed(ActionDone(run.token, {"voipbin.email.id": "e-1"}))
    assert run.history == ["email_send", "stop"]
    assert run.state.variables["voipbin.email.id"] == "e-1"


def test_email_that_cannot_be_sent_stops_nothing() -> None:
    run = Player(act("email_send", destinations=[ANN]), act("beep"))
    run.start()
    run.feed(ActionFailed(run.token, "this needs a credit of 0.01 dollars"))
    assert run.current == "beep"
