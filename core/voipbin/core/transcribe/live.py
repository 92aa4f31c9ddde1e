"""The live transcriber: listens to the public audio stream of a call, like any other program."""

import asyncio
from collections.abc import Mapping

import structlog

from voipbin.core.errors import Unavailable
from voipbin.core.transcribe.audio_client import AudioSource
from voipbin.core.transcribe.ear import Ear

LAST_WORDS_S = 3.0
"Seconds an engine has to understand what was said before the end."

_log = structlog.get_logger(__name__)


class LiveTranscriber:
    """One live transcribe at work.

    Args:
        ears: by direction, in and out or one of them.
        heard: what to listen to, both, in, out or mix; "" for what the ears need.
        last_words_s: seconds the engines get after the end of the audio.
    """

    def __init__(
        self,
        call_id: str,
        audio: AudioSource,
        ears: Mapping[str, Ear],
        *,
        heard: str = "",
        last_words_s: float = LAST_WORDS_S,
    ) -> None:
        self._call_id = call_id
        self._audio = audio
        self._ears = dict(ears)
        self._heard = heard or ("both" if len(self._ears) > 1 else next(iter(self._ears)))
        self._last_words_s = last_words_s
        self._reading: asyncio.Task[None] | None = None
        self._stopped = False

    @property
    def dropped_frames(self) -> int:
        """Frames the engines were too slow for."""
        return sum(ear.dropped_frames for ear in self._ears.values())

    def stop(self) -> None:
        """Ends the listening; what was said before is still understood."""
        self._stopped = True
        if self._reading is not None:
            self._reading.cancel()

    async def run(self) -> None:
        """Works until the call ends or somebody stops it.

        Raises:
            SpeechFailed: an engine died twice.
        """
        self._reading = asyncio.create_task(self._read())
        hearing = [asyncio.create_task(ear.run()) for ear in self._ears.values()]
        try:
            if self._stopped:
                self._reading.cancel()
            await asyncio.wait([self._reading, *hearing], return_when=asyncio.FIRST_COMPLETED)
            self._reading.cancel()
            await self._hear_out(hearing)
        finally:
            await _end([self._reading, *hearing])
            await self._close_ears()

    async def _read(self) -> None:
        try:
            async for audio in self._audio.listen(self._call_id, self._heard):
                ear = self._ears.get(audio.direction)
                if ear is not None:
                    ear.hear(audio)
        except Unavailable as error:
            _log.warning("a transcribe lost its audio", call=self._call_id, error=error.message)

    async def _hear_out(self, hearing: list[asyncio.Task[None]]) -> None:
        """Gives the engines their time to finish, then raises what one of them raised."""
        for ear in self._ears.values():
            ear.finish()
        done, late = await asyncio.wait(hearing, timeout=self._last_words_s)
        if late:
            _log.warning(
                "a speech engine was too slow for the last words",
                call=self._call_id,
                dropped_frames=self.dropped_frames,
            )
        for task in done:
            task.result()

    async def _close_ears(self) -> None:
        for ear in self._ears.values():
            await ear.close()


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
