"""What numbers cost: when they are bought, and each month they are kept."""

import uuid
from datetime import UTC, datetime

from voipbin.core.billing import charges
from voipbin.core.billing.charges import Use, part_of
from voipbin.core.number.model import NumberRow
from voipbin.core.unit_of_work import UnitOfWork

PURCHASE, RENEWAL = "number", "number_renew"
"Kinds of use and their rates."

_NOBODY = str(uuid.UUID(int=0))


async def charge_purchase(work: UnitOfWork, row: NumberRow) -> None:
    """Charges a number that is stored just now."""
    await charges.item(work, Use(row.customer_id, PURCHASE, row.id, PURCHASE))


async def charge_renewal(work: UnitOfWork, row: NumberRow) -> None:
    """Charges the month a number was renewed in, once."""
    renewed_us = row.tm_renew or work.clock.now_us()
    month = datetime.fromtimestamp(renewed_us / 1e6, UTC).strftime("%Y-%m")
    reference = part_of(_NOBODY, f"{row.id}:renew:{month}")
    await charges.item(work, Use(row.customer_id, RENEWAL, reference, RENEWAL))
