"""Several phones that ring for one address."""

import asyncio

import pytest

from tests.platform.api import Json
from tests.platform.stage import SOURCE, LocalStage, action, user_of
from voipbin.media.softphone import Behaviour

pytestmark = pytest.mark.asyncio(loop_scope="module")

RINGS = Behaviour(never_answer=True)
WAITS = [action("sleep", duration=60_000)]


async def ring(stage: LocalStage, number: str, actions: list[Json]) -> Json:
    """Call an extension; the groupcall."""
    answer = await stage.api(
        "CallService.CreateCalls",
        source=SOURCE,
        destinations=[{"type": "extension", "target": number}],
        actions=actions,
    )
    group: Json = answer["groupcalls"][0]
    return group


async def group_over(stage: LocalStage, group: Json) -> Json:
    return await stage.timeline.wait("groupcall_hangup", lambda body: body["id"] == group["id"])


async def test_first_answer_wins(stage: LocalStage) -> None:
    slow = await stage.phone(RINGS)
    quick = await stage.phone(
        Behaviour(answer_after_ms=300), user=user_of(slow), password=f"secret-{user_of(slow)}"
    )
    group = await ring(stage, user_of(slow), WAITS)
    assert (group["call_count"], len(group["call_ids"]), group["status"]) == (2, 2, "progressing")
    over = await slow.event("ended")
    assert (over["kind"], over["answered"]) == ("cancelled", False)
    up = await stage.timeline.wait("groupcall_progressing", lambda body: body["id"] == group["id"])
    winner = await stage.api.call(up["answer_call_id"])
    assert winner["status"] == "progressing"
    (loser,) = set(group["call_ids"]) - {winner["id"]}
    assert (await stage.timeline.call(loser, "hangup"))["hangup_reason"] == "cancel"
    shown = await stage.polled(
        "GroupcallService.GetGroupcall", lambda body: body["call_count"] == 1, id=group["id"]
    )
    assert shown["status"] == "progressing"
    quick.call.hang_up()
    ended = await group_over(stage, group)
    assert (ended["status"], ended["call_count"]) == ("hangup", 0)


async def test_all_answer_at_once(stage: LocalStage) -> None:
    number = await stage.extension()
    phones = [await stage.phone(user=number) for _ in range(3)]
    group = await ring(stage, number, WAITS)
    up = await stage.timeline.wait("groupcall_progressing", lambda body: body["id"] == group["id"])
    for id in set(group["call_ids"]) - {up["answer_call_id"]}:
        await stage.timeline.call(id, "hangup")
    assert (await stage.api.call(up["answer_call_id"]))["status"] == "progressing"
    assert sum(not phone.call.ended.is_set() for phone in phones if phone.calls) >= 1
    await stage.api("GroupcallService.HangupGroupcall", id=group["id"])
    await group_over(stage, group)


async def test_fourth_phone_takes_the_place_of_the_oldest(stage: LocalStage) -> None:
    number = await stage.extension()
    phones = [await stage.phone(RINGS, user=number) for _ in range(4)]
    group = await ring(stage, number, WAITS)
    assert len(group["call_ids"]) == 3
    await asyncio.gather(*(phone.event("ringing") for phone in phones[1:]))
    await stage.api("GroupcallService.HangupGroupcall", id=group["id"])
    await group_over(stage, group)
    assert not phones[0].calls


async def test_hangup_of_the_group_while_it_rings(stage: LocalStage) -> None:
    number = await stage.extension()
    phones = [await stage.phone(RINGS, user=number) for _ in range(2)]
    group = await ring(stage, number, WAITS)
    await asyncio.gather(*(phone.event("ringing") for phone in phones))
    shown = await stage.api("GroupcallService.HangupGroupcall", id=group["id"])
    assert shown["status"] in ("hangingup", "hangup")
    assert (await group_over(stage, group))["call_count"] == 0
    assert [(await phone.event("ended"))["kind"] for phone in phones] == ["cancelled"] * 2


async def test_everybody_refuses(stage: LocalStage) -> None:
    number = await stage.extension()
    for status in (486, 480):
        await stage.phone(Behaviour(refuse_status=status), user=number)
    group = await ring(stage, number, WAITS)
    over = await group_over(stage, group)
    assert (over["call_count"], over["status"]) == (0, "hangup")
    assert over["answer_call_id"] == "00000000-0000-0000-0000-000000000000"
    reasons = {
        (await stage.timeline.call(id, "hangup"))["hangup_reason"] for id in over["call_ids"]
    }
    assert reasons == {"busy", "noanswer"}


async def test_deleted_group(stage: LocalStage) -> None:
    phone = await stage.phone()
    group = await ring(stage, user_of(phone), WAITS)
    await stage.timeline.call(group["call_ids"][0], "progressing")
    await stage.api("GroupcallService.DeleteGroupcall", id=group["id"])
    await phone.event("ended")
    refused = await stage.api.refused("GroupcallService.GetGroupcall", id=group["id"])
    assert refused == "GROUPCALL_NOT_FOUND"
