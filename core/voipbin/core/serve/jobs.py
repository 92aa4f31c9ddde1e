"""The one list of periodic jobs: what the platform does without being asked."""

from functools import partial

from voipbin.core.billing.topup import top_up_due_accounts
from voipbin.core.conference.conferences import Conferences
from voipbin.core.conference.expiry import ConferenceExpiry
from voipbin.core.customer.lifecycle import CustomerLifecycle
from voipbin.core.periodic import Periodic
from voipbin.core.unit_of_work import Store

_QUARTER_S = 900


def build_jobs(
    store: Store, lifecycle: CustomerLifecycle, conferences: Conferences
) -> list[Periodic]:
    """Every job; nothing is started."""
    expiry = ConferenceExpiry(store, conferences)
    return [
        Periodic("end conferences whose time is up", 5, expiry.sweep),
        Periodic("give up unverified signups", _QUARTER_S, lifecycle.expire_unverified),
        Periodic("delete customers as they asked", _QUARTER_S, lifecycle.delete_due),
        Periodic("give the tokens of a month", _QUARTER_S, partial(top_up_due_accounts, store)),
    ]
