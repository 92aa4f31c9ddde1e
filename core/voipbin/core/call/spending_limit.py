"""Ending calls that their account cannot pay for any longer."""

import asyncio
from typing import Any

import orjson
import structlog
from sqlalchemy import bindparam, select

from voipbin.core.billing.charges import PROGRESSING
from voipbin.core.billing.exhaustion import Running, exhaustion
from voipbin.core.billing.model import BILLING
from voipbin.core.billing_account.model import BILLING_ACCOUNT
from voipbin.core.billing_account.plan import plan_of
from voipbin.core.call.calls import Calls
from voipbin.core.call.live import LiveCall
from voipbin.core.event.stored import StoredEvent
from voipbin.core.unit_of_work import Store
from voipbin.v1 import annotations_pb2

_log = structlog.get_logger(__name__)
_ENTRIES, _ACCOUNTS = BILLING.table, BILLING_ACCOUNT.table
_CALLS = frozenset({"call", "call_extension"})
_HORIZON_US = 86_400 * 1_000_000
"No call is longer: what lies beyond does not matter."

# Account and entries in one statement: an entry that ends between two would be missed, or taken
# from the balance twice.
_STATE = (
    select(
        _ACCOUNTS.c.plan_type,
        _ACCOUNTS.c.balance_token,
        _ACCOUNTS.c.balance_credit,
        _ENTRIES.c.reference_type,
        _ENTRIES.c.reference_id,
        _ENTRIES.c.rate_token_per_unit,
        _ENTRIES.c.rate_credit_per_unit,
        _ENTRIES.c.tm_billing_start,
    )
    .join(_ENTRIES, _ENTRIES.c.account_id == _ACCOUNTS.c.id)
    .where(
        _ACCOUNTS.c.id == bindparam("of_account_id"),
        _ENTRIES.c.status == PROGRESSING,
        _ENTRIES.c.tm_delete.is_(None),
        (_ENTRIES.c.rate_token_per_unit > 0) | (_ENTRIES.c.rate_credit_per_unit > 0),
    )
)


class SpendingLimit:
    """Hangs up when a minute begins that the balance does not cover.

    Nothing is polled: when the ledger of an account changes, the moment at which it will have
    nothing left is computed anew, and one timer for each account waits for it.
    """

    def __init__(self, store: Store, calls: Calls) -> None:
        self._store = store
        self._calls = calls
        self._watches: dict[str, asyncio.Task[None]] = {}

    def start(self) -> None:
        """Follows the ledger from now on."""
        self._store.events.when_published(self._hear)

    async def close(self) -> None:
        """Stops; may be called twice."""
        watches = list(self._watches.values())
        for watch in watches:
            watch.cancel()
        await asyncio.gather(*watches, return_exceptions=True)

    def _hear(self, event: StoredEvent) -> None:
        if event.resource == "billing":
            self._watch(str(orjson.loads(event.data)["account_id"]))
        elif event.resource == "billing_account":
            self._watch(event.resource_id)

    def _watch(self, account_id: str) -> None:
        if (old := self._watches.pop(account_id, None)) is not None:
            old.cancel()
        watch = asyncio.get_running_loop().create_task(self._run_out(account_id))
        self._watches[account_id] = watch
        watch.add_done_callback(lambda done: self._done(account_id, done))

    def _done(self, account_id: str, watch: asyncio.Task[None]) -> None:
        if self._watches.get(account_id) is watch:
            del self._watches[account_id]
        if not watch.cancelled() and (error := watch.exception()) is not None:
            _log.error("the balance is not watched", account_id=account_id, exc_info=error)

    async def _run_out(self, account_id: str) -> None:
        """Ends what cannot be paid, one after the other, until everything else can."""
        ending: set[str] = set()
        while True:
            tokens, micros, running = await self._state(account_id)
            going_on = [use for use in running if use.reference_id not in ending]
            now_us = self._store.clock.now_us()
            first = exhaustion(tokens, micros, going_on, now_us + _HORIZON_US)
            if first is None:
                return
            await self._store.clock.sleep(max(0, first.at_us - now_us) / 1e6)
            ending.add(first.of.reference_id)
            self._end(first.of)

    async def _state(self, account_id: str) -> tuple[int, int, list[Running]]:
        async with self._store.reading() as connection:
            found = (await connection.execute(_STATE, {"of_account_id": account_id})).all()
        if not found or plan_of(found[0].plan_type).unlimited:
            return 0, 0, []
        return found[0].balance_token, found[0].balance_credit, [_running(row) for row in found]

    def _end(self, use: Running) -> None:
        live = self._call_of(use)
        if live is None or not live.row.is_answered:
            return
        _log.info("a call ends: its account has nothing left", call_id=live.id)
        live.ends_for = "timeout"
        self._calls.spawn(self._calls.hang_up(live))

    def _call_of(self, use: Running) -> LiveCall | None:
        """The call itself, or the one that is being recorded."""
        if use.reference_type in _CALLS:
            return self._calls.get(use.reference_id)
        if use.reference_type != "recording":
            return None
        recorded = (live for live in self._calls if live.row.recording_id == use.reference_id)
        return next(recorded, None)


def _running(row: Any) -> Running:
    rate = annotations_pb2.Rate(
        token_per_unit=row.rate_token_per_unit, credit_per_unit=row.rate_credit_per_unit
    )
    return Running(row.reference_type, row.reference_id, rate, row.tm_billing_start or 0)
