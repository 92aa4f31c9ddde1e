"""Phones that press "transfer": REFER within a call, and INVITE that replaces another."""

import asyncio

import pytest

from tests.media.node.phones import Phone
from tests.platform.api import Json
from tests.platform.conferences import crowd, joins, opened, stay_of
from tests.platform.stage import LocalStage, action, eventually, user_of
from tests.platform.test_transfer import BUSY, LATE, RINGS, connected, talking
from voipbin.core.call.inbound import InboundRouter
from voipbin.media.sip import Replaces, SessionError

pytestmark = pytest.mark.asyncio(loop_scope="module")


def uri(stage: LocalStage, phone: Phone | str) -> str:
    number = phone if isinstance(phone, str) else user_of(phone)
    return f"sip:{number}@{stage.domain}"


async def told(phone: Phone, status: int) -> Json:
    return await phone.event("transfer", lambda event: event["status"] == status)


@pytest.mark.parametrize("by", ["caller", "callee"])
async def test_blind(stage: LocalStage, by: str) -> None:
    caller, callee, _, _ = await talking(stage)
    third = await stage.phone(LATE)
    leaver, stays = (caller, callee) if by == "caller" else (callee, caller)
    await leaver.call.transfer(uri(stage, third))
    assert (await third.event("ringing"))["caller"] == user_of(leaver)
    await stays.hears_something()
    assert (await told(leaver, 100))["reason"] == "Trying"
    assert not (await told(leaver, 180))["last"]
    assert (await told(leaver, 200))["last"]
    assert (await leaver.event("ended"))["by"] == "remote"
    await connected(stays, third)
    stays.call.hang_up()
    await third.event("ended")


@pytest.mark.parametrize(
    ("nobody", "status"), [("busy", 486), ("unregistered", 480), ("unknown", 404)]
)
async def test_blind_that_fails(stage: LocalStage, nobody: str, status: int) -> None:
    caller, callee, call, _ = await talking(stage)
    to: Phone | str = "9999"
    if nobody == "busy":
        to = await stage.phone(BUSY)
    elif nobody == "unregistered":
        to = await stage.extension()
    await caller.call.transfer(uri(stage, to))
    assert (await told(caller, status))["last"]
    await connected(caller, callee)
    callee.call.hang_up()
    await stage.ended(call)


@pytest.mark.parametrize("waits", [True, False])
async def test_blind_out_of_a_conference(stage: LocalStage, waits: bool) -> None:
    """It stays until the other one is there, or leaves at once as it likes."""
    conference = await opened(stage)
    (leaver, *stay), _ = await crowd(stage, conference)
    third = await stage.phone(LATE)
    await leaver.call.transfer(uri(stage, third))
    assert (await third.event("ringing"))["caller"] == user_of(leaver)
    if waits:
        await told(leaver, 180)
        assert (await told(leaver, 200))["last"]
    else:
        leaver.call.hang_up()
    await leaver.event("ended")
    await connected(stay[0], third)
    await connected(stay[1], third)
    for phone in (third, *stay):
        phone.call.hang_up()
        await phone.event("ended")


@pytest.mark.parametrize(
    ("nobody", "status"), [("busy", 486), ("unregistered", 480), ("unknown", 404)]
)
async def test_blind_out_of_a_conference_that_fails(
    stage: LocalStage, nobody: str, status: int
) -> None:
    conference = await opened(stage)
    (one, other), _ = await crowd(stage, conference, size=2)
    to: Phone | str = "9999"
    if nobody == "busy":
        to = await stage.phone(BUSY)
    elif nobody == "unregistered":
        to = await stage.extension()
    await one.call.transfer(uri(stage, to))
    assert (await told(one, status))["last"]
    await connected(one, other)
    for phone in (one, other):
        phone.call.hang_up()
        await phone.event("ended")


async def test_phone_that_does_not_wait(stage: LocalStage) -> None:
    """Many phones say BYE as soon as REFER is accepted; the handover goes on."""
    caller, callee, _, _ = await talking(stage)
    third = await stage.phone(LATE)
    await caller.call.transfer(uri(stage, third))
    caller.call.hang_up()
    await connected(callee, third)


async def test_phone_that_does_not_want_to_know(stage: LocalStage) -> None:
    caller, callee, _, _ = await talking(stage)
    third = await stage.phone(LATE)
    await caller.call.transfer(uri(stage, third), subscribe=False)
    await connected(callee, third)
    await caller.event("ended")
    assert not [event for event in caller.events if event["event"] == "transfer"]


