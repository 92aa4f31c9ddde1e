"""The one list of periodic jobs: what the platform does without being asked."""

from voipbin.core.conference.expiry import ConferenceExpiry
from voipbin.core.periodic import Periodic
from voipbin.core.unit_of_work import Store


def build_jobs(store: Store) -> list[Periodic]:
    """Every job; nothing is started."""
    return [
        Periodic("end conferences whose time is up", 5, ConferenceExpiry(store).sweep),
    ]
