"""Deleting what a customer has, together with it."""

from typing import Any

from sqlalchemy import delete, update

from voipbin.core.agent.model import AGENT
from voipbin.core.auth.one_time_token import OneTimeTokenRow
from voipbin.core.contact.model import KEYS
from voipbin.core.customer.model import CustomerRow
from voipbin.core.extension.model import CONTACTS
from voipbin.core.message.model import COPIES
from voipbin.core.resource import stored_resources
from voipbin.core.timeline.packet import PACKETS, QUALITIES
from voipbin.core.unit_of_work import UnitOfWork

_KEPT = frozenset({"customer", "billing", "provider", "route", "sip_ban"})
"""Deleted by its caller; books that have to be kept; what the platform shares."""

_TOKENS: Any = OneTimeTokenRow.__table__  # type: ignore[attr-defined]


async def erase_all_of(work: UnitOfWork, customer_id: str, now_us: int) -> None:
    """Deletes every row of a customer softly, and forgets its phones and mailed links."""
    tables = {r.table.name: r.table for r in stored_resources() if r.name not in _KEPT}
    for table in tables.values():
        if "tm_delete" not in table.c:
            continue
        mine = (table.c.customer_id == customer_id, table.c.tm_delete.is_(None))
        gone = {"tm_update": now_us, "tm_delete": now_us}
        await work.execute(update(table).where(*mine).values(**gone))
    for table in (CONTACTS, COPIES, KEYS, PACKETS, QUALITIES, _TOKENS):
        await work.execute(delete(table).where(table.c.customer_id == customer_id))


async def anonymise(work: UnitOfWork, customer: CustomerRow) -> None:
    """Leaves nothing in the accounts of a customer that says who it was; the caller saves it."""
    mark = customer.id[:8]
    email = f"deleted_{mark}@removed.voipbin.net"
    customer.name, customer.detail, customer.email = f"deleted_user_{mark}", "", email
    customer.phone_number = customer.address = ""
    customer.webhook_method = customer.webhook_uri = ""
    customer.terms_agreed_ip = ""
    agents = AGENT.table
    blank = {"username": email, "name": "", "detail": "", "password_hash": "", "addresses": []}
    await work.execute(update(agents).where(agents.c.customer_id == customer.id).values(**blank))
