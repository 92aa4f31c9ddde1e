"""Calls that come in: whose they are, and what they meet."""

import pytest

from tests.media.node.phones import Phone
from tests.platform.api import Json
from tests.platform.stage import LocalStage, action, user_of
from voipbin.core.agent.model import AGENT
from voipbin.core.repository import Repository
from voipbin.media.softphone import Behaviour

pytestmark = pytest.mark.asyncio(loop_scope="module")

DEMO_NUMBER = "+15550100000"


async def created(stage: LocalStage, source: str) -> Json:
    return await stage.timeline.wait(
        "call_created", lambda body: body["source"]["target"].startswith(source)
    )


@pytest.mark.parametrize("host", ["", "sip.voipbin.net", "PSTN.voipbin.net", "voipbin.net"])
async def test_number_runs_its_flow(stage: LocalStage, host: str) -> None:
    caller = f"+4930{len(host):06}"
    phone = await stage.stranger(caller)
    phone.dial(f"sip:{DEMO_NUMBER}@{host or stage.sip}")
    await phone.event("answered")
    await phone.event("heard", lambda event: event["speaking"])
    call = await created(stage, caller)
    assert (call["status"], call["direction"]) == ("ringing", "incoming")
    assert call["source"]["type"] == "tel"
    assert (call["destination"]["type"], call["destination"]["target"]) == ("tel", DEMO_NUMBER)
    phone.call.hang_up()
    ended = await stage.ended(call)
    assert (ended["hangup_by"], ended["hangup_reason"]) == ("remote", "normal")
    assert ended["tm_ringing"] is None
    assert ended["tm_progressing"]


async def test_own_number_from_an_extension(stage: LocalStage) -> None:
    phone = await stage.phone()
    phone.dial(DEMO_NUMBER)
    await phone.event("answered")
    call = await stage.incoming(phone)
    assert call["source"]["type"] == "extension"
    phone.call.hang_up()
    await stage.ended(call)


@pytest.mark.parametrize(
    "uri",
    [
        "sip:+15550109999@{sip}",
        "sip:nobody@{sip}",
        "sip:direct.0123456789ab@{sip}",
        "sip:+15550100000@sip.example.com",
        "sip:+15550100000@conference.voipbin.net",
        "sip:1000@sip.voipbin.net",
        "sip:{sip}",
    ],
)
async def test_unknown_target(stage: LocalStage, uri: str) -> None:
    phone = await stage.stranger()
    phone.dial(uri.format(sip=stage.sip))
    assert (await phone.event("ended"))["status"] == 404


async def test_direct_address(stage: LocalStage) -> None:
    callee = await stage.phone()
    shown = await stage.api("ExtensionService.ListExtensions")
    (own,) = [row for row in shown["result"] if row["extension"] == user_of(callee)]
    direct = await stage.api("ExtensionService.UpdateExtension", id=own["id"], direct=True)
    stranger = await stage.stranger("bob")
    stranger.dial(f"sip:direct.{direct['direct_hash']}@sip.voipbin.net")
    await callee.event("answered")
    await stranger.event("answered")
    call = await created(stage, "bob")
    assert call["source"]["type"] == "tel"
    stranger.call.hang_up()
    await callee.event("ended")
    await stage.ended(call)


async def test_wrong_password_cannot_call(stage: LocalStage) -> None:
    number = await stage.extension()
    phone = await stage.phone(user=number, password="wrong", register=False)
    phone.dial("1000")
    assert (await phone.event("ended"))["status"] in (401, 403, 407)


async def test_caller_who_gives_up_at_once(stage: LocalStage) -> None:
    flow = await stage.api(
        "FlowService.CreateFlow", name="slow", actions=[action("sleep", duration=60_000)]
    )
    phone = await stage.stranger("+49301")
    call = phone.dial(f"sip:{await stage.number(flow['id'])}@{stage.sip}")
    row = await created(stage, "+49301")
    call.hang_up()
    ended = await stage.ended(row)
    assert (ended["hangup_by"], ended["hangup_reason"]) == ("remote", "normal")


async def test_number_of_a_deleted_flow(stage: LocalStage) -> None:
    flow = await stage.api("FlowService.CreateFlow", name="gone", actions=[action("answer")])
    number = await stage.number(flow["id"])
    await stage.api("FlowService.DeleteFlow", id=flow["id"])
    phone = await stage.stranger()
    phone.dial(f"sip:{number}@{stage.sip}")
    assert (await phone.event("ended"))["status"] == 404


async def agent_with(stage: LocalStage, address: Json) -> str:
    """The demo agent, who is reached at an address from now on."""
    async with stage.platform.engines.store.writing() as work:
        agents = Repository(AGENT, work, "de300000-0000-4000-8000-000000000001")
        agent = (await agents.all(agents.select_live()))[0]
        agent.addresses = [{"type": "email", "target": "x@y"}, address]
        await agents.save(agent, "addresses")
    return agent.id


async def owned(stage: LocalStage, phone: Phone, form: str) -> tuple[str, Json]:
    shown = await stage.api("ExtensionService.ListExtensions")
    (own,) = [row for row in shown["result"] if row["extension"] == user_of(phone)]
    target = own["id"] if form == "id" else own["extension"]
    return await agent_with(stage, {"type": "extension", "target": target}), own


@pytest.mark.parametrize("form", ["id", "number"])
async def test_call_belongs_to_the_agent_it_reaches(stage: LocalStage, form: str) -> None:
    phone = await stage.phone()
    agent_id, _ = await owned(stage, phone, form)
    call = await stage.dial(phone, [action("hangup")])
    assert (call["owner_type"], call["owner_id"]) == ("agent", agent_id)
    await stage.ended(call)
    by_agent = await stage.dial({"type": "agent", "target": agent_id}, [action("hangup")])
    assert (by_agent["owner_type"], by_agent["owner_id"]) == ("agent", agent_id)
    await stage.ended(by_agent)


async def test_call_belongs_to_the_agent_who_makes_it(stage: LocalStage) -> None:
    phone = await stage.phone()
    agent_id, _ = await owned(stage, phone, "id")
    phone.dial(DEMO_NUMBER)
    call = await stage.incoming(phone)
    assert (call["owner_type"], call["owner_id"]) == ("agent", agent_id)
    await phone.event("answered")
    phone.call.hang_up()
    await stage.ended(call)


async def test_busy_extension_by_its_direct_address(stage: LocalStage) -> None:
    callee = await stage.phone(Behaviour(refuse_status=486))
    shown = await stage.api("ExtensionService.ListExtensions")
    (own,) = [row for row in shown["result"] if row["extension"] == user_of(callee)]
    direct = await stage.api("ExtensionService.UpdateExtension", id=own["id"], direct=True)
    stranger = await stage.stranger("eve")
    stranger.dial(f"sip:direct.{direct['direct_hash']}@sip.voipbin.net")
    assert (await stranger.event("ended"))["status"] == 486
