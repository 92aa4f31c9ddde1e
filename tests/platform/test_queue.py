"""Callers who wait in queues, and the agents who get them."""

import asyncio
from typing import Any

import pytest

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
from tests.platform.test_transfer import BUSY, LATE, RINGS, refused
from voipbin.core.ids import new_id

pytestmark = pytest.mark.asyncio(loop_scope="module")


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


async def test_queue_that_is_not_there(stage: LocalStage) -> None:
    phone = await stage.phone()
    call = await stage.dial(phone, [action("queue_join", queue_id=new_id()), *BEHIND])
    await stage.ended(call)


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
