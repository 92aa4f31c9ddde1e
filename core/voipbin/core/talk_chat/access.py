"""Which chats an agent can see, and which it takes part in; permission bits change neither."""

from typing import Any

from sqlalchemy import or_, select

from voipbin.core.context import Context
from voipbin.core.database import Connection
from voipbin.core.errors import FailedPrecondition, NotFound, PermissionDenied
from voipbin.core.talk_chat.model import TALK_CHAT, TalkChatRow
from voipbin.core.talk_participant.model import TALK_PARTICIPANT

_CHAT, _PARTICIPANT = TALK_CHAT.table.c, TALK_PARTICIPANT.table.c


def chats_of(agent_id: str) -> Any:
    """Ids of the chats an agent takes part in."""
    return select(_PARTICIPANT.chat_id).where(_PARTICIPANT.owner_id == agent_id)


def is_joined(ctx: Context) -> Any:
    """Condition of chats: the caller takes part."""
    return _CHAT.id.in_(chats_of(ctx.caller.id))


def is_visible(ctx: Context) -> Any:
    """Condition of chats: the caller takes part or could."""
    return or_(_CHAT.type == "talk", is_joined(ctx))


def visible_chats(ctx: Context) -> Any:
    """Ids of the live chats the caller can see, for conditions of what belongs to a chat."""
    live = (_CHAT.customer_id == ctx.customer_id, _CHAT.tm_delete.is_(None))
    return select(_CHAT.id).where(*live, is_visible(ctx))


async def seen_chat(
    connection: Connection, id: str, ctx: Context, *, lock: bool = False
) -> TalkChatRow:
    """A live chat the caller can see.

    Raises:
        NotFound: there is none.
    """
    own = ctx.own(TALK_CHAT, connection)
    return await own.narrowed(is_visible(ctx)).get(id, lock=lock)


async def joined_chat(
    connection: Connection, id: str, ctx: Context, *, lock: bool = False
) -> TalkChatRow:
    """A live chat the caller takes part in.

    Raises:
        NotFound: the caller cannot see such a chat.
        PermissionDenied: it is a channel the caller has not joined.
    """
    chat = await seen_chat(connection, id, ctx, lock=lock)
    await require_joined(connection, chat.id, ctx)
    return chat


async def require_open(connection: Connection, id: str, ctx: Context) -> None:
    """Refuses to write to a chat that is deleted, or that the caller does not take part in.

    Raises:
        NotFound: the caller cannot see such a chat.
        PermissionDenied: it is a channel the caller has not joined.
        FailedPrecondition: it is deleted.
    """
    wanted = select(_CHAT.tm_delete).where(
        _CHAT.id == id, _CHAT.customer_id == ctx.customer_id, is_visible(ctx)
    )
    found = (await connection.execute(wanted)).first()
    if found is None:
        raise NotFound.resource(TALK_CHAT.name, id)
    await require_joined(connection, id, ctx)
    if found.tm_delete is not None:
        raise FailedPrecondition(f"chat {id} is deleted", reason="TALK_CHAT_DELETED")


async def require_joined(connection: Connection, chat_id: str, ctx: Context) -> None:
    """Refuses who does not take part in a chat.

    Raises:
        PermissionDenied: naming the chat.
    """
    mine = chats_of(ctx.caller.id).where(_PARTICIPANT.chat_id == chat_id)
    if (await connection.execute(mine)).first() is None:
        raise PermissionDenied(
            f"only participants of chat {chat_id} may do this; join it first",
            reason="TALK_CHAT_NOT_JOINED",
        )
