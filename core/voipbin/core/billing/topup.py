"""The tokens of each month."""

from sqlalchemy import select

from voipbin.core.billing.entries import is_entered, monthly_allowance, store_entry
from voipbin.core.billing_account.model import BILLING_ACCOUNT, BillingAccountRow, next_month
from voipbin.core.billing_account.plan import plan_of
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.unit_of_work import Store, UnitOfWork

_AT_ONCE = 100


async def top_up_due_accounts(store: Store) -> int:
    """Sets the tokens of every account whose month is over to those of its plan; returns how many.

    Safe to run twice and in several processes: the account is locked, and a month that is in the
    ledger is not given again.
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
        account.tm_next_topup = next_month(now)
        is_given = await _give(work, account, now)
        await accounts.save(account)
    return is_given


async def _give(work: UnitOfWork, account: BillingAccountRow, now_us: int) -> bool:
    """Sets the tokens, unless the month has been entered already."""
    tokens = plan_of(account.plan_type).tokens
    entry = monthly_allowance(account, tokens, now_us)
    if not tokens or await is_entered(work, entry):
        return False
    account.balance_token = tokens
    account.tm_last_topup = account.tm_update = now_us
    await store_entry(work, entry)
    record(work, BILLING_ACCOUNT, "updated", account)
    return True
