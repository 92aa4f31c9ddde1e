"""The one list of periodic jobs: what the platform does without being asked."""

from functools import partial

from voipbin.core.billing.topup import top_up_due_accounts
from voipbin.core.call.sound_sweep import SoundSweep
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
) -> list[Periodic]:
    """Every job; nothing is started."""
    expiry = ConferenceExpiry(store, conferences)
    return [
        Periodic("end conferences whose time is up", 5, expiry.sweep),
        Periodic("give up unverified signups", _QUARTER_S, lifecycle.expire_unverified),
        Periodic("delete customers as they asked", _QUARTER_S, lifecycle.delete_due),
        Periodic("remove the audio of who is deleted", _QUARTER_S, recordings.remove_due),
        Periodic("forget sounds nobody plays", _DAY_S, sounds.sweep),
        Periodic("forget old events", _DAY_S, events.sweep),
        Periodic("give the tokens of a month", _QUARTER_S, partial(top_up_due_accounts, store)),
        Periodic("forget old SIP messages", _QUARTER_S, history.forget),
        Periodic("renew numbers", _HOUR_S, partial(Renewal(inventory).renew_due, store)),
        Periodic("show that we live", EVERY_S, life.give),
        Periodic("forget old webhook deliveries", _QUARTER_S, webhooks.sweep),
    ]
