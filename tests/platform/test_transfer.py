"""What is refused before a call could be handed over."""

import asyncio
from typing import Any

import pytest

from tests.platform.api import Json
from tests.platform.stage import LocalStage, action, user_of
from voipbin.core.ids import new_id
from voipbin.media.softphone import Behaviour

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def refused(stage: LocalStage, call_id: str, to: Json, **more: Any) -> str:
    fields = {
        "transfer_type": "blind",
        "transferer_call_id": call_id,
        "transferee_addresses": [to],
    }
    return await stage.api.refused("TransferService.CreateTransfer", **(fields | more))


async def test_connected_calls(stage: LocalStage) -> None:
    caller, callee, third = await asyncio.gather(*(stage.phone() for _ in range(3)))
    caller.dial(user_of(callee))
    await asyncio.gather(caller.event("answered"), callee.event("answered"))
    call = await stage.incoming(caller)
    leg = await stage.leg(call)
    await stage.timeline.call(leg["id"], "progressing")
    await stage.timeline.call(call["id"], "progressing")
    to = {"type": "extension", "target": user_of(third)}
    for kind in ("blind", "attended"):
        for id in (call["id"], leg["id"]):
            reason = await refused(stage, id, to, transfer_type=kind)
            assert reason == "ENGINE_NOT_AVAILABLE"
    unknown = {"type": "extension", "target": "nobody"}
    assert await refused(stage, call["id"], unknown) == "EXTENSION_NOT_FOUND"
    assert await refused(stage, call["id"], {"type": "email"}) == "INVALID_ARGUMENT"
    assert await refused(stage, call["id"], {"type": "tel", "target": "x"}) == "INVALID_ARGUMENT"
    assert await refused(stage, new_id(), to) == "INVALID_ARGUMENT"
    caller.call.hang_up()
    await stage.ended(call)
    assert await refused(stage, call["id"], to) == "CALL_ALREADY_HUNG_UP"


async def test_call_without_another(stage: LocalStage) -> None:
    phone = await stage.phone()
    call = await stage.dial(phone, [action("sleep", duration=60_000)])
    await stage.timeline.call(call["id"], "progressing")
    to = {"type": "extension", "target": user_of(phone)}
    assert await refused(stage, call["id"], to) == "CALL_NOT_BRIDGED"


async def test_call_that_rings(stage: LocalStage) -> None:
    phone = await stage.phone(Behaviour(never_answer=True))
    call = await stage.dial(phone)
    await stage.timeline.call(call["id"], "ringing")
    to = {"type": "extension", "target": user_of(phone)}
    assert await refused(stage, call["id"], to) == "CALL_NOT_PROGRESSING"
