"""Telephones that encrypt or sound better than most: baresip on every codec, SRTP and TLS."""

import asyncio
import wave
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.media.node.baresip import Baresip
from tests.media.node.calls import to, tone
from tests.media.node.conftest import DOMAIN, MakePhone
from tests.media.node.fake_core import FakeCore
from tests.peers import require_peer
from voipbin.core.node.secure_sip import self_signed
from voipbin.media.audio import tones
from voipbin.media.audio.pcm import Pcm
from voipbin.media.audio.wav import read_wav
from voipbin.media.node import MediaNode, NodeSettings
from voipbin.media.node.bridge import Bridge
from voipbin.media.sip import Security, TlsConfig
from voipbin.media.v1 import node_pb2


@dataclass(frozen=True)
class Kind:
    """One way to set up a baresip."""

    codec: str = "pcmu/8000/1"
    sdp_name: str = "PCMU"
    rate: int = 8000
    channels: int = 1
    modules: tuple[str, ...] = ()
    params: str = ""
    transport: str = "udp"
    settings: str = ""

    def __str__(self) -> str:
        return f"{self.transport}-{self.sdp_name}{self.params.replace(';mediaenc=', '-')}"


KINDS = (
    Kind("pcma/8000/1", "PCMA"),
    Kind("g722/16000/1", "G722", 16000, modules=("g722",)),
    Kind("opus/48000/2", "opus", 48000, 2, modules=("opus",)),
    Kind(modules=("srtp",), params=";mediaenc=srtp"),
    Kind(modules=("srtp",), params=";mediaenc=srtp-mand"),
    Kind(modules=("srtp",), params=";mediaenc=srtp-mandf"),
    Kind("opus/48000/2", "opus", 48000, 2, ("opus", "srtp"), ";mediaenc=srtp-mand", "tls"),
    Kind(modules=("dtls_srtp",), params=";mediaenc=dtls_srtp"),
    Kind(
        modules=("dtls_srtp", "ice", "stun"),
        params=";mediaenc=dtls_srtp;medianat=ice",
        settings="rtcp_mux yes\n",
    ),
)
TLS = Kind(modules=("srtp",), params=";mediaenc=srtp-mand", transport="tls")


@pytest.fixture
async def node(tmp_path: Path) -> AsyncIterator[MediaNode]:
    """A node that speaks TLS too."""
    certificate = tmp_path / "cert.pem"
    certificate.write_bytes(self_signed("127.0.0.1"))
    settings = NodeSettings(
        control=f"unix:{tmp_path}/control.sock",
        sip_tls=(("127.0.0.1", 0),),
        tls=TlsConfig(str(certificate), str(certificate), str(certificate)),
    )
    node = MediaNode(settings)
    await node.start()
    yield node
    await node.close()


def write_speech(path: Path, kind: Kind) -> None:
    """A minute of 700 Hz as that kind of baresip wants it."""
    said = tones.tone((700.0,), 60_000, kind.rate)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(kind.channels)
        file.setsampwidth(2)
        file.setframerate(kind.rate)
        file.writeframes(said.repeat(kind.channels).tobytes())


def read_mono(path: Path) -> tuple[Pcm, int]:
    """What baresip recorded."""
    with wave.open(str(path), "rb") as file:
        frames = file.readframes(file.getnframes())
        rate, channels = file.getframerate(), file.getnchannels()
    import numpy as np

    return np.frombuffer(frames, dtype=np.int16)[::channels], rate


