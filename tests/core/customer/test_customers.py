"""Customers: their details, and the end of them."""

from pathlib import Path
from typing import Any

import grpc
import pytest
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from tests.core.agent.test_agents import ask
from tests.core.edge.conftest import Core, Who
from tests.fixtures.mailbox import Mailbox
from voipbin.core.agent.model import AGENT
from voipbin.core.auth.passwords import hash_password
from voipbin.core.caller import Permission
from voipbin.core.customer.fixed import GUEST_CUSTOMER_ID
from voipbin.core.customer.model import CUSTOMER
from voipbin.core.customer.status import TRANSITIONS
from voipbin.core.resource import resource_named

INVALID = grpc.StatusCode.INVALID_ARGUMENT
DENIED = grpc.StatusCode.PERMISSION_DENIED
STATE = grpc.StatusCode.FAILED_PRECONDITION
GONE = grpc.StatusCode.UNAUTHENTICATED
NONE = grpc.StatusCode.NOT_FOUND
DAY_S = 86400


@pytest.fixture
async def ruler(core: Core) -> Who:
    return (await core.add_agent(await core.add_customer(), Permission.SUPER_ADMIN))[1]


@pytest.fixture
async def customer_id(core: Core) -> str:
    return await core.add_customer()


@pytest.fixture
async def admin(core: Core, customer_id: str) -> Who:
    return (await core.add_agent(customer_id, Permission.ADMIN))[1]


async def stored(core: Core, id: str) -> Any:
    table = CUSTOMER.table
    async with core.store.reading() as connection:
        return (await connection.execute(table.select().where(table.c.id == id))).one()


class TestDetails:
    async def test_webhook_stays_when_left_out(self, core: Core, admin: Who) -> None:
        given = {"name": "A", "webhook_uri": "https://a.example", "webhook_method": "POST"}
        await ask(core, "UpdateOwnCustomer", admin, email="a@example.com", **given)
        changed = await ask(core, "UpdateOwnCustomer", admin, detail="only")
        assert (changed["name"], changed["email"], changed["detail"]) == ("", "", "only")
        assert changed["webhook_uri"] == "https://a.example"
        assert changed["webhook_method"] == "POST"
        cleared = await ask(core, "UpdateOwnCustomer", admin, webhook_uri="", webhook_method="")
        assert (cleared["webhook_uri"], cleared["webhook_method"]) == ("", "")

    @pytest.mark.parametrize(
        "fields", [{"email": "nobody"}, {"webhook_uri": "ftp://x"}, {"webhook_method": "PATCH"}]
    )
    async def test_malformed(self, core: Core, admin: Who, fields: dict[str, str]) -> None:
        spec_refuses = (INVALID,)
        try:
            assert await ask(core, "UpdateOwnCustomer", admin, **fields) in spec_refuses
        except ValueError:
            assert "webhook_method" in fields, "the codec knows the words already"

    async def test_billing_account(self, core: Core, ruler: Who, tmp_path: Path) -> None:
        made = await ask(core, "CreateCustomer", ruler, email="a@example.com")
        other = await ask(core, "CreateCustomer", ruler, email="b@example.com")
        id, title = made["id"], "UpdateCustomerBillingAccountId"
        own, foreign = made["billing_account_id"], other["billing_account_id"]
        assert (await ask(core, title, ruler, id=id, billing_account_id=own))["id"] == id
        assert await ask(core, title, ruler, id=id, billing_account_id=foreign) is INVALID
        _, admin = await core.add_agent(id, Permission.ADMIN)
        mine = "UpdateOwnCustomerBillingAccountId"
        assert (await ask(core, mine, admin, billing_account_id=own))["id"] == id
        assert await ask(core, mine, admin, billing_account_id=foreign) is INVALID

    async def test_reduced_view(self, core: Core, customer_id: str) -> None:
        await core.change(CUSTOMER, customer_id, name="A", email="a@b.c", phone_number="+1")
        _, agent = await core.add_agent(customer_id, Permission.NONE)
        shown = await ask(core, "ServiceAgentGetOwnCustomer", agent)
        assert (shown["id"], shown["name"]) == (customer_id, "A")
        blank = ("email", "phone_number", "status", "webhook_uri")
        assert [shown[name] for name in blank] == [""] * 4


