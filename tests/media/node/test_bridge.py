"""Two parties connected: relayed, transcoded, interrupted and parted."""

import asyncio
from functools import partial

import pytest

from tests.media.node.calls import call_up, to, tone
from tests.media.node.conftest import MakePhone
from tests.media.node.fake_core import FakeCore
from tests.media.node.phones import Phone
from voipbin.media.node import MediaNode
from voipbin.media.node.bridge import Bridge
from voipbin.media.softphone import Behaviour
from voipbin.media.softphone.phone import Event
from voipbin.media.v1 import node_pb2

CODECS = [("G722", "G722"), ("PCMU", "PCMU"), ("G722", "PCMU"), ("PCMA", "PCMU")]


async def bridged(
    core: FakeCore, make_phone: MakePhone, a_codec: str = "PCMU", b_codec: str = "PCMU"
) -> tuple[Phone, Phone]:
    """Two phones in bridge b1."""
    a_phone, b_phone = await make_phone("1000"), await make_phone("2000")
    await call_up(core, a_phone, "a", codecs=[a_codec])
    await call_up(core, b_phone, "b", codecs=[b_codec])
    await core.do("a", bridge=node_pb2.Bridge(bridge_id="b1", peer_channel_id="b"))
    for leg in "ab":
        assert (await core.event("bridged", leg)).bridged.bridge_id == "b1"
    return a_phone, b_phone


async def hear_each_other(a_phone: Phone, b_phone: Phone) -> None:
    """Both speak at once, each a tone of its own; each hears the other's."""
    speaking = [
        asyncio.create_task(a_phone.speak_tone(600, 1200)),
        asyncio.create_task(b_phone.speak_tone(1100, 1200)),
    ]
    await asyncio.gather(a_phone.hears_tone(1100), b_phone.hears_tone(600))
    await asyncio.gather(*speaking)


def relaying(node: MediaNode) -> bool:
    bridge = node.exchange.channel("a").bridge
    assert isinstance(bridge, Bridge)
    return bridge.relaying


@pytest.mark.parametrize(("a_codec", "b_codec"), CODECS)
async def test_hear_each_other(
    node: MediaNode, core: FakeCore, make_phone: MakePhone, a_codec: str, b_codec: str
) -> None:
    phones = await bridged(core, make_phone, a_codec, b_codec)
    assert relaying(node) is (a_codec == b_codec)
    await hear_each_other(*phones)


def is_digit(digit: str, event: Event) -> bool:
    return bool(event["digit"] == digit)


@pytest.mark.parametrize("b_codec", ["PCMU", "G722"], ids=["relayed", "transcoded"])
async def test_digits_reach_core_and_the_other_side(
    core: FakeCore, make_phone: MakePhone, b_codec: str
) -> None:
    a_phone, b_phone = await bridged(core, make_phone, "PCMU", b_codec)
    await a_phone.call.press("4#")
    for digit in "4#":
        assert (await core.event("digit", "a")).digit.digit == digit
        await b_phone.event("digit", partial(is_digit, digit))
    assert len([event for event in b_phone.events if event["event"] == "digit"]) == 2


async def test_prompt_interrupts_the_relay(
    node: MediaNode, core: FakeCore, make_phone: MakePhone
) -> None:
    a_phone, b_phone = await bridged(core, make_phone)
    assert relaying(node)
    await core.do("a", play=tone(440, 600))
    assert not relaying(node)
    await a_phone.hears_tone(440)
    await core.event("playback_finished", "a")
    assert relaying(node)
    await hear_each_other(a_phone, b_phone)


