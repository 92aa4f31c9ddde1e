"""Groupcalls that the API makes: several destinations, of which one is wanted."""

import asyncio
import contextlib
from typing import Any

import grpc
import pytest

from tests.core.cluster.dying import abandoned
from tests.media.node.phones import Phone
from tests.platform.api import Json
from tests.platform.stage import SOURCE, LocalStage, Stage, action, user_of
from tests.platform.test_connect import hear_each_other
from voipbin.core.groupcall.model import GROUPCALL
from voipbin.core.ids import new_id
from voipbin.media.softphone import Behaviour

pytestmark = pytest.mark.asyncio(loop_scope="module")

NIL = "00000000-0000-0000-0000-000000000000"
RINGS = Behaviour(never_answer=True)
BUSY = Behaviour(refuse_status=486)
LATE = Behaviour(answer_after_ms=300)
WAITS = [action("sleep", duration=60_000)]
CREATE = "GroupcallService.CreateGroupcall"


def extension(phone: Phone | str) -> Json:
    number = phone if isinstance(phone, str) else user_of(phone)
    return {"type": "extension", "target": number}


def sip(phone: Phone) -> Json:
    return {"type": "sip", "target": str(phone.address).removeprefix("sip:")}


def body(*destinations: Json, **more: Any) -> Json:
    wanted = {"source": SOURCE, "destinations": list(destinations), "actions": WAITS}
    return {**wanted, "answer_method": "hangup_others", **more}


async def happens(stage: LocalStage, group_id: str, verb: str) -> Json:
    return await stage.timeline.wait(f"groupcall_{verb}", lambda told: told["id"] == group_id)


async def members(stage: LocalStage, group: Json) -> list[Json]:
    """The groupcalls within a groupcall."""
    return [
        await stage.api("GroupcallService.GetGroupcall", id=id) for id in group["groupcall_ids"]
    ]


async def test_one_extension(stage: LocalStage) -> None:
    phone = await stage.phone()
    group = await stage.api(CREATE, **body(extension(phone)))
    assert (group["call_count"], group["groupcall_ids"]) == (1, [])
    assert (group["ring_method"], group["status"]) == ("ring_all", "progressing")
    up = await happens(stage, group["id"], "progressing")
    assert up["answer_call_id"] == group["call_ids"][0]
    phone.call.hang_up()
    assert (await happens(stage, group["id"], "hangup"))["call_count"] == 0


async def test_first_answer_among_extensions(stage: LocalStage) -> None:
    slow, quick = await stage.phone(RINGS), await stage.phone(LATE)
    group = await stage.api(CREATE, **body(extension(slow), extension(quick)))
    assert (group["call_ids"], group["groupcall_count"]) == ([], 2)
    loser, winner = await members(stage, group)
    assert {loser["master_groupcall_id"], winner["master_groupcall_id"]} == {group["id"]}
    assert winner["destinations"][0]["target"] == user_of(quick)
    up = await happens(stage, group["id"], "progressing")
    assert (up["answer_groupcall_id"], up["answer_call_id"]) == (winner["id"], NIL)
    assert (await slow.event("ended"))["kind"] == "cancelled"
    assert (await happens(stage, loser["id"], "hangup"))["answer_call_id"] == NIL
    quick.call.hang_up()
    over = await happens(stage, group["id"], "hangup")
    assert (over["groupcall_count"], over["call_count"]) == (0, 0)


async def cancel_of(stage: LocalStage, call_id: str) -> str:
    """The CANCEL of a call, once media nodes have told of it."""
    async with asyncio.timeout(15):
        while True:
            with contextlib.suppress(grpc.aio.AioRpcError):
                answer = await stage.api("TimelineService.GetCallSipAnalysis", call_id=call_id)
                for message in answer["sip_messages"]:
                    if message["method"] == "CANCEL":
                        return str(message["raw"])
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("by", ["groupcall", "groupcalls", "connect"])
async def test_phones_are_told_that_another_took_the_call(stage: LocalStage, by: str) -> None:
    """They are to show no missed call (RFC 3326 2)."""
    slow, quick = await stage.phone(RINGS), await stage.phone(LATE)
    if by == "connect":
        caller = await stage.phone()
        connect = action("connect", destinations=[sip(slow), sip(quick)])
        call = await stage.dial(caller, [connect])
        lost = (await stage.leg(call, 0))["id"]
    else:
        kind = extension if by == "groupcalls" else sip
        group = await stage.api(CREATE, **body(kind(slow), kind(quick)))
        loser = (await members(stage, group))[0] if by == "groupcalls" else group
        lost = loser["call_ids"][0]
    cancel = await cancel_of(stage, lost)
    assert 'Reason: SIP;cause=200;text="Call completed elsewhere"\r\n' in cancel
    assert (await stage.api.call(lost))["hangup_reason"] == "cancel"
    quick.call.hang_up()
    await quick.event("ended")


