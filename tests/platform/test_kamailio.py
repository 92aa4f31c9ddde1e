"""Telephones behind a record-routing proxy (RFC 3261 16.6, 16.12), whoever made the call."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.media.node.phones import Phone
from tests.peers import require_peer
from tests.platform.baresip import Baresip
from tests.platform.kamailio import Kamailio
from tests.platform.stage import LocalStage, action, user_of
from tests.platform.test_connect import hear_each_other
from voipbin.media.softphone import Behaviour

pytestmark = pytest.mark.asyncio(loop_scope="module")

WAITS = action("sleep", duration=60_000)


@pytest.fixture
def path() -> bool:
    """Whether the proxy writes itself into registrations."""
    return False


@pytest_asyncio.fixture(loop_scope="module")
async def proxy(stage: LocalStage, tmp_path: Path, path: bool) -> AsyncIterator[Kamailio]:
    require_peer("kamailio")
    kamailio = Kamailio(tmp_path / "kamailio", stage.sip, path=path)
    try:
        await kamailio.start()
        yield kamailio
        await stage.leave()  # they unregister through it
        await stage.idle()
        assert "astray" not in kamailio.log
    finally:
        await kamailio.close()


async def behind(stage: LocalStage, proxy: Kamailio, transport: str, **fields: Behaviour) -> Phone:
    return await stage.phone(proxy=f"{transport}:{proxy.address}", **fields)


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_phones_call_each_other(stage: LocalStage, proxy: Kamailio, transport: str) -> None:
    """Over TCP the proxy records itself twice, once for each side."""
    caller = await behind(stage, proxy, transport)
    callee = await behind(stage, proxy, transport)
    caller.dial(user_of(callee))
    await asyncio.gather(caller.event("answered"), callee.event("answered"))
    await hear_each_other(caller, callee)
    call = await stage.incoming(caller)
    await caller.call.hold(True)
    await caller.call.hold(False)
    await stage.api("CallService.HoldCall", id=call["id"])
    await caller.event("media_changed", lambda e: e["by"] == "remote" and e["held"])
    await stage.api("CallService.UnholdCall", id=call["id"])
    await hear_each_other(caller, callee)
    callee.call.hang_up()
    assert (await caller.event("ended"))["by"] == "remote"
    await stage.ended(call)
    # The answers to both calls, a hold and its end by either side, and the end of both.
    await proxy.passes("ACK in dialog of phone", 3)
    await proxy.passes("ACK in dialog of platform", 3)
    await proxy.passes("INVITE in dialog of phone", 2)
    await proxy.passes("INVITE in dialog of platform", 2)
    await proxy.passes("BYE in dialog of phone")
    await proxy.passes("BYE in dialog of platform")


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_platform_calls_back_and_gives_up(
    stage: LocalStage, proxy: Kamailio, transport: str
) -> None:
    phone = await behind(stage, proxy, transport, behaviour=Behaviour(never_answer=True))
    call = await stage.dial(phone, [WAITS])
    await phone.event("ringing")
    await stage.timeline.call(call["id"], "ringing")
    await stage.api("CallService.HangupCall", id=call["id"])
    await phone.event("ended")
    assert (await stage.ended(call))["hangup_reason"] == "cancel"
    await proxy.passes("CANCEL of platform")


async def test_caller_gives_up(stage: LocalStage, proxy: Kamailio) -> None:
    callee = await stage.phone(Behaviour(never_answer=True))
    caller = await behind(stage, proxy, "udp")
    caller.dial(user_of(callee))
    await caller.event("ringing")
    caller.call.hang_up()
    await callee.event("ended")
    await proxy.passes("CANCEL of phone")


async def test_baresip_calls_and_is_called(
    stage: LocalStage, proxy: Kamailio, tmp_path: Path
) -> None:
    require_peer("baresip")
    number, other = await stage.extension(), await stage.phone()
    phone = Baresip(tmp_path / "baresip", tone_hz=650.0)
    try:
        await phone.start(
            user=number, password=f"secret-{number}", domain=stage.domain, sip=proxy.address
        )
        await phone.command("dial", f"sip:{user_of(other)}@{stage.domain}")
        await phone.event("CALL_ESTABLISHED")
        await other.hears_tone(650)
        await phone.command("hold")
        await other.hears_something(besides_hz=650)
        await phone.command("resume")
        await other.hears_tone(650)
        await phone.command("hangup")
        await other.event("ended")
        await proxy.passes("BYE in dialog of phone")
        phone.events.clear()
        call = await stage.dial({"type": "extension", "target": number}, [WAITS])
        await phone.event("CALL_ESTABLISHED")
        await stage.api("CallService.HangupCall", id=call["id"])
        await phone.event("CALL_CLOSED")
        await stage.ended(call)
        await proxy.passes("ACK in dialog of platform")
        await proxy.passes("BYE in dialog of platform")
    finally:
        await phone.close()


@pytest.mark.parametrize("path", [True])
@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_phone_behind_nat_is_called_by_its_path(
    stage: LocalStage, proxy: Kamailio, transport: str
) -> None:
    """RFC 3327: its Contact leads nowhere, but the proxy has noted in Path where it is."""
    phone = await behind(stage, proxy, transport)
    call = await stage.dial(phone, [WAITS])
    await phone.event("answered")
    (invited,) = (line for line in proxy.proxied() if line.startswith("INVITE of platform"))
    assert "@192.0.2.99:5060" in invited
    assert ";lr;received=sip:127.0.0.1" in invited
    await stage.api("CallService.HangupCall", id=call["id"])
    await phone.event("ended")
    await stage.ended(call)
    await proxy.passes("BYE in dialog of platform")
