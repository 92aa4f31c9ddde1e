"""A browser as a telephone: registered over WebSocket, calling and called, heard both ways."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.media.node.browser import Browser
from tests.media.node.calls import to, tone
from tests.media.node.conftest import DOMAIN, MakePhone
from tests.media.node.fake_core import FakeCore
from tests.media.node.test_secure_phones import has_tone
from tests.peers import require_peer
from voipbin.core.node.secure_sip import self_signed
from voipbin.media.audio import tones
from voipbin.media.audio.wav import read_wav, wav_bytes
from voipbin.media.node import MediaNode, NodeSettings
from voipbin.media.node.bridge import Bridge
from voipbin.media.rtp.webrtc import WebRtcTransport
from voipbin.media.sip import MediaPlan, TlsConfig
from voipbin.media.v1 import node_pb2


@pytest.fixture
async def node(tmp_path: Path) -> AsyncIterator[MediaNode]:
    """A node with a WebSocket over TLS."""
    certificate = tmp_path / "cert.pem"
    certificate.write_bytes(self_signed("127.0.0.1"))
    settings = NodeSettings(
        control=f"unix:{tmp_path}/control.sock",
        sip_ws=(("127.0.0.1", 0),),
        wss=True,
        tls=TlsConfig(str(certificate), str(certificate)),
    )
    node = MediaNode(settings)
    await node.start()
    yield node
    await node.close()


@pytest.fixture
async def browser(node: MediaNode, core: FakeCore, tmp_path: Path) -> AsyncIterator[Browser]:
    """A registered browser that says 700 Hz."""
    require_peer("chromium")
    core.give_account(DOMAIN, "1000", "secret")
    speech = tmp_path / "speech.wav"
    speech.write_bytes(wav_bytes(tones.tone((700.0,), 10_000, 48000), 48000))
    browser = Browser(tmp_path / "profile", speech)
    url = next(item for item in node.sip_addresses if item.startswith("wss:"))
    try:
        await browser.start()
        account = f"uri: 'sip:1000@{DOMAIN}', password: 'secret'"
        assert await browser.run(
            f"phone.register({{url: 'wss://{url.removeprefix('wss:')}', {account}}})"
        ) == ("registered")
        yield browser
    finally:
        await browser.close()


async def test_browser_calls(core: FakeCore, browser: Browser, tmp_path: Path) -> None:
    await browser.run(f"phone.call('sip:2000@{DOMAIN}')")
    event = await core.event("incoming")
    assert event.incoming.extension_id == "ext-1000"
    channel_id = event.channel_id
    await core.do(channel_id, answer=node_pb2.Answered())
    assert (await core.event("connected", channel_id)).connected.codec == "opus"
    await browser.until("phone.events.includes('connected')")
    record = node_pb2.StartRecord(
        recording_id="r",
        path_in=f"{tmp_path}/in.wav",
        path_out=f"{tmp_path}/out.wav",
        duration_ms=1500,
    )
    await core.do(channel_id, start_record=record)
    await core.do(channel_id, play=tone(440, 10_000))
    await browser.hears(440)
    assert await browser.run("phone.codec()") == "audio/opus"
    await browser.run("phone.press('5')")
    assert (await core.event("digit", channel_id)).digit.digit == "5"
    await core.event("record_finished", channel_id)
    await browser.run("phone.hangUp()")
    hung_up = (await core.event("hung_up", channel_id)).hung_up
    assert hung_up.by == "remote"
    said, rate = read_wav(tmp_path / "in.wav")
    assert has_tone(said, 700, rate)


async def test_browser_that_proves_another_key_is_hung_up(
    node: MediaNode, core: FakeCore, browser: Browser
) -> None:
    """RFC 5763 5: SDP on its way was changed, or the media is somebody else's."""
    await browser.run(f"phone.call('sip:2000@{DOMAIN}')")
    channel_id = (await core.event("incoming")).channel_id
    channel = node.exchange.channel(channel_id)
    agree, wrong = channel.line.agree, ":".join(["00"] * 32)

    def tamper(plan: MediaPlan) -> None:
        assert plan.dtls is not None
        agree(replace(plan, dtls=replace(plan.dtls, fingerprint=wrong)))

    channel.line.agree = tamper  # type: ignore[method-assign]
    await core.do(channel_id, answer=node_pb2.Answered())
    assert (await core.event("hung_up", channel_id)).hung_up.by == "media"


