"""Managing agents, and agents looking after themselves."""

from collections.abc import Awaitable, Callable
from typing import Any

from google.protobuf.message import Message
from sqlalchemy import Text, cast

from voipbin.core.agent.addresses import check_addresses, check_changed_addresses
from voipbin.core.agent.model import AGENT, AgentRow
from voipbin.core.agent.permission import check_grant, keep_an_admin, refuse_guest
from voipbin.core.auth.one_time_token import RESET_PASSWORD, forget
from voipbin.core.auth.passwords import hash_password
from voipbin.core.caller import Permission
from voipbin.core.context import Context
from voipbin.core.contract.rules import is_uuid
from voipbin.core.errors import InvalidArgument, PermissionDenied
from voipbin.core.repository import Repository
from voipbin.core.resource import resource_named
from voipbin.core.room import Room
from voipbin.core.talk_participant.members import leave_all
from voipbin.core.unit_of_work import UnitOfWork

Check = Callable[[AgentRow, UnitOfWork], Awaitable[None]]
_RINGALL = "ringall"


class AgentRoom(Room[AgentRow]):
    """Serves AgentService."""

    resource = AGENT
    plan_limit = "agent"
    "Counted against the plan of the customer."

    async def create_agent(self, request: Any, ctx: Context) -> Message:
        """A new agent, offline.

        Raises:
            AlreadyExists: the username or an address is taken.
            PermissionDenied: the permission is not the caller's to give.
        """
        check_grant(ctx.caller, request.permission)
        row = self.new_row(request, ctx)
        if row.ring_method != _RINGALL:
            fault = f"must be {_RINGALL} for a new agent, got {row.ring_method!r}"
            raise InvalidArgument.of([("ring_method", fault)])
        row.password_hash = await hash_password(request.password)
        return await self.store(row, ctx)

    async def created(self, row: AgentRow, work: UnitOfWork, ctx: Context) -> None:
        """Refuses addresses that are none or taken."""
        await check_addresses(row, work)

    def columns(self, request: Message) -> dict[str, Any]:
        """Column values; every agent rings in some way."""
        columns = super().columns(request)
        if "ring_method" in columns:
            columns["ring_method"] = columns["ring_method"] or _RINGALL
        return columns

    def list_filters(self, request: Any) -> list[Any]:
        """Status, and all of several tags."""
        tag_ids = _tag_ids(request.tag_ids)
        bare = type(request)()
        bare.CopyFrom(request)
        bare.tag_ids = ""
        stored = cast(AGENT.table.c.tag_ids, Text)
        return [*super().list_filters(bare), *(stored.contains(id) for id in tag_ids)]

    async def get_agent(self, request: Any, ctx: Context) -> Message:
        """An agent, for itself and its managers."""
        async with ctx.reading() as connection:
            row = await self.by_id(ctx, connection).read(request.id)
        _refuse_colleagues(row, ctx)
        return AGENT.to_message(row)  # type: ignore[no-any-return]

    async def update_agent(self, request: Any, ctx: Context) -> Message:
        """Name, note and ring method."""
        return await self.alter(request.id, self.columns(request), ctx)

    async def update_agent_status(self, request: Any, ctx: Context) -> Message:
        """What the agent is doing."""
        columns = self.columns(request)
        return await self.alter(request.id, columns, ctx, event="status_updated")

    async def update_agent_addresses(self, request: Any, ctx: Context) -> Message:
        """Where the agent can be reached."""
        return await self.alter(request.id, self.columns(request), ctx, check_changed_addresses)

    async def update_agent_tag_ids(self, request: Any, ctx: Context) -> Message:
        """Skills."""
        return await self.alter(request.id, self.columns(request), ctx, _check_tags)

    async def update_agent_permission(self, request: Any, ctx: Context) -> Message:
        """What the agent may do."""
        check_grant(ctx.caller, request.permission)

        async def check(row: AgentRow, work: UnitOfWork) -> None:
            refuse_guest(row)
            await keep_an_admin(row, work, row.permission)

        return await self.alter(request.id, self.columns(request), ctx, check)

    async def update_agent_password(self, request: Any, ctx: Context) -> Message:
        """A new password; mailed links to choose one stop working, and so do login tokens."""
        columns = {"password_hash": await hash_password(request.password)}
        return await self.alter(request.id, columns, ctx, _check_password_change)

    async def deleted(self, row: AgentRow, work: UnitOfWork, ctx: Context) -> None:
        """The guest and the last admin stay; others leave the chats they take part in."""
        _refuse_superior(row, ctx)
        refuse_guest(row)
        await keep_an_admin(row, work)
        await forget(work, RESET_PASSWORD, agent_id=row.id)
        await leave_all(work, row.customer_id, row.id)

    async def alter(
        self,
        id: str,
        columns: dict[str, Any],
        ctx: Context,
        check: Check | None = None,
        *,
        event: str = "updated",
    ) -> Message:
        """Gives columns new values, for the agent itself and its managers.

        Args:
            check: of the row with its new values, before they are stored.
        """

        async def allowed(row: AgentRow, work: UnitOfWork) -> None:
            _refuse_colleagues(row, ctx)
            # As it is stored: its permission may be what changes.
            _refuse_superior(await self.by_id(ctx, work).get(row.id), ctx)
            if check is not None:
                await check(row, work)

        return await self.change(id, columns, ctx, event=event, check=allowed)


