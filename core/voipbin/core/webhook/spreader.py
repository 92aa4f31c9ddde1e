"""From the event log to deliveries: each event becomes one for each endpoint that wants it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, case, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from voipbin.core.customer.model import CUSTOMER
from voipbin.core.event.model import EventRow
from voipbin.core.event.stored import is_delivered
from voipbin.core.ids import new_id
from voipbin.core.unit_of_work import Store, UnitOfWork
from voipbin.core.webhook.model import CURSORS, DELIVERIES, ENDPOINTS
from voipbin.core.webhook.retry import DAY_US

_BATCH = 200
"Events of one transaction: with SQLite everybody else waits for it."
_EVENTS: Any = EventRow.__table__  # type: ignore[attr-defined]
_CUSTOMERS = CUSTOMER.table
_EVERYBODY = ""

_PLACE = select(CURSORS.c.event_id).where(CURSORS.c.customer_id == _EVERYBODY)
_NEWEST = select(func.coalesce(func.max(_EVENTS.c.id), 0))
_NEXT = (
    select(
        _EVENTS.c.id,
        _EVENTS.c.customer_id,
        _EVENTS.c.type,
        _EVENTS.c.resource,
        _EVENTS.c.resource_id,
    )
    .where(_EVENTS.c.id > bindparam("place"))
    .order_by(_EVENTS.c.id)
    .limit(_BATCH)
)
_WANTING = (
    select(
        _CUSTOMERS.c.id.label("customer_id"),
        _CUSTOMERS.c.webhook_uri,
        ENDPOINTS.c.id,
        ENDPOINTS.c.url,
        ENDPOINTS.c.status,
    )
    .select_from(
        _CUSTOMERS.outerjoin(
            ENDPOINTS,
            (ENDPOINTS.c.customer_id == _CUSTOMERS.c.id) & (ENDPOINTS.c.origin == ""),
        )
    )
    .where(
        _CUSTOMERS.c.id.in_(bindparam("ids", expanding=True)),
        # Who is frozen is still told, not least how its calls were cut.
        _CUSTOMERS.c.status.in_(("active", "frozen")),
        _CUSTOMERS.c.tm_delete.is_(None),
    )
)
_FROM = case((ENDPOINTS.c.tm_hold > bindparam("now"), ENDPOINTS.c.tm_hold), else_=bindparam("now"))
_DUE = update(ENDPOINTS).values(
    tm_due=case((ENDPOINTS.c.tm_due < _FROM, ENDPOINTS.c.tm_due), else_=_FROM)
)
_INSERT = insert(DELIVERIES)


class Spreader:
    """Follows the log. Its place is moved in the transaction that stores the deliveries, so that an
    event becomes a delivery exactly once, whenever a process dies.

    Nothing is done where the event is stored: who has no webhook pays nothing for those of others.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    async def begin(self) -> None:
        """Starts at the end of the log where nobody has followed it yet."""
        async with self._store.writing() as work:
            newest = (await work.execute(_NEWEST)).scalar_one()
            row = {"customer_id": _EVERYBODY, "event_id": newest}
            await work.execute(_insert_once(work, CURSORS, row))

    async def spread(self) -> set[str] | None:
        """Turns a batch of events into deliveries; None when there was nothing to read.

        Returns:
            Ids of the endpoints that have something new.
        """
        async with self._store.reading() as connection:
            place = (await connection.execute(_PLACE)).scalar_one()
            newest = (await connection.execute(_NEWEST)).scalar_one()
        if newest <= place:
            return None
        async with self._store.writing() as work:
            # Another process that is at it does the work of this one as well.
            locked = _PLACE.with_for_update(skip_locked=True)
            found = (await work.execute(locked)).first()
            if found is None:
                return None
            events = (await work.execute(_NEXT, {"place": found.event_id})).all()
            if not events:
                return None
            moved = update(CURSORS).where(CURSORS.c.customer_id == _EVERYBODY)
            await work.execute(moved.values(event_id=events[-1].id))
            return await self._store_deliveries(work, events)

    async def _store_deliveries(self, work: UnitOfWork, events: Sequence[Any]) -> set[str]:
        ids = list({event.customer_id for event in events})
        wanting = {row.customer_id: row for row in await work.execute(_WANTING, {"ids": ids})}
        endpoints = await self._endpoints(work, wanting)
        now_us = work.clock.now_us()
        rows = [
            _delivery(event, endpoints[event.customer_id], now_us)
            for event in events
            if event.customer_id in endpoints and is_delivered(event.resource)
        ]
        if not rows:
            return set()
        await work.execute_many(_INSERT, rows)
        due = {row["endpoint_id"] for row in rows}
        await make_due(work, due, now_us)
        return due

    async def _endpoints(self, work: UnitOfWork, wanting: Mapping[str, Any]) -> dict[str, str]:
        """Ids of endpoints by customer, made where they are missing, without the disabled ones."""
        known: dict[str, str] = {}
        for customer_id, row in wanting.items():
            if row.id is None:
                if row.webhook_uri:
                    known[customer_id] = await add_endpoint(work, customer_id, "", row.webhook_uri)
                continue
            if row.url != row.webhook_uri:
                await point_to(work, row.id, row.webhook_uri)
            elif row.status == "disabled":
                continue
            if row.webhook_uri:
                known[customer_id] = row.id
        return known


