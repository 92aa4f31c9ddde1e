"""Rows and events of one customer, behind the back of its faces."""

from typing import Any

from sqlalchemy import select, update

from tests.api.running import RunningPlatform
from tests.api.tenants import Tenant
from voipbin.core.event.model import EventRow
from voipbin.core.resource import resource_named


def change_row(running: RunningPlatform, tenant: Tenant, resource: str, **columns: Any) -> None:
    """Brings the tenant's row of a resource into another state."""
    table = resource_named(resource).table

    async def change() -> None:
        async with running.store.writing() as work:
            mine = table.c.id == tenant.ids[resource]
            await work.execute(update(table).where(mine).values(**columns))

    running.do(change())


def event_types_of(running: RunningPlatform, tenant: Tenant) -> list[str]:
    """Types of everything that happened to the tenant, oldest first."""
    table: Any = EventRow.__table__  # type: ignore[attr-defined]

    async def read() -> list[str]:
        async with running.store.reading() as connection:
            mine = select(table.c.type).where(table.c.customer_id == tenant.id)
            return [row.type for row in (await connection.execute(mine.order_by(table.c.id))).all()]

    return running.do(read())
