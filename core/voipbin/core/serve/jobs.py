"""The one list of periodic jobs: what the platform does without being asked."""

from functools import partial

from voipbin.core.billing.topup import top_up_due_accounts
from voipbin.core.conference.expiry import ConferenceExpiry
from voipbin.core.customer.lifecycle import CustomerLifecycle
from voipbin.core.number.inventory import Inventory
from voipbin.core.number.renewal import Renewal
from voipbin.core.periodic import Periodic
from voipbin.core.serve.life_sign import EVERY_S, LifeSign
from voipbin.core.unit_of_work import Store

_QUARTER_S = 900
_HOUR_S = 3600


def build_jobs(
    store: Store, lifecycle: CustomerLifecycle, inventory: Inventory, life: LifeSign
) -> list[Periodic]:
    """Every job; nothing is started."""
    return [
        Periodic("end conferences whose time is up", 5, ConferenceExpiry(store).sweep),
        Periodic("give up unverified signups", _QUARTER_S, lifecycle.expire_unverified),
        Periodic("delete customers as they asked", _QUARTER_S, lifecycle.delete_due),
        Periodic("give the tokens of a month", _QUARTER_S, partial(top_up_due_accounts, store)),
        Periodic("renew numbers", _HOUR_S, partial(Renewal(inventory).renew_due, store)),
        Periodic("show that we live", EVERY_S, life.give),
    ]
