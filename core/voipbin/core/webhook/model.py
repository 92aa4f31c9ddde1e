"""The tables of webhooks."""

from typing import Any

from sqlalchemy import BigInteger, Index, Text, text
from sqlmodel import Field, SQLModel

from voipbin.core.resource import Resource
from voipbin.core.row import Row, children_index, json_field, listing_index, time_field
from voipbin.v1 import webhook_delivery_pb2, webhook_pb2

# Queries repeat these words for word: only then does SQLite use a partial index.
PENDING = text("status = 'pending'")


class WebhookEndpointRow(Row, table=True):
    """A place that is sent to: the webhook_uri of a customer, or an origin its flows send to."""

    __tablename__ = "webhook_endpoint"
    __table_args__ = (
        listing_index("webhook_endpoint"),
        Index("uq_webhook_endpoint_origin", "customer_id", "origin", unique=True),
        Index("ix_webhook_endpoint_due", "tm_due"),
    )

    origin: str = Field(default="", max_length=300)
    "Scheme, host and port of what flows send to; empty for the customer's webhook_uri."
    url: str = Field(default="", max_length=2048)
    "The webhook_uri that status, failures and hold are about."
    status: str = Field(default="active", max_length=16)
    failures: int = 0
    reason: str = Field(default="", max_length=32)
    tm_hold: int | None = time_field()
    tm_success: int | None = time_field()
    tm_disabled: int | None = time_field()
    sealed_secret: str = Field(default="", max_length=256)
    sealed_previous_secret: str = Field(default="", max_length=256)
    tm_secret: int | None = time_field()
    tm_previous_secret: int | None = time_field()
    "Until when the one before is good."
    tm_due: int | None = time_field()
    "When there is something to do; None for nothing."
    lease_owner: str = Field(default="", max_length=36)
    tm_lease: int | None = time_field()
    "Until then it is for the owner of the lease alone to send."


class WebhookDeliveryRow(Row, table=True):
    """One event on its way to one endpoint."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        listing_index("webhook_delivery"),
        children_index("webhook_delivery", "resource_id"),
        Index("ix_webhook_delivery_status", "customer_id", "status", "tm_create", "id"),
        Index("ix_webhook_delivery_type", "customer_id", "event_type", "tm_create", "id"),
        Index("ix_webhook_delivery_age", "tm_create"),
        Index(
            "ix_webhook_delivery_due",
            "endpoint_id",
            "tm_next_attempt",
            "position",
            sqlite_where=PENDING,
            postgresql_where=PENDING,
        ),
        Index(
            "ix_webhook_delivery_lane",
            "endpoint_id",
            "lane",
            "position",
            sqlite_where=PENDING,
            postgresql_where=PENDING,
        ),
    )

    endpoint_id: str = Field(default="", max_length=36)
    event: int | None = Field(default=None, sa_type=BigInteger)
    "Id in the log, which has the body; None where the row has it."
    event_type: str = Field(default="", max_length=64)
    resource: str = Field(default="", max_length=32)
    resource_id: str = Field(default="", max_length=36)
    lane: str = Field(default="", max_length=36)
    "Deliveries of one lane of an endpoint are sent one after the other."
    position: int = Field(default=0, sa_type=BigInteger)
    "Place in the lane."
    status: str = Field(default="pending", max_length=16)
    url: str = Field(default="", max_length=2048)
    method: str = Field(default="", max_length=16)
    content_type: str = Field(default="", max_length=255)
    body: str = Field(default="", sa_type=Text)
    attempt_count: int = 0
    attempts: list[Any] = json_field(list)
    reason: str = Field(default="", max_length=32)
    tm_next_attempt: int | None = time_field()
    tm_expire: int | None = time_field()
    tm_delivered: int | None = time_field()


class WebhookCursorRow(SQLModel, table=True):
    """How far the log has been turned into deliveries."""

    __tablename__ = "webhook_cursor"

    customer_id: str = Field(primary_key=True, max_length=36)
    "Whose events; empty for everybody's, and there is no other row."
    event_id: int = Field(sa_type=BigInteger)


ENDPOINT = Resource("webhook_endpoint", WebhookEndpointRow, webhook_pb2.WebhookEndpoint)
DELIVERY = Resource(
    "webhook_delivery",
    WebhookDeliveryRow,
    webhook_delivery_pb2.WebhookDelivery,
    computed={"event_id": lambda row: "" if row.event is None else str(row.event)},
)
ENDPOINTS = ENDPOINT.table
DELIVERIES = DELIVERY.table
CURSORS: Any = WebhookCursorRow.__table__  # type: ignore[attr-defined]
