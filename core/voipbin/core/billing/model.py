"""The table of billings."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, listing_index, time_field
from voipbin.v1 import billing_pb2


class BillingRow(Row, table=True):
    """FIXME"""

    __tablename__ = "billing"
    __table_args__ = (listing_index("billing"),)

    account_id: str = Field(default="", max_length=36)
    transaction_type: str = Field(default="", max_length=32)
    status: str = Field(default="", max_length=32)
    reference_type: str = Field(default="", max_length=32)
    reference_id: str = Field(default="", max_length=36)
    cost_type: str = Field(default="", max_length=32)
    usage_duration: int = Field(default=0, sa_type=BigInteger)
    billable_units: int = Field(default=0, sa_type=BigInteger)
    rate_token_per_unit: int = Field(default=0, sa_type=BigInteger)
    rate_credit_per_unit: int = Field(default=0, sa_type=BigInteger)
    amount_token: int = Field(default=0, sa_type=BigInteger)
    amount_credit: int = Field(default=0, sa_type=BigInteger)
    balance_token_snapshot: int = Field(default=0, sa_type=BigInteger)
    balance_credit_snapshot: int = Field(default=0, sa_type=BigInteger)
    idempotency_key: str = Field(default="", max_length=36)
    tm_billing_start: int | None = time_field()
    tm_billing_end: int | None = time_field()


BILLING = Resource("billing", BillingRow, billing_pb2.Billing)
