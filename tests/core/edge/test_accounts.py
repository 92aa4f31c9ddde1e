"""Accounts, keys and tokens that stop being good while they are in use."""

import grpc
import pytest

from tests.core.edge.conftest import Core
from voipbin.core.accesskey.model import ACCESSKEY
from voipbin.core.agent.model import AGENT
from voipbin.core.auth.tokens import LIFETIME_US
from voipbin.core.caller import Permission
from voipbin.core.customer.model import CUSTOMER

DENIED = grpc.StatusCode.PERMISSION_DENIED
UNKNOWN = grpc.StatusCode.UNAUTHENTICATED
CACHE_S = 5
"A cache of at most a few seconds."


async def test_token_lives_a_week(core: Core) -> None:
    _, who = await core.add_agent(await core.add_customer(), Permission.ADMIN)
    core.clock.move(LIFETIME_US / 1e6 - 10)
    assert await core.refused("ListFlows", who) is None
    core.clock.move(11)
    assert await core.refused("ListFlows", who) is UNKNOWN


async def test_key_expires_even_while_it_is_known(core: Core) -> None:
    _, who = await core.add_key(await core.add_customer(), "vb_" + "a" * 32, 60)
    core.clock.move(59.5)
    assert await core.refused("ListFlows", who) is None
    core.clock.move(0.6)
    assert await core.refused("ListFlows", who) is UNKNOWN


@pytest.mark.parametrize("what", ["agent", "key", "customer of the agent", "customer of the key"])
async def test_deleted(core: Core, what: str) -> None:
    customer_id = await core.add_customer()
    agent_id, agent = await core.add_agent(customer_id, Permission.ADMIN)
    key_id, key = await core.add_key(customer_id, "vb_" + "b" * 32, 86400)
    who = agent if "agent" in what else key
    assert await core.refused("ListFlows", who) is None
    resource, id = {"agent": (AGENT, agent_id), "key": (ACCESSKEY, key_id)}.get(
        what, (CUSTOMER, customer_id)
    )
    await core.change(resource, id, tm_delete=core.clock.now_us())
    core.clock.move(CACHE_S)
    assert await core.refused("ListFlows", who) is UNKNOWN


async def test_deleted_before_the_first_call(core: Core) -> None:
    agent_id, who = await core.add_agent(await core.add_customer(), Permission.ADMIN)
    await core.change(AGENT, agent_id, tm_delete=core.clock.now_us())
    assert await core.refused("ListFlows", who) is UNKNOWN


@pytest.mark.parametrize("status", ["frozen", "initial", "expired", "deleted"])
async def test_account_that_is_not_active(core: Core, status: str) -> None:
    customer_id = await core.add_customer(status)
    _, agent = await core.add_agent(customer_id, Permission.ADMIN)
    _, key = await core.add_key(customer_id, "vb_" + "c" * 32, 86400)
    for who in (agent, key):
        assert await core.refused("ListFlows", who) is DENIED
        assert await core.refused("CreateFlow", who, name="x") is DENIED


async def test_frozen_and_thawed(core: Core) -> None:
    customer_id = await core.add_customer()
    _, who = await core.add_agent(customer_id, Permission.ADMIN)
    assert await core.refused("ListFlows", who) is None
    await core.change(CUSTOMER, customer_id, status="frozen")
    core.clock.move(CACHE_S)
    assert await core.refused("ListFlows", who) is DENIED
    await core.change(CUSTOMER, customer_id, status="active")
    core.clock.move(CACHE_S)
    assert await core.refused("ListFlows", who) is None


async def test_permission_is_the_one_of_now(core: Core) -> None:
    agent_id, who = await core.add_agent(await core.add_customer(), Permission.ADMIN)
    assert await core.refused("ListFlows", who) is None
    await core.change(AGENT, agent_id, permission=int(Permission.AGENT))
    core.clock.move(CACHE_S)
    assert await core.refused("ListFlows", who) is DENIED


async def test_super_admin_by_id(core: Core) -> None:
    """Reads, changes and deletes by id; what it makes and lists is its own."""
    other, home = await core.add_customer(), await core.add_customer()
    _, admin = await core.add_agent(other, Permission.ADMIN)
    _, who = await core.add_agent(home, Permission.SUPER_ADMIN)
    follow_up = await core.call("CreateFlow", admin, name="follow-up")
    flow = await core.call("CreateFlow", admin, name="theirs")
    assert (await core.call("GetFlow", who, id=flow.id)).name == "theirs"
    changed = await core.call(
        "UpdateFlow", who, id=flow.id, name="helped", on_complete_flow_id=follow_up.id
    )
    assert (changed.customer_id, changed.on_complete_flow_id) == (other, follow_up.id)
    assert len((await core.call("ListFlows", who)).result) == 0
    made = await core.call("CreateFlow", who, name="own")
    assert made.customer_id == home
    refused = await core.refused("UpdateFlow", who, id=flow.id, on_complete_flow_id=made.id)
    assert refused is grpc.StatusCode.INVALID_ARGUMENT
    await core.call("DeleteFlow", who, id=flow.id)
    assert await core.refused("GetFlow", admin, id=flow.id) is grpc.StatusCode.NOT_FOUND
