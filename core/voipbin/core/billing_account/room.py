"""FIXME billing accounts."""

from voipbin.core.billing_account.model import BILLING_ACCOUNT, BillingAccountRow
from voipbin.core.room import Room


class BillingAccountRoom(Room[BillingAccountRow]):
    """Serves BillingAccountService."""

    resource = BILLING_ACCOUNT
