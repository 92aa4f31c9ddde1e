"""A node calls a phone: from INVITE to BYE, commands and events in between."""

from voipbin.media.v1 import node_pb2

from tests.media.node.conftest import MakePhone
from tests.media.node.fake_core import FakeCore


def beep(frequency_hz: int, duration_ms: int) -> node_pb2.Play:
    source = node_pb2.AudioSource(
        beep=node_pb2.Beep(frequency_hz=frequency_hz, duration_ms=duration_ms)
    )
    return node_pb2.Play(playback_id="p1", sources=[source])


async def test_originate_play_hang_up(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone()
    originate = node_pb2.Originate(call_id="call-1", request_uri=str(phone.address), from_user="+1")
    await core.do("c1", originate=originate)
    progress = await core.event("progress", "c1")
    assert progress.progress.sip_status == 180
    connected = await core.event("connected", "c1")
    assert connected.call_id == "call-1"
    assert connected.connected.codec == "G722"
    assert connected.connected.sample_rate_hz == 16000

    await core.do("c1", play=beep(440, 600))
    await phone.hears_tone(440)
    finished = await core.event("playback_finished", "c1")
    assert finished.playback_finished.reason == "done"
    assert finished.playback_finished.played_ms == 600

    await core.do("c1", hang_up=node_pb2.HangUp(cause=16))
    hung_up = (await core.event("hung_up", "c1")).hung_up
    assert (hung_up.by, hung_up.cause, hung_up.sip_status) == ("local", 16, 0)
    assert hung_up.talk_ms >= 580
    assert hung_up.statistics.packets_sent >= 30
    ended = await phone.event("ended")
    assert ended["by"] == "remote"
    assert core.kinds("c1") == ["progress", "connected", "playback_finished", "hung_up"]
