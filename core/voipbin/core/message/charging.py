"""What messages cost: each number one goes to, in and out."""

from voipbin.core.billing import charges
from voipbin.core.billing.charges import Use, part_of
from voipbin.core.message.model import MessageRow
from voipbin.core.unit_of_work import UnitOfWork


async def charge_message(work: UnitOfWork, row: MessageRow) -> None:
    """Charges a message that is stored just now; a second time changes nothing."""
    for index in range(len(row.targets)):
        reference = part_of(row.id, f"target-{index}")
        await charges.item(work, Use(row.customer_id, "sms", reference, "sms"))
