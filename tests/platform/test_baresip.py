"""A telephone that others wrote: registers, is called, presses keys, calls."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.peers import require_peer
from tests.platform.baresip import Baresip
from tests.platform.stage import LocalStage, action, user_of
from tests.platform.test_transfer import connected
from tests.platform.web import web_server
from voipbin.media.audio.pcm import Pcm
from voipbin.media.audio.tones import tone, tone_share
from voipbin.media.audio.wav import read_wav, wav_bytes

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def baresip(stage: LocalStage, tmp_path: Path) -> AsyncIterator[tuple[Baresip, str]]:
    require_peer("baresip")
    number = await stage.extension()
    phone = Baresip(tmp_path / "baresip", tone_hz=650.0)
    try:
        await phone.start(
            user=number, password=f"secret-{number}", domain=stage.domain, sip=stage.sip
        )
        yield phone, number
    finally:
        await phone.close()


def loud(pcm: Pcm) -> Pcm:
    indexes = (abs(pcm) > 500).nonzero()[0]
    assert indexes.size, "nothing was heard"
    return pcm[indexes[0] : indexes[-1]]


async def test_is_called_hears_presses_and_hangs_up(
    stage: LocalStage, baresip: tuple[Baresip, str]
) -> None:
    phone, number = baresip
    async with web_server() as web:
        url = web.put("/a.wav", wav_bytes(tone((500.0,), 1500, 8000), 8000), "audio/wav")
        receive = action("digits_receive", duration=10_000, length=3, key="#")
        tell = action(
            "webhook_send",
            sync=True,
            uri=web.base + "/told",
            method="POST",
            data_type="text/plain",
            data="${voipbin.call.digits}",
        )
        waits = action("sleep", duration=60_000)
        actions = [action("play", stream_urls=[url]), receive, tell, waits]
        call = await stage.dial({"type": "extension", "target": number}, actions)
        await phone.event("CALL_ESTABLISHED")
        assert (await web.asked()).path == "/a.wav"
        await stage.timeline.wait(
            "activeflow_updated",
            lambda body: (
                body["id"] == call["activeflow_id"]
                and body["current_action"]["type"] == "digits_receive"
            ),
        )
        await phone.command("sndcode", "42#")
        assert (await web.asked()).body == b"42#"
    await phone.command("hangup")
    ended = await stage.ended(call)
    assert (ended["hangup_by"], ended["hangup_reason"]) == ("remote", "normal")
    await phone.event("CALL_CLOSED")
    pcm, rate = read_wav(phone.heard())
    assert tone_share(loud(pcm), 500.0, rate) > 0.9


async def test_calls_another_extension(stage: LocalStage, baresip: tuple[Baresip, str]) -> None:
    phone, number = baresip
    other = await stage.phone()
    await phone.command("dial", f"sip:{user_of(other)}@{stage.domain}")
    assert (await other.event("ringing"))["caller"] == number
    await phone.event("CALL_RINGING")
    await phone.event("CALL_ESTABLISHED")
    await other.hears_tone(650)
    await other.speak_tone(900, 1200)
    other.call.hang_up()
    await phone.event("CALL_CLOSED")
    call = await stage.timeline.wait(
        "call_hangup",
        lambda body: body["direction"] == "incoming" and body["source"]["target_name"] == number,
    )
    assert (call["hangup_by"], call["hangup_reason"]) == ("local", "normal")
    pcm, rate = read_wav(phone.heard())
    assert tone_share(loud(pcm), 900.0, rate) > 0.9


async def test_holds_and_transfers(stage: LocalStage, baresip: tuple[Baresip, str]) -> None:
    """Its hold is music to the other side, and its transfer (REFER) puts a third phone there."""
    phone, number = baresip
    other, third = await stage.phone(), await stage.phone()
    await phone.command("dial", f"sip:{user_of(other)}@{stage.domain}")
    await phone.event("CALL_ESTABLISHED")
    await other.hears_tone(650)
    await phone.command("hold")
    await other.hears_something(besides_hz=650)
    await phone.command("resume")
    await other.hears_tone(650)
    await phone.command("transfer", f"sip:{user_of(third)}@{stage.domain}")
    assert (await third.event("ringing"))["caller"] == number
    await phone.event("CALL_CLOSED")
    await connected(other, third)
