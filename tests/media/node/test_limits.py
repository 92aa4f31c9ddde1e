"""What cannot be reached, what runs out, and commands in any order."""

import asyncio
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.media.node.calls import call_up, to, tone
from tests.media.node.conftest import MakePhone
from tests.media.node.fake_core import FakeCore
from voipbin.media.node import MediaNode, NodeSettings
from voipbin.media.softphone import Behaviour
from voipbin.media.v1 import node_pb2


@pytest.mark.parametrize(
    "request_uri",
    ["sip:1@127.0.0.1:1;transport=tcp", "sip:1@127.0.0.1:1;transport=udp"],
    ids=["tcp refuses", "udp is silent"],
)
async def test_nobody_there(core: FakeCore, request_uri: str) -> None:
    originate = node_pb2.Originate(call_id="x", request_uri=request_uri, dial_timeout_ms=500)
    await core.do("c1", originate=originate)
    hung_up = (await core.event("hung_up", "c1")).hung_up
    assert hung_up.by in ("remote", "timeout")
    assert hung_up.cause != 16
    assert hung_up.sip_status >= 400


async def test_no_rtp_port_left(tmp_path: Path, make_phone: MakePhone) -> None:
    settings = NodeSettings(control=f"unix:{tmp_path}/small.sock", rtp_ports=(31_000, 31_003))
    node = MediaNode(settings)
    await node.start()
    core = FakeCore(node.control_address)
    await core.attach()
    phone = await make_phone()
    await call_up(core, phone, "a")
    await call_up(core, phone, "b")
    result = await core.command("c", originate=to(phone))
    assert result.error == "FAILED"
    assert "RTP port" in result.message
    caller = await make_phone("2000", proxy=node.sip_addresses[0])
    caller.dial("sip:+1@sip.voipbin.net")
    assert (await caller.event("ended"))["status"] == 503
    await core.do("a", hang_up=node_pb2.HangUp())
    await core.event("hung_up", "a")
    await call_up(core, phone, "d")
    await core.close()
    await node.close()


def _flag(dice: random.Random) -> bool:
    return dice.random() < 0.5


def _commands(folder: Path) -> list[Callable[[random.Random], dict[str, Any]]]:
    return [
        lambda dice: {"play": tone(440, dice.randrange(20, 300), f"p{dice.random()}")},
        lambda dice: {"stop_play": node_pb2.StopPlay()},
        lambda dice: {"send_digits": node_pb2.SendDigits(digits=dice.choice("19#D"))},
        lambda dice: {
            "start_record": node_pb2.StartRecord(
                recording_id=str(dice.random()),
                path_in=f"{folder}/{dice.random()}",
                path_out=f"{folder}/{dice.random()}",
                beep=_flag(dice),
            )
        },
        lambda dice: {"stop_record": node_pb2.StopRecord()},
        lambda dice: {"bridge": node_pb2.Bridge(bridge_id="b", peer_channel_id=dice.choice("abc"))},
        lambda dice: {"unbridge": node_pb2.Unbridge()},
        lambda dice: {"echo": node_pb2.Echo(on=_flag(dice), digits=_flag(dice))},
        lambda dice: {"mute": node_pb2.Mute(**{"in": _flag(dice)}, out=_flag(dice))},
        lambda dice: {"hold": node_pb2.SetHold(on=_flag(dice))},
        lambda dice: {"moh": node_pb2.SetMoh(on=_flag(dice))},
        lambda dice: {"silence": node_pb2.SetSilence(on=_flag(dice))},
    ]


@pytest.mark.parametrize("seed", range(3))
async def test_commands_in_any_order(
    core: FakeCore, node: MediaNode, make_phone: MakePhone, tmp_path: Path, seed: int
) -> None:
    dice = random.Random(seed)
    for leg, codec in zip("abc", ("PCMU", "PCMU", "G722"), strict=True):
        await call_up(core, await make_phone(leg), leg, codecs=[codec])
    for _ in range(150):
        command = dice.choice(_commands(tmp_path))(dice)
        result = await core.command(dice.choice("abc"), **command)
        assert result.error in ("", "WRONG_STATE", "BAD_COMMAND"), result
    for leg in "abc":
        await core.do(leg, hang_up=node_pb2.HangUp())
    for leg in "abc":
        await core.event("hung_up", leg)
        _check_pairs(core, leg)
    assert node.exchange.channel_ids == []
    assert node._engine.pacer.failures == 0
    assert node._engine.legs == 0


def _check_pairs(core: FakeCore, leg: str) -> None:
    """What began has ended, once; the end comes last."""
    kinds = core.kinds(leg)
    assert kinds[-1] == "hung_up"
    assert kinds.count("hung_up") == 1
    assert kinds.count("record_started") == kinds.count("record_finished")
    assert kinds.count("bridged") == kinds.count("bridge_left")


async def test_hang_up_right_after_originate(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone(behaviour=Behaviour(never_answer=True))
    legs = [f"c{index}" for index in range(20)]
    for leg in legs:
        originating = asyncio.create_task(core.command(leg, originate=to(phone)))
        hanging_up = asyncio.create_task(core.command(leg, hang_up=node_pb2.HangUp()))
        assert not (await originating).error
        assert not (await hanging_up).error
    for leg in legs:
        hung_up = (await core.event("hung_up", leg)).hung_up
        assert hung_up.by == "local"
        assert "connected" not in core.kinds(leg)


async def test_answer_meets_cancel(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone()
    for _ in range(10):
        call = phone.dial("sip:+1@sip.voipbin.net")
        leg = (await core.event("incoming")).channel_id
        call.hang_up()
        result = await core.command(leg, answer=node_pb2.Answered())
        assert result.error in ("", "CHANNEL_NOT_FOUND", "WRONG_STATE")
        assert (await core.event("hung_up", leg)).hung_up.by == "remote"
        await call.ended.wait()
