"""Callers who leave a queue: by themselves, by time, by force, or handed over."""

from typing import Any

import pytest

from tests.platform.api import Json
from tests.platform.queues import (
    NIL,
    enters,
    goes_on,
    happens,
    joins,
    leave,
    opened,
    shown,
    skilled,
)
from tests.platform.stage import LocalStage, action, user_of
from tests.platform.test_connect import hear_each_other
from tests.platform.test_transfer import BUSY, RINGS, transfer
from voipbin.core.flow_engine import Forward
from voipbin.core.ids import new_id
from voipbin.media.softphone import Behaviour

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def platform_settings() -> dict[str, Any]:
    return {"dial_timeout_s": 3}


async def test_caller_gives_up(stage: LocalStage) -> None:
    queue = await opened(stage)
    phone, call = await enters(stage, queue)
    await leave(phone)
    gone = await happens(stage, call, "abandoned")
    assert gone["duration_waiting"] > 0 and gone["service_agent_id"] == NIL
    after = await shown(stage, queue)
    assert (after["wait_queuecall_ids"], after["total_abandoned_count"]) == ([], 1)


async def test_caller_gives_up_while_the_agent_is_rung(stage: LocalStage) -> None:
    queue = await opened(stage)
    desk = await stage.phone(RINGS)
    await skilled(stage, queue, desk)
    phone, call = await enters(stage, queue)
    await desk.event("ringing")
    await phone.hears_something()
    await leave(phone)
    await happens(stage, call, "abandoned")
    assert (await desk.event("ended"))["kind"] == "cancelled"


async def test_caller_hangs_up_on_the_agent(stage: LocalStage) -> None:
    queue = await opened(stage)
    desk = await stage.phone()
    await skilled(stage, queue, desk)
    phone, call = await enters(stage, queue)
    await happens(stage, call, "serviced")
    await leave(phone)
    await happens(stage, call, "done")
    await desk.event("ended")


async def test_longest_service(stage: LocalStage) -> None:
    queue = await opened(stage, service_timeout=500)
    desk = await stage.phone()
    await skilled(stage, queue, desk)
    phone, call = await enters(stage, queue)
    await desk.event("ended")
    assert (await happens(stage, call, "done"))["duration_service"] >= 500
    await goes_on(phone)
    await leave(phone)


async def test_wait_that_is_over_while_the_agent_is_rung(stage: LocalStage) -> None:
    """The agent may still answer; if it does not, the caller waits no longer."""
    queue = await opened(stage, wait_timeout=1000)
    desk = await stage.phone(RINGS)
    await skilled(stage, queue, desk)
    phone, call = await enters(stage, queue)
    await desk.event("ringing")
    await happens(stage, call, "abandoned")
    await goes_on(phone)
    await leave(phone)


@pytest.mark.parametrize("by", ["queuecall", "call"])
async def test_kick_of_one_who_waits(stage: LocalStage, by: str) -> None:
    queue = await opened(stage)
    phone, call = await enters(stage, queue)
    stay = await happens(stage, call, "waiting")
    kicked = await kick(stage, by, stay)
    assert kicked["status"] == "abandoned"
    await goes_on(phone)
    assert await refused_kick(stage, stay) == "QUEUECALL_ENDED"
    await leave(phone)


async def test_kick_while_the_agent_is_rung(stage: LocalStage) -> None:
    queue = await opened(stage)
    desk = await stage.phone(RINGS)
    await skilled(stage, queue, desk)
    phone, call = await enters(stage, queue)
    await desk.event("ringing")
    assert (await kick(stage, "call", await happens(stage, call, "connecting")))[
        "status"
    ] == "abandoned"
    assert (await desk.event("ended"))["kind"] == "cancelled"
    await goes_on(phone)
    await phone.hears_silence()
    await leave(phone)


async def test_kick_of_one_who_talks(stage: LocalStage) -> None:
    queue = await opened(stage)
    desk = await stage.phone()
    await skilled(stage, queue, desk)
    phone, call = await enters(stage, queue)
    stay = await happens(stage, call, "serviced")
    assert (await kick(stage, "queuecall", stay))["id"] == stay["id"]
    await desk.event("ended")
    await happens(stage, call, "done")
    await goes_on(phone)
    await leave(phone)


