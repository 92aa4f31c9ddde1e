"""Choosing engines by the provider word of the contract."""

import importlib.util
import shutil
from pathlib import Path
from typing import Generic, TypeVar

from voipbin.media.speech.engine import EngineStatus, Kind, check_provider
from voipbin.media.speech.local_stt import LocalStt
from voipbin.media.speech.local_tts import LocalTts
from voipbin.media.speech.settings import SpeechSettings
from voipbin.media.speech.stt import SttEngine
from voipbin.media.speech.tts import TtsEngine

Engine = TypeVar("Engine")

DEFAULT_PROVIDER = "gcp"


class Engines(Generic[Engine]):
    """Configured engines of one kind, by provider word; `local` is always there."""

    def __init__(self, by_name: dict[str, Engine]) -> None:
        self.by_name = by_name

    def order(self, provider: str) -> list[Engine]:
        """Who is tried: the named one (default gcp), then gcp, then local, those configured.

        Raises:
            ValueError: not a provider word.
        """
        named = check_provider(provider) or DEFAULT_PROVIDER
        names = dict.fromkeys((named, DEFAULT_PROVIDER, "local"))
        if named == "local":
            names = dict.fromkeys(("local",))
        return [self.by_name[name] for name in names if name in self.by_name]


def tts_engines(settings: SpeechSettings) -> Engines[TtsEngine]:
    """Engines that speak. Vendors' modules load only when their key is set."""
    engines: dict[str, TtsEngine] = {"local": LocalTts()}
    if settings.gcp_api_key:
        from voipbin.media.speech.gcp_tts import GcpTts

        engines["gcp"] = GcpTts(settings.gcp_api_key, settings.gcp_tts_url)
    if settings.elevenlabs_api_key:
        from voipbin.media.speech.elevenlabs_tts import ElevenLabsTts

        engines["elevenlabs"] = ElevenLabsTts(settings.elevenlabs_api_key, settings.elevenlabs_url)
    return Engines(engines)


def stt_engines(settings: SpeechSettings) -> Engines[SttEngine]:
    """Engines that listen. Vendors' modules load only when their key is set."""
    local = LocalStt(settings.stt_engine, settings.stt_model, limit=settings.max_local_streams)
    engines: dict[str, SttEngine] = {"local": local}
    if settings.gcp_api_key:
        from voipbin.media.speech.gcp_stt import GcpStt

        engines["gcp"] = GcpStt(settings.gcp_api_key, settings.gcp_stt_url)
    if settings.deepgram_api_key:
        from voipbin.media.speech.deepgram_stt import DeepgramStt

        engines["deepgram"] = DeepgramStt(settings.deepgram_api_key, settings.deepgram_url)
    return Engines(engines)


def engine_report(settings: SpeechSettings) -> list[EngineStatus]:
    """What would be used and what is missing; starts nothing, imports no engine."""
    return [
        _local_voice(),
        _local_recogniser(settings),
        _vendor("gcp", "tts", "VOIPBIN_GCP_API_KEY", settings.gcp_api_key),
        _vendor("gcp", "stt", "VOIPBIN_GCP_API_KEY", settings.gcp_api_key),
        _vendor("elevenlabs", "tts", "VOIPBIN_ELEVENLABS_API_KEY", settings.elevenlabs_api_key),
        _vendor("deepgram", "stt", "VOIPBIN_DEEPGRAM_API_KEY", settings.deepgram_api_key),
    ]


def _installed(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def _local_voice() -> EngineStatus:
    from voipbin.media.speech.espeak import INSTALL_HINT  # the module loads ctypes

    program = shutil.which("espeak-ng") or shutil.which("flite")
    ready = _installed("espeakng_loader") or program is not None
    return EngineStatus(
        "local", "tts", "espeak-ng", ready, LocalTts.info.note if ready else INSTALL_HINT
    )


def _local_recogniser(settings: SpeechSettings) -> EngineStatus:
    model = settings.stt_engine
    package = model.replace("-", "_")
    if not _installed(package):
        hint = "voipbin[speech]" if model == "pocketsphinx" else model
        return EngineStatus("local", "stt", model, False, f"not installed: pip install {hint}")
    if model != "pocketsphinx" and not (settings.stt_model and Path(settings.stt_model).is_dir()):
        return EngineStatus("local", "stt", model, False, "VOIPBIN_STT_MODEL names no folder")
    return EngineStatus("local", "stt", model, True, LocalStt(model).info.note)


def _vendor(name: str, kind: Kind, variable: str, key: str) -> EngineStatus:
    note = "key is set" if key else f"not configured: set {variable}"
    return EngineStatus(name, kind, name, bool(key), note)
