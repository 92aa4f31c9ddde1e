"""Opening the account of a customer that begins."""

from voipbin.core.billing.entries import monthly_allowance, store_entry
from voipbin.core.billing_account.model import (
    BILLING_ACCOUNT,
    BillingAccountRow,
    new_billing_account,
)
from voipbin.core.billing_account.plan import DEFAULT_PLAN
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import UnitOfWork


async def open_billing_account(
    work: UnitOfWork, customer_id: str, plan_type: str = DEFAULT_PLAN
) -> BillingAccountRow:
    """Stores the account with the tokens of its first month; the customer has to be told its id."""
    now = work.clock.now_us()
    account = new_billing_account(customer_id, now, plan_type)
    await Repository(BILLING_ACCOUNT, work, customer_id).add(account)
    if account.balance_token:
        entry = monthly_allowance(account, account.balance_token, now)
        entry.tokens_lapsed = 0  # nothing was there before
        await store_entry(work, entry)
    return account