async def test_recording_of_a_bridge(
    node: MediaNode,
    core: FakeCore,
    make_phone: MakePhone,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("recording")
    phones = await bridged(core, make_phone)
    record = node_pb2.StartRecord(
        recording_id="r", path_in=f"{folder}/in.wav", path_out=f"{folder}/out.wav"
    )
    await core.do("a", start_record=record)
    assert not relaying(node)
    await hear_each_other(*phones)
    await core.do("a", stop_record=node_pb2.StopRecord())
    finished = await core.event("record_finished", "a")
    assert finished.record_finished.duration_ms >= 1200
    assert relaying(node)


async def test_hold_and_back(core: FakeCore, make_phone: MakePhone) -> None:
    a_phone, b_phone = await bridged(core, make_phone)
    await core.do("a", hold=node_pb2.SetHold(on=True))
    await core.do("a", moh=node_pb2.SetMoh(on=True))
    await a_phone.event("heard", lambda event: event["speaking"] is True)
    await core.do("a", moh=node_pb2.SetMoh())
    await core.do("a", hold=node_pb2.SetHold())
    await hear_each_other(a_phone, b_phone)


async def test_who_is_on_hold_hears_music_and_not_the_other(
    core: FakeCore, make_phone: MakePhone
) -> None:
    a_phone, b_phone = await bridged(core, make_phone)
    speaking = asyncio.ensure_future(b_phone.speak_tone(900, 60_000))
    await a_phone.hears_tone(900)
    await core.do("a", hold=node_pb2.SetHold(on=True))
    await a_phone.hears_something(for_ms=400, besides_hz=900)
    # Music that was asked for besides is no longer wanted; it is still on hold.
    await core.do("a", moh=node_pb2.SetMoh(on=True))
    await core.do("a", moh=node_pb2.SetMoh())
    await a_phone.hears_something(for_ms=400, besides_hz=900)
    await core.do("a", hold=node_pb2.SetHold())
    await a_phone.hears_tone(900)
    speaking.cancel()


async def test_who_is_on_hold_and_speaks_all_the_same_is_not_heard(
    core: FakeCore, make_phone: MakePhone
) -> None:
    """Some telephones send on, though they were told that nobody listens (RFC 3264 5.1)."""
    a_phone, b_phone = await bridged(core, make_phone)
    await core.do("a", hold=node_pb2.SetHold(on=True))
    speaking = asyncio.ensure_future(a_phone.speak_tone(900, 60_000))
    a_phone.call.line.leg.session.sending = True
    await b_phone.hears_silence(for_ms=600)
    await core.do("a", hold=node_pb2.SetHold())
    await b_phone.hears_tone(900)
    speaking.cancel()


async def test_party_holds_and_comes_back(core: FakeCore, make_phone: MakePhone) -> None:
    a_phone, b_phone = await bridged(core, make_phone)
    await a_phone.call.hold(True)
    await core.event("remote_hold", "a")
    await a_phone.call.hold(False)
    await core.event("remote_hold", "a")
    await hear_each_other(a_phone, b_phone)


async def test_one_hangs_up(core: FakeCore, make_phone: MakePhone) -> None:
    a_phone, b_phone = await bridged(core, make_phone)
    a_phone.call.hang_up()
    await core.event("hung_up", "a")
    assert core.kinds("a")[-2:] == ["bridge_left", "hung_up"]
    assert (await core.event("bridge_left", "b")).bridge_left.bridge_id == "b1"
    await core.do("b", play=tone(440, 400))
    await b_phone.hears_tone(440)


async def test_unbridge(core: FakeCore, make_phone: MakePhone) -> None:
    a_phone, b_phone = await bridged(core, make_phone, "G722", "PCMU")
    await core.do("b", unbridge=node_pb2.Unbridge())
    await core.event("bridge_left", "a")
    await core.event("bridge_left", "b")
    speaking = asyncio.create_task(a_phone.speak_tone(600, 600))
    await b_phone.hears_silence(for_ms=400)
    await speaking
    await core.do("a", unbridge=node_pb2.Unbridge())


async def test_third_party_is_refused(core: FakeCore, make_phone: MakePhone) -> None:
    await bridged(core, make_phone)
    third = await make_phone("3000")
    await call_up(core, third, "c")
    join = node_pb2.Bridge(bridge_id="b2", peer_channel_id="a")
    result = await core.command("c", bridge=join)
    assert result.error == "WRONG_STATE"
    again = node_pb2.Bridge(bridge_id="b1", peer_channel_id="b")
    await core.do("a", bridge=again)
    assert core.kinds("a").count("bridged") == 1


async def test_bridged_before_the_answer(core: FakeCore, make_phone: MakePhone) -> None:
    a_phone = await make_phone("1000")
    b_phone = await make_phone("2000", behaviour=Behaviour(answer_after_ms=300))
    await call_up(core, a_phone, "a")
    await core.do("b", originate=to(b_phone))
    await core.do("a", bridge=node_pb2.Bridge(bridge_id="b1", peer_channel_id="b"))
    await core.event("connected", "b")
    await b_phone.event("answered")
    await hear_each_other(a_phone, b_phone)


async def test_mute_in_the_bridge(core: FakeCore, make_phone: MakePhone) -> None:
    a_phone, b_phone = await bridged(core, make_phone)
    await core.do("a", mute=node_pb2.Mute(**{"in": True}))
    speaking = asyncio.create_task(a_phone.speak_tone(600, 700))
    await b_phone.hears_silence(for_ms=400)
    await speaking
    await core.do("a", mute=node_pb2.Mute())
    await hear_each_other(a_phone, b_phone)


async def test_what_is_played_after_the_bridge_is_heard(
    node: MediaNode, core: FakeCore, make_phone: MakePhone
) -> None:
    a_phone, b_phone = await bridged(core, make_phone)
    await hear_each_other(a_phone, b_phone)
    assert relaying(node)
    await core.do("a", unbridge=node_pb2.Unbridge())
    await core.do("a", play=tone(700, 600))
    await a_phone.hears_tone(700)
    await core.do("b", play=tone(900, 600))
    await b_phone.hears_tone(900)
