"""Finding the audio a flow plays: files of the web, recordings and files of the customer."""

from pathlib import Path

from voipbin.core.call.prompts import FetchedAudio, PromptError
from voipbin.core.file.service import StoredFiles
from voipbin.core.files.store import FileStore
from voipbin.core.recording.model import RECORDING
from voipbin.core.recording.service import RecordingService
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store

_STORED = "file:"


class Sounds:
    """Wav files by the URLs of a play action."""

    def __init__(
        self,
        store: Store,
        recordings: RecordingService,
        files: StoredFiles,
        blobs: FileStore,
        web: FetchedAudio,
    ) -> None:
        self._store = store
        self._recordings = recordings
        self._files = files
        self._blobs = blobs
        self._web = web

    async def find(self, customer_id: str, url: str) -> Path:
        """A wav file of what a URL names.

        Args:
            url: http or https, or file:<id> of a file, or of a recording: what its party said.

        Raises:
            PromptError: there is no such thing, or it is no audio.
        """
        if url.startswith(_STORED):
            return await self._stored(customer_id, url.removeprefix(_STORED).lower())
        return await self._web.fetch(url)

    async def _stored(self, customer_id: str, id: str) -> Path:
        file = await self._files.find(id, customer_id)
        if file is None:
            return await self._recording(customer_id, id)
        try:
            if file.reference_type == "recording":
                return await self._blobs.fetched(file.key)
            # What people upload has any rate and format.
            data = b"".join([piece async for piece in self._blobs.read(file.key)])
        except FileNotFoundError:
            raise PromptError(f"file {id} was deleted") from None
        return await self._web.decoded(data, f"file {id}")

    async def _recording(self, customer_id: str, id: str) -> Path:
        async with self._store.reading() as connection:
            row = await Repository(RECORDING, connection, customer_id).find(id)
        audio = {} if row is None else await self._recordings.audio_of(row)
        if row is None or row.status != "ended" or "in" not in audio:
            raise PromptError(f"there is no file or recording {id} that can be played")
        return audio["in"]
