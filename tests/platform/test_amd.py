"""Flows that ask who answered, make calls of their own, and read their recordings."""

import asyncio

import numpy as np
import pytest
import pytest_asyncio

from tests.media.node.phones import Phone
from tests.peers import require_peer
from tests.platform.api import Json
from tests.platform.flow_run import WAITS, at, tells, told, up
from tests.platform.stage import SOURCE, LocalStage, action, user_of
from tests.platform.web import Web
from voipbin.media.audio.pcm import Pcm, silence
from voipbin.media.audio.tones import beep
from voipbin.media.speech import SpeechRequest

pytestmark = pytest.mark.asyncio(loop_scope="module")

ANNOUNCEMENT = "You have reached the mailbox of Anna Miller. Please leave a message after the tone."


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def needs_a_voice(stage: LocalStage) -> None:
    require_peer("speech")


async def voiced(stage: LocalStage, phone: Phone, text: str) -> Pcm:
    """A text as the phone would say it."""
    engine = stage.platform.engines.speech_engine
    said = await engine.synthesize(SpeechRequest(text), "local")
    return said.pcm.resampled(phone.call.line.sample_rate_hz).samples


async def answered_with(stage: LocalStage, text: str, *flow: Json) -> tuple[Phone, Json]:
    """A phone that answers a call with a text."""
    phone, call = await up(stage, flow)
    await phone.call.speak(await voiced(stage, phone, text), text)
    return phone, call


async def verdict(stage: LocalStage, call: Json) -> tuple[str, str]:
    found = await stage.timeline.wait("call_amd_finished", lambda body: body["id"] == call["id"])
    return found["verdict"], found["cause"]


async def test_short_hello_is_a_human(stage: LocalStage) -> None:
    flow = [action("amd", machine_handle="hangup"), action("beep"), WAITS]
    phone, call = await answered_with(stage, "Hello?", *flow)
    await phone.hears_tone(1000, for_ms=100)
    assert await verdict(stage, call) == ("human", "short_greeting")
    await stage.api("CallService.HangupCall", id=call["id"])
    assert (await stage.ended(call))["hangup_reason"] == "normal"


async def test_announcement_is_hung_up_on(stage: LocalStage) -> None:
    phone, call = await up(stage, [action("amd", machine_handle="hangup"), WAITS])
    speaking = asyncio.ensure_future(
        phone.call.speak(await voiced(stage, phone, ANNOUNCEMENT), "announcement")
    )
    ended = await stage.ended(call)
    assert (ended["hangup_reason"], ended["hangup_by"]) == ("amd", "local")
    assert await verdict(stage, call) == ("machine", "long_greeting")
    speaking.cancel()


async def test_beep_may_be_talked_to(stage: LocalStage, web: Web) -> None:
    found = "${voipbin.call.amd_verdict} ${voipbin.call.amd_cause}"
    flow = [action("amd", machine_handle="continue"), tells(web, found), action("beep"), WAITS]
    phone, call = await up(stage, flow)
    rate = phone.call.line.sample_rate_hz
    await phone.call.speak(np.concatenate([silence(rate // 2), beep(rate)]), "beep")
    assert await told(web) == "beep tone"
    await at(stage, call, "beep")
    assert await verdict(stage, call) == ("beep", "tone")
    await stage.api("CallService.HangupCall", id=call["id"])
    await stage.ended(call)


async def test_flow_that_does_not_wait_is_hung_up_later(stage: LocalStage) -> None:
    flow = [action("amd", machine_handle="hangup", **{"async": True}), action("beep"), WAITS]
    phone, call = await up(stage, flow)
    await phone.hears_tone(1000, for_ms=100)
    rate = phone.call.line.sample_rate_hz
    await phone.call.speak(beep(rate), "beep")
    assert (await stage.ended(call))["hangup_reason"] == "amd"


async def test_flow_may_say_that_it_was_a_machine(stage: LocalStage) -> None:
    _, call = await up(stage, [action("hangup", reason="amd")])
    assert (await stage.ended(call))["hangup_reason"] == "amd"


async def test_flow_calls_others_while_it_goes_on(stage: LocalStage, web: Web) -> None:
    other = await stage.phone()
    there = {"type": "extension", "target": user_of(other)}
    nobody = {"type": "extension", "target": "999999"}
    calls = action("call", destinations=[there, nobody], source=SOURCE, actions=[WAITS])
    _, call = await up(stage, [calls, tells(web, "went on"), WAITS])
    assert await told(web) == "went on"
    await other.event("answered")
    await stage.api("CallService.HangupCall", id=call["id"])
    await stage.ended(call)
    # Its own call: it does not end with ours.
    assert not other.call.ended.is_set()
    other.call.hang_up()


async def test_chained_calls_end_with_the_call(stage: LocalStage) -> None:
    other = await stage.phone()
    there = {"type": "extension", "target": user_of(other)}
    calls = action("call", destinations=[there], actions=[WAITS], chained=True)
    _, call = await up(stage, [calls, WAITS])
    await other.event("answered")
    await stage.api("CallService.HangupCall", id=call["id"])
    await stage.ended(call)
    await asyncio.wait_for(other.call.ended.wait(), 10)


async def test_activeflow_without_a_call_makes_calls(stage: LocalStage) -> None:
    phone = await stage.phone()
    there = {"type": "extension", "target": user_of(phone)}
    run = await stage.api(
        "ActiveflowService.CreateActiveflow",
        actions=[action("call", source=SOURCE, destinations=[there], actions=[action("beep")])],
    )
    await phone.event("answered")
    await phone.hears_tone(1000, for_ms=100)
    await stage.flow_ended(run["id"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"flow_id": "1d9d5d0c-4b8f-4a57-9a3a-0d1f9a4a8d11"},
        {"actions": [action("goto", loop_count=1)]},
        {"source": {"type": "tel", "target": "+15559999999"}},
    ],
)
async def test_call_that_cannot_be_made_ends_the_flow(stage: LocalStage, wrong: Json) -> None:
    option = {"destinations": [{"type": "tel", "target": "+15550100001"}], **wrong}
    _, call = await up(stage, [action("call", **option), WAITS])
    assert (await stage.ended(call))["hangup_by"] == "local"


async def test_recordings_of_the_call_become_text(stage: LocalStage, web: Web) -> None:
    flow = [
        action("recording_start"),
        action("sleep", duration=2500),
        action("recording_stop"),
        action("transcribe_recording", direction="in"),
        tells(web, "${voipbin.transcribe.direction} ${voipbin.transcribe.id}"),
    ]
    phone, call = await up(stage, flow)
    await phone.call.speak(await voiced(stage, phone, "Good morning my friend"), "greeting")
    direction, id = (await told(web)).split()
    shown = await stage.api("TranscribeService.GetTranscribe", id=id)
    assert (direction, shown["reference_type"], shown["status"]) == ("in", "recording", "done")
    await stage.ended(call)
