"""Callers who wait in queues, and the agents who get them."""

import asyncio
from typing import Any

import pytest

from tests.platform.api import Json
from tests.platform.queues import (
    BEHIND,
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
from tests.platform.test_groupcall import agent
from tests.platform.test_transfer import BUSY, LATE, RINGS, refused, transfer
from voipbin.core.flow_engine import Forward
from voipbin.core.ids import new_id
from voipbin.media.softphone import Behaviour

pytestmark = pytest.mark.asyncio(loop_scope="module")

NIL = "00000000-0000-0000-0000-000000000000"


@pytest.fixture(scope="module")
def platform_settings() -> dict[str, Any]:
    return {"dial_timeout_s": 3}


async def test_agent_gets_the_caller(stage: LocalStage) -> None:
    queue = await opened(stage)
    phone, call = await enters(stage, queue)
    waits = await shown(stage, queue)
    assert (len(waits["wait_queuecall_ids"]), waits["total_incoming_count"]) == (1, 1)
    desk = await stage.phone(LATE)
    made = await skilled(stage, queue, desk)
    connecting = await happens(stage, call, "connecting")
    assert connecting["service_agent_id"] == made["id"]
    serviced = await happens(stage, call, "serviced")
    assert serviced["status"] == "service" and serviced["tm_service"]
    assert serviced["duration_waiting"] > 0
    await hear_each_other(phone, desk)
    assert (await stage.api("AgentService.GetAgent", id=made["id"]))["status"] == "busy"
    talks = await shown(stage, queue)
    assert talks["wait_queuecall_ids"] == []
    assert talks["service_queuecall_ids"] == [serviced["id"]]
    desk.call.hang_up()
    done = await happens(stage, call, "done")
    assert done["duration_service"] > 0
    await goes_on(phone)
    after = await shown(stage, queue)
    assert after["service_queuecall_ids"] == []
    assert (after["total_serviced_count"], after["total_abandoned_count"]) == (1, 0)
    await stage.polled(
        "AgentService.GetAgent", lambda row: row["status"] == "available", id=made["id"]
    )
    await leave(phone)


async def test_variables(stage: LocalStage) -> None:
    queue = await opened(stage, wait_timeout=500)
    seen = "${voipbin.queue.name} ${voipbin.queue.detail} ${voipbin.queuecall.timeout_wait}"
    flow = await stage.api(
        "FlowService.CreateFlow",
        name="wait",
        actions=[action("variable_set", key="seen", value=seen), action("sleep", duration=60_000)],
    )
    await stage.api(
        "QueueService.UpdateQueue", **(await shown(stage, queue) | {"wait_flow_id": flow["id"]})
    )
    phone, call = await enters(stage, queue)
    await goes_on(phone)
    run = stage.platform.engines.activeflows.get(call["activeflow_id"])
    assert run is not None
    variables = run.state.variables
    assert variables["seen"] == "Support x 500"
    assert not [name for name in variables if name.startswith("voipbin.queue")]
    await leave(phone)


async def test_wait_flow_goes_round_until_the_agent_comes(stage: LocalStage) -> None:
    flow = await stage.api("FlowService.CreateFlow", name="wait", actions=[action("beep")])
    queue = await opened(stage, wait_flow_id=flow["id"])
    phone, _ = await enters(stage, queue)
    await phone.hears_tone(1000, for_ms=100)
    await phone.hears_silence(for_ms=100)
    await phone.hears_tone(1000, for_ms=100)
    desk = await stage.phone()
    await skilled(stage, queue, desk)
    await desk.event("answered")
    await hear_each_other(phone, desk)
    await leave(desk, phone)


async def test_agent_who_does_not_answer_is_followed_by_another(stage: LocalStage) -> None:
    queue = await opened(stage)
    away = await stage.phone(BUSY)
    await skilled(stage, queue, away)
    phone, call = await enters(stage, queue)
    await away.event("refused")
    desk = await stage.phone()
    made = await skilled(stage, queue, desk)
    assert (await happens(stage, call, "serviced"))["service_agent_id"] == made["id"]
    await hear_each_other(phone, desk)
    assert (await shown(stage, queue))["total_incoming_count"] == 1
    assert [event["event"] for event in away.events].count("refused") == 1
    await leave(desk, phone)


async def test_who_waits_longest_is_first(stage: LocalStage) -> None:
    queue = await opened(stage)
    first, _ = await enters(stage, queue)
    second, _ = await enters(stage, queue)
    desk = await stage.phone()
    await skilled(stage, queue, desk)
    await desk.event("answered")
    await hear_each_other(first, desk)
    desk.call.hang_up()
    await goes_on(first)
    async with asyncio.timeout(10):
        while len(desk.calls) < 2 or not desk.call.was_answered:
            await asyncio.sleep(0.02)
    await hear_each_other(second, desk)
    await leave(desk, second, first)


async def test_only_agents_with_every_tag(stage: LocalStage) -> None:
    queue = await opened(stage)
    other = await stage.api("TagService.CreateTag", name=new_id())
    half = await stage.phone()
    await skilled(stage, queue, half)
    both = [*queue["tag_ids"], other["id"]]
    await stage.api("QueueService.UpdateQueueTagIds", id=queue["id"], tag_ids=both)
    phone, call = await enters(stage, queue)
    desk = await stage.phone()
    made = await agent(stage, desk)
    await stage.api("AgentService.UpdateAgentTagIds", id=made["id"], tag_ids=both)
    assert (await happens(stage, call, "serviced"))["service_agent_id"] == made["id"]
    assert not half.calls
    await leave(desk, phone)


async def test_two_queues_take_an_agent_once(stage: LocalStage) -> None:
    queue = await opened(stage)
    other = await opened(stage, tag_ids=queue["tag_ids"])
    one, two = await enters(stage, queue), await enters(stage, other)
    desk = await stage.phone()
    await skilled(stage, queue, desk)
    await desk.event("answered")
    calls = [call for _, call in (one, two)]
    stays = await stage.polled(
        "QueuecallService.ListQueuecalls",
        lambda told: any(row["status"] == "service" for row in told["result"][:2]),
    )
    states = [
        row["status"]
        for row in stays["result"]
        if row["reference_id"] in {call["id"] for call in calls}
    ]
    assert sorted(states) == ["service", "waiting"]
    assert len(desk.calls) == 1
    await leave(desk, one[0], two[0])


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


async def test_queue_that_is_not_there(stage: LocalStage) -> None:
    phone = await stage.phone()
    call = await stage.dial(phone, [action("queue_join", queue_id=new_id()), *BEHIND])
    await stage.ended(call)


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


async def test_newer_caller_whose_tags_somebody_has(stage: LocalStage) -> None:
    """Who stands first and wants what nobody has keeps nobody else waiting."""
    queue = await opened(stage)
    first, _ = await enters(stage, queue)
    tag = await stage.api("TagService.CreateTag", name=new_id())
    changed = await stage.api("QueueService.UpdateQueueTagIds", id=queue["id"], tag_ids=[tag["id"]])
    second, call = await enters(stage, changed)
    desk = await stage.phone()
    await skilled(stage, changed, desk)
    await happens(stage, call, "serviced")
    await leave(desk, second, first)


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


async def test_agent_at_two_telephones(stage: LocalStage) -> None:
    queue = await opened(stage)
    slow, quick = await stage.phone(RINGS), await stage.phone(LATE)
    await skilled(stage, queue, slow, quick)
    phone, call = await enters(stage, queue)
    await happens(stage, call, "serviced")
    assert (await slow.event("ended"))["kind"] == "cancelled"
    await hear_each_other(phone, quick)
    await leave(quick, phone)


async def test_agent_whose_telephones_ring_one_after_the_other(stage: LocalStage) -> None:
    queue = await opened(stage)
    first, second = await stage.phone(BUSY), await stage.phone()
    made = await agent(stage, first, second, linear=True)
    await stage.api("AgentService.UpdateAgentTagIds", id=made["id"], tag_ids=queue["tag_ids"])
    phone, call = await enters(stage, queue)
    await happens(stage, call, "serviced")
    await hear_each_other(phone, second)
    await leave(second, phone)


async def test_incoming_call(stage: LocalStage) -> None:
    """Nobody answers it before the agent does when it waits in silence."""
    queue = await opened(stage)
    flow = await stage.api("FlowService.CreateFlow", name="in", actions=[joins(queue)])
    caller = await stage.phone()
    caller.dial(f"sip:{await stage.number(flow['id'])}@{stage.sip}")
    call = await stage.incoming(caller)
    await happens(stage, call, "waiting")
    assert not caller.call.was_answered
    desk = await stage.phone(LATE)
    await skilled(stage, queue, desk)
    await caller.event("answered")
    assert (await desk.event("ringing"))["caller"] == user_of(caller)
    await hear_each_other(caller, desk)
    desk.call.hang_up()
    await caller.event("ended")
    await stage.ended(call)


async def test_no_call_is_left_to_transfer(stage: LocalStage) -> None:
    queue = await opened(stage)
    phone, call = await enters(stage, queue)
    to = {"type": "extension", "target": user_of(phone)}
    assert await refused(stage, call["id"], to) == "CALL_NOT_BRIDGED"
    await leave(phone)
