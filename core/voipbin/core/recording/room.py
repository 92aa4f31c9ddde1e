"""Reading and deleting recordings."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.context import Context
from voipbin.core.errors import FailedPrecondition, NotFound
from voipbin.core.files.links import FileLinks
from voipbin.core.recording.archive import archive_path
from voipbin.core.recording.model import RECORDING, RecordingRow, RecordingStatus
from voipbin.core.recording.service import RecordingService
from voipbin.core.resource import to_timestamp
from voipbin.core.room import Room
from voipbin.core.unit_of_work import UnitOfWork
from voipbin.v1 import recording_pb2

LINK_LIFETIME_S = 24 * 3600


class RecordingRoom(Room[RecordingRow]):
    """Serves RecordingService."""

    resource = RECORDING

    def __init__(self, recordings: RecordingService, links: FileLinks) -> None:
        self._recordings = recordings
        self._links = links

    async def deleted(self, row: RecordingRow, work: UnitOfWork, ctx: Context) -> None:
        """Removes its files too."""
        _refuse_unfinished(row)
        await self._recordings.deleted(work, row)

    async def get_recording_file(self, request: Any, ctx: Context) -> Message:
        """A link to the archive of a recording that ended."""
        async with ctx.reading() as connection:
            row = await ctx.by_id(RECORDING, connection).get(request.id)
        _refuse_unfinished(row)
        if not await self._recordings.has_files(row):
            raise NotFound(f"recording {row.id} has no files", reason="RECORDING_FILE_NOT_FOUND")
        link = self._links.sign(archive_path(row), LINK_LIFETIME_S)
        return recording_pb2.RecordingFile(url=link.url, tm_expire=to_timestamp(link.tm_expire_us))


def _refuse_unfinished(row: RecordingRow) -> None:
    if row.status != RecordingStatus.ENDED:
        raise FailedPrecondition(
            f"recording {row.id} is {row.status}; stop it first", reason="RECORDING_NOT_ENDED"
        )
