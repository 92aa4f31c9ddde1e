"""Everybody hangs up at the worst moment, in an order drawn from a seed."""

import asyncio
import random
from contextlib import suppress
from typing import Any

import grpc
import pytest

from tests.media.node.phones import Phone
from tests.platform.api import Json
from tests.platform.stage import LocalStage, action, user_of
from voipbin.media.softphone import Behaviour

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAIRS = 12


@pytest.fixture(scope="module")
def platform_settings() -> dict[str, Any]:
    return {"dial_timeout_s": 1}


def behaviour(draw: random.Random) -> Behaviour:
    kind = draw.choice(["answer", "answer", "answer", "busy", "ring"])
    if kind == "busy":
        return Behaviour(refuse_status=draw.choice([486, 480, 503]))
    return Behaviour(never_answer=kind == "ring", answer_after_ms=draw.randrange(0, 60))


async def one(stage: LocalStage, seed: int) -> None:
    """A phone calls two others through its flow; somebody interferes within a tenth of a second."""
    draw = random.Random(seed)
    callees = [await stage.phone(behaviour(draw)) for _ in range(2)]
    destinations = [{"type": "extension", "target": user_of(phone)} for phone in callees]
    connect = action("connect", destinations=destinations, early_media=draw.random() < 0.3)
    phone = await stage.phone(behaviour(draw))
    call = await stage.dial(phone, [connect, action("beep"), action("hangup")])
    for _ in range(2):
        await asyncio.sleep(draw.uniform(0, 0.1))
        await interfere(stage, draw, call, [phone, *callees])
    await asyncio.sleep(draw.uniform(0, 0.3))
    for each in (phone, *callees):
        for own in each.calls:
            own.hang_up()
    await stage.ended(call, wait_s=30)


async def interfere(
    stage: LocalStage, draw: random.Random, call: Json, phones: list[Phone]
) -> None:
    what = draw.choice(["phone", "hangup", "stop", "delete", "legs", "nothing"])
    with suppress(grpc.aio.AioRpcError):
        if what == "phone" and (chosen := draw.choice(phones)).calls:
            chosen.call.hang_up()
        elif what == "hangup":
            await stage.api("CallService.HangupCall", id=call["id"])
        elif what == "stop":
            await stage.api("ActiveflowService.StopActiveflow", id=call["activeflow_id"])
        elif what == "delete":
            await stage.api("CallService.DeleteCall", id=call["id"])
        elif what == "legs":
            for id in (await stage.api.call(call["id"]))["chained_call_ids"]:
                await stage.api("CallService.HangupCall", id=id)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_nobody_is_left_behind(stage: LocalStage, seed: int) -> None:
    await asyncio.gather(*(one(stage, seed * 1000 + number) for number in range(PAIRS)))
    await stage.leave()
    await stage.idle()
    calls = {e["resource_id"] for e in stage.timeline.events if e["type"] == "call_created"}
    for id in calls:
        assert stage.timeline.types(id).count("call_hangup") == 1
        assert stage.timeline.types(id)[-1] in ("call_hangup", "call_deleted")
    groups = {e["resource_id"] for e in stage.timeline.events if e["type"] == "groupcall_created"}
    for id in groups:
        assert stage.timeline.types(id).count("groupcall_hangup") == 1
