"""Recording and transcribing by a flow."""

import pytest

from tests.peers import require_peer
from tests.platform.api import Json
from tests.platform.flow_run import WAITS, tells, told, up
from tests.platform.stage import LocalStage, action
from tests.platform.web import Web
from voipbin.core.recording.model import RECORDING
from voipbin.core.repository import Repository
from voipbin.media.audio.wav import read_wav

pytestmark = pytest.mark.asyncio(loop_scope="module")

NIL = "00000000-0000-0000-0000-000000000000"


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


async def test_recording_is_played(stage: LocalStage) -> None:
    recorded = [
        action("recording_start", format="wav"),
        action("digits_receive", duration=10_000, length=1),
        action("hangup"),
    ]
    phone, call = await up(stage, recorded)
    await phone.speak_tone(800, 1200)
    await phone.call.press("1")
    done = await stage.timeline.wait(
        "recording_finished", lambda body: body["reference_id"] == call["id"]
    )
    await stage.ended(call)
    listener, again = await up(
        stage, [action("play", stream_urls=[f"file:{done['id']}"]), action("hangup")]
    )
    await listener.hears_tone(800)
    await stage.ended(again)


async def test_recording_of_nobody_is_not_played(stage: LocalStage) -> None:
    missing = "file:00000000-0000-4000-8000-000000000000"
    _, call = await up(stage, [action("play", stream_urls=[missing]), action("hangup")])
    assert (await stage.ended(call))["hangup_reason"] == "normal"


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
