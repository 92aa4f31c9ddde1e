"""Every action of a flow on a real call."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from functools import partial

import pytest
import pytest_asyncio
from voipbin.core.recording.model import RECORDING
from voipbin.core.repository import Repository
from voipbin.media.audio.tones import tone
from voipbin.media.audio.wav import read_wav, wav_bytes
from voipbin.media.softphone import Behaviour

from tests.media.audio.test_decode import encoded
from tests.media.node.phones import Phone
from tests.peers import require_peer
from tests.platform.api import Json
from tests.platform.stage import LocalStage, action
from tests.platform.web import Web, web_server

pytestmark = pytest.mark.asyncio(loop_scope="module")

WAITS = action("sleep", duration=60_000)
NIL = "00000000-0000-0000-0000-000000000000"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_web() -> AsyncIterator[Web]:
    async with web_server() as web:
        yield web


@pytest.fixture
def web(shared_web: Web) -> Web:
    while not shared_web.requests.empty():
        shared_web.requests.get_nowait()
    return shared_web


async def up(stage: LocalStage, actions: Sequence[Json]) -> tuple[Phone, Json]:
    """A phone in a call that runs a flow."""
    phone = await stage.phone()
    call = await stage.dial(phone, actions)
    await phone.event("answered")
    return phone, call


def tells(web: Web, text: str) -> Json:
    """An action that reports a text with its variables filled in."""
    return action(
        "webhook_send",
        sync=True,
        uri=web.base + "/told",
        method="POST",
        data_type="text/plain",
        data=text,
    )


async def told(web: Web) -> str:
    return (await web.asked()).body.decode()


async def at(stage: LocalStage, call: Json, kind: str) -> Json:
    """The activeflow when it came to an action."""
    return await stage.timeline.wait(
        "activeflow_updated",
        lambda body: body["id"] == call["activeflow_id"] and body["current_action"]["type"] == kind,
    )


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


async def test_recording_start_and_stop(stage: LocalStage, web: Web) -> None:
    actions = [
        action("recording_start", format="wav"),
        tells(web, "${voipbin.recording.id}"),
        action("digits_receive", duration=10_000, length=1),
        action("recording_stop"),
        tells(web, "stopped"),
        WAITS,
    ]
    phone, call = await up(stage, actions)
    recording_id = await told(web)
    assert (await stage.api.call(call["id"]))["recording_id"] == recording_id
    await phone.speak_tone(800, 1000)
    await phone.call.press("1")
    assert await told(web) == "stopped"
    done = await stage.timeline.wait("recording_finished", lambda body: body["id"] == recording_id)
    assert (done["status"], done["reference_id"]) == ("ended", call["id"])
    shown = await stage.api.call(call["id"])
    assert (shown["recording_id"], shown["recording_ids"]) == (NIL, [recording_id])
    recordings = stage.platform.engines.recordings
    async with stage.platform.engines.store.reading() as connection:
        row = await Repository(RECORDING, connection, call["customer_id"]).get(recording_id)
    path_in, path_out = recordings.paths(row)
    (heard, rate), (said, _) = read_wav(path_in), read_wav(path_out)
    assert heard.size / rate > 1.0
    assert abs(heard).max() > 1000
    assert abs(said).max() < 100
    phone.call.hang_up()
    await stage.ended(call)


@pytest.mark.parametrize(
    ("option", "what"),
    [
        ({"end_of_key": "#"}, "key"),
        ({"duration": 1}, "duration"),
        ({"end_of_silence": 1}, "silence"),
    ],
)
async def test_recording_ends_by_itself(stage: LocalStage, option: Json, what: str) -> None:
    phone, call = await up(stage, [action("recording_start", **option), WAITS])
    started = await stage.timeline.wait(
        "recording_started", lambda body: body["reference_id"] == call["id"]
    )
    if what == "key":
        await phone.call.press("#")
    await stage.timeline.wait("recording_finished", lambda body: body["id"] == started["id"])
    shown = await stage.timeline.wait(
        "call_updated",
        lambda body: (
            body["id"] == call["id"]
            and body["recording_ids"] == [started["id"]]
            and body["recording_id"] == NIL
        ),
    )
    assert shown["status"] == "progressing"
    assert (await stage.api.call(call["id"]))["recording_id"] == NIL
    await stage.api("CallService.StartCallRecording", id=call["id"], format="wav")
    again = await stage.api.call(call["id"])
    assert len(again["recording_ids"]) == 2
    phone.call.hang_up()
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
        "FlowService.CreateFlow", name="after", actions=[tells(web, "after ${voipbin.call.id}")]
    )
    flow = await stage.api(
        "FlowService.CreateFlow",
        name="before",
        actions=[action("hangup")],
        on_complete_flow_id=after["id"],
    )
    phone = await stage.phone()
    call = await stage.dial(phone, flow_id=flow["id"])
    assert await told(web) == f"after {call['id']}"


async def test_refused_flow_never_runs(stage: LocalStage) -> None:
    phone = await stage.phone(Behaviour(refuse_status=486))
    call = await stage.dial(phone, [action("beep")])
    await stage.ended(call)
    shown = await stage.api("ActiveflowService.GetActiveflow", id=call["activeflow_id"])
    assert (shown["status"], shown["executed_actions"]) == ("ended", [])


async def test_transcribe_start_and_stop(stage: LocalStage, web: Web) -> None:
    require_peer("speech")
    actions = [
        action("transcribe_start", language="en-US", direction="in"),
        tells(web, "${voipbin.transcribe.id}"),
        action("transcribe_stop"),
        WAITS,
    ]
    phone, call = await up(stage, actions)
    transcribe_id = await told(web)
    done = await stage.timeline.wait("transcribe_done", lambda body: body["id"] == transcribe_id)
    assert (done["reference_id"], done["direction"]) == (call["id"], "in")
    assert (await stage.api.call(call["id"]))["status"] == "progressing"
    phone.call.hang_up()
    await stage.ended(call)


async def test_flow_that_follows_a_recording(stage: LocalStage, web: Web) -> None:
    after = await stage.api(
        "FlowService.CreateFlow",
        name="after",
        actions=[tells(web, "${voipbin.recording.id} ${voipbin.call.id}")],
    )
    start = action("recording_start", on_end_flow_id=after["id"])
    _, call = await up(stage, [start, action("sleep", duration=300), action("hangup")])
    started = await stage.timeline.wait(
        "recording_started", lambda body: body["reference_id"] == call["id"]
    )
    assert await told(web) == f"{started['id']} {call['id']}"
