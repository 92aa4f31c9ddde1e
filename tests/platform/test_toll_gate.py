"""Numbers that must not be dialled, tried by everything that can begin a call.

A real carrier listens: whatever is refused, no INVITE may leave for it.
"""

import ast
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

import voipbin.core
from tests.platform.api import Json
from tests.platform.carrier import PASSWORD, USERNAME, Carrier
from tests.platform.conferences import joins, opened
from tests.platform.operator import Operator
from tests.platform.stage import SOURCE, LocalStage, action, user_of
from tests.platform.test_groupcall import BUSY, CREATE, body, extension
from tests.platform.test_transfer import talking
from voipbin.core.dialing_policy import gate
from voipbin.core.ids import new_id
from voipbin.media.softphone import Behaviour

pytestmark = pytest.mark.asyncio(loop_scope="module")

FOREIGN, PREMIUM, SATELLITE = "+31201234567", "+499001234567", "+881612345678"
ALLOWED = "+493012345670"
WAITS = action("sleep", duration=60_000)
REASON = "DESTINATION_NOT_ALLOWED"


@pytest.fixture(scope="module")
def platform_settings(carrier: Carrier) -> dict[str, Any]:
    return carrier.settings | {"dial_countries": "DE"}


@pytest.fixture
def refusals(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the gate said, in order."""
    said: list[str] = []

    class Log:
        def warning(self, _: str, *, reason: str, **__: str) -> None:
            said.append(reason)

    monkeypatch.setattr(gate, "_log", Log())
    return said


def tel(number: str) -> Json:
    return {"type": "tel", "target": number}


async def flow_of(stage: LocalStage, *actions: Json) -> str:
    made = await stage.api("FlowService.CreateFlow", name="x", actions=list(actions))
    return str(made["id"])


# -- everything that can begin a call


async def _api_call(stage: LocalStage, number: str) -> None:
    refused = await stage.api.refused(
        "CallService.CreateCalls", source=SOURCE, destinations=[tel(number)], actions=[WAITS]
    )
    assert refused == REASON


async def _groupcall(stage: LocalStage, number: str) -> None:
    assert await stage.api.refused(CREATE, **body(tel(number))) == REASON


async def _groupcall_beside_others(stage: LocalStage, number: str) -> None:
    phone = await stage.phone()
    group = await stage.api(CREATE, **body(tel(number), extension(phone)))
    assert (group["call_ids"], len(group["groupcall_ids"])) == ([], 1)


async def _linear_groupcall(stage: LocalStage, number: str) -> None:
    busy = await stage.phone(BUSY)
    group = await stage.api(CREATE, **body(extension(busy), tel(number), ring_method="linear"))
    over = await stage.timeline.wait("groupcall_hangup", lambda told: told["id"] == group["id"])
    assert (over["call_ids"], len(over["groupcall_ids"])) == ([], 1)


async def agent_at(stage: LocalStage, *addresses: Json) -> Json:
    name = f"{new_id()}@agents.test"
    made = await stage.api(
        "AgentService.CreateAgent",
        username=name,
        password="long enough secret 1",
        name=name,
        ring_method="ringall",
        addresses=list(addresses),
    )
    await stage.api("AgentService.UpdateAgentStatus", id=made["id"], status="available")
    return {"type": "agent", "target": made["id"]}


async def _nested_groupcall(stage: LocalStage, number: str) -> None:
    """An agent whose second telephone is abroad, within a groupcall."""
    phone, other = await stage.phone(Behaviour(never_answer=True)), await stage.phone()
    listed = await stage.api("ExtensionService.ListExtensions")
    (own,) = (row["id"] for row in listed["result"] if row["extension"] == user_of(phone))
    agent = await agent_at(stage, {"type": "extension", "target": own}, tel(number))
    group = await stage.api(CREATE, **body(agent, extension(other)))
    assert len(group["groupcall_ids"]) == 2


async def _flow_connect(stage: LocalStage, number: str) -> None:
    phone = await stage.phone()
    call = await stage.dial(phone, [action("connect", destinations=[tel(number)])])
    assert (await stage.ended(call))["chained_call_ids"] == []


async def _flow_call(stage: LocalStage, number: str) -> None:
    phone = await stage.phone()
    calls = action("call", destinations=[tel(number)], source=SOURCE, actions=[WAITS])
    await stage.ended(await stage.dial(phone, [calls]))


async def _flow_of_nobody(stage: LocalStage, number: str) -> None:
    """A flow that runs without a call."""
    calls = action("call", destinations=[tel(number)], source=SOURCE, actions=[WAITS])
    run = await stage.api("ActiveflowService.CreateActiveflow", flow_id=await flow_of(stage, calls))
    await stage.flow_ended(run["id"])


async def _phone(stage: LocalStage, number: str) -> None:
    phone = await stage.phone()
    phone.dial(number)
    await phone.event("ended")


async def _trunk(stage: LocalStage, number: str) -> None:
    name = f"pbx{new_id()[-8:]}"
    await stage.api(
        "TrunkService.CreateTrunk", domain_name=name, auth_types=["ip"], allowed_ips=["127.0.0.1"]
    )
    switch = await stage.stranger("+49303")
    switch.dial(f"sip:{number}@{name}.trunk.voipbin.net")
    await switch.event("ended")


async def _number_forwards(stage: LocalStage, number: str) -> None:
    """A call from outside that its flow forwards."""
    flow = await flow_of(stage, action("connect", destinations=[tel(number)]))
    caller = await stage.stranger("+49305")
    caller.dial(f"sip:{await stage.number(flow)}@{stage.sip}")
    await caller.event("ended")


async def _refer(stage: LocalStage, number: str) -> None:
    caller, callee, call, _ = await talking(stage)
    await callee.call.transfer(f"sip:{number}@{stage.domain}")
    await callee.event("transfer", lambda event: event["status"] == 403)
    caller.call.hang_up()
    await stage.ended(call)


async def _transfer(kind: str, stage: LocalStage, number: str) -> None:
    caller, _, call, _ = await talking(stage)
    refused = await stage.api.refused(
        "TransferService.CreateTransfer",
        transfer_type=kind,
        transferer_call_id=call["id"],
        transferee_addresses=[tel(number)],
    )
    assert refused == REASON
    caller.call.hang_up()
    await stage.ended(call)


async def _blind_transfer(stage: LocalStage, number: str) -> None:
    await _transfer("blind", stage, number)


async def _attended_transfer(stage: LocalStage, number: str) -> None:
    await _transfer("attended", stage, number)


async def _conference(stage: LocalStage, number: str) -> None:
    """A conference that calls somebody in when a member comes."""
    calls = action("call", destinations=[tel(number)], source=SOURCE, actions=[WAITS])
    conference = await opened(stage, pre_flow_id=await flow_of(stage, calls, action("hangup")))
    phone = await stage.phone()
    await stage.ended(await stage.dial(phone, [joins(conference)]))


async def _conference_is_dialled_out(stage: LocalStage, number: str) -> None:
    """A telephone that is called to be put into a conference."""
    conference = await opened(stage)
    refused = await stage.api.refused(
        "CallService.CreateCalls",
        source=SOURCE,
        destinations=[tel(number)],
        actions=[joins(conference)],
    )
    assert refused == REASON


async def _failover(stage: LocalStage, number: str) -> None:
    """Two routes lead to the number; neither is tried."""
    operator = await Operator.of(stage)
    country = {FOREIGN: "+31", PREMIUM: "+49", SATELLITE: "+881"}[number]
    carrier = stage.platform.settings.provider
    account = {"username": USERNAME, "password": PASSWORD}
    providers = await operator.carry(country, carrier, carrier, **account)
    await _api_call(stage, number)
    for provider in providers:
        routes = await operator("RouteService.ListRoutes")
        for route in routes["result"]:
            if route["provider_id"] == provider["id"]:
                await operator("RouteService.DeleteRoute", id=route["id"])
        await operator("ProviderService.DeleteProvider", id=provider["id"])


Origin = Callable[[LocalStage, str], Awaitable[None]]
ORIGINS: list[Origin] = [
    _api_call,
    _groupcall,
    _groupcall_beside_others,
    _linear_groupcall,
    _nested_groupcall,
    _flow_connect,
    _flow_call,
    _flow_of_nobody,
    _phone,
    _trunk,
    _number_forwards,
    _refer,
    _blind_transfer,
    _attended_transfer,
    _conference,
    _conference_is_dialled_out,
    _failover,
]


@pytest.mark.parametrize("origin", ORIGINS, ids=lambda origin: origin.__name__.strip("_"))
@pytest.mark.parametrize("number", [FOREIGN, PREMIUM], ids=["foreign", "premium"])
async def test_no_invite_leaves(
    stage: LocalStage, carrier: Carrier, refusals: list[str], origin: Origin, number: str
) -> None:
    explained = await stage.api("DialingPolicyService.ExplainDialing", number=number)
    assert (explained["allowed"], explained["reason"]) == (False, REASON)
    before = carrier.challenged
    await origin(stage, number)
    assert set(refusals) == {explained["message"]}, "the gate says what the operation explains"
    # What was sent before this would have come before it.
    call = await stage.dial(tel(ALLOWED), [action("hangup")])
    assert (await carrier.next_call()).uri.user == ALLOWED
    assert carrier.challenged == before + 1 + 1, "its INVITE, and the same with credentials"
    await stage.ended(call)


async def test_satellites_are_refused_wherever_they_are(stage: LocalStage) -> None:
    await _api_call(stage, SATELLITE)
    explained = await stage.api("DialingPolicyService.ExplainDialing", number=SATELLITE)
    assert (explained["number_type"], explained["country"]) == ("satellite", "001")


async def test_nobody_but_the_dialer_tells_a_node_to_dial() -> None:
    """Whatever begins calls tomorrow has to go through the dialer, and so through the gate."""
    package = Path(voipbin.core.__path__[0])
    found = set()
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func)
                dials = name.endswith((".Originate", "originate_command"))
                if dials or any(keyword.arg == "originate" for keyword in node.keywords):
                    found.add(str(path.relative_to(package)))
    assert found == {"call/dialing.py", "call/originate.py"}