async def kick(stage: LocalStage, by: str, stay: Json) -> Json:
    if by == "queuecall":
        return await stage.api("QueuecallService.KickQueuecall", id=stay["id"])
    return await stage.api("QueuecallService.KickReferenceQueuecall", id=stay["reference_id"])


async def refused_kick(stage: LocalStage, stay: Json) -> str:
    return await stage.api.refused("QueuecallService.KickQueuecall", id=stay["id"])


async def test_queue_that_is_deleted(stage: LocalStage) -> None:
    queue = await opened(stage)
    phone, call = await enters(stage, queue)
    await stage.api("QueueService.DeleteQueue", id=queue["id"])
    await happens(stage, call, "abandoned")
    await goes_on(phone)
    await leave(phone)


async def test_agent_hands_the_caller_over(stage: LocalStage) -> None:
    """The stay goes on with whoever has the caller, and ends with that conversation."""
    queue = await opened(stage)
    desk, third = await stage.phone(), await stage.phone()
    await skilled(stage, queue, desk)
    phone, call = await enters(stage, queue)
    await happens(stage, call, "serviced")
    leg = await stage.leg(call)
    await transfer(stage, "blind", leg, third)
    await desk.event("ended")
    await third.event("answered")
    await hear_each_other(phone, third)
    third.call.hang_up()
    await happens(stage, call, "done")
    await goes_on(phone)
    await leave(phone)


async def test_agent_hands_the_caller_over_to_nobody(stage: LocalStage) -> None:
    queue = await opened(stage)
    desk = await stage.phone()
    await skilled(stage, queue, desk)
    phone, call = await enters(stage, queue)
    await happens(stage, call, "serviced")
    await transfer(stage, "blind", await stage.leg(call), await stage.phone(BUSY))
    await desk.event("ended")
    await happens(stage, call, "done")
    await goes_on(phone)
    await leave(phone)


async def test_kick_while_the_caller_is_handed_over(stage: LocalStage) -> None:
    """The agent goes on speaking to whom it asked; the caller's flow goes on without music."""
    queue = await opened(stage)
    desk, third = await stage.phone(), await stage.phone()
    await skilled(stage, queue, desk)
    phone, call = await enters(stage, queue)
    stay = await happens(stage, call, "serviced")
    await transfer(stage, "attended", await stage.leg(call), third)
    await hear_each_other(desk, third)
    await phone.hears_something()
    await kick(stage, "queuecall", stay)
    await happens(stage, call, "done")
    await goes_on(phone)
    await phone.hears_silence()
    await hear_each_other(desk, third)
    await leave(third, desk, phone)


async def test_longest_service_goes_on_through_a_handover(stage: LocalStage) -> None:
    queue = await opened(stage, service_timeout=1500)
    desk, third = await stage.phone(), await stage.phone(Behaviour(answer_after_ms=1800))
    await skilled(stage, queue, desk)
    phone, call = await enters(stage, queue)
    await happens(stage, call, "serviced")
    await transfer(stage, "blind", await stage.leg(call), third)
    await third.event("answered")
    await third.event("ended")
    await happens(stage, call, "done")
    await goes_on(phone)
    await leave(phone)


async def test_flow_that_leaves_while_an_agent_is_rung(stage: LocalStage) -> None:
    """The agent is not left in an empty bridge."""
    queue = await opened(stage)
    desk = await stage.phone(RINGS)
    await skilled(stage, queue, desk)
    phone = await stage.phone()
    out = action("sleep", duration=60_000, id=new_id())
    call = await stage.dial(phone, [joins(queue), out])
    await desk.event("ringing")
    stage.platform.engines.activeflows.feed(call["activeflow_id"], Forward(out["id"]))
    assert (await desk.event("ended"))["kind"] == "cancelled"
    await happens(stage, call, "abandoned")
    await leave(phone)


async def test_kick_of_one_who_is_connected_within_its_wait_flow(stage: LocalStage) -> None:
    other = await stage.phone()
    flow = await stage.api(
        "FlowService.CreateFlow",
        name="wait",
        actions=[action("connect", destinations=[{"type": "extension", "target": user_of(other)}])],
    )
    queue = await opened(stage, wait_flow_id=flow["id"])
    phone, call = await enters(stage, queue)
    await other.event("answered")
    await hear_each_other(phone, other)
    kicked = await kick(stage, "queuecall", await happens(stage, call, "waiting"))
    assert kicked["status"] == "abandoned"
    await goes_on(phone)
    await other.event("ended")
    await leave(phone)
