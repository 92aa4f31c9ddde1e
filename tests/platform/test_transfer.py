"""Calls handed over by the API, and what is refused before."""

import asyncio
from typing import Any

import pytest

from tests.media.node.phones import Phone
from tests.platform.api import Json
from tests.platform.stage import LocalStage, action, eventually, user_of
from tests.platform.test_connect import hear_each_other
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository
from voipbin.core.transfer.model import TRANSFER
from voipbin.media.softphone import Behaviour

pytestmark = pytest.mark.asyncio(loop_scope="module")

RINGS = Behaviour(never_answer=True)
LATE = Behaviour(answer_after_ms=300)
BUSY = Behaviour(refuse_status=486)


async def refused(stage: LocalStage, call_id: str, to: Json, **more: Any) -> str:
    fields = {
        "transfer_type": "blind",
        "transferer_call_id": call_id,
        "transferee_addresses": [to],
    }
    return await stage.api.refused("TransferService.CreateTransfer", **(fields | more))


async def connected(one: Phone, other: Phone) -> None:
    """Both have answered and hear each other."""
    for phone in (one, other):
        await eventually(
            lambda phone=phone: bool(phone.calls) and phone.call.was_answered,  # type: ignore[misc]
            lambda: "a phone is in no call",
        )
    await hear_each_other(one, other)


async def talking(stage: LocalStage) -> tuple[Phone, Phone, Json, Json]:
    """Two phones in a call, and the calls of both."""
    caller, callee = await asyncio.gather(stage.phone(), stage.phone())
    caller.dial(user_of(callee))
    await asyncio.gather(caller.event("answered"), callee.event("answered"))
    call = await stage.incoming(caller)
    leg = await stage.leg(call)
    await stage.timeline.call(leg["id"], "progressing")
    await stage.timeline.call(call["id"], "progressing")
    await caller.event("answered")
    return caller, callee, call, leg


async def transfer(stage: LocalStage, kind: str, call: Json, *to: Phone | str) -> Json:
    numbers = [entry if isinstance(entry, str) else user_of(entry) for entry in to]
    return await stage.api(
        "TransferService.CreateTransfer",
        transfer_type=kind,
        transferer_call_id=call["id"],
        transferee_addresses=[{"type": "extension", "target": number} for number in numbers],
    )


async def transferee_of(stage: LocalStage, row: Json) -> str:
    """Who took over, once it is written down; the API has no operation that shows it."""
    store = stage.platform.engines.store
    async with asyncio.timeout(10):
        while True:
            async with store.reading() as connection:
                found = await Repository(TRANSFER, connection, row["customer_id"]).get(row["id"])
            if found.transferee_call_id:
                return found.transferee_call_id
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("by", ["caller", "callee"])
async def test_blind(stage: LocalStage, by: str) -> None:
    caller, callee, call, leg = await talking(stage)
    third = await stage.phone(LATE)
    leaver, stays, mine, left = (
        (caller, callee, call, leg) if by == "caller" else (callee, caller, leg, call)
    )
    row = await transfer(stage, "blind", mine, third)
    assert (row["type"], row["transferer_call_id"]) == ("blind", mine["id"])
    await leaver.event("ended")
    await third.event("answered")
    await connected(stays, third)
    group = await stage.api("GroupcallService.GetGroupcall", id=row["groupcall_id"])
    assert await transferee_of(stage, row) in group["call_ids"]
    third.call.hang_up()
    await stays.event("ended")
    await stage.ended(left)


async def test_blind_rings_back(stage: LocalStage) -> None:
    caller, callee, call, _ = await talking(stage)
    third = await stage.phone(RINGS)
    await transfer(stage, "blind", call, third)
    await caller.event("ended")
    await third.event("ringing")
    await callee.hears_something()
    callee.call.hang_up()
    assert (await third.event("ended"))["kind"] == "cancelled"


async def test_blind_to_the_first_of_several(stage: LocalStage) -> None:
    caller, _, _, leg = await talking(stage)
    slow, quick = await stage.phone(RINGS), await stage.phone(LATE)
    await transfer(stage, "blind", leg, slow, quick)
    assert (await slow.event("ended"))["kind"] == "cancelled"
    await connected(caller, quick)


