"""ElevenLabs text-to-speech, `POST /v1/text-to-speech/{voice_id}`."""

from typing import Any
from urllib.parse import quote

from voipbin.media.speech.engine import EngineInfo
from voipbin.media.speech.errors import SpeechUnavailable
from voipbin.media.speech.pcm import Pcm
from voipbin.media.speech.tts import SpeechRequest
from voipbin.media.speech.vendor_http import VendorClient

DEFAULT_URL = "https://api.elevenlabs.io"
DEFAULT_VOICE = "EXAVITQu4vr4xnSDxMaL"
_MODEL = "eleven_multilingual_v2"
_SAMPLE_RATE_HZ = 16000


class ElevenLabsTts:
    """Speaks with ElevenLabs voices; markup is reduced to its words."""

    info = EngineInfo("elevenlabs", "tts", _MODEL, "good", "ElevenLabs text-to-speech.")

    def __init__(self, api_key: str, base_url: str = "", **client: Any) -> None:
        self._client = VendorClient(
            "ElevenLabs", base_url or DEFAULT_URL, {"xi-api-key": api_key}, **client
        )

    async def synthesize(self, request: SpeechRequest) -> Pcm:
        voice = quote(request.voice_id or DEFAULT_VOICE, safe="")
        body = {"text": request.script().text, "model_id": _MODEL}
        params = {"output_format": f"pcm_{_SAMPLE_RATE_HZ}"}
        response = await self._client.post(f"/v1/text-to-speech/{voice}", body, params=params)
        if not response.content:
            raise SpeechUnavailable("ElevenLabs: empty audio")
        return Pcm.from_bytes(response.content, _SAMPLE_RATE_HZ)

    async def aclose(self) -> None:
        await self._client.aclose()
