"""The table of billing accounts."""

from datetime import UTC, datetime

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from voipbin.core.billing_account.plan import plan_of
from voipbin.core.ids import new_id
from voipbin.core.resource import Resource
from voipbin.core.row import Row, listing_index, time_field
from voipbin.v1 import billing_account_pb2

_MICROS = 1_000_000


class BillingAccountRow(Row, table=True):
    """What a customer may spend: credit in micros of a dollar, tokens of the month."""

    __tablename__ = "billing_account"
    __table_args__ = (
        listing_index("billing_account"),
        Index("ix_billing_account_topup", "tm_next_topup"),
    )

    name: str = Field(default="", max_length=256)
    detail: str = Field(default="", max_length=1024)
    plan_type: str = Field(default="free", max_length=32)
    balance_credit: int = Field(default=0, sa_type=BigInteger)
    balance_token: int = Field(default=0, sa_type=BigInteger)
    payment_type: str = Field(default="", max_length=32)
    payment_method: str = Field(default="", max_length=32)
    tm_last_topup: int | None = time_field()
    tm_next_topup: int | None = time_field()


BILLING_ACCOUNT = Resource("billing_account", BillingAccountRow, billing_account_pb2.BillingAccount)


def new_billing_account(
    customer_id: str, now_us: int, plan_type: str = "free"
) -> BillingAccountRow:
    """The account of a customer that begins now, with the tokens of its plan."""
    return BillingAccountRow(
        id=new_id(),
        customer_id=customer_id,
        name="basic billing account",
        plan_type=plan_type,
        balance_token=plan_of(plan_type).tokens,
        payment_type="prepaid",
        tm_last_topup=now_us,
        tm_next_topup=next_month(now_us),
        tm_create=now_us,
    )


def next_month(now_us: int) -> int:
    """The first moment of the month after a moment, UTC."""
    now = datetime.fromtimestamp(now_us / _MICROS, UTC)
    year, month = (now.year + 1, 1) if now.month == 12 else (now.year, now.month + 1)
    return int(datetime(year, month, 1, tzinfo=UTC).timestamp()) * _MICROS
