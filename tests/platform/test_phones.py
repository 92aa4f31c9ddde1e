"""Telephones of different kinds: over TCP, with other codecs, come and gone."""

import asyncio

import pytest

from tests.media.node.phones import Phone
from tests.platform.stage import SOURCE, LocalStage, action, user_of
from tests.platform.test_connect import hear_each_other
from voipbin.core.serve.seed import DEMO_CUSTOMER_ID

pytestmark = pytest.mark.asyncio(loop_scope="module")

WAITS = action("sleep", duration=60_000)


async def in_a_call(stage: LocalStage, caller: Phone, callee: Phone) -> None:
    caller.dial(user_of(callee))
    await asyncio.gather(caller.event("answered"), callee.event("answered"))
    await hear_each_other(caller, callee)
    call = await stage.incoming(caller)
    callee.call.hang_up()
    await stage.ended(call)


@pytest.mark.parametrize("callee_over", ["udp", "tcp"])
async def test_tcp(stage: LocalStage, callee_over: str) -> None:
    caller = await stage.phone(proxy=f"tcp:{stage.sip}")
    callee = await stage.phone(proxy=f"{callee_over}:{stage.sip}")
    await in_a_call(stage, caller, callee)
    call = await stage.dial(caller, [action("hangup")])
    assert (await stage.ended(call))["tm_progressing"]


@pytest.mark.parametrize(
    ("caller_codec", "callee_codec"), [("PCMU", "PCMA"), ("G722", "PCMU"), ("PCMA", "G722")]
)
async def test_codecs_that_differ(stage: LocalStage, caller_codec: str, callee_codec: str) -> None:
    caller = await stage.phone(codecs=(caller_codec,))
    callee = await stage.phone(codecs=(callee_codec,))
    await in_a_call(stage, caller, callee)


async def test_phone_that_left_is_not_rung(stage: LocalStage) -> None:
    phone = await stage.phone()
    number = user_of(phone)
    await phone.close()
    answer = await stage.api(
        "CallService.CreateCalls",
        source=SOURCE,
        destinations=[{"type": "extension", "target": number}],
        actions=[WAITS],
    )
    assert answer["groupcalls"][0]["call_ids"] == []


async def test_two_registrations_at_once(stage: LocalStage) -> None:
    number = await stage.extension()
    await asyncio.gather(*(stage.phone(user=number) for _ in range(3)))
    registrar = stage.platform.engines.registrar
    row = await registrar.find(DEMO_CUSTOMER_ID, number)
    assert row is not None
    contacts = await registrar.contacts(row.id)
    assert len({contact.uri for contact in contacts}) == len(contacts) == 3


async def test_extension_deleted_while_registered(stage: LocalStage) -> None:
    phone = await stage.phone()
    shown = await stage.api("ExtensionService.ListExtensions")
    (own,) = [row for row in shown["result"] if row["extension"] == user_of(phone)]
    await stage.api("ExtensionService.DeleteExtension", id=own["id"])
    refused = await stage.api.refused(
        "CallService.CreateCalls",
        source=SOURCE,
        destinations=[{"type": "extension", "target": user_of(phone)}],
        actions=[WAITS],
    )
    assert refused == "EXTENSION_NOT_FOUND"
