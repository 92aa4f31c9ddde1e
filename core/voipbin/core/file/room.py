"""Uploading, reading and deleting files."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from google.protobuf.message import Message

from voipbin.core.context import Context
from voipbin.core.file.model import FileRow
from voipbin.core.file.naming import kept_content_type, kept_filename
from voipbin.core.file.service import NewFile, StoredFiles
from voipbin.core.room import Room
from voipbin.core.unit_of_work import UnitOfWork


class FileRoom(Room[FileRow]):
    """Serves FileService."""

    def __init__(self, files: StoredFiles) -> None:
        self._files = files
        self.resource = files.resource

    async def upload_file(
        self, first: Any, rest: AsyncIterator[Any], ctx: Context, name: str = "", detail: str = ""
    ) -> Message:
        """Stores what is streamed."""
        wanted = NewFile(
            customer_id=ctx.customer_id,
            # Whoever calls counts as an agent, an access key under its own id.
            owner_type="agent",
            owner_id=ctx.caller.id,
            filename=kept_filename(first.filename),
            content_type=kept_content_type(first.content_type),
            filesize=first.filesize,
            name=name,
            detail=detail,
        )
        row = await self._files.keep(wanted, _content(first, rest))
        return self.resource.to_message(row)  # type: ignore[no-any-return]

    async def deleted(self, row: FileRow, work: UnitOfWork, ctx: Context) -> None:
        """Frees the room, and the content once that is stored."""
        await self._files.removed(work, row)


class ServiceAgentFileRoom(FileRoom):
    """Serves ServiceAgentFileService."""

    def narrowed(self, ctx: Context) -> Sequence[Any]:
        """An agent lists and deletes what it uploaded."""
        return (self.resource.table.c.owner_id == ctx.caller.id,)

    async def get_file(self, request: Any, ctx: Context) -> Message:
        """Any file of the customer: messages name those of others."""
        async with ctx.reading() as connection:
            row = await ctx.by_id(self.resource, connection).read(request.id)
        return self.resource.to_message(row)  # type: ignore[no-any-return]

    async def upload_file(
        self, first: Any, rest: AsyncIterator[Any], ctx: Context, name: str = "", detail: str = ""
    ) -> Message:
        """Stores what is streamed, under its own name."""
        own_name = name or kept_filename(first.filename)
        return await super().upload_file(first, rest, ctx, own_name, detail or "Uploaded by agent")


async def _content(first: Any, rest: AsyncIterator[Any]) -> AsyncIterator[bytes]:
    if first.content:
        yield first.content
    async for message in rest:
        yield message.content
