"""Local text-to-speech: espeak-ng (or flite) in a worker process, no account, no download."""

import asyncio
import re

from voipbin.media.speech.engine import EngineInfo
from voipbin.media.speech.errors import SpeechTimeout, SpeechUnavailable
from voipbin.media.speech.frames import Message
from voipbin.media.speech.language import espeak_voices
from voipbin.media.speech.pcm import Pcm
from voipbin.media.speech.pool import WorkerPool
from voipbin.media.speech.process import WorkerProcess
from voipbin.media.speech.tts import SpeechRequest

RATE_WPM = 150
"""Best of 130 to 175 in word errors of the local recogniser after a G.722 round trip."""
_PITCH = 50
_VOICE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,31}(\+[A-Za-z0-9_]{1,32})?")
_VARIANT = {"female": "+f2", "male": "+m1", "neutral": "", "": ""}
"""Of 18 variants tried on the local recogniser these two are the clearest of their kind."""


class LocalTts:
    """Speaks through one warm worker; a text takes milliseconds, so users queue for it."""

    info = EngineInfo(
        "local",
        "tts",
        "espeak-ng",
        "plain",
        "A local robotic voice: clear, offline and free; configure a vendor for a natural one.",
    )

    def __init__(self, *, timeout_s: float = 15.0, workers: int = 1) -> None:
        self._pool = WorkerPool("tts", limit=workers, spare=workers)
        self._timeout_s = timeout_s

    async def warm_up(self) -> None:
        """Start the worker ahead of the first prompt."""
        await self._pool.warm_up()

    @property
    def worker_pids(self) -> list[int]:
        """Process ids of idle workers."""
        return self._pool.idle_pids

    async def synthesize(self, request: SpeechRequest) -> Pcm:
        order = _order(request)
        try:
            return await self._try(order)
        except ValueError as error:
            if request.voice_id:
                raise
            raise SpeechUnavailable(
                f"language {request.language!r}: the local engine has no voice for it"
            ) from error
        except SpeechTimeout:
            raise
        except SpeechUnavailable as error:
            if "ended unexpectedly" not in str(error):
                raise
            # The worker died under us, perhaps idle and long ago: once more with a fresh one.
            return await self._try(order)

    async def _try(self, order: Message) -> Pcm:
        try:
            async with asyncio.timeout(self._timeout_s), self._pool.borrow() as worker:
                return await _say(worker, order)
        except TimeoutError:
            raise SpeechTimeout(f"local voice: nothing after {self._timeout_s:g} s") from None

    async def aclose(self) -> None:
        await self._pool.aclose()


def _order(request: SpeechRequest) -> Message:
    from voipbin.media.speech.ssml import Break

    pieces = [
        {"break_ms": piece.duration_ms} if isinstance(piece, Break) else piece
        for piece in request.script().pieces
    ]
    return {
        "op": "say",
        "voices": _voices(request),
        "rate_wpm": RATE_WPM,
        "pitch": _PITCH,
        "pieces": pieces,
    }


def _voices(request: SpeechRequest) -> list[str]:
    if request.voice_id:
        # The library reads voices from files of that name.
        if _VOICE_NAME.fullmatch(request.voice_id) is None:
            raise ValueError(f"voice_id {request.voice_id!r}: expected e.g. en-us or en-us+f2")
        return [request.voice_id]
    variant = _VARIANT[request.gender]
    return [voice + variant for voice in espeak_voices(request.language)]


async def _say(worker: WorkerProcess, order: Message) -> Pcm:
    await worker.send(order)
    chunks: list[bytes] = []
    while True:
        frame = await worker.receive()
        if frame.message is not None:
            return Pcm.from_bytes(b"".join(chunks), frame.message["sample_rate_hz"])
        chunks.append(frame.audio)