async def test_browser_that_is_killed_is_hung_up(
    core: FakeCore, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It cannot say BYE; its checks of the path stop."""
    await browser.run(f"phone.call('sip:2000@{DOMAIN}')")
    channel_id = (await core.event("incoming")).channel_id
    await core.do(channel_id, answer=node_pb2.Answered())
    await browser.until("phone.events.includes('connected')")
    await browser.close()
    monkeypatch.setattr(WebRtcTransport, "CONSENT_MS", 0.0)
    assert (await core.event("hung_up", channel_id)).hung_up.by == "media"


async def test_browser_holds(node: MediaNode, core: FakeCore, browser: Browser) -> None:
    """New offers, the browser's and ours: same keys, and audio again afterwards, also when it
    looks for another path."""
    await browser.run(f"phone.call('sip:2000@{DOMAIN}')")
    channel_id = (await core.event("incoming")).channel_id
    await core.do(channel_id, answer=node_pb2.Answered())
    await browser.until("phone.events.includes('connected')")
    await browser.run("phone.hold()")
    assert (await core.event("remote_hold", channel_id)).remote_hold.on
    await browser.run("phone.unhold()")
    assert not (await core.event("remote_hold", channel_id)).remote_hold.on
    await core.do(channel_id, play=tone(440, 10_000))
    await browser.hears(440)
    line = node.exchange.channel(channel_id).line
    before = line.plan
    await browser.run("phone.restartIce()")
    assert before is not None
    assert line.plan is not None
    assert line.plan.dtls != before.dtls
    await core.do(channel_id, play=tone(600, 10_000))
    await browser.hears(600)
    await core.do(channel_id, hold=node_pb2.SetHold(on=True))
    await core.do(channel_id, hold=node_pb2.SetHold(on=False))
    await core.do(channel_id, play=tone(900, 10_000))
    await browser.hears(900)


async def test_browser_is_called_and_bridged(
    core: FakeCore, browser: Browser, make_phone: MakePhone
) -> None:
    """Opus from the browser is G.711 for the telephone."""
    (contact,) = core.contacts["ext-1000"]
    assert contact.received_from.startswith("wss:")
    originate = node_pb2.Originate(
        request_uri=contact.uri, next_hop=contact.received_from, from_user="2000"
    )
    await core.do("a", originate=originate)
    await core.event("connected", "a")
    other = await make_phone("2000")
    await core.do("b", originate=node_pb2.Originate(request_uri=str(other.address)))
    await core.event("connected", "b")
    await core.do("a", bridge=node_pb2.Bridge(bridge_id="b1", peer_channel_id="b"))
    await other.hears_tone(700)
    await core.do("a", unbridge=node_pb2.Unbridge())
    await core.do("a", play=tone(440, 10_000))
    await browser.hears(440)
    await core.do("a", hang_up=node_pb2.HangUp(cause=16))
    await browser.until("phone.events.includes('ended remote')")


async def test_browser_with_a_telephone_codec_is_relayed(
    node: MediaNode, core: FakeCore, browser: Browser, make_phone: MakePhone
) -> None:
    """Same codec on both sides: SRTP is opened and RTP passed on, undecoded."""
    (contact,) = core.contacts["ext-1000"]
    originate = node_pb2.Originate(
        request_uri=contact.uri, next_hop=contact.received_from, codecs=["PCMU"]
    )
    await core.do("a", originate=originate)
    assert (await core.event("connected", "a")).connected.codec == "PCMU"
    other = await make_phone("2000")
    await core.do("b", originate=to(other, codecs=["PCMU"]))
    await core.event("connected", "b")
    await core.do("a", bridge=node_pb2.Bridge(bridge_id="b1", peer_channel_id="b"))
    await other.hears_tone(700)
    channel = node.exchange.channel("a")
    assert isinstance(channel.bridge, Bridge)
    assert channel.bridge.relaying
    await core.do("b", hang_up=node_pb2.HangUp(cause=16))
    await core.event("hung_up", "b")
