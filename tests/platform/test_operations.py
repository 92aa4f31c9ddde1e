"""What the API does to a call that is up."""

import asyncio
from collections.abc import Sequence

import pytest

from tests.media.node.phones import Phone
from tests.peers import require_peer
from tests.platform.api import Json
from tests.platform.stage import LocalStage, action
from voipbin.media.audio.wav import read_wav
from voipbin.media.softphone import Behaviour

pytestmark = pytest.mark.asyncio(loop_scope="module")

WAITS = action("sleep", duration=60_000)
NIL = "00000000-0000-0000-0000-000000000000"
SPOKEN = "one two three four five six seven"


async def up(stage: LocalStage, actions: Sequence[Json] = (WAITS,)) -> tuple[Phone, Json]:
    phone = await stage.phone()
    call = await stage.dial(phone, actions)
    await phone.event("answered")
    await stage.timeline.call(call["id"], "progressing")
    return phone, call


async def do(stage: LocalStage, operation: str, call: Json, **fields: object) -> Json:
    return await stage.api(f"CallService.{operation}", id=call["id"], **fields)


async def heard_by_platform(phone: Phone) -> bool:
    """Whether an echo comes back."""
    speaking = asyncio.ensure_future(phone.speak_tone(700, 1200))
    try:
        await asyncio.wait_for(phone.hears_tone(700), 1.2)
    except TimeoutError:
        return False
    else:
        return True
    finally:
        await speaking


async def test_hold(stage: LocalStage) -> None:
    phone, call = await up(stage)
    await do(stage, "HoldCall", call)
    held = await phone.event("media_changed")
    assert (held["held"], held["by"]) == (True, "remote")
    await do(stage, "UnholdCall", call)
    await phone.event("media_changed", lambda event: not event["held"])


async def test_held_by_the_party(stage: LocalStage) -> None:
    phone, call = await up(stage)
    await phone.call.hold(True)
    await phone.call.hold(False)
    assert (await stage.api.call(call["id"]))["status"] == "progressing"


async def test_music_on_hold(stage: LocalStage) -> None:
    phone, call = await up(stage)
    await do(stage, "StartCallMoh", call)
    await phone.event("heard", lambda event: event["speaking"])
    await do(stage, "StopCallMoh", call)
    await phone.hears_silence()


async def test_silence(stage: LocalStage) -> None:
    phone, call = await up(stage)
    await do(stage, "StartCallMoh", call)
    await phone.event("heard", lambda event: event["speaking"])
    await do(stage, "SilenceCall", call)
    await phone.hears_silence(for_ms=400)
    await do(stage, "UnsilenceCall", call)
    count = len(phone.events)
    await phone.event("heard", lambda event: event["speaking"] and event in phone.events[count:])


@pytest.mark.parametrize(
    ("before", "operation", "direction", "after"),
    [
        ("", "MuteCall", "", "both"),
        ("", "MuteCall", "in", "in"),
        ("in", "MuteCall", "out", "both"),
        ("out", "MuteCall", "out", "out"),
        ("both", "UnmuteCall", "", ""),
        ("both", "UnmuteCall", "in", "out"),
        ("both", "UnmuteCall", "out", "in"),
        ("in", "UnmuteCall", "in", ""),
        ("in", "UnmuteCall", "both", ""),
        ("out", "UnmuteCall", "in", "out"),
        ("", "UnmuteCall", "both", ""),
    ],
)
async def test_mute_table(
    stage: LocalStage, before: str, operation: str, direction: str, after: str
) -> None:
    _, call = await up(stage)
    if before:
        await do(stage, "MuteCall", call, direction=before)
    await do(stage, operation, call, direction=direction)
    assert (await stage.api.call(call["id"]))["mute_direction"] == after


@pytest.mark.parametrize("direction", ["in", "out"])
async def test_mute_is_heard(stage: LocalStage, direction: str) -> None:
    phone, call = await up(stage, [action("echo", duration=60_000)])
    assert await heard_by_platform(phone)
    await do(stage, "MuteCall", call, direction=direction)
    assert not await heard_by_platform(phone)
    await do(stage, "UnmuteCall", call, direction=direction)
    assert await heard_by_platform(phone)


async def test_recording_operations(stage: LocalStage) -> None:
    _, call = await up(stage)
    assert await stage.api.refused("CallService.StopCallRecording", id=call["id"]) == (
        "CALL_NOT_RECORDED"
    )
    shown = await do(stage, "StartCallRecording", call, format="wav")
    recording_id = shown["recording_id"]
    assert shown["recording_ids"] == [recording_id]
    refused = await stage.api.refused("CallService.StartCallRecording", id=call["id"], format="wav")
    assert refused == "RECORDING_IN_PROGRESS"
    await stage.timeline.wait("recording_started", lambda body: body["id"] == recording_id)
    shown = await do(stage, "StopCallRecording", call)
    assert shown["recording_id"] == NIL
    await stage.timeline.wait("recording_finished", lambda body: body["id"] == recording_id)


