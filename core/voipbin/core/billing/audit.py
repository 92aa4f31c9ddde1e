"""Whether the books are in order: the balance of an account is the sum of its ledger."""

from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import BigInteger, Select, bindparam, cast, func, select

from voipbin.core.billing.model import BILLING
from voipbin.core.billing_account.model import BILLING_ACCOUNT
from voipbin.core.unit_of_work import Store

_ENTRIES, _ACCOUNTS = BILLING.table, BILLING_ACCOUNT.table
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Audited:
    """An account, and what its ledger adds up to."""

    account_id: str
    customer_id: str
    balance_token: int
    ledger_token: int
    balance_credit: int
    "Micros of a dollar."
    ledger_credit: int
    entries: int

    @property
    def is_right(self) -> bool:
        """No token and no micro is missing or too many."""
        return (self.balance_token, self.balance_credit) == (self.ledger_token, self.ledger_credit)

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        return asdict(self)


async def audited(store: Store) -> AsyncIterator[Audited]:
    """Every account, deleted ones too, in the order of their ids; memory does not grow with them.

    The platform may be running: each statement sees balances and entries of the same moment.
    """
    after = ""
    while True:
        async with store.reading() as connection:
            found = (await connection.execute(_PAGE, {"after_id": after})).all()
        for row in found:
            yield Audited(**row._mapping)
        if len(found) < _AT_ONCE:
            return
        after = found[-1].account_id


def _sum(value: Any) -> Any:
    """Of the entries of each account; none is nothing."""
    of_account = _ENTRIES.c.account_id == _ACCOUNTS.c.id
    # PostgreSQL adds up to a decimal.
    total = cast(func.coalesce(func.sum(value), 0), BigInteger)
    return select(total).where(of_account).scalar_subquery()


def _page() -> Select[Any]:
    return (
        select(
            _ACCOUNTS.c.id.label("account_id"),
            _ACCOUNTS.c.customer_id,
            _ACCOUNTS.c.balance_token,
            _sum(_ENTRIES.c.amount_token - _ENTRIES.c.tokens_lapsed).label("ledger_token"),
            _ACCOUNTS.c.balance_credit,
            _sum(_ENTRIES.c.amount_credit).label("ledger_credit"),
            _sum(1).label("entries"),
        )
        .where(_ACCOUNTS.c.id > bindparam("after_id"))
        .order_by(_ACCOUNTS.c.id)
        .limit(_AT_ONCE)
    )


_PAGE = _page()
