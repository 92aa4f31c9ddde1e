"""Whole flows against scripted callers, in virtual time."""

import json
from typing import Any

import pytest

from tests.core.flow_engine.player import act
from voipbin.core.flow_engine import (
    ActionsError,
    AnswerCall,
    Connect,
    EndFlow,
    HangUp,
    JoinBridge,
    Leg,
    PlayTalk,
    PlayUrls,
    Script,
    StartRecording,
    Stop,
    StopPlayback,
    WebhookSend,
    simulate,
)
from voipbin.core.flow_engine.actions import REGISTRY

MENU = [
    act("answer"),
    act("talk", "menu", text="Press one for sales, two for support.", digits_handle="next"),
    act("digits_receive", duration=3000, length=1),
    act("branch", target_ids={"1": "sales", "2": "support"}, default_target_id="again"),
    act("goto", "again", target_id="menu", loop_count=2),
    act("hangup"),
    act("talk", "sales", text="Sales."),
    act("hangup"),
    act("talk", "support", text="Support."),
    act("hangup"),
]


def spoken(script: Script) -> list[str]:
    return [talk.text.split()[-1] for talk in simulate(MENU, script).all(PlayTalk)]


def test_menu_first_choice() -> None:
    run = simulate(MENU, Script(digits=((500, "1"),)))
    assert [talk.text for talk in run.all(PlayTalk)][-1] == "Sales."
    assert run.times_ms(StopPlayback) == [500]
    assert run.state.end_reason == "call_hangup"


def test_menu_choice_after_the_prompt() -> None:
    assert spoken(Script(digits=((3000, "2"),))) == ["support.", "Support."]


def test_menu_nobody_presses_anything() -> None:
    assert spoken(Script()) == ["support."] * 3


def test_menu_wrong_key_then_right_one() -> None:
    assert spoken(Script(digits=((3000, "9"), (4000, "1")))) == ["support.", "support.", "Sales."]


def test_caller_hangs_up() -> None:
    run = simulate(MENU, Script(hangs_up_at_ms=1000))
    assert run.times_ms(EndFlow) == [1000]
    assert not run.all(HangUp)


def test_outgoing_call_starts_at_the_answer() -> None:
    run = simulate([act("talk", text="hi")], Script(direction="outgoing", answers_after_ms=4000))
    assert run.times_ms(PlayTalk) == [4000]
    assert not run.all(AnswerCall)


def test_time_of_speech_and_audio() -> None:
    run = simulate(
        [
            act("talk", text="x" * 10),
            act("play", stream_urls=["http://a", "http://b"]),
            act("beep"),
            act("digits_send", digits="12", duration=100, interval=50),
            act("sleep", duration=1000),
            act("echo", duration=500),
        ],
        Script(audio_ms={"http://a": 1500}),
    )
    assert run.times_ms(PlayUrls) == [600]
    assert run.times_ms(EndFlow) == [600 + 4500 + 250 + 250 + 1000 + 500]


def test_first_answer_wins_in_connect() -> None:
    legs = {"+1": Leg(None), "+2": Leg(3000, talks_ms=5000), "+3": Leg(9000)}
    destinations = [{"type": "tel", "target": target} for target in legs]
    run = simulate([act("connect", destinations=destinations), act("hangup")], Script(legs=legs))
    assert run.times_ms(Connect) == run.times_ms(JoinBridge) == [0]
    assert run.times_ms(AnswerCall) == [3000]
    assert run.times_ms(HangUp) == [8000]


def test_nobody_answers_in_connect() -> None:
    leg = Leg(None, fails_after_ms=60_000, reason="noanswer")
    run = simulate(
        [act("connect", destinations=[{"type": "tel", "target": "+1"}]), act("talk", text="sorry")],
        Script(legs={"+1": leg}),
    )
    assert run.times_ms(PlayTalk) == [60_000]


