"""A browser and a TLS telephone as extensions of a running platform."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.media.node.baresip import Baresip
from tests.media.node.browser import Browser
from tests.peers import require_peer
from tests.platform.api import WAIT_S
from tests.platform.stage import SOURCE, LocalStage, action, user_of
from voipbin.core.serve.seed import DEMO_CUSTOMER_ID
from voipbin.media.audio.tones import tone
from voipbin.media.audio.wav import wav_bytes

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def platform_settings() -> dict[str, Any]:
    return {"sip_ws": "127.0.0.1:0", "sip_tls": "127.0.0.1:0"}


def address(stage: LocalStage, transport: str) -> str:
    """Where the platform listens."""
    found = next(a for a in stage.platform.addresses.sip if a.startswith(f"{transport}:"))
    return found.partition(":")[2]


@pytest_asyncio.fixture(loop_scope="module")
async def extension(stage: LocalStage) -> str:
    """A new extension nobody is registered for."""
    return await stage.extension()


@pytest_asyncio.fixture(loop_scope="module")
async def browser(stage: LocalStage, extension: str, tmp_path: Path) -> AsyncIterator[Browser]:
    """A browser registered as that extension; it says 700 Hz."""
    require_peer("chromium")
    speech = tmp_path / "speech.wav"
    speech.write_bytes(wav_bytes(tone((700.0,), 10_000, 48000), 48000))
    browser = Browser(tmp_path / "profile", speech)
    try:
        await browser.start()
        account = f"uri: 'sip:{extension}@{stage.domain}', password: 'secret-{extension}'"
        url = f"ws://{address(stage, 'ws')}"
        assert await browser.run(f"phone.register({{url: '{url}', {account}}})") == "registered"
        yield browser
    finally:
        await browser.close()


async def test_browser_calls_an_extension(stage: LocalStage, browser: Browser) -> None:
    phone = await stage.phone(codecs=("PCMU",))
    await browser.run(f"phone.call('sip:{user_of(phone)}@{stage.domain}')")
    await phone.event("answered")
    await browser.until("phone.events.includes('connected')")
    await phone.hears_tone(700)
    speaking = asyncio.ensure_future(phone.speak_tone(440, 8000))
    await browser.hears(440)
    speaking.cancel()
    await asyncio.gather(speaking, return_exceptions=True)
    await browser.run("phone.hangUp()")
    assert (await phone.event("ended"))["by"] == "remote"


async def test_browser_is_called_by_the_api(
    stage: LocalStage, browser: Browser, extension: str
) -> None:
    destination = {"type": "extension", "target": extension}
    actions = [action("beep"), action("sleep", duration=60_000)]
    call = await stage.dial(destination, actions)
    await browser.until("phone.events.includes('connected')")
    await stage.timeline.call(call["id"], "progressing")
    await browser.run("phone.hangUp()")
    assert (await stage.ended(call))["hangup_by"] == "remote"


async def test_browser_that_left_is_not_reached(
    stage: LocalStage, browser: Browser, extension: str
) -> None:
    """Its connection was the only way; the call ends at once instead of ringing for a minute."""
    await browser.close()
    answer = await stage.api(
        "CallService.CreateCalls",
        source=SOURCE,
        destinations=[{"type": "extension", "target": extension}],
        actions=[action("sleep", duration=60_000)],
    )
    (call_id,) = answer["groupcalls"][0]["call_ids"]
    call = await stage.api.call(call_id)
    assert (await stage.ended(call))["hangup_reason"] in ("failed", "dialout", "noanswer")


async def test_tls_telephone_is_called(stage: LocalStage, extension: str, tmp_path: Path) -> None:
    """With the certificate --dev has made."""
    require_peer("baresip")
    speech = tmp_path / "speech.wav"
    speech.write_bytes(wav_bytes(tone((700.0,), 60_000, 8000), 8000))
    folder = tmp_path / "baresip"
    folder.mkdir()
    certificate = stage.platform.settings.data_dir / "sip-cert.pem"
    telephone = Baresip(
        folder,
        speech,
        modules=("srtp",),
        params=";mediaenc=srtp-mand",
        settings=f"sip_cafile {certificate}\n",
    )
    try:
        secret, proxy = f"secret-{extension}", address(stage, "tls")
        await telephone.start(extension, secret, stage.domain, proxy, "tls")
        registrar = stage.platform.engines.registrar
        row = await registrar.find(DEMO_CUSTOMER_ID, extension)
        assert row is not None
        async with asyncio.timeout(WAIT_S):
            while not await registrar.contacts(row.id):
                await asyncio.sleep(0.05)
        phone = await stage.phone()
        phone.dial(extension)
        await phone.event("answered")
        await phone.hears_tone(700)
        phone.call.hang_up()
        await telephone.event("CALL_CLOSED")
    finally:
        await telephone.close()
