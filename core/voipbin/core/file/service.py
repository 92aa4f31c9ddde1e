"""Storing and removing files: the content first, then the row; the row first, then the content."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy import select

from voipbin.core.background import BackgroundTasks
from voipbin.core.errors import InvalidArgument
from voipbin.core.file.model import FileRow, file_resource
from voipbin.core.files.links import FileLinks
from voipbin.core.files.store import FileStore
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.storage_account.ledger import charge, credit, quota_exceeded, used_bytes
from voipbin.core.unit_of_work import Store, UnitOfWork

MAX_FILE_BYTES = 30 * 1024 * 1024
UPLOADS = "files"
"Folder of the store that holds the uploads of all customers."
_TEN_YEARS_US = 3653 * 86_400 * 1_000_000


def expiry_of(now_us: int) -> int:
    """When links to a file that is stored now stop working."""
    return now_us + _TEN_YEARS_US


@dataclass(frozen=True, slots=True)
class NewFile:
    """What is known of an upload before its content."""

    customer_id: str
    owner_type: str
    owner_id: str
    filename: str
    content_type: str
    filesize: int = 0
    "What the client announced; 0 for nothing."
    name: str = ""
    detail: str = ""


class StoredFiles:
    """Keeps rows, contents and storage accounts in step.

    A row never exists without its content. Content without a row, which a crash or a failed
    deletion may leave, is removed by the sweep.
    """

    def __init__(self, store: Store, blobs: FileStore, links: FileLinks, quota_bytes: int) -> None:
        self.resource = file_resource(links)
        self._store = store
        self._blobs = blobs
        self._quota_bytes = quota_bytes
        self._tasks = BackgroundTasks("removing the content of files")

    async def keep(self, wanted: NewFile, pieces: AsyncIterator[bytes]) -> FileRow:
        """Stores an upload.

        Raises:
            InvalidArgument: it is too large, or not as long as was announced.
            ResourceExhausted: the customer has no room for it.
        """
        async with self._store.reading() as connection:
            used = await used_bytes(connection, wanted.customer_id)
        id = new_id()
        key = f"{UPLOADS}/{wanted.customer_id}/{id}"
        limited = _limited(pieces, wanted.filesize, self._quota_bytes - used, self._quota_bytes)
        facts = await self._blobs.write(key, limited)
        row = _new_row(id, key, wanted, facts.size_bytes, self._store.clock.now_us())
        try:
            async with self._store.writing() as work:
                await self.add(work, row, self._quota_bytes)
        except Exception:
            self._tasks.begin(self._remove_if_orphaned(row))
            raise
        return row

    async def add(self, work: UnitOfWork, row: FileRow, quota_bytes: int | None = None) -> None:
        """Stores the row of a content that is there, and counts it.

        Args:
            quota_bytes: refuses the file if there is no room; None to count it in any case.
        """
        await charge(work, row.customer_id, row.filesize, quota_bytes)
        await Repository(self.resource, work, row.customer_id).add(row)
        record(work, self.resource, "created", row)

    async def removed(self, work: UnitOfWork, row: FileRow) -> None:
        """Does what belongs to the deletion of a row."""
        await credit(work, row.customer_id, 1, row.filesize)
        work.after_commit(lambda: self._tasks.begin(self._remove(row.key)))

    async def remove_of(self, work: UnitOfWork, reference_id: str, customer_id: str) -> None:
        """Deletes the rows that belong to something; who owns it removes the contents."""
        files = Repository(self.resource, work, customer_id)
        columns = self.resource.table.c
        rows = await files.all(files.select_live().where(columns.reference_id == reference_id))
        for row in rows:
            row.tm_update = row.tm_delete = work.clock.now_us()
            await files.save(row)
            record(work, self.resource, "deleted", row)
        if rows:
            await credit(work, customer_id, len(rows), sum(row.filesize for row in rows))

    async def find(self, id: str, customer_id: str = "") -> FileRow | None:
        """A live file; of any customer when none is named."""
        async with self._store.reading() as connection:
            return await Repository(self.resource, connection, customer_id).find(id)

    async def living(self, ids: list[str]) -> set[str]:
        """Those of the ids that have a row that is not deleted."""
        columns = self.resource.table.c
        wanted = select(columns.id).where(columns.id.in_(ids), columns.tm_delete.is_(None))
        async with self._store.reading() as connection:
            return {row.id for row in await connection.execute(wanted)}

    async def settled(self) -> None:
        """Waits for what goes on in the background."""
        await self._tasks.settled()

    async def close(self) -> None:
        """Ends what goes on in the background; the next sweep does the rest."""
        await self._tasks.close()

    async def _remove_if_orphaned(self, row: FileRow) -> None:
        # The transaction may have been stored all the same: a lost connection does not tell.
        if await self.find(row.id) is None:
            await self._remove(row.key)

    async def _remove(self, key: str) -> None:
        await self._blobs.delete(key)


async def _limited(
    pieces: AsyncIterator[bytes], announced: int, room_bytes: int, quota_bytes: int
) -> AsyncIterator[bytes]:
    """The pieces, until there are too many bytes of them."""
    length = 0
    _check_length(announced, room_bytes, quota_bytes)
    async for piece in pieces:
        length += len(piece)
        _check_length(length, room_bytes, quota_bytes)
        yield piece
    if announced and length != announced:
        fault = f"has {length} bytes, {announced} were announced"
        raise InvalidArgument.of([("content", fault)])


def _check_length(length: int, room_bytes: int, quota_bytes: int) -> None:
    if length > MAX_FILE_BYTES:
        raise InvalidArgument(
            f"a file may have at most {MAX_FILE_BYTES} bytes", reason="FILE_TOO_LARGE"
        )
    if length > room_bytes:
        raise quota_exceeded(length, quota_bytes)


def _new_row(id: str, key: str, wanted: NewFile, size_bytes: int, now_us: int) -> FileRow:
    return FileRow(
        id=id,
        customer_id=wanted.customer_id,
        owner_type=wanted.owner_type,
        owner_id=wanted.owner_id,
        name=wanted.name,
        detail=wanted.detail,
        filename=wanted.filename,
        filesize=size_bytes,
        content_type=wanted.content_type,
        key=key,
        tm_create=now_us,
        tm_download_expire=expiry_of(now_us),
    )
