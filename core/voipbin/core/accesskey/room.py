"""Making and revoking access keys."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.accesskey.model import ACCESSKEY, AccesskeyRow
from voipbin.core.context import Context
from voipbin.core.ids import new_accesskey_token, new_id, sha256_hex
from voipbin.core.room import Room

_PREFIX_LENGTH = 11


class AccesskeyRoom(Room[AccesskeyRow]):
    """Serves AccesskeyService."""

    resource = ACCESSKEY
    is_private = True

    async def create_accesskey(self, request: Any, ctx: Context) -> Message:
        """A new key with its token, shown this once."""
        token = new_accesskey_token()
        row = new_accesskey(
            token, ctx.customer_id, request.name, request.detail, request.expire, ctx.clock.now_us()
        )
        async with ctx.writing() as work:
            await ctx.own(ACCESSKEY, work).add(row)
            self.record(work, "created", row)
            answer = work.answer = ACCESSKEY.to_message(row)
            answer.token = token
        return answer  # type: ignore[no-any-return]


def new_accesskey(
    token: str, customer_id: str, name: str, detail: str, expire_s: int, now_us: int
) -> AccesskeyRow:
    """The row of a new key that lives expire_s seconds."""
    return AccesskeyRow(
        id=new_id(),
        customer_id=customer_id,
        name=name,
        detail=detail,
        token_hash=sha256_hex(token),
        token_prefix=token[:_PREFIX_LENGTH],
        tm_expire=now_us + expire_s * 1_000_000,
        tm_create=now_us,
    )
