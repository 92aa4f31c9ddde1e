"""What is said in a session: written down with its event, and read as a model is told it."""

from collections.abc import Sequence
from typing import Any, Protocol

from voipbin.core.aimessage.model import AIMESSAGE, AimessageRow
from voipbin.core.database import Connection
from voipbin.core.flow_engine.variables import clean_text
from voipbin.core.ids import new_id
from voipbin.core.llm.port import Said
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.unit_of_work import UnitOfWork

HISTORY = 100
"Messages a model is told besides the system messages."
_INCOMING = "incoming"


class Session(Protocol):
    """What a message belongs to."""

    @property
    def id(self) -> str:
        """Of the aicall."""
        ...

    @property
    def customer_id(self) -> str:
        """Its owner."""
        ...


async def add_message(
    work: UnitOfWork,
    session: Session,
    *,
    role: str,
    content: str,
    direction: str = "outgoing",
    tool_calls: Sequence[dict[str, Any]] = (),
    tool_call_id: str = "",
    id: str = "",
) -> AimessageRow:
    """Stores a message: aimessage_created."""
    row = AimessageRow(
        id=id or new_id(),
        customer_id=session.customer_id,
        aicall_id=session.id,
        role=role,
        content=clean_text(content),
        direction=direction,
        tool_calls=list(tool_calls),
        tool_call_id=tool_call_id,
        tm_create=work.clock.now_us(),
    )
    await Repository(AIMESSAGE, work, session.customer_id).add(row)
    record(work, AIMESSAGE, "created", row)
    return row


async def newest_messages(
    connection: Connection, session: Session, count: int, *where: Any
) -> list[AimessageRow]:
    """Messages of a session, newest first."""
    table = AIMESSAGE.table
    repository = Repository(AIMESSAGE, connection, session.customer_id)
    return await repository.all(
        repository.select_live()
        .where(table.c.aicall_id == session.id, *where)
        .order_by(table.c.tm_create.desc(), table.c.id.desc())
        .limit(count)
    )


async def history(
    connection: Connection, session: Session, after_us: int | None = None
) -> list[Said]:
    """What a model is told: the prompts, and the latest of what was said.

    Uses of tools and their results are not told again: they have no words.

    Args:
        after_us: what was said to the ai since then, in microseconds since 1970, is told last: the
            answer to what was said before may have been kept after it.
    """
    role = AIMESSAGE.table.c.role
    told = AIMESSAGE.table.c.direction != _INCOMING
    prompts = await newest_messages(connection, session, HISTORY, role == "system", told)
    spoken = role.in_(("user", "assistant"))
    latest = await newest_messages(
        connection, session, HISTORY, spoken, AIMESSAGE.table.c.content != ""
    )
    latest.reverse()
    if after_us is not None:
        latest.sort(key=lambda row: row.role == "user" and row.tm_create > after_us)
    return [Said(row.role, row.content) for row in (*reversed(prompts), *latest)]


async def has_question(connection: Connection, session: Session, after_us: int | None) -> bool:
    """Whether anything was said to the ai since a moment.

    Args:
        after_us: microseconds since 1970; None when nobody knows what it was told of: then the last
            word tells, unless it is a note of why there was no answer.
    """
    if after_us is None:
        latest = await newest_messages(connection, session, 1)
        return bool(latest) and latest[0].role == "user"
    asked_us = await last_question_us(connection, session)
    return asked_us is not None and asked_us > after_us


async def last_question_us(connection: Connection, session: Session) -> int | None:
    """When something was said to the ai last; None for never."""
    latest = await newest_messages(connection, session, 1, AIMESSAGE.table.c.role == "user")
    return latest[0].tm_create if latest else None
