"""Reading and correcting billing accounts."""

import math
from typing import Any

from google.protobuf.message import Message

from voipbin.core.billing.entries import adjustment, store_entry
from voipbin.core.billing_account.model import BILLING_ACCOUNT, BillingAccountRow
from voipbin.core.context import Context
from voipbin.core.errors import InvalidArgument
from voipbin.core.room import Room

_MICROS = 1_000_000
_MOST_DOLLARS = 1_000_000_000


class BillingAccountRoom(Room[BillingAccountRow]):
    """Serves BillingAccountService."""

    resource = BILLING_ACCOUNT

    async def add_billing_account_balance_force(self, request: Any, ctx: Context) -> Message:
        """More credit, whatever was paid."""
        return await self._adjust(request.id, _micros(request.balance), ctx)

    async def subtract_billing_account_balance_force(self, request: Any, ctx: Context) -> Message:
        """Less credit, below nothing if need be."""
        return await self._adjust(request.id, -_micros(request.balance), ctx)

    async def _adjust(self, account_id: str, micros: int, ctx: Context) -> Message:
        async with ctx.writing() as work:
            accounts = self.by_id(ctx, work)
            account = await accounts.get(account_id, lock=True)
            account.balance_credit += micros
            account.tm_update = ctx.clock.now_us()
            await accounts.save(account)
            await store_entry(work, adjustment(account, micros, ctx.clock.now_us()))
            self.record(work, "updated", account)
        return BILLING_ACCOUNT.to_message(account)  # type: ignore[no-any-return]


def _micros(dollars: float) -> int:
    # Not a number is neither below nor above anything.
    if math.isfinite(dollars) and dollars <= _MOST_DOLLARS:
        micros = round(dollars * _MICROS)
        if micros > 0:
            return micros
    fault = f"must be dollars, a millionth at least and at most {_MOST_DOLLARS}, got {dollars}"
    raise InvalidArgument.of([("balance", fault)])