@pytest.mark.parametrize("nobody", ["busy", "unregistered"])
async def test_blind_that_fails(stage: LocalStage, nobody: str) -> None:
    caller, callee, call, leg = await talking(stage)
    to = await stage.extension() if nobody == "unregistered" else await stage.phone(BUSY)
    await transfer(stage, "blind", leg, to)
    await callee.event("ended")
    await caller.event("ended")
    await stage.ended(call)


@pytest.mark.parametrize("by", ["caller", "callee"])
async def test_attended(stage: LocalStage, by: str) -> None:
    caller, callee, call, leg = await talking(stage)
    third = await stage.phone(LATE)
    leaver, stays, mine = (caller, callee, call) if by == "caller" else (callee, caller, leg)
    row = await transfer(stage, "attended", mine, third)
    await third.event("answered")
    await stays.hears_something()
    await connected(leaver, third)
    assert not leaver.call.ended.is_set()
    leaver.call.hang_up()
    await connected(stays, third)
    group = await stage.api("GroupcallService.GetGroupcall", id=row["groupcall_id"])
    assert await transferee_of(stage, row) in group["call_ids"]
    stays.call.hang_up()
    await third.event("ended")


@pytest.mark.parametrize("how", ["busy", "leaves", "unregistered"])
async def test_attended_that_fails(stage: LocalStage, how: str) -> None:
    caller, callee, call, _ = await talking(stage)
    if how == "unregistered":
        await transfer(stage, "attended", call, await stage.extension())
    elif how == "busy":
        third = await stage.phone(BUSY)
        await transfer(stage, "attended", call, third)
        await third.event("refused")
    else:
        third = await stage.phone()
        await transfer(stage, "attended", call, third)
        await connected(caller, third)
        third.call.hang_up()
        await third.event("ended")
    await connected(caller, callee)
    callee.call.hang_up()
    await stage.ended(call)


async def test_attended_transferer_gives_up(stage: LocalStage) -> None:
    caller, callee, _, leg = await talking(stage)
    third = await stage.phone(RINGS)
    await transfer(stage, "attended", leg, third)
    await third.event("ringing")
    callee.call.hang_up()
    assert (await third.event("ended"))["kind"] == "cancelled"
    await caller.event("ended")


async def test_attended_the_other_party_leaves(stage: LocalStage) -> None:
    caller, callee, call, _ = await talking(stage)
    third = await stage.phone()
    await transfer(stage, "attended", call, third)
    await connected(caller, third)
    callee.call.hang_up()
    await callee.event("ended")
    await connected(caller, third)
    caller.call.hang_up()
    await third.event("ended")


async def test_refused(stage: LocalStage) -> None:
    caller, _, call, _ = await talking(stage)
    to = {"type": "extension", "target": user_of(await stage.phone())}
    unknown = {"type": "extension", "target": "nobody"}
    assert await refused(stage, call["id"], unknown) == "EXTENSION_NOT_FOUND"
    assert await refused(stage, call["id"], {"type": "email"}) == "INVALID_ARGUMENT"
    assert await refused(stage, call["id"], {"type": "tel", "target": "x"}) == "INVALID_ARGUMENT"
    assert await refused(stage, new_id(), to) == "INVALID_ARGUMENT"
    assert await refused(stage, call["id"], to, transfer_type="") == "INVALID_ARGUMENT"
    caller.call.hang_up()
    await stage.ended(call)
    assert await refused(stage, call["id"], to) == "CALL_ALREADY_HUNG_UP"


@pytest.mark.parametrize("answered", [False, True])
async def test_one_at_a_time(stage: LocalStage, answered: bool) -> None:
    """Neither party is handed over while a third rings, nor while it is asked."""
    caller, callee, call, leg = await talking(stage)
    third = await stage.phone(Behaviour(answer_after_ms=0) if answered else RINGS)
    await transfer(stage, "attended", call, third)
    await third.event("answered" if answered else "ringing")
    to = {"type": "extension", "target": user_of(await stage.phone())}
    for one in (call, leg):
        for kind in ("blind", "attended"):
            reason = await refused(stage, one["id"], to, transfer_type=kind)
            assert reason == "TRANSFER_IN_PROGRESS"
    await callee.hears_something()
    caller.call.hang_up()
    await stage.ended(call)


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
