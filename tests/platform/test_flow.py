"""Every action of a flow on a real call; recordings have a file of their own."""

import asyncio
import json
from functools import partial

import pytest

from tests.media.audio.test_decode import encoded
from tests.platform.api import Json
from tests.platform.flow_run import WAITS, at, tells, told, up
from tests.platform.stage import LocalStage, action
from tests.platform.web import Web
from voipbin.media.audio.tones import tone
from voipbin.media.audio.wav import wav_bytes
from voipbin.media.softphone import Behaviour

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_variables_of_a_call(stage: LocalStage, web: Web) -> None:
    text = "${voipbin.call.id} ${voipbin.call.direction} ${voipbin.call.source.target}"
    text += " ${voipbin.call.destination.target_name} ${voipbin.activeflow.id} [${nothing}]"
    phone, call = await up(stage, [tells(web, text), action("hangup")])
    number = phone.address.user
    said = f"{call['id']} outgoing +15550100000 {number} {call['activeflow_id']} []"
    assert await told(web) == said
    data = await stage.ended(call)
    assert data["activeflow_id"] == call["activeflow_id"]


async def test_play_by_url(stage: LocalStage, web: Web) -> None:
    sounds = [
        web.put("/a.wav", wav_bytes(tone((500.0,), 700, 8000), 8000), "audio/wav"),
        web.put("/b.mp3", encoded("mp3", "libmp3lame", 22050, tone((900.0,), 900, 22050)), "x/y"),
        web.put("/c.ogg", encoded("ogg", "libopus", 48000, tone((1300.0,), 900, 48000)), "x/y"),
    ]
    phone, call = await up(stage, [action("play", stream_urls=sounds), action("hangup")])
    for hz in (500, 900, 1300):
        await phone.hears_tone(hz, for_ms=100)
    await stage.ended(call)


@pytest.mark.parametrize("what", ["no audio", "not found", "nobody there"])
async def test_play_of_something_broken_goes_on(stage: LocalStage, web: Web, what: str) -> None:
    url = {
        "no audio": web.put("/x.wav", b"this is no audio", "audio/wav"),
        "not found": web.base + "/missing.wav",
        "nobody there": "http://127.0.0.1:9/a.wav",
    }[what]
    _, call = await up(stage, [action("play", stream_urls=[url]), action("hangup")])
    assert (await stage.ended(call))["hangup_reason"] == "normal"


async def test_beep_and_sleep(stage: LocalStage) -> None:
    phone, call = await up(stage, [action("sleep", duration=300), action("beep"), action("hangup")])
    await phone.hears_tone(1000, for_ms=100)
    assert (await stage.ended(call))["hangup_by"] == "local"


@pytest.mark.parametrize("by", ["the party", "the API"])
@pytest.mark.parametrize("kind", ["play", "talk"])
async def test_nothing_runs_after_a_hangup_in_a_prompt(
    stage: LocalStage, web: Web, kind: str, by: str
) -> None:
    url = web.put("/long.wav", wav_bytes(tone((500.0,), 30_000, 8000), 8000), "audio/wav")
    text = "a prompt that nobody listens to up to its end"
    prompt = action("play", stream_urls=[url]) if kind == "play" else action("talk", text=text)
    phone, call = await up(stage, [prompt, action("sleep", duration=30_000)])
    await phone.hears_something()
    if by == "the party":
        phone.call.hang_up()
    else:
        await stage.api("CallService.HangupCall", id=call["id"])
    await stage.ended(call)
    run = await stage.api("ActiveflowService.GetActiveflow", id=call["activeflow_id"])
    assert run["current_action"]["type"] == kind
    assert len(run["executed_actions"]) == 1


@pytest.mark.parametrize("kind", ["echo", "stream_echo"])
async def test_echo(stage: LocalStage, kind: str) -> None:
    phone, call = await up(stage, [action(kind, duration=2500), action("hangup")])
    await at(stage, call, kind)
    speaking = asyncio.ensure_future(phone.speak_tone(700, 1500))
    await phone.hears_tone(700)
    await speaking
    await stage.ended(call)


