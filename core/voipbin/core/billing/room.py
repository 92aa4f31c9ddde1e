"""Reading the ledger."""

from voipbin.core.billing.model import BILLING, BillingRow
from voipbin.core.room import Room


class BillingRoom(Room[BillingRow]):
    """Serves BillingService."""

    resource = BILLING
