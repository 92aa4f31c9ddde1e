"""Cores come, go and come back."""

import asyncio

import grpc

from tests.media.node.calls import call_up, to, tone
from tests.media.node.conftest import MakePhone
from tests.media.node.fake_core import FakeCore
from voipbin.media.node import MediaNode
from voipbin.media.node.events import EventLog
from voipbin.media.v1 import node_pb2, node_pb2_grpc


async def test_welcome(node: MediaNode, core: FakeCore) -> None:
    assert core.welcome.node_id == node.node_id
    assert list(core.welcome.sip_addresses) == node.sip_addresses
    assert core.welcome.audio_address == node.audio_address
    assert list(core.welcome.channel_ids) == []


async def test_hello_must_come_first(node: MediaNode) -> None:
    async with grpc.aio.insecure_channel(node.control_address) as channel:
        stub = node_pb2_grpc.NodeServiceStub(channel)
        request = node_pb2.AttachRequest(command=node_pb2.Command(command_id="1"))
        call = stub.Attach(iter([request]))
        assert await call.code() is grpc.StatusCode.INVALID_ARGUMENT
        assert "hello" in await call.details()


async def test_events_are_replayed(node: MediaNode, core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    last = core.events[-1].sequence
    await core.close()
    phone.call.hang_up()
    await phone.event("ended")

    second = FakeCore(node.control_address)
    await second.attach(after_sequence=last)
    await second.event("hung_up", "c1")
    assert second.kinds("c1") == ["hung_up"]
    assert second.events[0].sequence == last + 1
    await second.close()

    third = FakeCore(node.control_address)
    await third.attach()
    await third.event("hung_up", "c1")
    assert third.kinds("c1") == ["progress", "connected", "hung_up"]
    await third.close()


async def test_call_survives_the_core(
    node: MediaNode, core: FakeCore, make_phone: MakePhone
) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    play = tone(440, 400)
    play.loop = True
    await core.do("c1", play=play)
    await core.close()
    await phone.hears_tone(440, for_ms=400)
    second = FakeCore(node.control_address)
    await second.attach(after_sequence=core.events[-1].sequence)
    assert list(second.welcome.channel_ids) == ["c1"]
    await second.do("c1", hang_up=node_pb2.HangUp())
    await second.event("hung_up", "c1")
    await second.close()


async def test_orphans_are_given_up(node: MediaNode, make_phone: MakePhone) -> None:
    core = FakeCore(node.control_address)
    await core.attach(orphan_timeout_ms=300)
    phone = await make_phone()
    await call_up(core, phone)
    await core.close()
    assert (await phone.event("ended"))["by"] == "remote"


async def test_newer_core_wins(node: MediaNode, core: FakeCore, make_phone: MakePhone) -> None:
    newer = FakeCore(node.control_address)
    await newer.attach()
    assert await core.ended() is grpc.StatusCode.ABORTED
    phone = await make_phone()
    await newer.do("c1", originate=to(phone))
    await newer.event("connected", "c1")
    await newer.close()


async def test_result_repeated_to_another_core(
    node: MediaNode, core: FakeCore, make_phone: MakePhone
) -> None:
    phone = await make_phone()
    await core.command("c1", command_id="same", originate=to(phone))
    await core.event("connected", "c1")
    newer = FakeCore(node.control_address)
    await newer.attach(after_sequence=core.events[-1].sequence)
    result = await newer.command("c1", command_id="same", originate=to(phone))
    assert not result.error
    assert len(phone.calls) == 1
    await newer.close()


async def test_closing_tells_the_core(
    node: MediaNode, core: FakeCore, make_phone: MakePhone
) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    await node.close()
    await core.event("hung_up", "c1")
    assert (await phone.event("ended"))["by"] == "remote"
    assert await asyncio.wait_for(core.ended(), 5) is grpc.StatusCode.OK


class TestEventLog:
    """Numbers grow by one and above those of former lives."""

    def test_numbers(self) -> None:
        log = EventLog(first_sequence=100)
        for _ in range(3):
            log.append(node_pb2.ChannelEvent())
        assert [event.sequence for event in log.after(0)] == [100, 101, 102]
        assert [event.sequence for event in log.after(100)] == [101, 102]
        assert list(log.after(102)) == []
        assert list(log.after(500)) == []

    def test_former_life_is_below(self) -> None:
        first = EventLog()
        for _ in range(1000):
            first.append(node_pb2.ChannelEvent())
        newest = list(first.after(0))[-1].sequence
        second = EventLog(first_sequence=newest + 1)
        second.append(node_pb2.ChannelEvent())
        assert len(list(second.after(newest))) == 1

    def test_bounded(self) -> None:
        log = EventLog(size=2, first_sequence=1)
        for _ in range(5):
            log.append(node_pb2.ChannelEvent())
        assert [event.sequence for event in log.after(0)] == [4, 5]
        assert log.lost_after(0) == 3
        assert log.lost_after(2) == 1
        assert log.lost_after(3) == 0
