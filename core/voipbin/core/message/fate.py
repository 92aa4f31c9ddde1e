"""What becomes of the targets of a message, and of the conversation messages that tell of them."""

from voipbin.core.conversation_message.model import CONVERSATION_MESSAGE
from voipbin.core.message.model import MESSAGE, MessageCopyRow
from voipbin.core.message.parts import parts
from voipbin.core.paging import format_time
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.unit_of_work import UnitOfWork

_RANK = {"queued": 0, "sent": 1, "dlr_timeout": 2}
"Of what may still change; everything else is final."
_SUBMITTED = frozenset({"sent", "delivered", "dlr_timeout"})


async def settle_target(work: UnitOfWork, copy: MessageCopyRow, status: str) -> bool:
    """Notes how far a target came, and tells so; False when it was further already.

    Reports come late and twice: what is final stays, and nothing goes back.
    """
    messages = Repository(MESSAGE, work, copy.customer_id)
    row = await messages.find(copy.message_id, lock=True)
    if row is None:
        return False
    target = dict(row.targets[copy.place])
    if _RANK.get(target["status"], 9) >= _RANK.get(status, 3):
        return False
    row.tm_update = work.clock.now_us()
    target |= {
        "status": status,
        "parts": parts(row.text),
        "tm_update": format_time(row.tm_update),
    }
    row.targets = [*row.targets[: copy.place], target, *row.targets[copy.place + 1 :]]
    await messages.save(row, "targets", "tm_update")
    record(work, MESSAGE, "updated", row)
    return True


async def settle_said(work: UnitOfWork, copy: MessageCopyRow, status: str) -> None:
    """Tells in the conversation whether a message was handed over; a delivery changes nothing."""
    said = Repository(CONVERSATION_MESSAGE, work, copy.customer_id)
    row = await said.find(copy.id, lock=True)
    if row is None or row.status != "sending":
        return
    row.status = "sent" if status in _SUBMITTED else "failed"
    row.tm_update = work.clock.now_us()
    await said.save(row, "status", "tm_update")
    record(work, CONVERSATION_MESSAGE, "updated", row)
