"""The standard verbs of a resource; a room overrides what is special about it."""

from collections.abc import Awaitable, Callable
from typing import Any, Generic

import orjson
from google.protobuf.message import Message

from voipbin.core.context import Context
from voipbin.core.contract.operations import OperationSpec
from voipbin.core.database import Connection
from voipbin.core.event.log import PendingEvent
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository
from voipbin.core.resource import Resource
from voipbin.core.row import RowT
from voipbin.core.unit_of_work import UnitOfWork

Handler = Callable[[Any, Context], Awaitable[Message]]


class Room(Generic[RowT]):
    """Serves one resource.

    `CreateTag` is served by a method `create_tag` of the room where there is one, otherwise by the
    standard verb here. The hooks `check`, `created`, `updated` and `deleted` run inside the
    transaction.
    """

    resource: Resource[RowT]
    is_private = False
    "Even a super admin sees only the rows of its own customer."

    def handler(self, spec: OperationSpec) -> Handler:
        """What serves an operation.

        Raises:
            LookupError: nothing does.
        """
        special = getattr(self, _snake(spec.name), None)
        if special is not None:
            return special  # type: ignore[no-any-return]
        for verb in ("BatchGet", "Get", "List", "Create", "Update", "Delete"):
            if spec.name.startswith(verb):
                return self._standard(verb, spec)
        raise LookupError(f"{type(self).__name__} does not serve {spec.name}")

    # -- hooks

    async def check(self, row: RowT, work: UnitOfWork, ctx: Context) -> None:
        """Refuses a row that may not be stored; may fill what the server decides."""

    async def created(self, row: RowT, work: UnitOfWork, ctx: Context) -> None:
        """Does what else belongs to a creation."""

    async def updated(self, row: RowT, work: UnitOfWork, ctx: Context) -> None:
        """Does what else belongs to a change."""

    async def deleted(self, row: RowT, work: UnitOfWork, ctx: Context) -> None:
        """Does what else belongs to a deletion."""

    # -- helpers of rooms

    def by_id(self, ctx: Context, connection: Connection) -> Repository[RowT]:
        """Rows the caller may name by id."""
        if self.is_private:
            return ctx.own(self.resource, connection)
        return ctx.by_id(self.resource, connection)

    def record(self, work: UnitOfWork, verb: str, row: Any, message: Any = None) -> None:
        """Notes the event `<resource>_<verb>` with the row as it is now."""
        record(work, self.resource, verb, row, message)

    # -- standard verbs

    async def get(self, request: Any, ctx: Context) -> Message:
        """The live row with the id."""
        async with ctx.reading() as connection:
            row = await self.by_id(ctx, connection).read(request.id)
        return self.resource.to_message(row)  # type: ignore[no-any-return]

    async def page(self, request: Any, response: type[Message], ctx: Context) -> Message:
        """A page of the customer's rows."""
        async with ctx.reading() as connection:
            rows, token = await ctx.own(self.resource, connection).page(
                request.page_size, request.page_token, self.list_filters(request)
            )
        arguments = self.resource.arguments
        return response(result=[arguments(row) for row in rows], next_page_token=token)

    def list_filters(self, request: Any) -> list[Any]:
        """Conditions a list request adds."""
        return []

    async def batch_get(self, request: Any, response: type[Message], ctx: Context) -> Message:
        """The rows among the ids."""
        async with ctx.reading() as connection:
            rows = await self.by_id(ctx, connection).get_many(list(request.ids))
        return response(result=[self.resource.arguments(row) for row in rows])

    async def create(self, request: Message, ctx: Context) -> Message:
        """Stores a new row of the caller's customer."""
        row = self.new_row(request, ctx)
        async with ctx.writing() as work:
            await self.check(row, work, ctx)
            await ctx.own(self.resource, work).add(row)
            await self.created(row, work, ctx)
            message = self.resource.to_message(row)
            self.record(work, "created", row, message)
        return message  # type: ignore[no-any-return]

    def new_row(self, request: Message, ctx: Context) -> RowT:
        """The row a create request asks for."""
        return self.resource.row(
            id=new_id(),
            customer_id=ctx.customer_id,
            tm_create=ctx.clock.now_us(),
            **self.columns(request),
        )

    def columns(self, request: Message) -> dict[str, Any]:
        """Column values a create or update request asks for."""
        return self.resource.from_request(request)

    async def update(self, request: Any, ctx: Context) -> Message:
        """Replaces the fields of the request."""
        columns = self.columns(request)
        async with ctx.writing() as work:
            repository = self.by_id(ctx, work)
            row = await repository.get(request.id, lock=True)
            for name, value in columns.items():
                setattr(row, name, value)
            await self.check(row, work, ctx)
            _touch(row, ctx)
            await repository.save(row)
            await self.updated(row, work, ctx)
            message = self.resource.to_message(row)
            self.record(work, "updated", row, message)
        return message  # type: ignore[no-any-return]

    async def delete(self, request: Any, ctx: Context) -> Message:
        """Deletes softly."""
        async with ctx.writing() as work:
            repository = self.by_id(ctx, work)
            row = await repository.get(request.id, lock=True)
            _touch(row, ctx)
            row.tm_delete = row.tm_update  # type: ignore[attr-defined]
            await self.deleted(row, work, ctx)
            await repository.save(row)
            self.record(work, "deleted", row)
        return self.resource.to_message(row)  # type: ignore[no-any-return]

    def _standard(self, verb: str, spec: OperationSpec) -> Handler:
        if verb == "List":
            return lambda request, ctx: self.page(request, spec.output, ctx)
        if verb == "BatchGet":
            return lambda request, ctx: self.batch_get(request, spec.output, ctx)
        return {
            "Get": self.get,
            "Create": self.create,
            "Update": self.update,
            "Delete": self.delete,
        }[verb]


def record(
    work: UnitOfWork, resource: Resource[Any], verb: str, row: Any, message: Any = None
) -> None:
    """Notes the event `<resource>_<verb>` with the row as it is now.

    Args:
        message: of the row, where it is at hand already.
    """
    work.record(
        PendingEvent(
            customer_id=row.customer_id,
            type=f"{resource.name}_{verb}",
            resource=resource.name,
            resource_id=row.id,
            data=orjson.dumps(resource.to_json(row, message)).decode(),
        )
    )


def _touch(row: Any, ctx: Context) -> None:
    row.tm_update = ctx.clock.now_us()


def _snake(name: str) -> str:
    return "".join("_" + c.lower() if c.isupper() else c for c in name).lstrip("_")
