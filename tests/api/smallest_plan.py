"""Customers who pay: those of other tests may have whatever they like."""

from tests.api.running import RunningPlatform
from tests.api.tenants import Tenant
from voipbin.core.billing.opening import open_billing_account
from voipbin.core.billing_account.model import BILLING_ACCOUNT
from voipbin.core.customer.model import CUSTOMER
from voipbin.core.repository import Repository


def put_on_smallest_plan(running: RunningPlatform, tenant: Tenant, *, micros: int = 0) -> None:
    """Gives a customer a new account of the smallest plan, with some credit."""

    async def put() -> None:
        async with running.store.writing() as work:
            account = await open_billing_account(work, tenant.id)
            account.balance_credit = micros
            await Repository(BILLING_ACCOUNT, work, tenant.id).save(account)
            customers = Repository(CUSTOMER, work, tenant.id)
            customer = await customers.get(tenant.id)
            customer.billing_account_id = account.id
            await customers.save(customer)

    running.do(put())