async def test_made_by_a_super_admin(core: Core, ruler: Who, tmp_path: Path) -> None:
    made = await ask(core, "CreateCustomer", ruler, email="a@example.com", name="A")
    assert (made["status"], made["email_verified"]) == ("active", True)
    token = await Mailbox(core.engines, tmp_path).last_token("a@example.com")
    await ask(core, "ResetPassword", (), token=token, password="12345678")
    login = await ask(core, "Login", (), username="a@example.com", password="12345678")
    who = (("authorization", f"Bearer {login['token']}"),)
    assert (await ask(core, "GetOwnCustomer", who))["id"] == made["id"]
    again = await ask(core, "CreateCustomer", ruler, email="a@example.com")
    assert again is grpc.StatusCode.ALREADY_EXISTS
    ids = [row["id"] for row in (await ask(core, "ListCustomers", ruler))["result"]]
    assert made["id"] in ids and len(ids) == 2


class TestUnregister:
    async def test_exactly_one_proof(self, core: Core, admin: Who) -> None:
        both = {"password": "x", "confirmation_phrase": "DELETE"}
        for fields in ({}, both, {"confirmation_phrase": "delete"}, {"password": "wrong"}):
            assert await ask(core, "Unregister", admin, **fields) is INVALID

    async def test_password(self, core: Core, customer_id: str) -> None:
        id, who = await core.add_agent(customer_id, Permission.ADMIN)
        await core.change(AGENT, id, password_hash=await hash_password("secret"))
        assert (await ask(core, "Unregister", who, password="secret"))["status"] == "frozen"

    async def test_access_key_has_no_password(self, core: Core, customer_id: str) -> None:
        _, key = await core.add_key(customer_id, "vb_" + "k" * 32, DAY_S)
        assert await ask(core, "Unregister", key, password="x") is INVALID
        frozen = await ask(core, "Unregister", key, confirmation_phrase="DELETE")
        assert frozen["status"] == "frozen"

    async def test_frozen_and_back(self, core: Core, customer_id: str, admin: Who) -> None:
        assert await core.refused("ListFlows", admin) is None
        frozen = await ask(core, "Unregister", admin, confirmation_phrase="DELETE")
        asked = frozen["tm_deletion_scheduled"]
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await core.call("ListFlows", admin)  # at once, cache or not
        facts = facts_of(refused.value)
        assert facts["deletion_scheduled_at"] == asked
        assert facts["deletion_effective_at"] > asked
        assert facts["recovery_endpoint"] == "DELETE /auth/unregister"
        core.clock.move(5)
        again = await ask(core, "Unregister", admin, confirmation_phrase="DELETE")
        assert again["tm_deletion_scheduled"] == asked, "asking twice gains no time"
        back = await ask(core, "CancelUnregister", admin)
        assert (back["status"], back["tm_deletion_scheduled"]) == ("active", None)
        assert await core.refused("ListFlows", admin) is None
        assert await ask(core, "CancelUnregister", admin) is STATE

    async def test_login_still_works(self, core: Core, customer_id: str) -> None:
        id, who = await core.add_agent(customer_id, Permission.ADMIN)
        await core.change(AGENT, id, username="a@b.c", password_hash=await hash_password("secret"))
        await ask(core, "Unregister", who, confirmation_phrase="DELETE")
        assert (await ask(core, "Login", (), username="a@b.c", password="secret"))["token"]

    async def test_manager_may_not(self, core: Core, customer_id: str) -> None:
        _, manager = await core.add_agent(customer_id, Permission.MANAGER)
        assert await ask(core, "Unregister", manager, confirmation_phrase="DELETE") is DENIED

    async def test_immediate(self, core: Core, customer_id: str, admin: Who) -> None:
        _, key = await core.add_key(customer_id, "vb_" + "k" * 32, DAY_S)
        flow = await ask(core, "CreateFlow", admin, name="x")
        gone = await ask(core, "Unregister", admin, confirmation_phrase="DELETE", immediate=True)
        mark = customer_id[:8]
        assert gone["status"] == "deleted" and gone["tm_delete"]
        assert gone["name"] == f"deleted_user_{mark}"
        assert gone["email"] == f"deleted_{mark}@removed.voipbin.net"
        for who in (admin, key):
            assert await core.refused("ListFlows", who) is GONE
        table = resource_named("flow").table
        async with core.store.reading() as connection:
            row = (await connection.execute(table.select().where(table.c.id == flow["id"]))).one()
        assert row.tm_delete is not None