async def add_endpoint(work: UnitOfWork, customer_id: str, origin: str, url: str) -> str:
    """Makes sure that there is an endpoint; its id."""
    now_us = work.clock.now_us()
    mine = (ENDPOINTS.c.customer_id == customer_id, ENDPOINTS.c.origin == origin)
    row = {
        "id": new_id(),
        "customer_id": customer_id,
        "origin": origin,
        "url": url,
        "status": "active",
        "failures": 0,
        "reason": "",
        "sealed_secret": "",
        "sealed_previous_secret": "",
        "lease_owner": "",
        "tm_create": now_us,
    }
    await work.execute(_insert_once(work, ENDPOINTS, row))
    return str((await work.execute(select(ENDPOINTS.c.id).where(*mine))).scalar_one())


async def point_to(work: UnitOfWork, endpoint_id: str, url: str) -> None:
    """Lets an endpoint begin anew at another URL: what is known is of the one before."""
    fresh: dict[str, Any] = {
        "url": url,
        "status": "active",
        "failures": 0,
        "reason": "",
        "tm_hold": None,
        "tm_disabled": None,
    }
    await work.execute(update(ENDPOINTS).where(ENDPOINTS.c.id == endpoint_id).values(**fresh))


async def make_due(work: UnitOfWork, endpoint_ids: Iterable[str], now_us: int) -> None:
    """Says that endpoints have something to do, as soon as they are on hold no more."""
    due = _DUE.where(ENDPOINTS.c.id.in_(list(endpoint_ids)))
    await work.execute(due, {"now": now_us})


def _delivery(event: Any, endpoint_id: str, now_us: int) -> dict[str, Any]:
    return {
        "id": new_id(),
        "customer_id": event.customer_id,
        "endpoint_id": endpoint_id,
        "event": event.id,
        "event_type": event.type,
        "resource": event.resource,
        "resource_id": event.resource_id,
        "lane": event.resource_id,
        "position": event.id,
        "status": "pending",
        "url": "",
        "method": "",
        "content_type": "",
        "body": "",
        "attempt_count": 0,
        "attempts": [],
        "reason": "",
        "tm_create": now_us,
        "tm_next_attempt": now_us,
        "tm_expire": now_us + DAY_US,
    }


def _insert_once(work: UnitOfWork, table: Any, row: Mapping[str, Any]) -> Any:
    into: Any = postgresql.insert if work.dialect_name == "postgresql" else sqlite.insert
    return into(table).values(**row).on_conflict_do_nothing()
