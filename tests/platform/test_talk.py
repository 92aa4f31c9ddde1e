"""Talking to a party by the API and by flows, beside each other."""

import asyncio
import time

import pytest
import pytest_asyncio

from tests.peers import require_peer
from tests.platform.flow_run import WAITS, tells, told, up
from tests.platform.heard import Heard
from tests.platform.stage import LocalStage, action
from tests.platform.web import Web
from voipbin.media.audio.tones import tone
from voipbin.media.audio.wav import wav_bytes

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def needs_a_voice(stage: LocalStage) -> None:
    require_peer("speech")


async def test_greeting_is_heard_right_after_the_answer(stage: LocalStage) -> None:
    flow = await stage.api(
        "FlowService.CreateFlow", name="greets", actions=[action("talk", text="Welcome!"), WAITS]
    )
    number = await stage.number(flow["id"])
    waits_s = []
    for _ in range(3):
        phone = await stage.stranger()
        phone.dial(f"sip:{number}@{stage.sip}")
        await phone.event("answered")
        start = time.monotonic()
        waits_s.append(await Heard(phone).sound() - start)
        phone.call.hang_up()
        await phone.event("ended")
    # The first one made the prompt, the others found it.
    assert min(waits_s[1:]) < 0.3, waits_s


async def test_api_talks_in_front_of_the_flow(stage: LocalStage, web: Web) -> None:
    sound = wav_bytes(tone((700.0,), 2000, 8000), 8000)
    url = web.put("/long.wav", sound, "audio/wav")
    phone, call = await up(stage, [action("play", stream_urls=[url]), tells(web, "next"), WAITS])
    assert (await web.asked()).path == "/long.wav"
    await phone.hears_tone(700)
    start = time.monotonic()
    await stage.api("CallService.TalkCall", id=call["id"], text="One moment please.")
    await phone.hears_tone(700)
    # The prompt goes on where it was, and only its end moves the flow.
    assert await told(web) == "next"
    assert time.monotonic() - start > 2.5
    await stage.api("CallService.HangupCall", id=call["id"])
    await stage.ended(call)


async def test_flow_does_not_wait_for_an_async_talk(stage: LocalStage, web: Web) -> None:
    talk = action("talk", text="A long text that takes its time to be spoken.", **{"async": True})
    phone, call = await up(stage, [talk, tells(web, "next"), WAITS])
    heard = Heard(phone)
    assert await told(web) == "next"
    await heard.sound()
    await stage.api("CallService.HangupCall", id=call["id"])
    await stage.ended(call)


@pytest.mark.parametrize("text", ["<speak>no end", "<speak><voice></speak>"])
async def test_broken_markup(stage: LocalStage, web: Web, text: str) -> None:
    phone, call = await up(stage, [action("talk", text=text), tells(web, "next"), WAITS])
    assert await told(web) == "next"
    reason = await stage.api.refused("CallService.TalkCall", id=call["id"], text=text)
    assert reason == "INVALID_ARGUMENT"
    phone.call.hang_up()
    await stage.ended(call)


async def test_digit_ends_a_talk_that_handles_it(stage: LocalStage, web: Web) -> None:
    text = "Please press one for sales, or two for support, or wait for a very long time."
    flow = [
        action("talk", text=text, digits_handle="next"),
        tells(web, "${voipbin.call.digits}"),
        WAITS,
    ]
    phone, call = await up(stage, flow)
    heard = Heard(phone)
    await heard.sound()
    await phone.call.press("2")
    assert await asyncio.wait_for(told(web), 2) == "2"
    await heard.silence()
    phone.call.hang_up()
    await stage.ended(call)