async def test_digits_receive(stage: LocalStage, web: Web) -> None:
    receive = action("digits_receive", duration=10_000, length=4, key="#")
    clear = action("variable_set", key="voipbin.call.digits", value="")
    tell = tells(web, "${voipbin.call.digits}")
    phone, call = await up(stage, [receive, tell, clear, receive, tell])
    await at(stage, call, "digits_receive")
    await phone.call.press("12#")
    assert await told(web) == "12#"
    await phone.call.press("9876")
    assert await told(web) == "9876"
    await stage.ended(call)


async def test_digits_receive_gives_up(stage: LocalStage, web: Web) -> None:
    actions = [
        action("digits_receive", duration=200, length=1),
        tells(web, "[${voipbin.call.digits}]"),
    ]
    _, call = await up(stage, actions)
    assert await told(web) == "[]"
    await stage.ended(call)


def is_digit(digit: str, event: Json) -> bool:
    return bool(event["digit"] == digit)


async def test_digits_send(stage: LocalStage) -> None:
    send = action("digits_send", digits="12#", duration=100, interval=100)
    phone, call = await up(stage, [send, action("sleep", duration=300)])
    for digit in "12#":
        await phone.event("digit", partial(is_digit, digit))
    await stage.ended(call)


async def test_branch_goto_and_conditions(stage: LocalStage, web: Web) -> None:
    condition = {
        "condition": "==",
        "variable": "colour",
        "value_type": "string",
        "value_string": "red",
        "false_target_id": "wrong",
    }
    actions = [
        action("variable_set", key="colour", value="red"),
        action("condition_variable", **condition),
        action("condition_datetime", condition=">=", hour=0, minute=0, false_target_id="wrong"),
        action("digits_receive", id="menu", duration=10_000, length=1),
        action("branch", target_ids={"1": "again", "2": "done"}, default_target_id="wrong"),
        action("goto", id="again", target_id="menu", loop_count=3),
        action("hangup", id="wrong", reason="failed"),
        tells(web, "done ${colour}") | {"id": "done"},
    ]
    phone, call = await up(stage, actions)
    await at(stage, call, "digits_receive")
    await phone.call.press("1")
    await at(stage, call, "goto")
    await phone.call.press("2")
    assert await told(web) == "done red"
    await stage.ended(call)


async def test_fetch(stage: LocalStage, web: Web) -> None:
    fetched = [action("beep"), tells(web, "fetched"), action("hangup")]
    url = web.put("/flow", json.dumps(fetched).encode())
    _, call = await up(stage, [action("fetch", event_url=url, event_method="POST")])
    asked = await web.asked()
    assert (asked.method, asked.headers["content-type"]) == (
        "POST",
        "application/json; charset=utf-8",
    )
    body = json.loads(asked.body)
    assert body == {"activeflow_id": call["activeflow_id"], "reference_id": call["id"]}
    assert await told(web) == "fetched"
    await stage.ended(call)


async def test_fetch_of_nonsense_ends_the_flow(stage: LocalStage, web: Web) -> None:
    url = web.put("/nonsense", b"<html>")
    _, call = await up(stage, [action("fetch", event_url=url), WAITS])
    assert (await stage.ended(call))["hangup_by"] == "local"


async def test_fetch_flow(stage: LocalStage, web: Web) -> None:
    flow = await stage.api("FlowService.CreateFlow", name="inner", actions=[tells(web, "inner")])
    _, call = await up(stage, [action("fetch_flow", flow_id=flow["id"]), tells(web, "outer")])
    assert [await told(web), await told(web)] == ["inner", "outer"]
    await stage.ended(call)


async def test_stored_flow(stage: LocalStage, web: Web) -> None:
    flow = await stage.api(
        "FlowService.CreateFlow",
        name="stored",
        actions=[tells(web, "${voipbin.activeflow.flow_id}")],
    )
    phone = await stage.phone()
    call = await stage.dial(phone, [WAITS], flow_id=flow["id"])
    assert await told(web) == flow["id"]
    assert call["flow_id"] == flow["id"]
    await stage.ended(call)


