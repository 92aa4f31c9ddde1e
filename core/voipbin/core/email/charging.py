"""What e-mails cost: each address one goes to."""

from voipbin.core.billing import charges
from voipbin.core.billing.charges import Use, part_of
from voipbin.core.email.model import EmailRow
from voipbin.core.unit_of_work import UnitOfWork


async def charge_email(work: UnitOfWork, row: EmailRow) -> None:
    """Charges an e-mail that is stored just now; a second time changes nothing."""
    for index in range(len(row.destinations)):
        reference = part_of(row.id, f"target-{index}")
        await charges.item(work, Use(row.customer_id, "email", reference, "email"))
