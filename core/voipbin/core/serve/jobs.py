"""The one list of periodic jobs: what the platform does without being asked."""

from functools import partial

from voipbin.core.billing.topup import top_up_due_accounts
from voipbin.core.call.sound_sweep import SoundSweep
from voipbin.core.cluster.lease import Leases
from voipbin.core.conference.conferences import Conferences
from voipbin.core.conference.expiry import ConferenceExpiry
from voipbin.core.customer.lifecycle import CustomerLifecycle
from voipbin.core.event.retention import EventRetention
from voipbin.core.number.inventory import Inventory
from voipbin.core.number.renewal import Renewal
from voipbin.core.periodic import Periodic
from voipbin.core.recording.service import RecordingService
from voipbin.core.serve.life_sign import EVERY_S, LifeSign
from voipbin.core.timeline.history import SipHistory
from voipbin.core.unit_of_work import Store
from voipbin.core.webhook.retention import WebhookRetention

_QUARTER_S = 900
_HOUR_S = 3600
_DAY_S = 86_400


def build_jobs(
    store: Store,
    lifecycle: CustomerLifecycle,
    recordings: RecordingService,
    sounds: SoundSweep,
    events: EventRetention,
    history: SipHistory,
    conferences: Conferences,
    inventory: Inventory,
    life: LifeSign,
    webhooks: WebhookRetention,
    leases: Leases | None,
) -> list[Periodic]:
    """Every job; nothing is started.

    Args:
        leases: see to it that one process at a time does a job; None where there is only one.
    """
    expiry = ConferenceExpiry(store, conferences)
    of_the_database = [
        Periodic("give up unverified signups", _QUARTER_S, lifecycle.expire_unverified),
        Periodic("delete customers as they asked", _QUARTER_S, lifecycle.delete_due),
        Periodic("remove the audio of who is deleted", _QUARTER_S, recordings.remove_due),
        Periodic("forget old events", _DAY_S, events.sweep),
        Periodic("give the tokens of a month", _QUARTER_S, partial(top_up_due_accounts, store)),
        Periodic("forget old SIP messages", _QUARTER_S, history.forget),
        Periodic("renew numbers", _HOUR_S, partial(Renewal(inventory).renew_due, store)),
        Periodic("forget old webhook deliveries", _QUARTER_S, webhooks.sweep),
    ]
    of_this_process = [
        Periodic("end conferences whose time is up", 5, expiry.sweep),
        Periodic("show that we live", EVERY_S, life.give),
        Periodic("forget sounds nobody plays", _DAY_S, sounds.sweep),
    ]
    return [*of_this_process, *(job.shared(leases) for job in of_the_database)]