def has_tone(pcm: Pcm, frequency_hz: float, rate: int) -> bool:
    """Whether any 100 ms are that tone: a busy machine may tear holes into the rest."""
    size = rate // 10
    windows = (pcm[at : at + size] for at in range(0, pcm.size - size + 1, size // 2))
    return any(tones.tone_share(window, frequency_hz, rate) > 0.9 for window in windows)


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> Kind:
    """How the telephone is set up."""
    value: Kind = request.param
    return value


@pytest.fixture
async def phone(
    kind: Kind, node: MediaNode, core: FakeCore, tmp_path: Path
) -> AsyncIterator[Baresip]:
    """A registered baresip."""
    require_peer("baresip")
    core.give_account(DOMAIN, "1000", "secret")
    write_speech(tmp_path / "speech.wav", kind)
    folder = tmp_path / "baresip"
    folder.mkdir()
    phone = Baresip(
        folder,
        tmp_path / "speech.wav",
        codec=kind.codec,
        modules=kind.modules,
        params=kind.params,
        settings=f"sip_cafile {tmp_path}/cert.pem\n" + kind.settings,
    )
    proxy = next(item for item in node.sip_addresses if item.startswith(kind.transport))
    try:
        await phone.start("1000", "secret", DOMAIN, proxy.split(":", 1)[1], kind.transport)
        await asyncio.wait_for(core.registered.wait(), 15)
        yield phone
    finally:
        await phone.close()


@pytest.mark.parametrize("kind", KINDS, ids=str, indirect=True)
async def test_calls_and_hears(core: FakeCore, phone: Baresip, kind: Kind, tmp_path: Path) -> None:
    await phone.command("dial", f"sip:2000@{DOMAIN}")
    event = await core.event("incoming")
    channel_id = event.channel_id
    await core.do(channel_id, answer=node_pb2.Answered())
    assert (await core.event("connected", channel_id)).connected.codec == kind.sdp_name
    await phone.event("CALL_ESTABLISHED")
    record = node_pb2.StartRecord(
        recording_id="r", path_in=f"{tmp_path}/in.wav", path_out=f"{tmp_path}/out.wav"
    )
    await core.do(channel_id, start_record=record)
    await core.do(channel_id, play=tone(440, 1200))
    await core.event("playback_finished", channel_id)
    await core.do(channel_id, hang_up=node_pb2.HangUp(cause=16))
    statistics = (await core.event("hung_up", channel_id)).hung_up.statistics
    assert statistics.packets_received > 20
    said, rate = read_wav(tmp_path / "in.wav")
    assert has_tone(said, 700, rate)
    await phone.event("CALL_CLOSED")
    await phone.close()
    heard, rate = read_mono(phone.heard())
    assert has_tone(heard, 440, rate)


@pytest.mark.parametrize("kind", [KINDS[2], KINDS[4], KINDS[7]], ids=str, indirect=True)
async def test_relayed_to_a_plain_phone(
    node: MediaNode, core: FakeCore, phone: Baresip, kind: Kind, make_phone: MakePhone
) -> None:
    """Undecoded where the codecs are the same, whatever protects one side."""
    other = await make_phone("2000")
    await phone.command("dial", f"sip:2000@{DOMAIN}")
    event = await core.event("incoming")
    codecs = [kind.sdp_name] if kind.sdp_name != "opus" else ["PCMU"]
    await core.do("b", originate=to(other, codecs=codecs))
    await core.event("connected", "b")
    await core.do(event.channel_id, answer=node_pb2.Answered())
    await phone.event("CALL_ESTABLISHED")
    bridge = node_pb2.Bridge(bridge_id="b1", peer_channel_id="b")
    await core.do(event.channel_id, bridge=bridge)
    await other.hears_tone(700)
    made = node.exchange.channel("b").bridge
    assert isinstance(made, Bridge)
    assert made.relaying == (kind.sdp_name != "opus")


@pytest.mark.parametrize("kind", [Kind(transport="tls")], ids=str, indirect=True)
async def test_tls_phone_without_srtp_is_called_without(
    node: MediaNode, core: FakeCore, phone: Baresip
) -> None:
    """It refuses the first offer with 488."""
    (contact,) = core.contacts["ext-1000"]
    originate = node_pb2.Originate(request_uri=contact.uri, next_hop=contact.received_from)
    await core.do("a", originate=originate)
    await core.event("connected", "a")
    await phone.event("CALL_ESTABLISHED")
    plan = node.exchange.channel("a").line.plan
    assert plan is not None
    assert plan.security is Security.NONE
    await core.do("a", hang_up=node_pb2.HangUp(cause=16))
    await phone.event("CALL_CLOSED")


@pytest.mark.parametrize("kind", KINDS[3:6], ids=str, indirect=True)
async def test_udp_phone_that_would_like_srtp_or_insists_on_it_is_called(
    node: MediaNode, core: FakeCore, phone: Baresip, kind: Kind, make_phone: MakePhone
) -> None:
    """One names a key nobody asked for and sends plain RTP, the others refuse that with 488, and
    one of them the profile without feedback too."""
    (contact,) = core.contacts["ext-1000"]
    originate = node_pb2.Originate(request_uri=contact.uri, next_hop=contact.received_from)
    await core.do("a", originate=originate)
    await core.event("connected", "a")
    plan = node.exchange.channel("a").line.plan
    assert plan is not None
    insists = "mand" in kind.params
    assert plan.security is (Security.SDES if insists else Security.NONE)
    other = await make_phone("2000")
    await core.do("b", originate=node_pb2.Originate(request_uri=str(other.address)))
    await core.event("connected", "b")
    await core.do("a", bridge=node_pb2.Bridge(bridge_id="b1", peer_channel_id="b"))
    await other.hears_tone(700)


@pytest.mark.parametrize("kind", KINDS[4:6], ids=str, indirect=True)
async def test_phone_that_insists_on_srtp_is_held(core: FakeCore, phone: Baresip) -> None:
    """It refuses an offer with another profile than its own."""
    await phone.command("dial", f"sip:2000@{DOMAIN}")
    channel_id = (await core.event("incoming")).channel_id
    await core.do(channel_id, answer=node_pb2.Answered())
    await phone.event("CALL_ESTABLISHED")
    await core.do(channel_id, hold=node_pb2.SetHold(on=True))
    await core.do(channel_id, hold=node_pb2.SetHold())


@pytest.mark.parametrize("kind", [TLS], ids=str, indirect=True)
async def test_tls_phone_is_called_with_srtp(
    node: MediaNode, core: FakeCore, phone: Baresip, make_phone: MakePhone
) -> None:
    """By RFC 7714: baresip takes the first of our suites."""
    (contact,) = core.contacts["ext-1000"]
    assert contact.received_from.startswith("tls:")
    originate = node_pb2.Originate(request_uri=contact.uri, next_hop=contact.received_from)
    await core.do("a", originate=originate)
    await core.event("connected", "a")
    plan = node.exchange.channel("a").line.plan
    assert plan is not None and plan.crypto is not None
    assert plan.crypto.suite == "AEAD_AES_256_GCM"
    other = await make_phone("2000")
    await core.do("b", originate=node_pb2.Originate(request_uri=str(other.address)))
    await core.event("connected", "b")
    await core.do("a", bridge=node_pb2.Bridge(bridge_id="b1", peer_channel_id="b"))
    await other.hears_tone(700)
    await phone.command("hangup")
    hung_up = (await core.event("hung_up", "a")).hung_up
    assert hung_up.by == "remote"
