"""Recordings that go along with an email."""

import asyncio

from voipbin.core.email.model import EmailRow
from voipbin.core.email.outgoing import Attachment, NotSent, Refused
from voipbin.core.files.store import FileStore
from voipbin.core.files.zip_stream import zip_files
from voipbin.core.recording.model import RECORDING, RecordingRow, RecordingStatus
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store

MOST_BYTES = 50 * 1024 * 1024
"Of all attachments of an email together: providers take less."
_LONGEST_S = 30.0


class Attachments:
    """Packs the recordings of emails.

    An email never goes out without what it is to bring: its receivers would not know.
    """

    def __init__(self, store: Store, files: FileStore) -> None:
        self._store = store
        self._files = files

    async def packed(self, row: EmailRow) -> list[Attachment]:
        """A zip of each recording.

        Raises:
            Refused: a recording is gone, or they are too long.
            NotSent: one is not complete yet, or cannot be read now.
        """
        packed: list[Attachment] = []
        left = MOST_BYTES
        try:
            async with asyncio.timeout(_LONGEST_S):
                for named in row.attachments:
                    recording = await self._recording(row.customer_id, named["reference_id"])
                    packed.append(await self._zipped(recording, left))
                    left -= len(packed[-1].content)
        except TimeoutError:
            raise NotSent(f"attachments were not read within {_LONGEST_S:.0f} s") from None
        # EOFError: a file that is shorter than a moment ago is being replaced.
        except (OSError, EOFError) as error:
            raise NotSent(f"attachments cannot be read: {type(error).__name__}") from None
        return packed

    async def _recording(self, customer_id: str, id: str) -> RecordingRow:
        async with self._store.reading() as connection:
            recording = await Repository(RECORDING, connection, customer_id).find(id)
        if recording is None:
            raise Refused(f"recording {id} is gone")
        if recording.status != RecordingStatus.ENDED:
            raise NotSent(f"recording {id} is {recording.status}")
        return recording

    async def _zipped(self, recording: RecordingRow, left: int) -> Attachment:
        archive = await zip_files(self._files, recording.file_keys)
        if archive is None:
            raise Refused(f"recording {recording.id} has no files")
        if archive.total_bytes > left:
            raise Refused(f"attachments are longer than {MOST_BYTES} bytes")
        pieces = [piece async for piece in archive.pieces()]
        return Attachment(f"{recording.id}.zip", b"".join(pieces))
