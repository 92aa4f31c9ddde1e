"""The standard verbs of a resource; a room overrides what is special about it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Generic

import orjson
from google.protobuf.message import Message
from sqlalchemy.exc import IntegrityError

from voipbin.core.billing_account.paying import check_plan
from voipbin.core.context import Context
from voipbin.core.contract.operations import OperationSpec
from voipbin.core.database import Connection
from voipbin.core.errors import AlreadyExists
from voipbin.core.event.stored import PendingEvent
from voipbin.core.ids import new_id
from voipbin.core.references import check_columns
from voipbin.core.repository import Repository
from voipbin.core.resource import Resource, to_column
from voipbin.core.row import RowT
from voipbin.core.serving import Handler, Operations, method_name
from voipbin.core.statements import of_one_owner
from voipbin.core.uniqueness import taken
from voipbin.core.unit_of_work import UnitOfWork

_VERBS = ("BatchGet", "BatchList", "Get", "List", "Create", "Update", "Delete")
_NO_FILTERS = frozenset({"id", "ids", "page_size", "page_token", "deleted"})


class Room(Operations, Generic[RowT]):
    """Serves one resource.

    `CreateTag` is served by a method `create_tag` of the room where there is one, otherwise by the
    standard verb here. The hooks `check`, `created`, `updated` and `deleted` run inside the
    transaction.
    """

    resource: Resource[RowT]
    is_private = False
    "Even a super admin sees only the rows of its own customer."
    plan_limit = ""
    "What the plan of the customer counts these rows as; nothing when empty."
    is_shared = False
    "Rows belong to the platform: whoever may list them lists all."
    lists_deleted = False
    "Lists show deleted rows among the live ones: clients leave a placeholder for them."

    def handler(self, spec: OperationSpec) -> Handler:
        """What serves an operation.

        Raises:
            LookupError: nothing does.
        """
        if not spec.engine and not hasattr(self, method_name(spec)):
            for verb in _VERBS:
                if spec.name.startswith(verb):
                    return self._standard(verb, spec)
        return super().handler(spec)

    async def refuse(self, request: Any, ctx: Context, spec: OperationSpec) -> Message:
        """Says that the engine is not there, or that the row is not."""
        if "id" in request.DESCRIPTOR.fields_by_name and request.id:
            async with ctx.reading() as connection:
                await self.by_id(ctx, connection).read(request.id)
        return await super().refuse(request, ctx, spec)

    # -- hooks

    async def check(self, row: RowT, work: UnitOfWork, ctx: Context) -> None:
        """Refuses a row that may not be stored; may fill what the server decides."""

    async def created(self, row: RowT, work: UnitOfWork, ctx: Context) -> None:
        """Does what else belongs to a creation."""

    async def updated(self, row: RowT, work: UnitOfWork, ctx: Context) -> None:
        """Does what else belongs to a change."""

    async def deleted(self, row: RowT, work: UnitOfWork, ctx: Context) -> None:
        """Does what else belongs to a deletion."""

    async def plan_count(self, row: RowT, work: UnitOfWork, ctx: Context) -> int | None:
        """Live rows the plan counts before a new one; None when this one is not counted."""
        return await ctx.own(self.resource, work).count()

    # -- helpers of rooms

    def narrowed(self, ctx: Context) -> Sequence[Any]:
        """Conditions that rows must meet for this caller, beside belonging to its customer."""
        return ()

    def by_id(self, ctx: Context, connection: Connection) -> Repository[RowT]:
        """Rows the caller may name by id."""
        scoped = ctx.own if self.is_private else ctx.by_id
        return scoped(self.resource, connection).narrowed(*self.narrowed(ctx))

    def listed(self, ctx: Context, connection: Connection) -> Repository[RowT]:
        """Rows the caller lists and creates: those of its customer."""
        if self.is_shared:
            every = Repository.across_customers_for_super_admin(self.resource, connection)
            return every.narrowed(*self.narrowed(ctx))
        return ctx.own(self.resource, connection).narrowed(*self.narrowed(ctx))

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
        part = self.resource.part(ctx.fields)
        async with ctx.reading() as connection:
            rows, token = await self.listed(ctx, connection).page(
                request.page_size,
                request.page_token,
                self.list_filters(request),
                deleted=getattr(request, "deleted", False),
                deleted_too=self.lists_deleted,
                columns=part.columns,
            )
        return response(result=list(map(part.arguments, rows)), next_page_token=token)

    def list_filters(self, request: Any) -> list[Any]:
        """Conditions a list request adds: its fields that are columns, where they are set."""
        columns = self.resource.table.c
        return [
            columns[field.name] == value
            for field in request.DESCRIPTOR.fields
            if field.name not in _NO_FILTERS
            and field.name in columns
            and (value := to_column(field, request))
        ]

    async def children(
        self, column: str, request: Any, response: type[Message], ctx: Context
    ) -> Message:
        """A page of the rows below the one the path names, which is known to be the caller's."""
        table = self.resource.table
        below = [table.c[column] == request.id]
        if ctx.caller.is_super_admin and not self.is_private:
            below.append(of_one_owner(table, column, request.id))
        part = self.resource.part(ctx.fields)
        async with ctx.reading() as connection:
            rows, token = await self.by_id(ctx, connection).page(
                request.page_size, request.page_token, below, columns=part.columns
            )
        return response(result=list(map(part.arguments, rows)), next_page_token=token)

    async def batch_get(self, request: Any, response: type[Message], ctx: Context) -> Message:
        """The rows among the ids."""
        part = self.resource.part(ctx.fields)
        async with ctx.reading() as connection:
            rows = await self.by_id(ctx, connection).get_many(list(request.ids), part.columns)
        return response(result=list(map(part.arguments, rows)))

    async def batch_list(
        self, column: str, ids: Sequence[str], response: type[Message], size: int, ctx: Context
    ) -> Message:
        """The newest rows of each of several parents, which a column names."""
        part = self.resource.part(ctx.fields)
        async with ctx.reading() as connection:
            rows = await self.by_id(ctx, connection).newest_for_each(
                column,
                ids,
                size,
                deleted_too=self.lists_deleted,
                one_owner=not self.is_shared,
                columns=part.columns,
            )
        return response(result=list(map(part.arguments, rows)))

    async def create(self, request: Message, ctx: Context) -> Message:
        """Stores a new row of the caller's customer.

        Raises:
            AlreadyExists: what must be unique is taken.
        """
        return await self.store(self.new_row(request, ctx), ctx)

    async def store(self, row: RowT, ctx: Context) -> Message:
        """Stores a row that was just made.

        Raises:
            AlreadyExists: what must be unique is taken.
        """
        try:
            async with ctx.writing() as work:
                await self._check_owner(row, list(self.resource.table.c.keys()), work, ctx)
                await self.check(row, work, ctx)
                await self._check_plan(row, work, ctx)
                await self.listed(ctx, work).add(row)
                await self.created(row, work, ctx)
                message = work.answer = self.resource.to_message(row)
                self.record(work, "created", row, message)
        except IntegrityError as error:
            raise self._taken(error, row) from None
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
        """Replaces the fields of the request; those with presence only where they are given.

        Raises:
            AlreadyExists: what must be unique is taken.
        """
        return await self.change(request.id, self.columns(request), ctx)

    async def change(
        self,
        id: str,
        columns: Mapping[str, Any],
        ctx: Context,
        *,
        event: str = "updated",
        check: Callable[[RowT, UnitOfWork], Awaitable[None]] | None = None,
    ) -> Message:
        """Gives columns of a row new values.

        Args:
            event: what is told of it: `<resource>_<event>`.
            check: like the hook, but of this change alone.

        Raises:
            AlreadyExists: what must be unique is taken.
            NotFound: the caller has no such row.
        """
        row: Any = None
        try:
            async with ctx.writing() as work:
                row = await self.by_id(ctx, work).get(id, lock=True)
                for name, value in columns.items():
                    setattr(row, name, value)
                await self._check_owner(row, list(columns), work, ctx)
                if check is not None:
                    await check(row, work)
                message = await self.changed(row, work, ctx, event)
        except IntegrityError as error:
            raise self._taken(error, row) from None
        return message

    async def changed(
        self, row: RowT, work: UnitOfWork, ctx: Context, event: str = "updated"
    ) -> Message:
        """Stores a locked row that was changed, and tells of it."""
        await self.check(row, work, ctx)
        _touch(row, ctx)
        await self.by_id(ctx, work).save(row)
        await self.updated(row, work, ctx)
        message = work.answer = self.resource.to_message(row)
        self.record(work, event, row, message)
        return message  # type: ignore[no-any-return]

    async def delete(self, request: Any, ctx: Context) -> Message:
        """Deletes softly."""
        async with ctx.writing() as work:
            row = await self.by_id(ctx, work).get(request.id, lock=True)
            return await self.discard(row, work, ctx)

    async def discard(self, row: RowT, work: UnitOfWork, ctx: Context) -> Message:
        """Deletes a locked row softly, and tells of it."""
        _touch(row, ctx)
        row.tm_delete = row.tm_update  # type: ignore[attr-defined]
        await self.deleted(row, work, ctx)
        await self.by_id(ctx, work).save(row)
        message = work.answer = self.resource.to_message(row)
        self.record(work, "deleted", row, message)
        return message  # type: ignore[no-any-return]

    async def _check_plan(self, row: RowT, work: UnitOfWork, ctx: Context) -> None:
        if self.plan_limit:
            await check_plan(
                work, ctx.customer_id, self.plan_limit, lambda: self.plan_count(row, work, ctx)
            )

    def _standard(self, verb: str, spec: OperationSpec) -> Handler:
        if verb == "List":
            return lambda request, ctx: self.page(request, spec.output, ctx)
        if verb == "BatchGet":
            return lambda request, ctx: self.batch_get(request, spec.output, ctx)
        if verb == "BatchList":
            return self._children_of_parents(spec)
        return {
            "Get": self.get,
            "Create": self.create,
            "Update": self.update,
            "Delete": self.delete,
        }[verb]

    def _children_of_parents(self, spec: OperationSpec) -> Handler:
        ids = next(f.name for f in spec.descriptor.input_type.fields if f.is_repeated)
        column = ids.removesuffix("s")
        return lambda request, ctx: self.batch_list(
            column, list(getattr(request, ids)), spec.output, request.page_size, ctx
        )

    async def _check_owner(
        self, row: RowT, columns: Sequence[str], work: UnitOfWork, ctx: Context
    ) -> None:
        """A super admin may name every customer's rows, but not mix them in one.

        Whether they are there is known already: what was deleted may stay where it is named. In a
        private room it is like anybody else, and the room looks after its references.
        """
        if ctx.caller.is_super_admin and not (self.is_shared or self.is_private):
            await check_columns(work, self.resource, row, columns, deleted_too=True)

    def _taken(self, error: IntegrityError, row: Any) -> AlreadyExists:
        return taken(error, self.resource, row)


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
            type=f"{resource.event}_{verb}",
            resource=resource.name,
            resource_id=row.id,
            owner_id=getattr(row, "owner_id", ""),
            data=orjson.dumps(resource.to_json(row, message)).decode(),
            tm_origin=row.tm_create,
        )
    )


def _touch(row: Any, ctx: Context) -> None:
    row.tm_update = ctx.clock.now_us()