async def test_webhook_waits_only_when_told_to(stage: LocalStage, web: Web) -> None:
    url = web.put("/hook", b'{"ok":true}', status=201)
    hook = {"uri": url, "method": "PUT", "data_type": "application/json", "data": '{"a":1}'}
    actions = [
        action("webhook_send", sync=True, **hook),
        tells(web, "${voipbin.webhook.status_code} ${voipbin.webhook.body}"),
        action("webhook_send", sync=False, **hook),
        action("hangup"),
    ]
    _, call = await up(stage, actions)
    asked = await web.asked()
    assert (asked.method, asked.path, asked.body) == ("PUT", "/hook", b'{"a":1}')
    assert await told(web) == '201 {"ok":true}'
    assert (await web.asked()).path == "/hook"
    await stage.ended(call)


async def test_stop_drops_the_call(stage: LocalStage) -> None:
    _, call = await up(stage, [action("stop"), WAITS])
    assert (await stage.ended(call))["hangup_by"] == "local"
    shown = await stage.api("ActiveflowService.GetActiveflow", id=call["activeflow_id"])
    assert shown["status"] == "ended"


async def test_flow_without_end_is_ended(stage: LocalStage) -> None:
    actions = [action("variable_set", id="a", next_id="a", key="x", value="y")]
    _, call = await up(stage, actions)
    await stage.ended(call)


@pytest.mark.parametrize(
    ("reason", "status"),
    [("busy", 486), ("failed", 408), ("noanswer", 480), ("normal", 480), ("dialout", 480)],
)
async def test_hangup_refuses_an_unanswered_caller(
    stage: LocalStage, reason: str, status: int
) -> None:
    flow = await stage.api(
        "FlowService.CreateFlow", name="refuse", actions=[action("hangup", reason=reason)]
    )
    number = await stage.number(flow["id"])
    phone = await stage.stranger()
    phone.dial(f"sip:{number}@{stage.sip}")
    assert (await phone.event("ended"))["status"] == status


async def test_answer_and_talk_answer_the_caller(stage: LocalStage, web: Web) -> None:
    for first in (action("answer"), action("talk", text="Hello", language="en-US")):
        flow = await stage.api(
            "FlowService.CreateFlow", name="answers", actions=[first, tells(web, "next"), WAITS]
        )
        phone = await stage.stranger()
        phone.dial(f"sip:{await stage.number(flow['id'])}@{stage.sip}")
        await phone.event("answered")
        assert await told(web) == "next"
        phone.call.hang_up()
        await phone.event("ended")


async def test_mute(stage: LocalStage) -> None:
    _, call = await up(stage, [action("mute"), WAITS])
    shown = await stage.timeline.wait(
        "call_updated", lambda body: body["id"] == call["id"] and body["mute_direction"] == "both"
    )
    assert shown["status"] == "progressing"
    await stage.api("CallService.HangupCall", id=call["id"])
    await stage.ended(call)


async def test_on_complete_flow_runs_without_the_call(stage: LocalStage, web: Web) -> None:
    after = await stage.api(
        "FlowService.CreateFlow",
        name="after",
        actions=[tells(web, "${voipbin.call.id} ${voipbin.flow.reference_data}")],
    )
    flow = await stage.api(
        "FlowService.CreateFlow",
        name="before",
        actions=[action("hangup")],
        on_complete_flow_id=after["id"],
    )
    phone = await stage.phone()
    call = await stage.dial(phone, flow_id=flow["id"])
    id, _, data = (await told(web)).partition(" ")
    assert id == json.loads(data)["id"] == call["id"]


async def test_refused_flow_never_runs(stage: LocalStage) -> None:
    phone = await stage.phone(Behaviour(refuse_status=486))
    call = await stage.dial(phone, [action("beep")])
    await stage.ended(call)
    shown = await stage.api("ActiveflowService.GetActiveflow", id=call["activeflow_id"])
    assert (shown["status"], shown["executed_actions"]) == ("ended", [])
