"""A customer with a webhook, things that happen to it, and who delivers them."""

import ssl
from typing import Any

from sqlalchemy import select, update

from tests.core.served import served
from tests.fixtures.callers import CUSTOMER, customer_context
from tests.fixtures.manual_clock import ManualClock
from tests.fixtures.receiver import Receiver
from voipbin.core.contract import codec
from voipbin.core.contract.operations import operations
from voipbin.core.customer.model import CUSTOMER as CUSTOMERS
from voipbin.core.customer.model import CustomerRow
from voipbin.core.egress import EgressClient
from voipbin.core.event.stored import PendingEvent
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.unit_of_work import Store
from voipbin.core.webhook.dispatcher import WebhookDispatcher
from voipbin.core.webhook.model import DELIVERIES, ENDPOINTS
from voipbin.core.webhook.room import WebhookDeliveryRoom, WebhookRoom
from voipbin.core.webhook.service import Webhooks

Json = dict[str, Any]
CALL = "00000000-0000-4000-8000-00000000ca11"


class World:
    """Everything a test of webhooks needs."""

    def __init__(self, store: Store, clock: ManualClock, receiver: Receiver) -> None:
        self.store = store
        self.clock = clock
        self.receiver = receiver
        self.box = SecretsBox(bytes(32))
        self.egress = EgressClient(["127.0.0.0/8"])
        self.webhooks = Webhooks(store, self.egress, self.box, days=30)
        self.dispatcher = self.another()
        self.rooms = (WebhookRoom(self.webhooks), WebhookDeliveryRoom(self.webhooks))

    def another(self, tls: ssl.SSLContext | None = None) -> WebhookDispatcher:
        """A dispatcher as another process has it."""
        egress = EgressClient(["127.0.0.0/8"], tls=tls)
        return WebhookDispatcher(self.store, egress, self.webhooks.keys, linger_s=0)

    async def close(self) -> None:
        """Ends what it began."""
        await self.dispatcher.close(0)
        await self.webhooks.dispatcher.close(0)

    async def add_customer(self, url: str, id: str = CUSTOMER) -> None:
        """A customer whose webhook is POSTed to a URL."""
        row = CustomerRow(
            id=id, customer_id=id, webhook_uri=url, webhook_method="POST", tm_create=0
        )
        async with self.store.writing() as work:
            await Repository(CUSTOMERS, work, id).add(row)

    async def change_customer(self, **columns: Any) -> None:
        """Changes it, and says so in the log, as the room does."""
        table = CUSTOMERS.table
        async with self.store.writing() as work:
            mine = update(table).where(table.c.id == CUSTOMER)
            await work.execute(mine.values(**columns))
            work.record(PendingEvent(CUSTOMER, "customer_updated", "customer", CUSTOMER, "{}"))

    async def happen(
        self,
        type: str = "call_updated",
        id: str = CALL,
        *,
        resource: str = "call",
        customer_id: str = CUSTOMER,
    ) -> None:
        """Stores an event."""
        data = f'{{"id":"{id}"}}'
        async with self.store.writing() as work:
            work.record(PendingEvent(customer_id, type, resource, id, data))

    async def deliver(self, seconds_later: float = 0) -> None:
        """Delivers what is due, after a while."""
        self.clock.move(seconds_later)
        await self.dispatcher.deliver_due()

    async def deliveries(self, **columns: Any) -> list[Any]:
        """Rows, oldest first."""
        wanted = select(DELIVERIES).order_by(DELIVERIES.c.tm_create, DELIVERIES.c.position)
        for name, value in columns.items():
            wanted = wanted.where(DELIVERIES.c[name] == value)
        async with self.store.reading() as connection:
            return list((await connection.execute(wanted)).all())

    async def delivery(self) -> Any:
        """The only one."""
        (row,) = await self.deliveries()
        return row

    async def endpoint(self, customer_id: str = CUSTOMER) -> Any:
        """The row of a customer's endpoint."""
        mine = (ENDPOINTS.c.customer_id == customer_id, ENDPOINTS.c.origin == "")
        async with self.store.reading() as connection:
            return (await connection.execute(select(ENDPOINTS).where(*mine))).one()

    async def ask(self, operation: str, customer_id: str = CUSTOMER, **fields: Any) -> Json:
        """What an operation answers, as REST shows it."""
        room = self.rooms["Deliver" in operation]
        handler = served(room, operation)
        spec = _spec(operation)
        request = codec.from_json(spec.input, fields)
        answer = await handler(request, customer_context(self.store, customer_id))
        shown: Json = codec.to_json(answer)
        return shown


def _spec(name: str) -> Any:
    return next(spec for spec in operations().values() if spec.title == name)


def reasons(row: Any) -> list[str]:
    """Why the attempts of a delivery failed."""
    return [attempt["reason"] for attempt in row.attempts]


def some_ids(count: int) -> list[str]:
    """Ids of resources."""
    return [new_id() for _ in range(count)]
