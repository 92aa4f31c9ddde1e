"""What the couriers read and write."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, exists, func, select, update

from voipbin.core.customer.model import CUSTOMER
from voipbin.core.event.model import EventRow
from voipbin.core.leases import Leases
from voipbin.core.room import record
from voipbin.core.unit_of_work import Store, UnitOfWork
from voipbin.core.webhook.circuit import Circuit
from voipbin.core.webhook.keys import SigningKeys
from voipbin.core.webhook.model import (
    DELIVERIES,
    ENDPOINT,
    ENDPOINTS,
    PENDING,
    WebhookEndpointRow,
)
from voipbin.core.webhook.outcome import Outcome
from voipbin.core.webhook.reason import WebhookReason

LEASE_US = 30_000_000
"How long an endpoint stays with a process that says nothing more."
_EVENTS: Any = EventRow.__table__  # type: ignore[attr-defined]
_CUSTOMERS = CUSTOMER.table
_BEFORE = DELIVERIES.alias("before")

_SITUATION = (
    select(
        ENDPOINTS,
        _CUSTOMERS.c.webhook_uri,
        _CUSTOMERS.c.webhook_method,
        _CUSTOMERS.c.status.label("customer_status"),
    )
    .select_from(ENDPOINTS.outerjoin(_CUSTOMERS, _CUSTOMERS.c.id == ENDPOINTS.c.customer_id))
    .where(ENDPOINTS.c.id == bindparam("endpoint_id"))
)
# A lane whose head waits for its next attempt waits with it: what came later may be due earlier.
_IS_OVERTAKING = exists().where(
    _BEFORE.c.endpoint_id == DELIVERIES.c.endpoint_id,
    _BEFORE.c.lane == DELIVERIES.c.lane,
    _BEFORE.c.position < DELIVERIES.c.position,
    _BEFORE.c.tm_next_attempt > DELIVERIES.c.tm_next_attempt,
    PENDING,
)
_LOAD = (
    select(DELIVERIES, _EVENTS.c.data)
    .select_from(DELIVERIES.outerjoin(_EVENTS, _EVENTS.c.id == DELIVERIES.c.event))
    .where(
        DELIVERIES.c.endpoint_id == bindparam("endpoint_id"),
        DELIVERIES.c.tm_next_attempt <= bindparam("now"),
        PENDING,
        ~_IS_OVERTAKING,
    )
    .order_by(DELIVERIES.c.tm_next_attempt, DELIVERIES.c.position)
    .limit(bindparam("rows"))
)
_SETTLE = (
    update(DELIVERIES)
    .where(DELIVERIES.c.id == bindparam("of_id"), PENDING)
    .values(
        {
            name: bindparam(f"new_{name}", type_=DELIVERIES.c[name].type)
            for name in (
                "status",
                "reason",
                "attempt_count",
                "attempts",
                "tm_next_attempt",
                "tm_delivered",
                "tm_update",
            )
        }
    )
)
_PUSH_LANE = (
    update(DELIVERIES)
    .where(
        DELIVERIES.c.endpoint_id == bindparam("of_endpoint_id"),
        DELIVERIES.c.lane == bindparam("of_lane"),
        DELIVERIES.c.tm_next_attempt < bindparam("due"),
        PENDING,
    )
    .values(tm_next_attempt=bindparam("due"))
)
_FIRST_DUE = select(func.min(DELIVERIES.c.tm_next_attempt)).where(
    DELIVERIES.c.endpoint_id == bindparam("endpoint_id"), PENDING, ~_IS_OVERTAKING
)


class Ledger(Leases):
    """Deliveries of endpoints that this process has the lease of.

    Args:
        owner: id of the process.
    """

    def __init__(self, store: Store, owner: str) -> None:
        super().__init__(store, ENDPOINTS, owner, lease_us=LEASE_US)

    async def situation(self, endpoint_id: str) -> Any:
        """The endpoint with what its customer wants; None when it is gone."""
        async with self._store.reading() as connection:
            found = await connection.execute(_SITUATION, {"endpoint_id": endpoint_id})
            return found.first()

    async def due(self, endpoint_id: str, rows: int) -> list[Any]:
        """What is due, in order, with the bodies."""
        asked = {"endpoint_id": endpoint_id, "now": self._store.clock.now_us(), "rows": rows}
        async with self._store.reading() as connection:
            return list((await connection.execute(_LOAD, asked)).all())

    async def release(self, endpoint_id: str) -> None:
        """Gives a lease back and says when there is something to do next."""
        async with self._store.writing() as work:
            row = await _locked(work, endpoint_id)
            if row is None or row.lease_owner != self._owner:
                return
            # Read after the lock: who adds a delivery takes it as well.
            first = await work.execute(_FIRST_DUE, {"endpoint_id": endpoint_id})
            due_us = first.scalar_one()
            if due_us is not None:
                due_us = max(due_us, row.tm_hold or 0)
            await self.free(work, endpoint_id, due_us)

    async def settle(
        self,
        endpoint_id: str,
        url: str,
        outcomes: Sequence[Outcome],
        circuit: Circuit,
        moves: Sequence[str],
    ) -> None:
        """Stores what became of attempts and of the endpoint.

        Args:
            url: what the endpoint was; when it is another by now, nothing is known of that one.
            moves: what happened to the endpoint: failing, recovered, disabled.
        """
        async with self._store.writing() as work:
            now_us = work.clock.now_us()
            await work.execute_many(_SETTLE, [_columns(outcome, now_us) for outcome in outcomes])
            for outcome in outcomes:
                if not outcome.frees_lane:
                    await work.execute(_PUSH_LANE, _lane(endpoint_id, outcome))
            same = update(ENDPOINTS).where(*self.mine(endpoint_id), ENDPOINTS.c.url == url)
            known = await work.execute(same.values(**_known(circuit, now_us)))
            if moves and known.rowcount:
                await _tell(work, endpoint_id, moves)

    async def first_secret(self, endpoint_id: str, keys: SigningKeys) -> None:
        """Makes the secret of an endpoint that never had one."""
        async with self._store.writing() as work:
            await keys.ensure(work, endpoint_id)

    async def give_up(self, endpoint_id: str, reason: str, *, expired: bool = False) -> None:
        """Gives up what waits for an endpoint, or only what has waited for too long."""
        async with self._store.writing() as work:
            await _give_up(work, endpoint_id, reason, expired=expired)


async def _locked(work: UnitOfWork, endpoint_id: str) -> WebhookEndpointRow | None:
    wanted = select(ENDPOINTS).where(ENDPOINTS.c.id == endpoint_id).with_for_update()
    found = (await work.execute(wanted)).first()
    return None if found is None else WebhookEndpointRow(**found._mapping)


async def _tell(work: UnitOfWork, endpoint_id: str, moves: Sequence[str]) -> None:
    if "disabled" in moves:
        await _give_up(work, endpoint_id, WebhookReason.ENDPOINT_GONE)
    row = await _locked(work, endpoint_id)
    # What flows send to is not the customer's endpoint: nobody could look it up.
    if row is not None and not row.origin:
        for move in moves:
            record(work, ENDPOINT, move, row)


async def _give_up(
    work: UnitOfWork, endpoint_id: str, reason: str, *, expired: bool = False
) -> None:
    now_us = work.clock.now_us()
    waiting = update(DELIVERIES).where(DELIVERIES.c.endpoint_id == endpoint_id, PENDING)
    if expired:
        waiting = waiting.where(DELIVERIES.c.tm_expire <= now_us)
    dead = {"status": "dead", "reason": reason, "tm_next_attempt": None, "tm_update": now_us}
    await work.execute(waiting.values(**dead))


def _columns(outcome: Outcome, now_us: int) -> dict[str, Any]:
    return {
        "of_id": outcome.id,
        "new_status": outcome.status,
        "new_reason": outcome.reason,
        "new_attempt_count": outcome.attempt_count,
        "new_attempts": outcome.attempts,
        "new_tm_next_attempt": outcome.tm_next_attempt,
        "new_tm_delivered": outcome.tm_delivered,
        "new_tm_update": now_us,
    }


def _lane(endpoint_id: str, outcome: Outcome) -> dict[str, Any]:
    return {
        "of_endpoint_id": endpoint_id,
        "of_lane": outcome.lane,
        "due": outcome.tm_next_attempt,
    }


def _known(circuit: Circuit, now_us: int) -> dict[str, Any]:
    known: dict[str, Any] = {
        "status": circuit.status,
        "failures": circuit.failures,
        "reason": circuit.reason,
        "tm_hold": circuit.tm_hold,
        "tm_success": circuit.tm_success,
        "tm_update": now_us,
    }
    if circuit.status == "disabled":
        known["tm_disabled"] = now_us
    return known