async def test_phone_that_holds_first(stage: LocalStage) -> None:
    caller, callee, _, _ = await talking(stage)
    await caller.call.hold(True)
    await callee.hears_something()
    third = await stage.phone(BUSY)
    await caller.call.transfer(uri(stage, third))
    await told(caller, 486)
    await callee.hears_something()  # still on hold
    await caller.call.hold(False)
    await connected(caller, callee)


async def test_who_stays_hangs_up_while_it_rings(stage: LocalStage) -> None:
    caller, callee, _, _ = await talking(stage)
    third = await stage.phone(RINGS)
    await caller.call.transfer(uri(stage, third))
    await third.event("ringing")
    callee.call.hang_up()
    assert (await third.event("ended"))["kind"] == "cancelled"
    await caller.event("ended")


async def test_attended(stage: LocalStage) -> None:
    """The phone holds its first call, asks the third, and connects the two."""
    caller, callee, first, _ = await talking(stage)
    third = await stage.phone()
    held = caller.call
    await held.hold(True)
    await callee.hears_something()
    asking = caller.dial(user_of(third))
    await third.event("answered")
    await connected(caller, third)
    await held.transfer_to(asking)
    assert (await told(caller, 200))["last"]
    await asyncio.wait_for(asyncio.gather(held.ended.wait(), asking.ended.wait()), 10)
    await connected(callee, third)
    await stage.ended(first)
    callee.call.hang_up()
    await third.event("ended")


async def test_attended_by_who_was_called(stage: LocalStage) -> None:
    caller, callee, _, _ = await talking(stage)
    third = await stage.phone()
    first = callee.call
    asking = callee.dial(user_of(third))
    await third.event("answered")
    await connected(callee, third)
    await asking.transfer_to(first)
    await asyncio.wait_for(asyncio.gather(first.ended.wait(), asking.ended.wait()), 10)
    await connected(caller, third)
    third.call.hang_up()
    await caller.event("ended")


@pytest.mark.parametrize("holds", ["conference", "call"])
@pytest.mark.parametrize("who", ["calls", "is_called"])
async def test_attended_into_a_conference(stage: LocalStage, holds: str, who: str) -> None:
    """Whom the phone talks to alone takes its place among the others."""
    conference = await opened(stage, type="connect")
    (leaver, left), _ = await crowd(stage, conference, size=2)
    place, third = leaver.call, await stage.phone()
    if who == "calls":
        asking = leaver.dial(user_of(third))
    else:
        third.dial(user_of(leaver))
    await third.event("answered")
    await connected(leaver, third)
    if who == "is_called":
        asking = leaver.call
    first, second = (place, asking) if holds == "conference" else (asking, place)
    await first.transfer_to(second)
    assert (await told(leaver, 200))["last"]
    await asyncio.wait_for(asyncio.gather(place.ended.wait(), asking.ended.wait()), 10)
    await connected(left, third)
    await stage.api("ConferenceService.DeleteConference", id=conference["id"])
    await asyncio.gather(third.event("ended"), left.event("ended"))


async def test_place_in_a_conference_ends_with_its_call(stage: LocalStage) -> None:
    conference = await opened(stage)
    (leaver, *others), _ = await crowd(stage, conference)
    place, third = leaver.call, await stage.phone()
    asking = leaver.dial(user_of(third))
    await third.event("answered")
    await connected(leaver, third)
    await place.transfer_to(asking)
    await leaver.event("ended")
    await connected(others[0], third)
    stays = await stage.api("ConferencecallService.ListConferencecalls")
    assert sum(one["conference_id"] == conference["id"] for one in stays["result"]) == 4
    third.call.hang_up()
    await third.event("ended")
    await connected(*others)
    for phone in others:
        phone.call.hang_up()
        await phone.event("ended")


async def test_two_conferences_are_not_made_one(stage: LocalStage) -> None:
    conference = await opened(stage)
    (phone, other), _ = await crowd(stage, conference, size=2)
    first = phone.call
    second = await opened(stage)
    (guest,), _ = await crowd(stage, second, size=1)
    await stay_of(stage, await stage.dial(phone, [joins(second)]))
    await connected(phone, guest)
    await first.transfer_to(phone.call)
    await told(phone, 481)
    await connected(phone, guest)
    first.hang_up()
    for one in (phone, guest, other):
        one.call.hang_up()
        await one.event("ended")


