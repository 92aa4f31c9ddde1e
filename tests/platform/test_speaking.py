"""Speaking into real calls as the text comes."""

import asyncio
import time
from typing import Any

import pytest
import pytest_asyncio

from tests.core.cluster.dying import abandoned
from tests.peers import require_peer
from tests.platform.api import Json
from tests.platform.flow_run import WAITS, up
from tests.platform.heard import LOUD, Heard
from tests.platform.stage import LocalStage
from voipbin.core.serve.speech import SpokenTexts
from voipbin.core.speaking.model import SPEAKING
from voipbin.core.speaking.voice import VoiceOptions
from voipbin.media.softphone import Behaviour

pytestmark = pytest.mark.asyncio(loop_scope="module")

SENTENCE = "The quick brown fox jumps over the lazy dog near the river bank."


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def needs_a_voice(stage: LocalStage) -> None:
    require_peer("speech")


async def open_on(stage: LocalStage, call: Json, **fields: Any) -> Json:
    body = {"reference_type": "call", "reference_id": call["id"], "direction": "out"}
    return await stage.api("SpeakingService.CreateSpeaking", **(body | fields))


async def say(stage: LocalStage, speaking: Json, text: str) -> Json:
    return await stage.api("SpeakingService.SaySpeaking", id=speaking["id"], text=text)


async def hang_up(stage: LocalStage, call: Json) -> Json:
    await stage.api("CallService.HangupCall", id=call["id"])
    return await stage.ended(call)


async def test_the_party_hears_it(stage: LocalStage) -> None:
    phone, call = await up(stage, [WAITS])
    speaking = await open_on(stage, call)
    assert speaking["status"] == "active"
    assert (speaking["provider"], speaking["reference_id"]) == ("elevenlabs", call["id"])
    heard = Heard(phone)
    assert (await say(stage, speaking, "Hello there, how are you?"))["status"] == "active"
    await heard.sound()
    await heard.silence(600)
    await say(stage, speaking, "And again.")
    await heard.sound()
    stopped = await stage.api("SpeakingService.StopSpeaking", id=speaking["id"])
    assert stopped["status"] == "stopped"
    again = await stage.api("SpeakingService.StopSpeaking", id=speaking["id"])
    assert again == stopped
    await hang_up(stage, call)
    types = stage.timeline.types(speaking["id"])
    assert types == ["speaking_created", "speaking_started", "speaking_stopped"]


async def test_flush_is_silent_at_once(stage: LocalStage) -> None:
    phone, call = await up(stage, [WAITS])
    speaking = await open_on(stage, call)
    heard = Heard(phone)
    for _ in range(10):
        await say(stage, speaking, SENTENCE)
    await heard.sound()
    asked = time.monotonic()
    await stage.api("SpeakingService.FlushSpeaking", id=speaking["id"])
    began = await heard.silence(600)
    # Of a hundred milliseconds for what is on its way; the rest is for a busy machine.
    assert began - asked < 0.3
    assert (await stage.api("SpeakingService.GetSpeaking", id=speaking["id"]))["status"] == "active"
    await say(stage, speaking, "Still here.")
    await heard.sound()
    await hang_up(stage, call)


async def test_it_ends_with_the_call(stage: LocalStage) -> None:
    phone, call = await up(stage, [WAITS])
    speaking = await open_on(stage, call)
    await say(stage, speaking, SENTENCE)
    phone.call.hang_up()
    await stage.timeline.wait("speaking_stopped", lambda body: body["id"] == speaking["id"])
    await stage.ended(call)
    assert (
        await stage.api.refused("SpeakingService.SaySpeaking", id=speaking["id"], text="x")
        == "SPEAKING_NOT_ACTIVE"
    )
    reason = await stage.api.refused(
        "SpeakingService.CreateSpeaking", reference_type="call", reference_id=call["id"]
    )
    assert reason == "CALL_ALREADY_HUNG_UP"
    engines = stage.platform.engines
    await asyncio.wait_for(engines.speakings.settled(), 5)