async def test_call_wins_over_groupcall(stage: LocalStage) -> None:
    slow, quick = await stage.phone(RINGS), await stage.phone(LATE)
    group = await stage.api(CREATE, **body(extension(slow), sip(quick)))
    assert (group["call_count"], group["groupcall_count"]) == (1, 1)
    up = await happens(stage, group["id"], "progressing")
    assert (up["answer_call_id"], up["answer_groupcall_id"]) == (group["call_ids"][0], NIL)
    await happens(stage, group["groupcall_ids"][0], "hangup")
    await stage.api("GroupcallService.HangupGroupcall", id=group["id"])
    await happens(stage, group["id"], "hangup")


async def test_everybody_may_answer(stage: LocalStage) -> None:
    phones = [await stage.phone(), await stage.phone(LATE)]
    group = await stage.api(CREATE, **body(*map(extension, phones), answer_method=""))
    for member in await members(stage, group):
        await stage.timeline.call(member["call_ids"][0], "progressing")
    shown = await stage.api("GroupcallService.GetGroupcall", id=group["id"])
    assert (shown["status"], shown["groupcall_count"]) == ("progressing", 2)
    await stage.api("GroupcallService.HangupGroupcall", id=group["id"])
    await happens(stage, group["id"], "hangup")


async def test_hangup_reaches_the_groupcalls_within(stage: LocalStage) -> None:
    phones = [await stage.phone(RINGS) for _ in range(2)]
    group = await stage.api(CREATE, **body(*map(extension, phones)))
    for phone in phones:
        await phone.event("ringing")
    await stage.api("GroupcallService.DeleteGroupcall", id=group["groupcall_ids"][0])
    shown = await stage.api("GroupcallService.HangupGroupcall", id=group["id"])
    assert shown["status"] in ("hangingup", "hangup")
    over = await happens(stage, group["id"], "hangup")
    assert (over["groupcall_count"], over["answer_groupcall_id"]) == (0, NIL)


async def test_nobody_is_registered(stage: LocalStage) -> None:
    one, other = await stage.extension(), await stage.extension()
    for destinations in ([extension(one)], [extension(one), extension(other)]):
        group = await stage.api(CREATE, **body(*destinations))
        assert group["status"] == "hangup"
        await happens(stage, group["id"], "hangup")


async def test_good_destinations_are_dialled(stage: LocalStage) -> None:
    phone = await stage.phone()
    nowhere = extension("nobody")
    group = await stage.api(CREATE, **body(nowhere, extension(phone)))
    assert (len(group["destinations"]), group["groupcall_count"]) == (2, 1)
    await stage.api("GroupcallService.DeleteGroupcall", id=group["id"])
    await phone.event("ended")
    assert await stage.api.refused(CREATE, **body(nowhere)) == "EXTENSION_NOT_FOUND"


async def agent(stage: Stage, *phones: Phone | str, linear: bool = False) -> Json:
    """A new agent who is available at these phones."""
    listed = await stage.api("ExtensionService.ListExtensions")
    ids = {row["extension"]: row["id"] for row in listed["result"]}
    numbers = [phone if isinstance(phone, str) else user_of(phone) for phone in phones]
    name = f"{new_id()}@agents.test"
    made = await stage.api(
        "AgentService.CreateAgent",
        username=name,
        password="long enough secret 1",
        name=name,
        ring_method="ringall",
        addresses=[{"type": "extension", "target": ids[number]} for number in numbers],
    )
    if linear:
        await stage.api("AgentService.UpdateAgent", id=made["id"], name=name, ring_method="linear")
    return await stage.api("AgentService.UpdateAgentStatus", id=made["id"], status="available")


def rings_agent(made: Json) -> Json:
    return {"type": "agent", "target": made["id"]}


async def statuses(stage: LocalStage, made: Json) -> list[str]:
    """What the agent was, from `available` on."""
    told = [e for e in stage.timeline.of(made["id"]) if e["type"] == "agent_status_updated"]
    return [event["data"]["status"] for event in told]


