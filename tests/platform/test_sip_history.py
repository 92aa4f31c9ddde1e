"""What a call leaves behind: SIP messages, reports, figures, a capture file."""

import asyncio
import contextlib
import struct

import grpc
import httpx2
import pytest

from tests.platform.api import Json
from tests.platform.stage import LocalStage, action

pytestmark = pytest.mark.asyncio(loop_scope="module")

ECHO = action("echo", duration=60_000)


async def analysed(stage: LocalStage, call: Json) -> Json:
    """The analysis, once it has the answer to BYE: media nodes tell of it a moment later."""
    async with asyncio.timeout(15):
        while True:
            with contextlib.suppress(grpc.aio.AioRpcError):
                answer = await stage.api("TimelineService.GetCallSipAnalysis", call_id=call["id"])
                methods = [one["method"] for one in answer["sip_messages"]]
                if "BYE" in methods and methods[-1] == "200":
                    return answer
            await asyncio.sleep(0.05)


async def test_call_that_the_phone_ends(stage: LocalStage) -> None:
    phone = await stage.phone()
    call = await stage.dial(phone, [ECHO])
    await phone.event("answered")
    await phone.speak_tone(700, 500)
    phone.call.hang_up()
    await stage.ended(call)
    answer = await analysed(stage, call)
    methods = [one["method"] for one in answer["sip_messages"]]
    assert methods[0] == "INVITE"
    assert [m for m in methods if m in ("180", "200", "ACK", "BYE")][-2:] == ["BYE", "200"]
    assert "ACK" in methods
    first = answer["sip_messages"][0]
    assert first["raw"].startswith("INVITE sip:")
    assert first["src_port"] == int(stage.sip.rpartition(":")[2])
    stats = answer["rtcp_stats"]
    assert stats["rtp_packets"] > 10
    assert 1.0 <= stats["mos"] <= 4.5


async def test_call_that_we_end(stage: LocalStage) -> None:
    """Our BYE tells the phone how well it was heard; the file has it too."""
    phone = await stage.phone()
    call = await stage.dial(phone, [action("beep"), action("hangup")])
    await stage.ended(call)
    answer = await analysed(stage, call)
    (bye,) = [one["raw"] for one in answer["sip_messages"] if one["method"] == "BYE"]
    assert "x-rtp-stat: mos=" in bye.lower()
    addresses, demo = stage.platform.addresses, stage.platform.demo
    assert demo is not None
    url = f"{addresses.rest}/timelines/calls/{call['id']}/pcap?accesskey={demo.accesskey}"
    async with httpx2.AsyncClient(trust_env=False) as client:
        file = await client.get(url)
    assert file.status_code == 200
    assert file.headers["content-type"] == "application/vnd.tcpdump.pcap"
    assert file.headers["content-disposition"] == f'attachment; filename="call-{call["id"]}.pcap"'
    assert struct.unpack_from("<I", file.content)[0] == 0xA1B2C3D4
    assert b"INVITE sip:" in file.content


async def test_nothing_kept(stage: LocalStage) -> None:
    nobody = "00000000-0000-4000-8000-00000000abcd"
    for operation in ("GetCallSipAnalysis", "GetCallPcap"):
        reason = await stage.api.refused(f"TimelineService.{operation}", call_id=nobody)
        assert reason == "CALL_NOT_FOUND"
