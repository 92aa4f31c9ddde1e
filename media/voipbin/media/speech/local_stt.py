"""Local speech-to-text: one worker process per stream."""

from voipbin.media.speech.engine import EngineInfo
from voipbin.media.speech.pool import WorkerPool
from voipbin.media.speech.stt import SttOptions
from voipbin.media.speech.worker_session import WorkerSession

_INFO = {
    "pocketsphinx": EngineInfo(
        "local",
        "stt",
        "pocketsphinx",
        "rough",
        "Rough local dictation: offline and free, but many words are wrong; "
        "configure a vendor or fetch a model (voipbin models) for real use.",
    ),
    "sherpa-onnx": EngineInfo(
        "local", "stt", "sherpa-onnx", "good", "Local recognition with the model you fetched."
    ),
    "faster-whisper": EngineInfo(
        "local",
        "stt",
        "faster-whisper",
        "good",
        "Local Whisper with the model you fetched: no interim results.",
    ),
}


class LocalStt:
    """Streams to worker processes; one spare is kept warm, so a stream starts at once."""

    def __init__(self, model: str = "pocketsphinx", folder: str = "", *, limit: int = 8) -> None:
        if model not in _INFO:
            raise ValueError(f"VOIPBIN_STT_ENGINE {model!r}: expected {', '.join(_INFO)}")
        self.info = _INFO[model]
        self._pool = WorkerPool("stt", model, folder, limit=limit, refill=True, wait=False)

    async def warm_up(self) -> None:
        """Load a spare worker ahead of the first stream."""
        await self._pool.warm_up()

    async def open(self, options: SttOptions) -> "WorkerSession":
        return await WorkerSession.start(self._pool, self.info, options)

    async def aclose(self) -> None:
        await self._pool.aclose()
