"""The audio of recordings, as files."""

from pathlib import Path

from voipbin.core.file.model import FileRow
from voipbin.core.file.service import StoredFiles, expiry_of
from voipbin.core.ids import new_id
from voipbin.core.recording.model import RecordingRow
from voipbin.core.recording.service import RecordingService
from voipbin.core.unit_of_work import UnitOfWork


class RecordedFiles:
    """Gives each recording that ends its files, and takes them away with it."""

    def __init__(self, files: StoredFiles, recordings: RecordingService) -> None:
        self._files = files
        self._recordings = recordings
        recordings.when_ended(self._ended)
        recordings.when_deleted(self._deleted)

    async def _ended(self, work: UnitOfWork, recording: RecordingRow) -> None:
        # Never refused for want of room: the audio is there already.
        for key, path in zip(recording.file_keys, self._recordings.paths(recording), strict=True):
            if size_bytes := _size(path):
                await self._files.add(work, _new_row(recording, key, size_bytes, work))

    async def _deleted(self, work: UnitOfWork, recording: RecordingRow) -> None:
        await self._files.remove_of(work, recording.id, recording.customer_id)


def _size(path: Path) -> int:
    """Of what the media node just wrote on this machine; quicker looked up than waited for."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _new_row(recording: RecordingRow, key: str, size_bytes: int, work: UnitOfWork) -> FileRow:
    now_us = work.clock.now_us()
    return FileRow(
        id=new_id(),
        customer_id=recording.customer_id,
        reference_type="recording",
        reference_id=recording.id,
        filename=key.rpartition("/")[2],
        filesize=size_bytes,
        content_type="audio/wav",
        key=key,
        tm_create=now_us,
        tm_download_expire=expiry_of(now_us),
    )
