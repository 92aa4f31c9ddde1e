"""Deliveries that are no event: tests, what flows send, and what is to be sent again."""

from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

import orjson
from sqlalchemy import select, update

from voipbin.core.ids import new_id
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store, UnitOfWork
from voipbin.core.webhook.model import DELIVERIES, DELIVERY, ENDPOINTS, WebhookDeliveryRow
from voipbin.core.webhook.retry import DAY_US
from voipbin.core.webhook.spreader import add_endpoint, make_due

_LONGEST_ORIGIN = 300


class Outbox:
    """Puts deliveries where the couriers find them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def add_test(self, work: UnitOfWork, endpoint_id: str, customer_id: str) -> Any:
        """A delivery that means nothing; it waits for no other."""
        id = new_id()
        row = _row(work, id, customer_id, endpoint_id, "webhook_test")
        row.resource, row.resource_id = "webhook_endpoint", endpoint_id
        row.body = orjson.dumps({"type": "webhook_test", "data": {"id": id}}).decode()
        return await self._add(work, row)

    async def add_flow_send(
        self,
        customer_id: str,
        activeflow_id: str,
        token: int,
        *,
        url: str,
        method: str,
        content_type: str,
        body: str,
    ) -> None:
        """What a flow sends without waiting for the answer; one activeflow's in order.

        It is not signed: who may write flows could sign what no event ever said.

        Args:
            token: of the effect: a flow that goes on after a crash asks a second time.
        """
        id = str(uuid5(NAMESPACE_URL, f"voipbin:webhook_send:{activeflow_id}:{token}"))
        async with self._store.writing() as work:
            known = select(DELIVERIES.c.id).where(DELIVERIES.c.id == id)
            if (await work.execute(known)).first() is not None:
                return
            origin = _origin_of(url)
            endpoint_id = await add_endpoint(work, customer_id, origin, origin)
            row = _row(work, id, customer_id, endpoint_id, "webhook_send")
            row.resource, row.resource_id, row.lane = "activeflow", activeflow_id, activeflow_id
            row.url, row.method, row.content_type, row.body = url, method, content_type, body
            await self._add(work, row)

    async def send_again(self, work: UnitOfWork, row: WebhookDeliveryRow) -> WebhookDeliveryRow:
        """Makes a locked delivery wait again, for a day, before what came after it."""
        now_us = work.clock.now_us()
        row.status, row.reason, row.tm_delivered = "pending", "", None
        row.tm_next_attempt, row.tm_update, row.tm_expire = now_us, now_us, now_us + DAY_US
        await Repository(DELIVERY, work, row.customer_id).save(row)
        await make_due(work, [row.endpoint_id], now_us)
        return row

    async def _add(self, work: UnitOfWork, row: WebhookDeliveryRow) -> WebhookDeliveryRow:
        await Repository(DELIVERY, work, row.customer_id).add(row)
        await make_due(work, [row.endpoint_id], row.tm_create)
        return row


async def forget_hold(work: UnitOfWork, endpoint_id: str) -> None:
    """Sends to an endpoint as if nothing had been wrong with it."""
    now_us = work.clock.now_us()
    fresh: dict[str, Any] = {
        "status": "active",
        "failures": 0,
        "reason": "",
        "tm_hold": None,
        "tm_disabled": None,
        "tm_due": now_us,
        "tm_update": now_us,
    }
    await work.execute(update(ENDPOINTS).where(ENDPOINTS.c.id == endpoint_id).values(**fresh))


def _row(
    work: UnitOfWork, id: str, customer_id: str, endpoint_id: str, event_type: str
) -> WebhookDeliveryRow:
    now_us = work.clock.now_us()
    return WebhookDeliveryRow(
        id=id,
        customer_id=customer_id,
        endpoint_id=endpoint_id,
        event_type=event_type,
        lane=id,
        position=now_us,
        tm_create=now_us,
        tm_next_attempt=now_us,
        tm_expire=now_us + DAY_US,
    )


def _origin_of(url: str) -> str:
    """What fails together: scheme, host and port."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "malformed"
    return f"{parts.scheme}://{parts.netloc}".lower()[:_LONGEST_ORIGIN]
