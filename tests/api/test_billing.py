"""Accounts, corrections and plans, through REST."""

from typing import Any

import pytest

from tests.api.rest_face import RestFace
from tests.api.running import RunningPlatform
from tests.api.tenants import Tenant
from voipbin.core.billing.opening import open_billing_account
from voipbin.core.customer.model import CUSTOMER
from voipbin.core.repository import Repository


@pytest.fixture
def account(running: RunningPlatform, tenant: Tenant) -> str:
    """The account of the tenant, on the smallest plan."""

    async def opened() -> str:
        async with running.store.writing() as work:
            row = await open_billing_account(work, tenant.id)
            customers = Repository(CUSTOMER, work, tenant.id)
            customer = await customers.get(tenant.id)
            customer.billing_account_id = row.id
            await customers.save(customer)
            return row.id

    return running.do(opened())


def test_corrections_are_in_the_ledger(rest: RestFace, tenant: Tenant, account: str) -> None:
    path = f"/billing_accounts/{account}"
    added = rest.send(
        "POST", f"{path}/balance_add_force", tenant.super_admin, json={"balance": 12.5}
    )
    assert added.body["balance_credit"] == 12_500_000
    rest.send("POST", f"{path}/balance_subtract_force", tenant.super_admin, json={"balance": 20})
    assert rest.send("GET", path, tenant.admin).body["balance_credit"] == -7_500_000
    listed = rest.send("GET", "/billings", tenant.admin).body["result"]
    mine = [row for row in listed if row["account_id"] == account]
    assert [row["amount_credit"] for row in mine] == [-20_000_000, 12_500_000, 0]
    assert [row["balance_credit_snapshot"] for row in mine] == [-7_500_000, 12_500_000, 0]
    assert {row["reference_type"] for row in mine} == {"credit_adjustment", "monthly_allowance"}
    one = rest.send("GET", f"/billings/{mine[0]['id']}", tenant.admin)
    assert one.body == mine[0]


@pytest.mark.parametrize("balance", [-1, 0, 1e-9, 1e12, "1", "NaN", None])
def test_impossible_corrections(rest: RestFace, tenant: Tenant, account: str, balance: Any) -> None:
    path = f"/billing_accounts/{account}/balance_add_force"
    outcome = rest.send("POST", path, tenant.super_admin, json={"balance": balance})
    assert outcome.code == "INVALID_ARGUMENT"
    assert "balance" in outcome.text()


def test_only_super_admins_correct(rest: RestFace, tenant: Tenant, account: str) -> None:
    path = f"/billing_accounts/{account}/balance_add_force"
    assert rest.send("POST", path, tenant.admin, json={"balance": 1}).code == "PERMISSION_DENIED"


def test_payment_info(rest: RestFace, tenant: Tenant, account: str) -> None:
    body = {"payment_type": "prepaid", "payment_method": "credit card"}
    changed = rest.send("PUT", f"/billing_accounts/{account}/payment_info", tenant.admin, json=body)
    assert changed.body["payment_method"] == "credit card"
    assert changed.body["plan_type"] == "free"


def test_plan_limit(rest: RestFace, tenant: Tenant, account: str) -> None:
    """The tenant has an extension already; the smallest plan allows five."""
    for number in range(2000, 2004):
        body = {"extension": str(number), "password": "Secret-123"}
        assert rest.send("POST", "/extensions", tenant.admin, json=body).ok
    body = {"extension": "2004", "password": "Secret-123"}
    refused = rest.send("POST", "/extensions", tenant.admin, json=body)
    assert refused.reason == "PLAN_LIMIT_REACHED"
    assert "free plan allows 5" in refused.message


def test_of_another_customer(
    rest: RestFace, tenant: Tenant, stranger: Tenant, account: str
) -> None:
    for path in (f"/billing_accounts/{account}", f"/billings/{tenant.ids['billing']}"):
        assert rest.send("GET", path, stranger.admin).code == "NOT_FOUND"
        assert rest.send("GET", path, tenant.manager).code == "PERMISSION_DENIED"
    listed = rest.send("GET", "/billings", stranger.admin).body["result"]
    assert {row["customer_id"] for row in listed} <= {stranger.id}
