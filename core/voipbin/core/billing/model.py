"""The table of billings."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, children_index, listing_index, time_field
from voipbin.v1 import billing_pb2

_NAMED = text("reference_type <> ''")


class BillingRow(Row, table=True):
    """An entry of the ledger; there is one for each reference."""

    __tablename__ = "billing"
    __table_args__ = (
        listing_index("billing"),
        children_index("billing", "account_id"),
        children_index("billing", "reference_id"),
        Index(
            "uq_billing_reference",
            "reference_type",
            "reference_id",
            unique=True,
            sqlite_where=_NAMED,
            postgresql_where=_NAMED,
        ),
    )

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
    tokens_lapsed: int = Field(default=0, sa_type=BigInteger)
    "Tokens of the last month that a top-up took away: what it changed is its amount less these."
    balance_token_snapshot: int = Field(default=0, sa_type=BigInteger)
    balance_credit_snapshot: int = Field(default=0, sa_type=BigInteger)
    idempotency_key: str = Field(default="", max_length=36)
    tm_billing_start: int | None = time_field()
    tm_billing_end: int | None = time_field()


BILLING = Resource("billing", BillingRow, billing_pb2.Billing)