async def test_one_at_a_time(stage: LocalStage) -> None:
    _, call = await up(stage, [WAITS])
    first = await open_on(stage, call)
    again = {"reference_type": "call", "reference_id": call["id"]}
    assert await stage.api.refused("SpeakingService.CreateSpeaking", **again) == (
        "SPEAKING_ALREADY_EXISTS"
    )
    gone = await stage.api("SpeakingService.DeleteSpeaking", id=first["id"])
    assert (gone["status"], bool(gone["tm_delete"])) == ("stopped", True)
    second = await open_on(stage, call)
    assert second["status"] == "active"
    await hang_up(stage, call)


async def test_two_at_once_race_for_one(stage: LocalStage) -> None:
    _, call = await up(stage, [WAITS])
    opened = await asyncio.gather(*(open_on(stage, call) for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(answer, dict) for answer in opened) == 1
    await hang_up(stage, call)


async def test_the_other_side_hears_it_as_if_the_party_spoke(stage: LocalStage) -> None:
    callee = await stage.phone()
    caller = await stage.phone()
    caller.dial(f"sip:{callee.address.user}@{callee.address.host}")
    call = await stage.incoming(caller)
    await callee.event("answered")
    await caller.event("answered")
    speaking = await open_on(stage, call, direction="in")
    other, own = Heard(callee), Heard(caller)
    await say(stage, speaking, SENTENCE)
    await other.sound()
    await own.until(lambda frames: len(frames) > 20)
    assert max(level for _, level in own.frames) <= LOUD
    await hang_up(stage, call)


async def test_nobody_hears_what_has_no_direction(stage: LocalStage) -> None:
    phone, call = await up(stage, [WAITS])
    speaking = await open_on(stage, call, direction="")
    heard = Heard(phone)
    await say(stage, speaking, SENTENCE)
    await heard.until(lambda frames: len(frames) > 40)
    assert max(level for _, level in heard.frames) <= LOUD
    await hang_up(stage, call)


@pytest.mark.parametrize("text", ["<speak>no end", "   ", "<speak></speak>"])
async def test_what_cannot_be_spoken_is_refused(stage: LocalStage, text: str) -> None:
    _, call = await up(stage, [WAITS])
    speaking = await open_on(stage, call)
    refused = await stage.api.refused("SpeakingService.SaySpeaking", id=speaking["id"], text=text)
    assert refused == "INVALID_ARGUMENT"
    await hang_up(stage, call)


async def test_unanswered_call_is_spoken_to_after_the_answer(stage: LocalStage) -> None:
    phone = await stage.phone(Behaviour(answer_after_ms=1500))
    call = await stage.dial(phone, [WAITS])
    speaking = await open_on(stage, call)
    assert speaking["status"] == "initiating"
    assert (
        await stage.api.refused("SpeakingService.SaySpeaking", id=speaking["id"], text="x")
        == "SPEAKING_NOT_ACTIVE"
    )
    await phone.event("answered")
    await stage.timeline.wait("speaking_started", lambda body: body["id"] == speaking["id"])
    heard = Heard(phone)
    await say(stage, speaking, SENTENCE)
    await heard.sound()
    await hang_up(stage, call)


async def test_first_words_come_before_the_text_is_made(stage: LocalStage) -> None:
    voice = SpokenTexts(stage.platform.engines.speech_engine)
    text = " ".join([SENTENCE] * 70)
    await voice.speak("warm", VoiceOptions())
    start = time.monotonic()
    await voice.speak(text, VoiceOptions())
    whole_s = time.monotonic() - start
    phone, call = await up(stage, [WAITS])
    speaking = await open_on(stage, call)
    heard = Heard(phone)
    start = time.monotonic()
    await say(stage, speaking, text)
    first_s = await heard.sound() - start
    assert first_s < whole_s / 2
    await hang_up(stage, call)


async def test_a_new_process_ends_what_was_left_open(stage: LocalStage) -> None:
    _, call = await up(stage, [WAITS])
    speaking = await open_on(stage, call)
    engines = stage.platform.engines
    await abandoned(engines.store, SPEAKING.table, speaking["id"])
    await engines.speakings.recover()
    shown = await stage.api("SpeakingService.GetSpeaking", id=speaking["id"])
    assert shown["status"] == "stopped"
    await hang_up(stage, call)
