"""The content of files, for whoever holds a signed link."""

from collections.abc import AsyncIterator

from voipbin.core.contract.disposition import download_headers
from voipbin.core.contract.rules import is_uuid
from voipbin.core.file.service import StoredFiles
from voipbin.core.files.source import FileResult
from voipbin.core.files.store import FileStore


class FileContents:
    """Serves contents by the id of their file."""

    def __init__(self, files: StoredFiles, blobs: FileStore) -> None:
        self._files = files
        self._blobs = blobs

    async def open(self, name: str) -> FileResult:
        """The content of a file; 404 when the file is gone."""
        row = await self._files.find(name) if is_uuid(name) else None
        if row is None:
            return FileResult(404)
        key = row.key

        def read(start: int, end: int) -> AsyncIterator[bytes]:
            return self._blobs.read(key, start, end)

        headers = download_headers(row.filename, row.content_type)
        return FileResult(headers=headers, size_bytes=row.filesize, read=read)
