"""All addresses of IPv4 and IPv6, and a public one of IPv4: what a server behind a NAT has."""

import asyncio
from typing import Any

import pytest

from tests.platform.stage import LocalStage, user_of
from tests.platform.test_connect import hear_each_other

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def platform_settings() -> dict[str, Any]:
    return {"sip": "0.0.0.0:0,[::]:0", "public_address": "127.0.0.1"}


@pytest.mark.parametrize("caller_is_ipv6", [False, True])
async def test_phones_of_ipv6_are_told_the_address_on_the_way(
    stage: LocalStage, caller_is_ipv6: bool
) -> None:
    addresses = stage.platform.addresses.sip
    first, second = (text.rpartition(":")[2] for text in addresses if text.startswith("udp:"))
    four = await stage.phone(proxy=f"udp:127.0.0.1:{first}")
    six = await stage.phone(host="::1", proxy=f"udp:[::1]:{second}")
    caller, callee = (six, four) if caller_is_ipv6 else (four, six)
    caller.dial(user_of(callee))
    await asyncio.gather(caller.event("answered"), callee.event("answered"))
    await hear_each_other(caller, callee)
    callee.call.hang_up()
    await caller.event("ended")