async def test_recording_before_the_answer(stage: LocalStage) -> None:
    phone = await stage.phone(Behaviour(never_answer=True))
    call = await stage.dial(phone, [WAITS])
    await stage.timeline.call(call["id"], "ringing")
    refused = await stage.api.refused("CallService.StartCallRecording", id=call["id"])
    assert refused == "CALL_NOT_PROGRESSING"
    await do(stage, "HangupCall", call)


async def test_talk(stage: LocalStage) -> None:
    require_peer("speech")
    phone, call = await up(stage)
    await do(stage, "TalkCall", call, text="Hello there", language="en-US")
    await phone.event("heard", lambda event: event["speaking"])
    assert (await stage.api.call(call["id"]))["action"]["type"] == "sleep"


@pytest.mark.parametrize("text", ["<speak>broken", ""])
async def test_talk_of_nonsense(stage: LocalStage, text: str) -> None:
    _, call = await up(stage)
    refused = await stage.api.refused("CallService.TalkCall", id=call["id"], text=text)
    assert refused == "INVALID_ARGUMENT"


async def test_talk_answers_the_caller(stage: LocalStage) -> None:
    require_peer("speech")
    flow = await stage.api("FlowService.CreateFlow", name="waits", actions=[WAITS])
    phone = await stage.stranger("+49302")
    phone.dial(f"sip:{await stage.number(flow['id'])}@{stage.sip}")
    call = await stage.timeline.wait(
        "call_created", lambda body: body["source"]["target"] == "+49302"
    )
    await do(stage, "TalkCall", call, text="Hello")
    await phone.event("answered")
    assert (await stage.api.call(call["id"]))["status"] == "progressing"


async def test_prompt_is_cut_short_by_a_digit(stage: LocalStage) -> None:
    require_peer("speech")
    talk = action("talk", text=SPOKEN * 5, language="en-US", digits_handle="next")
    phone, call = await up(stage, [talk, action("hangup")])
    await phone.event("heard", lambda event: event["speaking"])
    await phone.call.press("7")
    await stage.ended(call)
    answered, ended = await phone.event("answered"), await phone.event("ended")
    # Spoken to its end, the text takes more than ten seconds.
    assert ended["time_s"] - answered["time_s"] < 6


async def test_what_was_said_is_transcribed(stage: LocalStage) -> None:
    """Words from a real engine, out of real audio, for both directions."""
    require_peer("speech")
    spoken = await stage.platform.engines.speech.speak(
        SPOKEN, language="en-US", provider="", voice_id="", gender=""
    )
    start = action("transcribe_start", language="en-US")
    talk = action("talk", text=SPOKEN, language="en-US")
    phone, call = await up(stage, [start, action("recording_start"), talk, WAITS])
    await phone.call.listen(600)
    await phone.call.say(spoken)
    found = await stage.timeline.wait(
        "transcript_created", lambda body: body["direction"] == "in", wait_s=30
    )
    assert found["message"].strip()
    phone.call.hang_up()
    await stage.timeline.wait(
        "transcribe_done", lambda body: body["reference_id"] == call["id"], wait_s=30
    )
    heard = [
        event["data"]
        for event in stage.timeline.events
        if event["type"] == "transcript_created"
        and event["data"]["transcribe_id"] == found["transcribe_id"]
    ]
    assert {entry["direction"] for entry in heard} == {"in", "out"}
    words = {word.strip(".,").lower() for entry in heard for word in entry["message"].split()}
    assert len(words & set(SPOKEN.split())) >= 2, words


async def test_recorded_directions(stage: LocalStage) -> None:
    phone, call = await up(stage, [action("recording_start"), action("beep"), WAITS])
    await phone.speak_tone(600, 800)
    await do(stage, "HangupCall", call)
    done = await stage.timeline.wait(
        "recording_finished", lambda body: body["reference_id"] == call["id"]
    )
    folder = stage.platform.settings.data_dir / "files/recordings"
    sizes = {}
    for direction in ("in", "out"):
        (path,) = folder.glob(f"*{call['id']}*_{direction}.wav")
        pcm, _ = read_wav(path)
        assert abs(pcm).max() > 500
        sizes[direction] = pcm.size
    assert sizes["in"] == sizes["out"]
    assert done["status"] == "ended"
