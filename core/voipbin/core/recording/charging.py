"""What recordings cost: their audio, by the minute."""

from voipbin.core.billing import charges
from voipbin.core.billing.charges import Use
from voipbin.core.recording.model import RecordingRow
from voipbin.core.recording.service import RecordingService
from voipbin.core.unit_of_work import UnitOfWork

_KIND = "recording"


def charge_recordings(recordings: RecordingService) -> None:
    """Charges every recording from now on."""
    recordings.when_started(_started)
    recordings.when_ended(_ended)


async def _started(work: UnitOfWork, row: RecordingRow) -> None:
    use = Use(row.customer_id, _KIND, row.id, _KIND)
    await charges.opened(work, use, row.tm_start or work.clock.now_us())


async def _ended(work: UnitOfWork, row: RecordingRow) -> None:
    await charges.closed(work, _KIND, row.id, row.tm_end or work.clock.now_us())
