"""REFER of a phone as the core hears it, and what the core answers."""

import asyncio

import pytest

from tests.media.node.calls import call_up
from tests.media.node.conftest import MakePhone
from tests.media.node.fake_core import FakeCore
from voipbin.media.sip import SessionError
from voipbin.media.v1 import node_pb2


def progress(refer_id: str, sip_status: int) -> node_pb2.ReferProgress:
    return node_pb2.ReferProgress(refer_id=refer_id, sip_status=sip_status)


async def refer_id(core: FakeCore, user: str) -> str:
    """Of the REFER to a user."""
    event = await core.event(
        "referred", "c1", where=lambda told: f":{user}@" in told.referred.target_uri
    )
    return event.referred.refer_id


async def test_core_accepts_and_tells(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    asking = asyncio.ensure_future(phone.call.transfer("sip:4000@example.test;x=1?Subject=a"))
    referred = (await core.event("referred", "c1")).referred
    assert (referred.target_uri, referred.replaces_channel_id) == ("sip:4000@example.test;x=1", "")
    for status in (100, 183, 486):
        await core.do("c1", refer_progress=progress(referred.refer_id, status))
    await asking
    last = await phone.event("transfer", lambda event: event["last"])
    assert (last["status"], last["reason"]) == (486, "Busy Here")
    late = await core.command("c1", refer_progress=progress(referred.refer_id, 200))
    assert late.error == "BAD_COMMAND"


async def test_core_refuses(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    asking = asyncio.ensure_future(phone.call.transfer("sip:4000@example.test"))
    referred = (await core.event("referred", "c1")).referred
    await core.do("c1", refer_progress=progress(referred.refer_id, 403))
    with pytest.raises(SessionError) as refused:
        await asking
    assert refused.value.status == 403


async def test_dialog_of_another_channel(core: FakeCore, make_phone: MakePhone) -> None:
    phone, other = await make_phone(), await make_phone()
    await call_up(core, phone)
    await call_up(core, other, "c2")
    asking = asyncio.ensure_future(phone.call.transfer_to(other.call))
    referred = (await core.event("referred", "c1")).referred
    assert referred.replaces_channel_id == "c2"
    await core.do("c1", refer_progress=progress(referred.refer_id, 200))
    await asking


async def test_two_at_once_are_told_apart(core: FakeCore, make_phone: MakePhone) -> None:
    phone = await make_phone()
    await call_up(core, phone)
    asking = [
        asyncio.ensure_future(phone.call.transfer(f"sip:{user}@example.test"))
        for user in ("one", "two")
    ]
    ids = {user: await refer_id(core, user) for user in ("one", "two")}
    await core.do("c1", refer_progress=progress(ids["two"], 403))
    await core.do("c1", refer_progress=progress(ids["one"], 200))
    answers = await asyncio.gather(*asking, return_exceptions=True)
    assert answers[0] is None
    assert isinstance(answers[1], SessionError) and answers[1].status == 403
