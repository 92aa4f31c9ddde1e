"""Finding the audio a flow plays: files of the web, and recordings of the customer."""

from pathlib import Path

from voipbin.core.call.prompts import FetchedAudio, PromptError
from voipbin.core.recording.model import RECORDING
from voipbin.core.recording.service import RecordingService
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store

_STORED = "file:"


class Sounds:
    """Wav files by the URLs of a play action."""

    def __init__(self, store: Store, recordings: RecordingService, web: FetchedAudio) -> None:
        self._store = store
        self._recordings = recordings
        self._web = web

    async def find(self, customer_id: str, url: str) -> Path:
        """A wav file of what a URL names.

        Args:
            url: http or https, or file:<id of a recording>, which is what its party said.

        Raises:
            PromptError: there is no such thing, or it is no audio.
        """
        if url.startswith(_STORED):
            return await self._recording(customer_id, url.removeprefix(_STORED).lower())
        return await self._web.fetch(url)

    async def _recording(self, customer_id: str, id: str) -> Path:
        async with self._store.reading() as connection:
            row = await Repository(RECORDING, connection, customer_id).find(id)
        audio = {} if row is None else await self._recordings.audio_of(row)
        if row is None or row.status != "ended" or "in" not in audio:
            raise PromptError(f"there is no recording {id} that can be played")
        return audio["in"]
