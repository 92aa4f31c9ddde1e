"""The account of the agent that is logged in."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.agent.model import AGENT, AgentRow
from voipbin.core.context import Context
from voipbin.core.room import Room


class AgentRoom(Room[AgentRow]):
    """Serves AgentService."""

    resource = AGENT


class ServiceAgentAgentRoom(AgentRoom):
    """Serves ServiceAgentAgentService."""


class MeRoom(Room[AgentRow]):
    """Serves MeService."""

    resource = AGENT

    async def get_me(self, request: Any, ctx: Context) -> Message:
        """The agent as it is now, not as it was when the token was made."""
        async with ctx.reading() as connection:
            row = await ctx.own(AGENT, connection).get(ctx.caller.id)
        return AGENT.to_message(row)  # type: ignore[no-any-return]


class ServiceAgentMeRoom(MeRoom):
    """Serves ServiceAgentMeService."""
