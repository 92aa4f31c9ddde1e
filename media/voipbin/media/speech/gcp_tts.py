"""Google Cloud Text-to-Speech, REST v1 `text:synthesize`."""

import base64
import binascii
from typing import Any

from voipbin.media.speech.engine import EngineInfo
from voipbin.media.speech.errors import SpeechUnavailable
from voipbin.media.speech.language import gcp_default_voice
from voipbin.media.speech.pcm import Pcm
from voipbin.media.speech.tts import SpeechRequest
from voipbin.media.speech.vendor_http import VendorClient, json_object

DEFAULT_URL = "https://texttospeech.googleapis.com"
_SAMPLE_RATE_HZ = 24000
_GENDER = {"male": "MALE", "female": "FEMALE", "neutral": "NEUTRAL"}


class GcpTts:
    """Speaks with Google's voices, authenticated by an API key."""

    info = EngineInfo("gcp", "tts", "text:synthesize", "good", "Google Cloud Text-to-Speech.")

    def __init__(self, api_key: str, base_url: str = "", **client: Any) -> None:
        headers = {"X-Goog-Api-Key": api_key}
        self._client = VendorClient(
            "Google Text-to-Speech", base_url or DEFAULT_URL, headers, **client
        )

    async def synthesize(self, request: SpeechRequest) -> Pcm:
        response = await self._client.post("/v1/text:synthesize", _body(request))
        content = json_object(self._client.name, response).get("audioContent")
        try:
            wav = base64.b64decode(content or "", validate=True)
            return Pcm.from_wav_bytes(wav)
        except (ValueError, TypeError, binascii.Error) as error:
            raise SpeechUnavailable(f"{self._client.name}: unusable audioContent") from error

    async def aclose(self) -> None:
        await self._client.aclose()


def _body(request: SpeechRequest) -> dict[str, Any]:
    voice = {"languageCode": request.language}
    name = request.voice_id or ("" if request.gender else gcp_default_voice(request.language))
    if name:
        voice["name"] = name
    elif request.gender:
        voice["ssmlGender"] = _GENDER[request.gender]
    return {
        "input": {"ssml": request.script().ssml},
        "voice": voice,
        "audioConfig": {"audioEncoding": "LINEAR16", "sampleRateHertz": _SAMPLE_RATE_HZ},
    }
