"""Logging in."""

from typing import Any

from google.protobuf.message import Message
from sqlalchemy import select

from voipbin.core.agent.model import AGENT, AgentRow
from voipbin.core.auth.passwords import verify_password
from voipbin.core.auth.tokens import TokenSigner
from voipbin.core.context import Context
from voipbin.core.errors import Unauthenticated
from voipbin.core.room import Room
from voipbin.v1 import auth_pb2


class AuthRoom(Room[AgentRow]):
    """Serves AuthService."""

    resource = AGENT

    def __init__(self, signer: TokenSigner) -> None:
        self._signer = signer

    async def login(self, request: Any, ctx: Context) -> Message:
        """A token for the right username and password."""
        row = await self._agent(request.username, ctx)
        stored = row.password_hash if row else None
        if not await verify_password(stored, request.password) or row is None:
            raise Unauthenticated("username or password is wrong", reason="LOGIN_FAILED")
        token = self._signer.sign(AGENT.to_json(row), ctx.clock.now_us())
        return auth_pb2.LoginResponse(username=row.username, token=token)

    async def _agent(self, username: str, ctx: Context) -> AgentRow | None:
        table = AGENT.table
        async with ctx.reading() as connection:
            found = await connection.execute(
                select(table).where(table.c.username == username, table.c.tm_delete.is_(None))
            )
            row = found.first()
        return None if row is None else AgentRow(**row._mapping)
