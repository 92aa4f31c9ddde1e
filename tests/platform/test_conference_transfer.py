"""Somebody in a conference gives its place to somebody else."""

import asyncio

import pytest

from tests.media.node.phones import Phone
from tests.platform.api import Json
from tests.platform.conferences import crowd, opened, stay_of
from tests.platform.stage import LocalStage, action, user_of
from tests.platform.test_connect import hear_each_other
from tests.platform.test_transfer import (
    BUSY,
    LATE,
    RINGS,
    connected,
    refused,
    transfer,
    transferee_of,
)
from voipbin.media.softphone import Behaviour

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def both_hear(speaker: Phone, *listeners: Phone, hz: float = 700.0) -> None:
    spoken = asyncio.ensure_future(speaker.speak_tone(hz, 5000))
    await asyncio.gather(*(phone.hears_tone(hz) for phone in listeners))
    spoken.cancel()
    await asyncio.gather(spoken, return_exceptions=True)


async def new_phone(stage: LocalStage, behaviour: Behaviour = LATE) -> Phone:
    return await stage.phone(behaviour)


async def end(*phones: Phone) -> None:
    for phone in phones:
        phone.call.hang_up()
        await phone.event("ended")


@pytest.mark.parametrize("size", [2, 3])
async def test_blind(stage: LocalStage, size: int) -> None:
    conference = await opened(stage)
    (leaver, *stay), (mine, *_) = await crowd(stage, conference, size=size)
    third = await new_phone(stage)
    row = await transfer(stage, "blind", mine, third)
    assert row["confbridge_id"] == conference["id"]
    await leaver.event("ended")
    await third.event("answered")
    group = await stage.api("GroupcallService.GetGroupcall", id=row["groupcall_id"])
    assert await transferee_of(stage, row) in group["call_ids"]
    await stay_of(stage, {"id": group["call_ids"][0]})
    await both_hear(third, *stay)
    await hear_each_other(stay[0], third)
    await end(third, *stay)


async def test_who_is_left_alone_hears_ringback(stage: LocalStage) -> None:
    conference = await opened(stage)
    (_, left), (mine, _) = await crowd(stage, conference, size=2)
    third = await new_phone(stage, RINGS)
    await transfer(stage, "blind", mine, third)
    await left.hears_something()
    await stage.ended(mine)
    third.call.hang_up()
    await third.event("ended")
    await left.hears_silence()
    await end(left)


async def test_blind_that_fails(stage: LocalStage) -> None:
    conference = await opened(stage)
    (_, *stay), (mine, *_) = await crowd(stage, conference)
    await transfer(stage, "blind", mine, await new_phone(stage, BUSY))
    await stage.ended(mine)
    await hear_each_other(*stay)
    await end(*stay)


async def test_attended(stage: LocalStage) -> None:
    conference = await opened(stage)
    (leaver, left), (mine, _) = await crowd(stage, conference, size=2)
    third = await new_phone(stage)
    row = await transfer(stage, "attended", mine, third)
    await connected(leaver, third)
    await left.hears_something()
    leaver.call.hang_up()
    await connected(left, third)
    group = await stage.api("GroupcallService.GetGroupcall", id=row["groupcall_id"])
    assert await transferee_of(stage, row) in group["call_ids"]
    await end(third, left)


async def test_attended_while_the_others_talk(stage: LocalStage) -> None:
    conference = await opened(stage)
    (leaver, *others), (mine, *_) = await crowd(stage, conference)
    third = await new_phone(stage)
    await transfer(stage, "attended", mine, third)
    await connected(leaver, third)
    await hear_each_other(*others)
    assert await refused_again(stage, mine, third) == "TRANSFER_IN_PROGRESS"
    leaver.call.hang_up()
    await stage.ended(mine)
    await both_hear(third, *others)
    await end(third, *others)


async def refused_again(stage: LocalStage, call: Json, phone: Phone) -> str:
    return await refused(stage, call["id"], {"type": "extension", "target": user_of(phone)})


@pytest.mark.parametrize("how", ["busy", "leaves", "unregistered"])
async def test_attended_that_fails(stage: LocalStage, how: str) -> None:
    conference = await opened(stage)
    (one, other), (mine, _) = await crowd(stage, conference, size=2)
    if how == "unregistered":
        await transfer(stage, "attended", mine, await stage.extension())
    elif how == "busy":
        await transfer(stage, "attended", mine, await new_phone(stage, BUSY))
    else:
        third = await new_phone(stage)
        await transfer(stage, "attended", mine, third)
        await connected(one, third)
        await end(third)
    await hear_each_other(one, other)
    await end(one, other)


async def test_attended_transferer_gives_up(stage: LocalStage) -> None:
    conference = await opened(stage)
    (leaver, left), (mine, _) = await crowd(stage, conference, size=2)
    third = await new_phone(stage, RINGS)
    await transfer(stage, "attended", mine, third)
    await third.event("ringing")
    await end(leaver)
    assert (await third.event("ended"))["kind"] == "cancelled"
    await left.hears_silence()
    await end(left)


async def test_transferer_that_is_taken_out_meanwhile(stage: LocalStage) -> None:
    """Its flow goes on; the newcomer it spoke to has the place."""
    conference = await opened(stage)
    (leaver, left), (mine, _) = await crowd(
        stage, conference, [action("sleep", duration=60_000)], size=2
    )
    third = await new_phone(stage)
    await transfer(stage, "attended", mine, third)
    await connected(leaver, third)
    stay = await stay_of(stage, mine)
    await stage.api("ConferencecallService.DeleteConferencecall", id=stay["id"])
    await connected(left, third)
    await leaver.hears_silence()
    await end(third, left, leaver)


@pytest.mark.parametrize("kind", ["blind", "attended"])
async def test_conference_that_ends_with_the_last_of_two(stage: LocalStage, kind: str) -> None:
    """One who is alone there for a transfer is not the last."""
    conference = await opened(stage, type="connect")
    (leaver, left), (mine, _) = await crowd(stage, conference, size=2)
    third = await new_phone(stage)
    await transfer(stage, kind, mine, third)
    if kind == "attended":
        await connected(leaver, third)
        leaver.call.hang_up()
    await leaver.event("ended")
    await connected(left, third)
    third.call.hang_up()
    await left.event("ended")


async def test_conference_of_two_to_which_nobody_comes(stage: LocalStage) -> None:
    conference = await opened(stage, type="connect")
    (_, left), (mine, _) = await crowd(stage, conference, size=2)
    await transfer(stage, "blind", mine, await new_phone(stage, BUSY))
    await left.event("ended")
    await stage.ended(mine)


async def test_alone_in_a_conference(stage: LocalStage) -> None:
    conference = await opened(stage)
    (phone,), (call,) = await crowd(stage, conference, size=1)
    assert await refused_again(stage, call, phone) == "CALL_NOT_BRIDGED"
    await end(phone)
