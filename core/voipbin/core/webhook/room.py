"""The endpoint of a customer and its delivery log."""

from typing import Any

from google.protobuf.message import Message
from sqlalchemy import select

from voipbin.core.context import Context
from voipbin.core.customer.model import CUSTOMER
from voipbin.core.errors import FailedPrecondition
from voipbin.core.repository import Repository
from voipbin.core.resource import to_timestamp
from voipbin.core.room import Room, record
from voipbin.core.serving import Operations
from voipbin.core.unit_of_work import UnitOfWork
from voipbin.core.webhook.model import DELIVERY, ENDPOINT, WebhookDeliveryRow, WebhookEndpointRow
from voipbin.core.webhook.outbox import forget_hold
from voipbin.core.webhook.service import Webhooks
from voipbin.core.webhook.spreader import add_endpoint, point_to
from voipbin.v1 import webhook_pb2


class WebhookDeliveryRoom(Room[WebhookDeliveryRow]):
    """Serves WebhookDeliveryService."""

    resource = DELIVERY

    def __init__(self, webhooks: Webhooks) -> None:
        self._webhooks = webhooks

    async def redeliver_webhook_delivery(self, request: Any, ctx: Context) -> Message:
        """Lets a delivery wait for an attempt again."""
        async with ctx.writing() as work:
            row = await self.by_id(ctx, work).get(request.id, lock=True)
            await self._webhooks.outbox.send_again(work, row)
            work.after_commit(self._webhooks.wake)
        return DELIVERY.to_message(row)  # type: ignore[no-any-return]


class WebhookRoom(Operations):
    """Serves WebhookService."""

    def __init__(self, webhooks: Webhooks) -> None:
        self._webhooks = webhooks

    async def get_webhook_endpoint(self, request: Any, ctx: Context) -> Message:
        """The endpoint as it is; before the first delivery, as it will be."""
        async with ctx.reading() as connection:
            customer = await ctx.own(CUSTOMER, connection).get(ctx.customer_id)
            endpoints = ctx.own(ENDPOINT, connection)
            row = await endpoints.one(_own_endpoint(ctx))
        row = row or WebhookEndpointRow(id="", customer_id=ctx.customer_id, tm_create=0)
        if row.url != customer.webhook_uri:
            row.url, row.status, row.failures, row.reason = customer.webhook_uri, "active", 0, ""
            row.tm_hold = row.tm_disabled = None
        return _shown(row)

    async def enable_webhook_endpoint(self, request: Any, ctx: Context) -> Message:
        """Forgets what was wrong with the endpoint.

        Raises:
            FailedPrecondition: there is no webhook_uri.
        """
        async with ctx.writing() as work:
            row = await self._ready(work, ctx)
            was = row.status
            await forget_hold(work, row.id)
            row = await _locked(work, ctx)
            if was == "disabled":
                record(work, ENDPOINT, "enabled", row)
            work.after_commit(self._webhooks.wake)
        return _shown(row)

    async def rotate_webhook_secret(self, request: Any, ctx: Context) -> Message:
        """A new secret, shown this once."""
        async with ctx.writing() as work:
            row = await self._ready(work, ctx, is_needed=False)
            rotated = await self._webhooks.keys.rotate(work, row)
        answer = webhook_pb2.WebhookSecret(secret=rotated.secret)
        if rotated.tm_previous_secret is not None:
            answer.tm_previous_secret.CopyFrom(to_timestamp(rotated.tm_previous_secret))
        return answer

    async def test_webhook_endpoint(self, request: Any, ctx: Context) -> Message:
        """Sends something that means nothing.

        Raises:
            FailedPrecondition: there is no webhook_uri, or it answered 410.
        """
        async with ctx.writing() as work:
            row = await self._ready(work, ctx)
            if row.status == "disabled":
                raise FailedPrecondition(
                    f"{row.url} answered 410: enable the endpoint, or change webhook_uri",
                    reason="WEBHOOK_DISABLED",
                )
            delivery = await self._webhooks.outbox.add_test(work, row.id, ctx.customer_id)
            work.after_commit(self._webhooks.wake)
        return DELIVERY.to_message(delivery)  # type: ignore[no-any-return]

    async def _ready(
        self, work: UnitOfWork, ctx: Context, *, is_needed: bool = True
    ) -> WebhookEndpointRow:
        """The endpoint, locked, made where it was missing and about the URL of now."""
        customer = await ctx.own(CUSTOMER, work).get(ctx.customer_id)
        if is_needed and not customer.webhook_uri:
            raise FailedPrecondition(
                "the customer has no webhook_uri: set it by PUT /customer", reason="WEBHOOK_OFF"
            )
        await add_endpoint(work, ctx.customer_id, "", customer.webhook_uri)
        row = await _locked(work, ctx)
        if row.url != customer.webhook_uri:
            await point_to(work, row.id, customer.webhook_uri)
            row = await _locked(work, ctx)
        return row


def _own_endpoint(ctx: Context) -> Any:
    table = ENDPOINT.table
    return select(table).where(table.c.customer_id == ctx.customer_id, table.c.origin == "")


async def _locked(work: UnitOfWork, ctx: Context) -> WebhookEndpointRow:
    endpoints = Repository(ENDPOINT, work, ctx.customer_id)
    row = await endpoints.one(_own_endpoint(ctx).with_for_update())
    assert row is not None, "it was made in this transaction at the latest"
    return row


def _shown(row: WebhookEndpointRow) -> Message:
    if not row.url:
        row.status = "off"
    # Before there is a row it is known by its customer, of whom it is the only one.
    row.id = row.id or row.customer_id
    return ENDPOINT.to_message(row)  # type: ignore[no-any-return]
