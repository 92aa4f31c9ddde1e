"""The table of billing accounts."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from voipbin.core.ids import new_id
from voipbin.core.resource import Resource
from voipbin.core.row import Row, listing_index, time_field
from voipbin.v1 import billing_account_pb2


class BillingAccountRow(Row, table=True):
    """FIXME"""

    __tablename__ = "billing_account"
    __table_args__ = (listing_index("billing_account"),)

    name: str = Field(default="", max_length=256)
    detail: str = Field(default="", max_length=1024)
    plan_type: str = Field(default="", max_length=32)
    balance_credit: int = Field(default=0, sa_type=BigInteger)
    balance_token: int = Field(default=0, sa_type=BigInteger)
    payment_type: str = Field(default="", max_length=32)
    payment_method: str = Field(default="", max_length=32)
    tm_last_topup: int | None = time_field()
    tm_next_topup: int | None = time_field()


BILLING_ACCOUNT = Resource("billing_account", BillingAccountRow, billing_account_pb2.BillingAccount)


def new_billing_account(customer_id: str, now_us: int) -> BillingAccountRow:
    """The account a customer begins with."""
    return BillingAccountRow(
        id=new_id(),
        customer_id=customer_id,
        name="basic billing account",
        plan_type="free",
        payment_type="prepaid",
        balance_token=100,
        tm_create=now_us,
    )
