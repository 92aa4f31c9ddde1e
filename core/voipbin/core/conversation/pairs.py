"""Telephone conversations: one for each pair of a number of ours and one of somebody else."""

from typing import Any

from sqlalchemy import select, text
from sqlalchemy.dialects import postgresql, sqlite

from voipbin.core.conversation.model import CONVERSATION, ConversationRow
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.unit_of_work import UnitOfWork

_INSERT: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
_TABLE = CONVERSATION.table
_PAIRED = text("tm_delete IS NULL AND self_target <> ''")


async def conversation_between(
    work: UnitOfWork, customer_id: str, ours: dict[str, Any], theirs: dict[str, Any]
) -> ConversationRow:
    """The live conversation of two telephone numbers, begun if there is none.

    Two transactions that begin it at one moment end up with the same: the index decides.

    Args:
        ours: address of the customer.
        theirs: address of the other side.
    """
    if (row := await _find(work, customer_id, ours, theirs)) is not None:
        return row
    name = theirs.get("target_name") or theirs["target"]
    row = ConversationRow(
        id=new_id(),
        customer_id=customer_id,
        name=f"conversation with {name}"[:256],
        type="message",
        self=ours,
        peer=theirs,
        self_target=ours["target"],
        peer_target=theirs["target"],
        tm_create=work.clock.now_us(),
    )
    values = {column.name: getattr(row, column.name) for column in _TABLE.columns}
    made = (
        _INSERT[work.dialect_name](_TABLE)
        .values(values)
        .on_conflict_do_nothing(
            index_elements=["customer_id", "type", "self_target", "peer_target"],
            index_where=_PAIRED,
        )
        .returning(_TABLE.c.id)
    )
    if (await work.execute(made)).first() is not None:
        record(work, CONVERSATION, "created", row)
        return row
    found = await _find(work, customer_id, ours, theirs)
    assert found is not None, "the index says that there is one"
    return found


async def _find(
    work: UnitOfWork, customer_id: str, ours: dict[str, Any], theirs: dict[str, Any]
) -> ConversationRow | None:
    wanted = select(_TABLE).where(
        _TABLE.c.customer_id == customer_id,
        _TABLE.c.type == "message",
        _TABLE.c.self_target == ours["target"],
        _TABLE.c.peer_target == theirs["target"],
        _PAIRED,
    )
    return await Repository(CONVERSATION, work, customer_id).one(wanted)