async def test_linear(stage: LocalStage) -> None:
    busy, away, good, never = (
        await stage.phone(BUSY),
        await stage.extension(),
        await stage.phone(LATE),
        await stage.phone(),
    )
    to = [extension(busy), extension(away), extension(good), extension(never)]
    group = await stage.api(CREATE, **body(*to, ring_method="linear"))
    assert (group["ring_method"], group["dial_index"]) == ("linear", 0)
    assert (len(group["groupcall_ids"]), group["groupcall_count"]) == (1, 1)
    up = await happens(stage, group["id"], "progressing")
    assert (up["dial_index"], len(up["groupcall_ids"]), up["groupcall_count"]) == (2, 3, 1)
    assert up["answer_groupcall_id"] == up["groupcall_ids"][2]
    good.call.hang_up()
    over = await happens(stage, group["id"], "hangup")
    assert (over["dial_index"], over["groupcall_count"]) == (2, 0)
    assert not [event for event in never.events if event["event"] == "ringing"]


async def test_linear_of_calls_that_all_fail(stage: LocalStage) -> None:
    phones = [await stage.phone(BUSY), await stage.phone(BUSY)]
    group = await stage.api(CREATE, **body(*map(sip, phones), ring_method="linear"))
    over = await happens(stage, group["id"], "hangup")
    assert (len(over["call_ids"]), over["call_count"], over["dial_index"]) == (2, 0, 1)
    assert over["answer_call_id"] == NIL
    for phone in phones:
        await phone.event("refused")


async def test_linear_stops_when_it_is_hung_up(stage: LocalStage) -> None:
    first, second = await stage.phone(RINGS), await stage.phone()
    to = [extension(first), extension(second)]
    group = await stage.api(CREATE, **body(*to, ring_method="linear"))
    await first.event("ringing")
    shown = await stage.api("GroupcallService.DeleteGroupcall", id=group["id"])
    assert shown["tm_delete"]
    assert (await first.event("ended"))["kind"] == "cancelled"
    await happens(stage, group["id"], "hangup")
    assert not [event for event in second.events if event["event"] == "ringing"]
    refused = await stage.api.refused("GroupcallService.GetGroupcall", id=group["id"])
    assert refused == "GROUPCALL_NOT_FOUND"


async def test_agent_is_rung_busy_and_available_again(stage: LocalStage) -> None:
    phone = await stage.phone(LATE)
    made = await agent(stage, phone)
    group = await stage.api(CREATE, **body(rings_agent(made)))
    assert (group["owner_type"], group["owner_id"]) == ("agent", made["id"])
    await happens(stage, group["id"], "progressing")
    assert (await stage.api("AgentService.GetAgent", id=made["id"]))["status"] == "busy"
    phone.call.hang_up()
    await happens(stage, group["id"], "hangup")
    assert await statuses(stage, made) == ["available", "ringing", "busy", "available"]


async def test_agent_who_does_not_answer(stage: LocalStage) -> None:
    made = await agent(stage, await stage.phone(BUSY))
    group = await stage.api(CREATE, **body(rings_agent(made)))
    await happens(stage, group["id"], "hangup")
    assert await statuses(stage, made) == ["available", "ringing", "available"]


async def test_agent_who_was_away_is_away_again(stage: LocalStage) -> None:
    phone = await stage.phone()
    made = await agent(stage, phone)
    await stage.api("AgentService.UpdateAgentStatus", id=made["id"], status="away")
    group = await stage.api(CREATE, **body(rings_agent(made)))
    await happens(stage, group["id"], "progressing")
    phone.call.hang_up()
    await happens(stage, group["id"], "hangup")
    assert await statuses(stage, made) == ["available", "away", "busy", "away"]


async def test_status_chosen_during_the_call_stays(stage: LocalStage) -> None:
    phone = await stage.phone()
    made = await agent(stage, phone)
    group = await stage.api(CREATE, **body(rings_agent(made)))
    await happens(stage, group["id"], "progressing")
    await stage.api("AgentService.UpdateAgentStatus", id=made["id"], status="offline")
    phone.call.hang_up()
    await happens(stage, group["id"], "hangup")
    assert (await stage.api("AgentService.GetAgent", id=made["id"]))["status"] == "offline"


async def test_extension_of_an_agent_leaves_its_status(stage: LocalStage) -> None:
    phone = await stage.phone()
    made = await agent(stage, phone)
    group = await stage.api(CREATE, **body(extension(phone)))
    assert group["owner_id"] == made["id"]
    await happens(stage, group["id"], "progressing")
    assert await statuses(stage, made) == ["available"]
    phone.call.hang_up()
    await happens(stage, group["id"], "hangup")