class ServiceAgentAgentRoom(AgentRoom):
    """Serves ServiceAgentAgentService."""

    async def get_agent(self, request: Any, ctx: Context) -> Message:
        """Any colleague."""
        return await self.get(request, ctx)


class MeRoom(AgentRoom):
    """Serves MeService."""

    async def get_me(self, request: Any, ctx: Context) -> Message:
        """The agent as it is now, not as it was when the token was made."""
        async with ctx.reading() as connection:
            row = await ctx.own(AGENT, connection).get(ctx.caller.id)
        return AGENT.to_message(row)  # type: ignore[no-any-return]


class ServiceAgentMeRoom(MeRoom):
    """Serves ServiceAgentMeService."""

    async def update_me(self, request: Any, ctx: Context) -> Message:
        """The caller's name, note and ring method."""
        return await self.alter(ctx.caller.id, self.columns(request), ctx)

    async def update_me_status(self, request: Any, ctx: Context) -> Message:
        """What the caller is doing."""
        columns = self.columns(request)
        return await self.alter(ctx.caller.id, columns, ctx, event="status_updated")

    async def update_me_addresses(self, request: Any, ctx: Context) -> Message:
        """Where the caller can be reached."""
        return await self.alter(ctx.caller.id, self.columns(request), ctx, check_changed_addresses)

    async def update_me_password(self, request: Any, ctx: Context) -> Message:
        """The caller's new password."""
        columns = {"password_hash": await hash_password(request.password)}
        return await self.alter(ctx.caller.id, columns, ctx, _check_password_change)


def _refuse_colleagues(row: Any, ctx: Context) -> None:
    if row.id != ctx.caller.id and not ctx.caller.has(Permission.ADMIN | Permission.MANAGER):
        raise PermissionDenied(
            f"agent {row.id} is somebody else: that needs the permission of a manager"
        )


def _refuse_superior(row: AgentRow, ctx: Context) -> None:
    """Whoever could give a super admin a new password would be one."""
    is_superior = row.permission & Permission.PROJECT_ALL and not ctx.caller.is_super_admin
    if is_superior and row.id != ctx.caller.id:
        raise PermissionDenied(f"agent {row.id} is a super admin: only super admins may do that")


def _tag_ids(listed: str) -> list[str]:
    ids = [id.strip().lower() for id in listed.split(",") if id.strip()]
    for id in ids:
        if not is_uuid(id):
            fault = f"must be UUIDs separated by commas, got {id[:80]!r}"
            raise InvalidArgument.of([("tag_ids", fault)])
    return ids


async def _check_tags(row: AgentRow, work: UnitOfWork) -> None:
    """The dispatcher knows that the caller may name them; they must be the agent's customer's."""
    tags = Repository(resource_named("tag"), work, row.customer_id)
    known = await tags.among(row.tag_ids, deleted_too=True)
    faults = [
        (f"tag_ids[{place}]", f"no such tag: {id}")
        for place, id in enumerate(row.tag_ids)
        if id not in known
    ]
    if faults:
        raise InvalidArgument.of(faults)


async def _check_password_change(row: AgentRow, work: UnitOfWork) -> None:
    refuse_guest(row)
    row.tm_password = work.clock.now_us()
    await forget(work, RESET_PASSWORD, agent_id=row.id)
