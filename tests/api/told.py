"""The events of a customer, as the log has them."""

import json
from typing import Any

from sqlalchemy import select

from tests.api.running import RunningPlatform
from tests.api.tenants import Tenant
from voipbin.core.event.model import EventRow

Told = tuple[str, dict[str, Any]]
"(type, body)"


def told_of(running: RunningPlatform, tenant: Tenant) -> list[Told]:
    """Every event of a customer, oldest first."""

    async def read() -> list[Told]:
        table: Any = EventRow.__table__  # type: ignore[attr-defined]
        own = select(table).where(table.c.customer_id == tenant.id).order_by(table.c.id)
        async with running.store.reading() as connection:
            return [(row.type, json.loads(row.data)) for row in await connection.execute(own)]

    return running.do(read())
