"""Google Cloud Speech-to-Text, REST v1 `speech:recognize`, one request per utterance."""

import base64
import contextlib
from typing import Any

from voipbin.media.speech.engine import EngineInfo
from voipbin.media.speech.errors import SpeechUnavailable
from voipbin.media.speech.frames import Frame
from voipbin.media.speech.pool import WorkerPool
from voipbin.media.speech.stt import Final, SttEvent, SttOptions
from voipbin.media.speech.vad import SAMPLE_RATE_HZ
from voipbin.media.speech.vendor_http import VendorClient, json_object
from voipbin.media.speech.worker_session import WorkerSession, read_event

DEFAULT_URL = "https://speech.googleapis.com"


class GcpStt:
    """Cuts utterances in a local worker and has Google recognise each; no interim results."""

    info = EngineInfo(
        "gcp", "stt", "speech:recognize", "good", "Google Cloud Speech-to-Text, by utterance."
    )

    def __init__(self, api_key: str, base_url: str = "", *, limit: int = 32, **client: Any) -> None:
        headers = {"X-Goog-Api-Key": api_key}
        self._client = VendorClient(
            "Google Speech-to-Text", base_url or DEFAULT_URL, headers, **client
        )
        self._pool = WorkerPool("cut", limit=limit, refill=True, wait=False)

    async def open(self, options: SttOptions) -> WorkerSession:
        if options.grammar:
            raise ValueError("grammar: only the local engine has grammars")
        session = await _GcpSession.start(self._pool, self.info, options)
        session.recognise_with(self._client, options.language)
        return session

    async def aclose(self) -> None:
        await self._pool.aclose()
        await self._client.aclose()


class _GcpSession(WorkerSession):
    def recognise_with(self, client: VendorClient, language: str) -> None:
        self._client = client
        self._language = language

    async def _read(self, frame: Frame) -> SttEvent | None:
        message = frame.message
        if message is None or message.get("type") != "utterance":
            return read_event(message)
        audio = (await self.worker.receive()).audio
        text = await self._recognise(audio)
        return Final(text, message["offset_ms"], message["duration_ms"])

    async def _recognise(self, audio: bytes) -> str:
        config = {
            "encoding": "LINEAR16",
            "sampleRateHertz": SAMPLE_RATE_HZ,
            "languageCode": self._language,
            "enableAutomaticPunctuation": True,
        }
        body = {"config": config, "audio": {"content": base64.b64encode(audio).decode()}}
        response = await self._client.post("/v1/speech:recognize", body)
        return _transcript(self._client.name, json_object(self._client.name, response))


def _transcript(name: str, answer: dict[str, Any]) -> str:
    # Silence is answered with {} or with a result that has no alternatives.
    texts: list[str] = []
    try:
        for result in answer.get("results", []):
            with contextlib.suppress(IndexError):
                texts.append(str(result.get("alternatives", [])[0].get("transcript", "")).strip())
    except (AttributeError, TypeError) as error:
        raise SpeechUnavailable(f"{name}: unreadable results") from error
    return " ".join(text for text in texts if text)
