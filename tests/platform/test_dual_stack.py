"""IPv4 and IPv6 in one run: whoever comes by the one talks with whoever comes by the other."""

import asyncio
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.media.node.phones import Phone
from tests.peers import require_peer
from tests.platform.baresip import Baresip
from tests.platform.conferences import joins, opened, stay_of
from tests.platform.stage import LocalStage, action, user_of
from tests.platform.test_connect import hear_each_other
from tests.sip.sipp import sipp
from voipbin.core.serve.platform import ready_facts

pytestmark = pytest.mark.asyncio(loop_scope="module")

WAITS = [action("sleep", duration=60_000)]
BOTH = "127.0.0.1:0,[::1]:0"
HOSTS = {4: "127.0.0.1", 6: "::1"}


@pytest.fixture(scope="module")
def platform_settings() -> dict[str, Any]:
    return {"sip": BOTH, "sip_tls": BOTH, "sip_ws": BOTH}


def listening(stage: LocalStage, transport: str, version: int) -> str:
    """Where the platform listens, host and port."""
    start = f"{transport}:{'[::1]' if version == 6 else '127.0.0.1'}:"
    (found,) = (a for a in stage.platform.addresses.sip if a.startswith(start))
    return found.partition(":")[2]


async def phone(stage: LocalStage, version: int, transport: str = "udp", **more: Any) -> Phone:
    """One that knows of no other address family, neither for SIP nor for its audio."""
    proxy = f"{transport}:{listening(stage, transport, version)}"
    return await stage.phone(host=HOSTS[version], proxy=proxy, **more)


@pytest.mark.parametrize("transport", ["udp", "tcp"])
@pytest.mark.parametrize(("first", "second"), [(4, 6), (6, 4), (4, 4), (6, 6)])
async def test_phones_hear_each_other(
    stage: LocalStage, transport: str, first: int, second: int
) -> None:
    caller = await phone(stage, first, transport)
    callee = await phone(stage, second, transport)
    caller.dial(user_of(callee))
    await asyncio.gather(caller.event("answered"), callee.event("answered"))
    await hear_each_other(caller, callee)
    call = await stage.incoming(caller)
    await caller.call.hold(True)
    await caller.call.hold(False)
    await callee.call.hold(True)
    await callee.call.hold(False)
    await stage.api("CallService.HoldCall", id=call["id"])
    await caller.event("media_changed", lambda e: e["by"] == "remote" and e["held"])
    await stage.api("CallService.UnholdCall", id=call["id"])
    await hear_each_other(caller, callee)
    callee.call.hang_up()
    await caller.event("ended")
    await stage.ended(call)


@pytest.mark.parametrize("version", [4, 6])
async def test_a_phone_that_is_called(stage: LocalStage, version: int) -> None:
    called = await phone(stage, version)
    call = await stage.dial(called, [action("talk", text="hello"), *WAITS])
    await called.event("answered")
    await called.hears_something()
    await stage.api("CallService.HangupCall", id=call["id"])
    await called.event("ended")
    await stage.ended(call)


async def test_a_conference_of_both(stage: LocalStage) -> None:
    conference = await opened(stage)
    members = [await phone(stage, version) for version in (4, 6)]
    calls = [await stage.dial(member, [joins(conference)]) for member in members]
    for call in calls:
        await stay_of(stage, call)
    await hear_each_other(*members)
    for member in members:
        member.call.hang_up()
    for call in calls:
        await stage.ended(call)


@pytest.mark.parametrize("version", [4, 6])
async def test_sipp_and_a_phone_of_the_other_family(
    stage: LocalStage, tmp_path: Path, version: int
) -> None:
    require_peer("sipp")
    called = await phone(stage, 10 - version)
    destinations = [{"type": "extension", "target": user_of(called)}]
    actions = [action("connect", destinations=destinations)]
    flow = await stage.api("FlowService.CreateFlow", name="for sipp", actions=actions)
    number = await stage.number(flow["id"])
    port = int(listening(stage, "udp", version).rpartition(":")[2])
    scenario = "rfc5118_4_1_ipv6" if version == 6 else "rfc3261_13_2_answer"
    await sipp(scenario, tmp_path, port, "-s", number, host=HOSTS[version])
    await called.event("answered")
    await called.event("ended")


async def test_baresip_on_ipv6(stage: LocalStage, tmp_path: Path) -> None:
    require_peer("baresip")
    number, other = await stage.extension(), await phone(stage, 4)
    baresip = Baresip(tmp_path / "baresip", tone_hz=650.0, host="::1")
    try:
        await baresip.start(
            user=number,
            password=f"secret-{number}",
            domain=stage.domain,
            sip=listening(stage, "udp", 6),
        )
        await baresip.command("dial", f"sip:{user_of(other)}@{stage.domain}")
        await baresip.event("CALL_ESTABLISHED")
        await other.hears_tone(650)
        await baresip.command("hangup")
        await other.event("ended")
    finally:
        await baresip.close()


async def test_it_says_where_it_listens(stage: LocalStage) -> None:
    facts = ready_facts(stage.platform)
    for transport, name in (("udp", "sip"), ("tls", "sip_tls"), ("ws", "sip_ws")):
        assert facts[name] == listening(stage, transport, 4)
        assert f"{transport}:{listening(stage, transport, 6)}" in facts["sip_also"]


async def test_a_media_process_that_comes_back(stage: LocalStage) -> None:
    """On the same ports of both families, also where they were free ones."""
    node = stage.platform.engines.node
    before, pid = node.sip_addresses, node.pid
    assert len(before) == 8
    os.kill(pid, signal.SIGKILL)
    async with asyncio.timeout(20):
        while node.link is None or node.pid == pid or node.sip_addresses != before:
            await asyncio.sleep(0.05)
