"""sipp, a SIP test tool written by others, against the whole platform; and a network that loses."""

import asyncio
from pathlib import Path

import pytest

from tests.media.sip.loss_proxy import Impairment, LossProxy
from tests.peers import require_peer
from tests.platform.api import Json
from tests.platform.stage import LocalStage, action, user_of
from tests.sip.sipp import sipp
from voipbin.media.sip import HostPort
from voipbin.media.softphone import Behaviour

pytestmark = pytest.mark.asyncio(loop_scope="module")

DEMO_NUMBER = "+15550100000"
CALLS = 20


async def run(stage: LocalStage, name: str, folder: Path, number: str, calls: int = 1) -> None:
    require_peer("sipp")
    port = int(stage.sip.rpartition(":")[2])
    await sipp(name, folder, port, "-s", number, calls=calls)


async def number_for(stage: LocalStage, *actions: Json) -> str:
    flow = await stage.api("FlowService.CreateFlow", name="for sipp", actions=list(actions))
    return await stage.number(flow["id"])


def connects(to: str) -> Json:
    return action("connect", destinations=[{"type": "extension", "target": to}])


async def calls_to(stage: LocalStage, number: str) -> list[Json]:
    return [
        event["data"]
        for event in stage.timeline.events
        if event["type"] == "call_created" and event["data"]["destination"]["target"] == number
    ]


@pytest.mark.parametrize("number", [1, 10])
async def test_calls_to_the_demo_number(stage: LocalStage, tmp_path: Path, number: int) -> None:
    number_called = await number_for(stage, action("answer"), action("sleep", duration=60_000))
    await run(stage, "rfc3261_13_2_answer", tmp_path, number_called, number)
    calls = await calls_to(stage, number_called)
    assert len(calls) == number
    for call in calls:
        ended = await stage.ended(call)
        assert (ended["hangup_by"], bool(ended["tm_progressing"])) == ("remote", True)


async def test_retransmitted_invite_is_one_call(stage: LocalStage, tmp_path: Path) -> None:
    phone = await stage.phone(Behaviour(answer_after_ms=200))
    number = await number_for(stage, connects(user_of(phone)))
    await run(stage, "rfc6026_7_1_invite_after_200", tmp_path, number)
    (call,) = await calls_to(stage, number)
    await stage.ended(call)
    assert len(phone.calls) == 1


async def test_cancel(stage: LocalStage, tmp_path: Path) -> None:
    phone = await stage.phone(Behaviour(never_answer=True))
    number = await number_for(stage, connects(user_of(phone)))
    await run(stage, "rfc3261_9_2_cancel", tmp_path, number)
    (call,) = await calls_to(stage, number)
    ended = await stage.ended(call)
    assert (ended["hangup_by"], ended["hangup_reason"]) == ("remote", "normal")


async def test_busy(stage: LocalStage, tmp_path: Path) -> None:
    await run(
        stage,
        "rfc3261_21_4_24_busy",
        tmp_path,
        await number_for(stage, action("hangup", reason="busy")),
    )


async def test_unknown_number(stage: LocalStage, tmp_path: Path) -> None:
    await run(stage, "rfc3261_21_4_5_unknown", tmp_path, "+15550000000")


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_register(stage: LocalStage, tmp_path: Path, transport: str) -> None:
    require_peer("sipp")
    number = await stage.extension()
    table = tmp_path / "credentials.csv"
    digest = f"[authentication username={number} password=secret-{number}]"
    table.write_text(f"SEQUENTIAL\n{stage.domain};{number};{digest}\n")
    port = int(stage.sip.rpartition(":")[2])
    await sipp("rfc3261_10_2_register", tmp_path, port, "-inf", str(table), transport=transport)
    registrar = stage.platform.engines.registrar
    row = await registrar.find("de300000-0000-4000-8000-000000000001", number)
    assert row is not None
    (contact,) = await registrar.contacts(row.id)
    assert contact.uri.startswith(f"sip:{number}@127.0.0.1:")
    assert contact.received_from.startswith(f"{transport}:127.0.0.1:")


async def test_twenty_calls_over_a_network_that_loses(stage: LocalStage) -> None:
    """One datagram in ten is lost, in both directions, others come twice or late."""
    proxy = LossProxy(seed=7, impairment=Impairment(loss=0.1))
    host, _, port = stage.sip.rpartition(":")
    await proxy.start(HostPort(host, int(port)))
    try:
        near = proxy.near
        phone = await stage.phone(proxy=f"udp:{near.host}:{near.port}")
        waits = [action("sleep", duration=60_000)]
        calls = [await stage.dial(phone, waits) for _ in range(CALLS)]
        for call in calls:
            await stage.timeline.call(call["id"], "progressing", wait_s=30)
        for own in phone.calls[: CALLS // 2]:
            own.hang_up()
        for call in calls:
            await stage.api("CallService.HangupCall", id=call["id"])
        for call in calls:
            ended = await stage.ended(call, wait_s=40)
            assert ended["hangup_reason"] == "normal"
        await asyncio.gather(*(asyncio.wait_for(own.ended.wait(), 40) for own in phone.calls))
        assert len(phone.calls) == CALLS
        assert proxy.lost > 5
        await stage.leave()
    finally:
        proxy.close()
