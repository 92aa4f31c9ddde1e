"""The tokens of each month."""

from sqlalchemy import select

from voipbin.core.billing.entries import monthly_allowance
from voipbin.core.billing.model import BILLING
from voipbin.core.billing_account.model import BILLING_ACCOUNT, next_month
from voipbin.core.billing_account.plan import plan_of
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store

_AT_ONCE = 100


async def top_up_due_accounts(store: Store) -> int:
    """Sets the tokens of every account whose month is over to those of its plan; returns how many.

    Safe to run twice and in several processes: the account is locked and its next month is set in
    the transaction that writes the entry.
    """
    done = 0
    while ids := await _due(store):
        for id in ids:
            done += await _top_up(store, id)
    return done


async def _due(store: Store) -> list[str]:
    table = BILLING_ACCOUNT.table
    async with store.reading() as connection:
        found = await connection.execute(
            select(table.c.id)
            .where(table.c.tm_next_topup <= store.clock.now_us(), table.c.tm_delete.is_(None))
            .order_by(table.c.tm_next_topup)
            .limit(_AT_ONCE)
        )
        return [row.id for row in found.all()]


async def _top_up(store: Store, account_id: str) -> bool:
    async with store.writing() as work:
        now = work.clock.now_us()
        accounts = Repository.across_customers_for_super_admin(BILLING_ACCOUNT, work)
        account = await accounts.find(account_id, lock=True)
        if account is None or account.tm_next_topup is None or account.tm_next_topup > now:
            return False
        tokens = plan_of(account.plan_type).tokens
        account.tm_next_topup = next_month(now)
        if tokens:
            account.balance_token = tokens
            account.tm_last_topup = now
            entry = monthly_allowance(account, tokens, now)
            await Repository(BILLING, work, account.customer_id).add(entry)
        await accounts.save(account)
    return bool(tokens)
