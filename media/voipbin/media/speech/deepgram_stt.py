"""Deepgram live transcription over a WebSocket, `/v1/listen`."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from voipbin.media.speech.engine import EngineInfo
from voipbin.media.speech.errors import (
    SpeechDenied,
    SpeechError,
    SpeechQuota,
    SpeechTimeout,
    SpeechUnavailable,
)
from voipbin.media.speech.stt import (
    Ended,
    Final,
    Interim,
    SpeechStarted,
    SttEvent,
    SttOptions,
)

DEFAULT_URL = "wss://api.deepgram.com"
_MODEL = "nova-2"
_INFO = EngineInfo("deepgram", "stt", _MODEL, "good", "Deepgram live transcription.")


class DeepgramStt:
    """Streams audio to Deepgram; it finds the utterances itself."""

    info = _INFO

    def __init__(self, api_key: str, base_url: str = "", *, timeout_s: float = 10.0) -> None:
        self._headers = {"Authorization": f"Token {api_key}"}
        self._base_url = base_url or DEFAULT_URL
        self._timeout_s = timeout_s

    async def open(self, options: SttOptions) -> "DeepgramSession":
        if options.grammar:
            raise ValueError("grammar: only the local engine has grammars")
        url = f"{self._base_url}/v1/listen?{urlencode(_query(options))}"
        try:
            socket = await connect(
                url,
                additional_headers=self._headers,
                open_timeout=self._timeout_s,
                proxy=None,
            )
        except InvalidStatus as error:
            raise _refusal(error) from error
        except TimeoutError as error:
            raise SpeechTimeout("Deepgram: no answer in time") from error
        except (OSError, WebSocketException) as error:
            raise SpeechUnavailable(f"Deepgram: {error}") from error
        return DeepgramSession(socket, options.sample_rate_hz)

    async def aclose(self) -> None:
        return


def _query(options: SttOptions) -> dict[str, str]:
    return {
        "model": _MODEL,
        "language": options.language,
        "encoding": "linear16",
        "sample_rate": str(options.sample_rate_hz),
        "channels": "1",
        "punctuate": "true",
        "interim_results": "true" if options.interim else "false",
        "endpointing": str(options.silence_ms),
    }


def _refusal(error: InvalidStatus) -> Exception:
    status = error.response.status_code
    reason = (error.response.body or b"").decode(errors="replace")[:200]
    if status in (401, 403):
        return SpeechDenied(f"Deepgram: key refused ({status}) {reason}")
    if status == 429:
        wait = error.response.headers.get("Retry-After", "")
        return SpeechQuota(
            f"Deepgram: quota used up, {reason}", float(wait) if wait.isdecimal() else None
        )
    if status == 400:
        return ValueError(f"Deepgram refused the request: {reason}")
    return SpeechUnavailable(f"Deepgram: HTTP {status} {reason}")


class DeepgramSession:
    """One WebSocket; binary frames out, JSON results in."""

    engine = _INFO

    def __init__(self, socket: ClientConnection, sample_rate_hz: int) -> None:
        self._socket = socket
        self._sample_rate_hz = sample_rate_hz
        self._fed_bytes = 0
        self._speaking = False
        self._finished = False
        self._done = False

    async def feed(self, pcm: bytes) -> None:
        if self._finished:
            raise ValueError("feed: the stream was finished")
        if not pcm:
            return
        self._fed_bytes += len(pcm)
        await self._send(pcm)

    async def finish(self) -> None:
        if not self._finished:
            self._finished = True
            await self._send(json.dumps({"type": "CloseStream"}))

    async def _send(self, data: bytes | str) -> None:
        try:
            await self._socket.send(data)
        except ConnectionClosed as error:
            raise SpeechUnavailable(f"Deepgram: {error}") from error

    async def close(self) -> None:
        self._finished = self._done = True
        await self._socket.close()

    async def __aiter__(self) -> AsyncIterator[SttEvent]:
        try:
            async for message in self._socket:
                for event in self._events(message):
                    yield event
        except ConnectionClosed as error:
            if not self._done:
                raise SpeechUnavailable(f"Deepgram: {error}") from error
        if self._done:
            return
        self._done = True
        if not self._finished:
            raise SpeechUnavailable("Deepgram closed the stream")
        yield Ended(self._fed_bytes * 1000 // (2 * self._sample_rate_hz))

    def _events(self, message: str | bytes) -> list[SttEvent]:
        try:
            result = json.loads(message)
            if result["type"] != "Results":
                return []
            return self._read(result)
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise SpeechUnavailable("Deepgram: unreadable message") from error

    def _read(self, result: dict[str, Any]) -> list[SttEvent]:
        text = str(result["channel"]["alternatives"][0]["transcript"]).strip()
        final = bool(result["is_final"])
        if not text and not (final and self._speaking):
            return []
        offset_ms, duration_ms = round(result["start"] * 1000), round(result["duration"] * 1000)
        events: list[SttEvent] = [] if self._speaking else [SpeechStarted(offset_ms)]
        self._speaking = not final
        events.append(Final(text, offset_ms, duration_ms) if final else Interim(text, offset_ms))
        return events

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with contextlib.suppress(SpeechError, asyncio.TimeoutError):
            await self.close()