async def test_two_groupcalls_take_an_agent_once(stage: LocalStage) -> None:
    made = await agent(stage, await stage.phone(RINGS))
    groups = await asyncio.gather(*(stage.api(CREATE, **body(rings_agent(made))) for _ in range(2)))
    assert (await statuses(stage, made)).count("ringing") == 1
    for group in groups:
        await stage.api("GroupcallService.HangupGroupcall", id=group["id"])
        await happens(stage, group["id"], "hangup")
    assert (await stage.api("AgentService.GetAgent", id=made["id"]))["status"] == "available"


async def test_agent_rings_linear_within_a_groupcall(stage: LocalStage) -> None:
    first, second = await stage.phone(BUSY), await stage.phone(LATE)
    made = await agent(stage, first, second, linear=True)
    other = await stage.phone(RINGS)
    group = await stage.api(CREATE, **body(rings_agent(made), extension(other)))
    child, _ = await members(stage, group)
    assert (child["ring_method"], len(child["call_ids"])) == ("linear", 1)
    up = await happens(stage, group["id"], "progressing")
    assert up["answer_groupcall_id"] == child["id"]
    won = await happens(stage, child["id"], "progressing")
    assert (won["dial_index"], len(won["call_ids"])) == (1, 2)
    assert (await other.event("ended"))["kind"] == "cancelled"
    second.call.hang_up()
    await happens(stage, group["id"], "hangup")


async def test_connect_to_an_agent_who_rings_linear(stage: LocalStage) -> None:
    first, second = await stage.phone(BUSY), await stage.phone(LATE)
    made = await agent(stage, first, second, linear=True)
    caller = await stage.phone()
    caller.dial(f"sip:agent%3A{made['id']}@{stage.domain}")
    await caller.event("answered")
    await hear_each_other(caller, second)
    call = await stage.incoming(caller)
    assert len((await stage.api.call(call["id"]))["chained_call_ids"]) == 2
    caller.call.hang_up()
    await second.event("ended")


async def test_linear_stops_when_another_destination_answers(stage: LocalStage) -> None:
    """Cancelling the phone that rings must not make the next one of the agent ring."""
    first, second, other = await stage.phone(RINGS), await stage.phone(), await stage.phone(LATE)
    made = await agent(stage, first, second, linear=True)
    caller = await stage.phone()
    connect = action("connect", destinations=[rings_agent(made), extension(other)])
    call = await stage.dial(caller, [connect])
    assert (await first.event("ended"))["kind"] == "cancelled"
    await other.event("answered")
    await hear_each_other(caller, other)
    assert len((await stage.api.call(call["id"]))["chained_call_ids"]) == 2
    assert not [event for event in second.events if event["event"] == "ringing"]


async def test_linear_stops_when_its_master_ends(stage: LocalStage) -> None:
    first, second = await stage.phone(RINGS), await stage.phone()
    made = await agent(stage, first, second, linear=True)
    caller = await stage.phone()
    caller.dial(f"sip:agent%3A{made['id']}@{stage.domain}")
    await first.event("ringing")
    caller.call.hang_up()
    await first.event("ended")
    await stage.ended(await stage.incoming(caller))
    await stage.polled(
        "AgentService.GetAgent", lambda shown: shown["status"] == "available", id=made["id"]
    )
    assert await statuses(stage, made) == ["available", "ringing", "available"]
    assert not [event for event in second.events if event["event"] == "ringing"]


async def test_restart_ends_groupcalls_and_frees_agents(stage: LocalStage) -> None:
    """A process that died between two members leaves a row that says it goes on."""
    made = await agent(stage, await stage.phone(RINGS))
    group = await stage.api(CREATE, **body(rings_agent(made)))
    engines = stage.platform.engines
    await abandoned(engines.store, GROUPCALL.table, group["id"])
    await engines.groupcalls.recover()
    over = await happens(stage, group["id"], "hangup")
    assert (over["status"], over["call_count"]) == ("hangup", 0)
    assert (await statuses(stage, made))[-1] == "available"


async def test_refused(stage: LocalStage) -> None:
    to = extension(await stage.extension())
    refusals = [
        (body(), "INVALID_ARGUMENT"),
        (body({"type": "email", "target": "a@b.c"}), "INVALID_ARGUMENT"),
        (body(to, flow_id=new_id(), actions=[]), "INVALID_ARGUMENT"),
        (body(to, source={"type": "extension", "target": "nobody"}), "SOURCE_NOT_OWNED"),
    ]
    for fields, reason in refusals:
        assert await stage.api.refused(CREATE, **fields) == reason
