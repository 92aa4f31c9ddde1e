"""Phones and the platform on IPv6."""

import asyncio
from typing import Any

import pytest

from tests.platform.stage import LocalStage, user_of
from tests.platform.test_connect import hear_each_other

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def platform_settings() -> dict[str, Any]:
    return {"sip": "[::1]:0"}


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_phones_hear_each_other(stage: LocalStage, transport: str) -> None:
    proxy = f"{transport}:{stage.sip}"
    caller, callee = [await stage.phone(host="::1", proxy=proxy) for _ in range(2)]
    caller.dial(user_of(callee))
    await asyncio.gather(caller.event("answered"), callee.event("answered"))
    await hear_each_other(caller, callee)
    call = await stage.incoming(caller)
    await caller.call.hold(True)
    await caller.call.hold(False)
    await hear_each_other(caller, callee)
    caller.call.hang_up()
    await callee.event("ended")
    await stage.ended(call)
