"""Groupcalls that the API makes: several destinations, of which one is wanted."""

from typing import Any

import pytest

from tests.media.node.phones import Phone
from tests.platform.api import Json
from tests.platform.stage import SOURCE, LocalStage, action, user_of
from voipbin.core.ids import new_id
from voipbin.media.softphone import Behaviour

pytestmark = pytest.mark.asyncio(loop_scope="module")

NIL = "00000000-0000-0000-0000-000000000000"
RINGS = Behaviour(never_answer=True)
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


async def test_refused(stage: LocalStage) -> None:
    to = extension(await stage.extension())
    refusals = [
        (body(), "INVALID_ARGUMENT"),
        (body({"type": "email", "target": "a@b.c"}), "INVALID_ARGUMENT"),
        (body(to, flow_id=new_id(), actions=[]), "INVALID_ARGUMENT"),
        (body(to, ring_method="linear"), "ENGINE_NOT_AVAILABLE"),
        (body(to, source={"type": "extension", "target": "nobody"}), "SOURCE_NOT_OWNED"),
    ]
    for fields, reason in refusals:
        assert await stage.api.refused(CREATE, **fields) == reason
