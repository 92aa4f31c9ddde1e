"""The node and baresip, a telephone we did not write."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.media.node.baresip import Baresip
from tests.media.node.calls import tone
from tests.media.node.conftest import DOMAIN, MakePhone
from tests.media.node.fake_core import FakeCore
from tests.peers import require_peer
from voipbin.media.audio import tones
from voipbin.media.audio.wav import read_wav, wav_bytes
from voipbin.media.node import MediaNode
from voipbin.media.v1 import node_pb2


@pytest.fixture(params=["udp", "tcp"])
async def phone(
    request: pytest.FixtureRequest, node: MediaNode, core: FakeCore, tmp_path: Path
) -> AsyncIterator[Baresip]:
    """A registered baresip that says 700 Hz for a minute."""
    require_peer("baresip")
    core.give_account(DOMAIN, "1000", "secret")
    speech = tmp_path / "speech.wav"
    speech.write_bytes(wav_bytes(tones.tone((700.0,), 60_000, 8000), 8000))
    folder = tmp_path / "baresip"
    folder.mkdir()
    phone = Baresip(folder, speech)
    proxy = next(item for item in node.sip_addresses if item.startswith(request.param))
    try:
        await phone.start("1000", "secret", DOMAIN, proxy.split(":", 1)[1], request.param)
        await asyncio.wait_for(core.registered.wait(), 15)
        yield phone
    finally:
        await phone.close()


async def test_called(core: FakeCore, phone: Baresip, tmp_path: Path) -> None:
    (contact,) = core.contacts["ext-1000"]
    originate = node_pb2.Originate(
        call_id="call-1",
        request_uri=contact.uri,
        next_hop=contact.received_from,
        from_user="+821100000001",
    )
    await core.do("c1", originate=originate)
    assert (await core.event("connected", "c1")).connected.codec == "PCMU"
    await phone.event("CALL_ESTABLISHED")
    record = node_pb2.StartRecord(
        recording_id="r", path_in=f"{tmp_path}/in.wav", path_out=f"{tmp_path}/out.wav"
    )
    await core.do("c1", start_record=record)
    await core.do("c1", play=tone(440, 1500))
    await core.event("playback_finished", "c1")
    await phone.command("sndcode", "5")
    assert (await core.event("digit", "c1")).digit.digit == "5"
    await phone.command("hangup")
    hung_up = (await core.event("hung_up", "c1")).hung_up
    assert (hung_up.by, hung_up.cause) == ("remote", 16)
    said, rate = read_wav(tmp_path / "in.wav")
    assert tones.tone_share(said[rate // 2 : rate], 700, rate) > 0.9
    await phone.close()
    heard, rate = read_wav(phone.heard())
    loud = (abs(heard) > 1000).nonzero()[0]
    assert tones.tone_share(heard[loud[0] : loud[0] + rate], 440, rate) > 0.9


async def test_calls(core: FakeCore, phone: Baresip, make_phone: MakePhone) -> None:
    other = await make_phone("2000")
    await phone.command("dial", f"sip:2000@{DOMAIN}")
    event = await core.event("incoming")
    assert event.incoming.extension_id == "ext-1000"
    assert event.incoming.to_user == "2000"
    await core.do(event.channel_id, ring=node_pb2.Ring())
    await phone.event("CALL_RINGING")
    await core.do("b", originate=node_pb2.Originate(request_uri=str(other.address)))
    await core.event("connected", "b")
    await core.do(event.channel_id, answer=node_pb2.Answered())
    await phone.event("CALL_ESTABLISHED")
    bridge = node_pb2.Bridge(bridge_id="b1", peer_channel_id="b")
    await core.do(event.channel_id, bridge=bridge)
    await other.hears_tone(700)
    await core.do(event.channel_id, hang_up=node_pb2.HangUp(cause=16))
    await phone.event("CALL_CLOSED")
