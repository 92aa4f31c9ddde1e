"""The zip of a recording's files."""

from voipbin.core.contract.rules import is_uuid
from voipbin.core.files.source import FileResult
from voipbin.core.files.store import FileStore
from voipbin.core.files.zip_stream import zip_files
from voipbin.core.recording.model import RECORDING, RecordingRow, RecordingStatus
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store

FOLDER = "recordings"


def archive_path(row: RecordingRow) -> str:
    """Path of a recording's archive below /files/."""
    return f"{FOLDER}/{row.id}.zip"


class RecordingArchive:
    """Serves archives to whoever holds a signed link."""

    def __init__(self, store: Store, files: FileStore) -> None:
        self._store = store
        self._files = files

    async def open(self, name: str) -> FileResult:
        """The archive <recording id>.zip; 404 when the recording or its files are gone."""
        recording_id, _, suffix = name.partition(".")
        if suffix != "zip" or not is_uuid(recording_id):
            return FileResult(404)
        async with self._store.reading() as connection:
            repository = Repository.across_customers_for_super_admin(RECORDING, connection)
            row = await repository.find(recording_id)
        # Files that are still written would not agree with their checksums.
        if row is None or row.status != RecordingStatus.ENDED:
            return FileResult(404)
        archive = await zip_files(self._files, row.file_keys)
        if archive is None:
            return FileResult(404)
        headers = {
            "Content-Type": "application/zip",
            "Content-Length": str(archive.total_bytes),
            "Content-Disposition": f'attachment; filename="{row.name}.zip"',
        }
        return FileResult(headers=headers, chunks=archive.pieces)
