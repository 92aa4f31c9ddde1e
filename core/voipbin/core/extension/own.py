"""Extensions of an agent, for the agent itself."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.agent.model import AGENT
from voipbin.core.context import Context
from voipbin.core.database import Connection
from voipbin.core.errors import NotFound
from voipbin.core.extension.model import ExtensionRow
from voipbin.core.extension.room import extension_resource
from voipbin.core.room import Room
from voipbin.core.secrets_box import SecretsBox
from voipbin.v1 import extension_pb2


class ServiceAgentExtensionRoom(Room[ExtensionRow]):
    """Serves ServiceAgentExtensionService: only what the caller's own addresses name."""

    def __init__(self, box: SecretsBox) -> None:
        self.resource = extension_resource(box)

    async def get_extension(self, request: Any, ctx: Context) -> Message:
        """One of the agent's extensions; its phone needs the password."""
        async with ctx.reading() as connection:
            if request.id not in await _own_ids(connection, ctx):
                raise NotFound.resource("extension", request.id)
            row = await ctx.own(self.resource, connection).read(request.id)
        return self.resource.to_message(row)  # type: ignore[no-any-return]

    async def list_extensions(self, request: Any, ctx: Context) -> Message:
        """A page of the agent's extensions."""
        async with ctx.reading() as connection:
            ids = await _own_ids(connection, ctx)
            own = ctx.own(self.resource, connection).narrowed(self.resource.table.c.id.in_(ids))
            rows, token = await own.page(request.page_size, request.page_token)
        return extension_pb2.ListExtensionsResponse(
            result=[self.resource.arguments(row) for row in rows], next_page_token=token
        )


async def _own_ids(connection: Connection, ctx: Context) -> list[str]:
    """Extensions among the addresses of the caller; none for an access key."""
    agent = await ctx.own(AGENT, connection).find(ctx.caller.id)
    addresses = agent.addresses if agent is not None else []
    return [one.get("target", "") for one in addresses if one.get("type") == "extension"]
