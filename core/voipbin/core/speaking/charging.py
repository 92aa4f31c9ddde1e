"""What speaking sessions cost: the time they are open, by the minute."""

from voipbin.core.billing import charges
from voipbin.core.billing.charges import Use
from voipbin.core.speaking.model import SpeakingRow
from voipbin.core.unit_of_work import UnitOfWork

_KIND = "speaking"


async def speaking_opened(work: UnitOfWork, row: SpeakingRow) -> None:
    """To be called in the transaction that stores a session."""
    await charges.opened(work, Use(row.customer_id, _KIND, row.id, "tts"), row.tm_create)


async def speaking_stopped(work: UnitOfWork, row: SpeakingRow, tm_us: int = 0) -> None:
    """To be called in the transaction that stops a session.

    Args:
        tm_us: when it fell silent, in microseconds since 1970; 0 for now.
    """
    await charges.closed(work, _KIND, row.id, tm_us or work.clock.now_us())
