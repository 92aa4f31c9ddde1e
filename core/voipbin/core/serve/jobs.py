"""The one list of periodic jobs: what the platform does without being asked."""

from functools import partial

from voipbin.core.billing.topup import top_up_due_accounts
from voipbin.core.call.sound_sweep import SoundSweep
from voipbin.core.cluster.lease import Leases
from voipbin.core.conference.expiry import ConferenceExpiry
from voipbin.core.customer.lifecycle import CustomerLifecycle
from voipbin.core.event.retention import EventRetention
from voipbin.core.periodic import Periodic
from voipbin.core.recording.service import RecordingService
from voipbin.core.timeline.history import SipHistory
from voipbin.core.unit_of_work import Store

_QUARTER_S = 900
_DAY_S = 86_400


def build_jobs(
    store: Store,
    lifecycle: CustomerLifecycle,
    recordings: RecordingService,
    sounds: SoundSweep,
    events: EventRetention,
    history: SipHistory,
    leases: Leases | None,
) -> list[Periodic]:
    """Every job; nothing is started.

    Args:
        leases: see to it that one process at a time does a job; None where there is only one.
    """
    of_the_database = [
        Periodic("end conferences whose time is up", 5, ConferenceExpiry(store).sweep),
        Periodic("give up unverified signups", _QUARTER_S, lifecycle.expire_unverified),
        Periodic("delete customers as they asked", _QUARTER_S, lifecycle.delete_due),
        Periodic("remove the audio of who is deleted", _QUARTER_S, recordings.remove_due),
        Periodic("forget old events", _DAY_S, events.sweep),
        Periodic("give the tokens of a month", _QUARTER_S, partial(top_up_due_accounts, store)),
        Periodic("forget old SIP messages", _QUARTER_S, history.forget),
    ]
    of_this_machine = [Periodic("forget sounds nobody plays", _DAY_S, sounds.sweep)]
    return [*(job.shared(leases) for job in of_the_database), *of_this_machine]
