"""A node calls a phone: how a call begins and ends."""

import pytest

from tests.media.node.calls import call_up, to, tone
from tests.media.node.conftest import MakePhone
from tests.media.node.fake_core import FakeCore
from voipbin.media.node import MediaNode
from voipbin.media.softphone import Behaviour, parse_script
from voipbin.media.v1 import node_pb2

RINGS = Behaviour(never_answer=True)


async def test_originate_play_hang_up(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone()
    await core.do("c1", originate=to(phone, from_name="Demo"))
    progress = await core.event("progress", "c1")
    assert progress.progress.sip_status == 180
    connected = await core.event("connected", "c1")
    assert connected.call_id == "call-1"
    assert connected.connected.codec == "G722"
    assert connected.connected.sample_rate_hz == 16000
    assert (await phone.event("ringing"))["caller_name"] == "Demo"

    await core.do("c1", play=tone(440, 600))
    await phone.hears_tone(440)
    finished = await core.event("playback_finished", "c1")
    assert finished.playback_finished.reason == "done"
    assert finished.playback_finished.played_ms == 600

    await core.do("c1", hang_up=node_pb2.HangUp(cause=16))
    hung_up = (await core.event("hung_up", "c1")).hung_up
    assert (hung_up.by, hung_up.cause, hung_up.sip_status) == ("local", 16, 0)
    assert hung_up.talk_ms >= 580
    assert hung_up.statistics.packets_sent >= 29
    assert (await phone.event("ended"))["by"] == "remote"
    assert core.kinds("c1") == ["progress", "connected", "playback_finished", "hung_up"]


@pytest.mark.parametrize("codec", ["G722", "PCMU", "PCMA"])
async def test_codec_asked_for(core: FakeCore, make_phone: MakePhone, codec: str) -> None:
    phone = await make_phone()
    await core.do("c1", originate=to(phone, codecs=[codec]))
    assert (await core.event("connected", "c1")).connected.codec == codec
    await core.do("c1", play=tone(1000, 400))
    await phone.hears_tone(1000)


async def test_party_hangs_up(core: FakeCore, make_phone: MakePhone) -> None:
    steps = parse_script("wait:100 hangup")
    phone = await make_phone(behaviour=Behaviour(answer_after_ms=0, steps=steps))
    await call_up(core, phone)
    hung_up = (await core.event("hung_up", "c1")).hung_up
    assert (hung_up.by, hung_up.cause, hung_up.sip_status) == ("remote", 16, 0)


@pytest.mark.parametrize(
    ("status", "cause"), [(486, 17), (480, 19), (404, 1), (403, 21), (488, 58), (503, 34)]
)
async def test_refused(core: FakeCore, make_phone: MakePhone, status: int, cause: int) -> None:
    phone = await make_phone(behaviour=Behaviour(refuse_status=status))
    await core.do("c1", originate=to(phone))
    hung_up = (await core.event("hung_up", "c1")).hung_up
    assert (hung_up.by, hung_up.cause, hung_up.sip_status) == ("remote", cause, status)
    assert hung_up.talk_ms == 0
    assert core.kinds("c1") == ["hung_up"]


async def test_nobody_answers(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone(behaviour=RINGS)
    await core.do("c1", originate=to(phone, dial_timeout_ms=300))
    hung_up = (await core.event("hung_up", "c1")).hung_up
    assert (hung_up.by, hung_up.cause) == ("timeout", 19)
    assert (await phone.event("ended"))["kind"] == "cancelled"


async def test_cancelled_while_ringing(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone(behaviour=RINGS)
    await core.do("c1", originate=to(phone))
    await core.event("progress", "c1")
    await core.do("c1", hang_up=node_pb2.HangUp())
    hung_up = (await core.event("hung_up", "c1")).hung_up
    assert hung_up.by == "local"
    assert (await phone.event("ended"))["kind"] == "cancelled"


async def test_longest_duration(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone()
    await core.do("c1", originate=to(phone, max_duration_ms=400))
    await core.event("connected", "c1")
    hung_up = (await core.event("hung_up", "c1")).hung_up
    assert hung_up.by == "duration"
    assert 200 <= hung_up.talk_ms <= 2000


async def test_longest_duration_includes_ringing(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone(behaviour=RINGS)
    await core.do("c1", originate=to(phone, max_duration_ms=300))
    assert (await core.event("hung_up", "c1")).hung_up.by == "duration"


async def test_anonymous_caller(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone()
    await call_up(core, phone, from_user="anonymous", from_name="Known Person")
    ringing = await phone.event("ringing")
    assert (ringing["caller"], ringing["caller_name"]) == ("anonymous", "Anonymous")
    assert ringing["headers"]["Privacy"] == "id"


async def test_further_headers(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone()
    await call_up(core, phone, headers={"X-Tech": "blue"}, to_name="Someone Called")
    headers = (await phone.event("ringing"))["headers"]
    assert headers["X-Tech"] == "blue"
    assert "Someone Called" in headers["To"]


async def test_next_hop_wins_over_request_uri(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone()
    address = phone.address
    await core.do(
        "c1",
        originate=to(
            phone,
            request_uri="sip:1000@phone.invalid",
            next_hop=f"udp:{address.host}:{address.port}",
        ),
    )
    await core.event("connected", "c1")


async def test_party_that_comes_back_from_hold(
    node: MediaNode, core: FakeCore, make_phone: MakePhone
) -> None:
    """It need not have been heard while it held us."""
    phone = await make_phone()
    await call_up(core, phone)
    await phone.call.hold(True)
    assert (await core.event("remote_hold", "c1")).remote_hold.on
    channel = node.exchange._channels["c1"]
    channel._answered_at_s -= 600
    channel._agreed_at_s -= 600
    assert channel.silent_for_s() == 0
    await phone.call.hold(False)
    assert not (await core.event("remote_hold", "c1")).remote_hold.on
    channel.line._opened_ms -= 600_000
    channel.line._rtcp_ms = channel.line.leg.session.last_received_ms = 0.0
    assert channel.silent_for_s() < 60


async def test_party_that_fell_silent(
    node: MediaNode, core: FakeCore, make_phone: MakePhone
) -> None:
    node.exchange.media_timeout_s = 1.0
    phone = await make_phone()
    await call_up(core, phone)
    phone.call.line.close()  # its signalling lives on
    assert (await core.event("hung_up", "c1")).hung_up.by == "media"