async def test_dialog_of_nobody(stage: LocalStage) -> None:
    caller, callee, _, _ = await talking(stage)
    unknown = Replaces("nothing@nowhere", "a", "b")
    to = f"{uri(stage, callee)}?Replaces={str(unknown).replace(';', '%3B').replace('=', '%3D')}"
    await caller.call.transfer(to)
    await told(caller, 481)
    await connected(caller, callee)


async def test_dialog_of_another_phone(stage: LocalStage) -> None:
    caller, callee, _, _ = await talking(stage)
    other, friend, _, _ = await talking(stage)
    await caller.call.transfer_to(other.call)
    await told(caller, 403)
    await connected(caller, callee)
    await connected(other, friend)


async def test_nobody_to_hand_over(stage: LocalStage) -> None:
    phone = await stage.phone()
    call = await stage.dial(phone, [action("sleep", duration=60_000)])
    await stage.timeline.call(call["id"], "progressing")
    with pytest.raises(SessionError) as refused:
        await phone.call.transfer(uri(stage, phone))
    assert refused.value.status == 403


async def test_stranger_may_not_refer(stage: LocalStage) -> None:
    """Whoever is no phone of the customer would have others dialled at its expense."""
    phone = await stage.phone()
    connect = action("connect", destinations=[{"type": "extension", "target": user_of(phone)}])
    flow = await stage.api("FlowService.CreateFlow", name="to a phone", actions=[connect])
    stranger = await stage.stranger("+49303")
    stranger.dial(f"sip:{await stage.number(flow['id'])}@{stage.sip}")
    await stranger.event("answered")
    await connected(stranger, phone)
    with pytest.raises(SessionError) as refused:
        await stranger.call.transfer(uri(stage, phone))
    assert refused.value.status == 403
    await connected(stranger, phone)


def dialog_of(phone: Phone) -> str:
    """Value of a Replaces for the newest call of a phone."""
    session = phone.call._session
    assert session is not None and session.dialog is not None
    return str(Replaces.to_peer_of(session.dialog))


async def test_invite_replaces_a_call(stage: LocalStage) -> None:
    caller, callee, _, _ = await talking(stage)
    third = await stage.phone()
    third.dial(user_of(callee), replaces=dialog_of(callee))
    await third.event("answered")
    await callee.event("ended")
    await connected(caller, third)
    third.call.hang_up()
    await caller.event("ended")


async def test_invite_picks_up_what_rings(stage: LocalStage) -> None:
    caller, callee, third = await stage.phone(), await stage.phone(RINGS), await stage.phone()
    caller.dial(user_of(callee))
    await callee.event("ringing")
    await stage.leg(await stage.incoming(caller))
    await caller.event("ringing")
    third.dial(user_of(callee), replaces=dialog_of(callee))
    await third.event("answered")
    assert (await callee.event("ended"))["kind"] == "cancelled"
    await connected(caller, third)


async def test_invite_replaces_a_place_in_a_conference(stage: LocalStage) -> None:
    conference = await opened(stage, type="connect")
    (leaver, left), _ = await crowd(stage, conference, size=2)
    third = await stage.phone()
    third.dial(user_of(leaver), replaces=dialog_of(leaver))
    await leaver.event("ended")
    await connected(left, third)
    third.call.hang_up()
    await left.event("ended")


async def test_place_that_is_gone_meanwhile(
    stage: LocalStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller, callee, _, _ = await talking(stage)
    engines, looked_at = stage.platform.engines, InboundRouter._may_be_called

    async def look(router: InboundRouter, customer_id: str) -> bool:
        caller.call.hang_up()
        await callee.event("ended")
        await eventually(
            lambda: not list(engines.calls), lambda: "calls of the phones that hung up"
        )
        return await looked_at(router, customer_id)

    third = await stage.phone()
    monkeypatch.setattr(InboundRouter, "_may_be_called", look)
    third.dial(user_of(callee), replaces=dialog_of(callee))
    assert (await third.event("ended"))["status"] == 481


async def test_stranger_may_not_replace(stage: LocalStage) -> None:
    caller, callee, _, _ = await talking(stage)
    stranger = await stage.stranger("+49304")
    stranger.dial(f"sip:{user_of(callee)}@{stage.sip}", replaces=dialog_of(callee))
    assert (await stranger.event("ended"))["status"] == 403
    await connected(caller, callee)
