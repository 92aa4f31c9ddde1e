"""Keeping messages: whoever sends or receives one calls this."""

from sqlalchemy import insert

from voipbin.core.message.charging import charge_message
from voipbin.core.message.model import MESSAGE, PEERS, MessageRow, peers_of
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.unit_of_work import UnitOfWork


async def store_message(work: UnitOfWork, row: MessageRow) -> None:
    """Stores a message with the numbers it is found by, charges it and tells so: message_created.

    Whether the customer can pay for it has to be asked before: `require_items(…, "sms", targets)`.
    """
    await Repository(MESSAGE, work, row.customer_id).add(row)
    if values := [peer.model_dump() for peer in peers_of(row)]:
        await work.execute(insert(PEERS), values)
    record(work, MESSAGE, "created", row)
    await charge_message(work, row)