def test_fetch_and_webhook() -> None:
    actions = json.dumps([act("talk", text="${voipbin.webhook.body}")])
    run = simulate(
        [
            act("webhook_send", uri="http://w", sync=True),
            act("fetch", event_url="http://f"),
            act("webhook_send", uri="http://nobody", sync=True),
        ],
        Script(http={"http://w": (200, "hello"), "http://f": (200, actions)}),
    )
    assert run.all(PlayTalk)[0].text == "hello"
    assert len(run.all(WebhookSend)) == 2
    assert run.state.end_reason == "finished"


def test_recording_and_flows() -> None:
    flows = {"f": [act("talk", text="${voipbin.recording.id}")]}
    run = simulate(
        [act("recording_start"), act("fetch_flow", flow_id="f"), act("fetch_flow", flow_id="g")],
        Script(flows=flows),
    )
    assert run.all(StartRecording)
    assert len(run.all(PlayTalk)[0].text) == 36
    assert run.state.end_reason == "failed"


def test_longest_call() -> None:
    run = simulate([act("sleep", duration=86_400_000)])
    assert run.times_ms(EndFlow) == [3_600_000]


def test_run_without_a_call() -> None:
    run = simulate([act("talk", text="x"), act("stop")], Script(reference_type="api"))
    assert run.times_ms(EndFlow) == [0]
    assert run.is_ended


def test_anything_else_may_happen() -> None:
    run = simulate([act("beep"), act("sleep", duration=5000)], Script(extra=((1000, Stop()),)))
    assert run.state.end_reason == "stopped"


def test_bad_actions_are_refused() -> None:
    with pytest.raises(ActionsError, match=r"actions\[0\].type must be one of"):
        simulate([{"type": "nope"}])


def test_same_script_same_story() -> None:
    script = Script(digits=((700, "92"),), hangs_up_at_ms=9000)
    assert simulate(MENU, script).lines == simulate(MENU, script).lines


def test_story_can_be_read() -> None:
    lines = str(simulate([act("beep")])).splitlines()
    assert lines[0] == "     0.000 < Start()"
    assert "     0.000 > Beep(token=1)" in lines
    assert lines[-1] == "     0.250 > EndFlow(reason='finished')"


_ADDRESS = {"type": "tel", "target": "+15550100001"}
_OPTIONS: dict[str, dict[str, Any]] = {
    "ai_summary": {"reference_type": "call", "reference_id": "c"},
    "branch": {"default_target_id": "end"},
    "call": {"destinations": [_ADDRESS]},
    "condition_call_digits": {"length": 1, "false_target_id": "end"},
    "condition_call_status": {"status": "hangup", "false_target_id": "end"},
    "condition_datetime": {"condition": "==", "hour": 1, "false_target_id": "end"},
    "condition_variable": {"condition": "==", "variable": "x", "false_target_id": "end"},
    "conference_join": {"conference_id": "c"},
    "connect": {"destinations": [_ADDRESS]},
    "conversation_send": {"conversation_id": "c", "text": "x"},
    "digits_receive": {"duration": 1000, "length": 1},
    "digits_send": {"digits": "1", "duration": 100},
    "email_send": {"destinations": [_ADDRESS]},
    "external_media_start": {"external_host": "127.0.0.1:9"},
    "fetch": {"event_url": "http://nobody"},
    "fetch_flow": {"flow_id": "f"},
    "goto": {"target_id": "end", "loop_count": 1},
    "message_send": {"destinations": [_ADDRESS], "text": "x"},
    "play": {"stream_urls": ["http://a"]},
    "queue_join": {"queue_id": "q"},
    "talk": {"text": "x"},
    "variable_set": {"key": "k"},
    "webhook_send": {"uri": "http://w", "sync": True},
}


# A bridge by itself never ends; connect shows how it does.
@pytest.mark.parametrize("word", sorted(REGISTRY.keys() - {"confbridge_join"}))
def test_every_type_comes_to_an_end(word: str) -> None:
    run = simulate([act(word, **_OPTIONS.get(word, {})), act("sleep", "end", duration=1000)])
    assert run.is_ended
    assert run.state.end_reason in ("finished", "failed", "call_hangup")
    assert not run.times_ms(EndFlow)[0] > 200_000, "nobody answered what it asked for"