class TestDeletion:
    async def test_after_thirty_days(self, core: Core, customer_id: str, admin: Who) -> None:
        await core.change(CUSTOMER, customer_id, email="a@b.c", phone_number="+1", address="x")
        await ask(core, "Unregister", admin, confirmation_phrase="DELETE")
        core.clock.move(30 * DAY_S - 60)
        assert await core.engines.lifecycle.delete_due() == 0
        core.clock.move(120)
        assert await core.engines.lifecycle.delete_due() == 1
        row = await stored(core, customer_id)
        assert row.status == "deleted" and row.tm_delete
        assert (row.phone_number, row.address, row.webhook_uri) == ("", "", "")
        assert "a@b.c" not in row.email

    async def test_by_a_super_admin_keeps_the_name(
        self, core: Core, ruler: Who, customer_id: str, admin: Who
    ) -> None:
        await core.change(CUSTOMER, customer_id, name="A")
        gone = await ask(core, "DeleteCustomer", ruler, id=customer_id)
        assert (gone["status"], gone["name"]) == ("deleted", "A")
        assert await core.refused("ListFlows", admin) is GONE
        assert await ask(core, "GetCustomer", ruler, id=customer_id) is NONE

    async def test_others_keep_everything(self, core: Core, ruler: Who, customer_id: str) -> None:
        _, neighbour = await core.add_agent(await core.add_customer(), Permission.ADMIN)
        flow = await ask(core, "CreateFlow", neighbour, name="x")
        await ask(core, "DeleteCustomer", ruler, id=customer_id)
        assert (await ask(core, "GetFlow", neighbour, id=flow["id"]))["id"] == flow["id"]

    async def test_guest(self, core: Core, ruler: Who, customer_id: str) -> None:
        async with core.store.writing() as work:
            table = CUSTOMER.table
            guest = {"id": GUEST_CUSTOMER_ID, "customer_id": GUEST_CUSTOMER_ID}
            await work.execute(table.update().where(table.c.id == customer_id).values(guest))
        for title in ("DeleteCustomer", "FreezeCustomer"):
            assert await ask(core, title, ruler, id=GUEST_CUSTOMER_ID) is DENIED


@pytest.mark.parametrize("status", TRANSITIONS)
async def test_freeze_and_recover(core: Core, ruler: Who, status: str) -> None:
    id = await core.add_customer(status)
    frozen = await ask(core, "FreezeCustomer", ruler, id=id)
    if status not in ("active", "frozen"):
        assert frozen is STATE
        assert await ask(core, "RecoverCustomer", ruler, id=id) is STATE
        return
    assert frozen["status"] == "frozen"
    assert (await ask(core, "RecoverCustomer", ruler, id=id))["status"] == "active"
    assert await ask(core, "RecoverCustomer", ruler, id=id) is STATE


async def test_super_admins_are_exempt(core: Core) -> None:
    home = await core.add_customer()
    _, ruler = await core.add_agent(home, Permission.SUPER_ADMIN)
    await ask(core, "FreezeCustomer", ruler, id=home)
    assert await core.refused("ListFlows", ruler) is None


def facts_of(error: Any) -> dict[str, str]:
    status = rpc_status.from_call(error)
    assert status is not None
    info = error_details_pb2.ErrorInfo()
    assert status.details[0].Unpack(info)
    assert info.reason == "DELETION_SCHEDULED"
    return dict(info.metadata)
