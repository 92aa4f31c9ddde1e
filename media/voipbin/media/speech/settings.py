"""Which speech engines this installation may use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

_TEXT_FIELDS = (
    "gcp_api_key",
    "gcp_tts_url",
    "gcp_stt_url",
    "elevenlabs_api_key",
    "elevenlabs_url",
    "deepgram_api_key",
    "deepgram_url",
    "stt_engine",
    "stt_model",
)


@dataclass(frozen=True, slots=True)
class SpeechSettings:
    """Keys, addresses and folders; an empty key means the vendor is not used."""

    gcp_api_key: str = field(default="", repr=False)
    gcp_tts_url: str = ""
    """Empty takes the vendor's public address; likewise below."""
    gcp_stt_url: str = ""
    elevenlabs_api_key: str = field(default="", repr=False)
    elevenlabs_url: str = ""
    deepgram_api_key: str = field(default="", repr=False)
    deepgram_url: str = ""
    stt_engine: str = "pocketsphinx"
    """Local recogniser: pocketsphinx, sherpa-onnx or faster-whisper."""
    stt_model: str = ""
    """Model folder of the local recogniser, where it needs one."""
    cache_dir: Path | None = None
    """Where synthesised prompts are kept; None keeps none."""
    cache_bytes: int = 256 << 20
    models_dir: Path | None = None
    """Where `voipbin models fetch` puts models."""
    max_local_streams: int = 8

    @classmethod
    def from_env(
        cls,
        env: Mapping[str, str],
        *,
        cache_dir: Path | None = None,
        models_dir: Path | None = None,
    ) -> Self:
        """Read `VOIPBIN_<FIELD>` variables; unset ones keep their default.

        Raises:
            ValueError: a number that is none; names the variable.
        """
        texts = {name: env.get(f"VOIPBIN_{name.upper()}", "").strip() for name in _TEXT_FIELDS}
        given = {name: value for name, value in texts.items() if value}
        folder = env.get("VOIPBIN_MODELS_DIR", "").strip()
        return cls(
            **given,
            cache_dir=cache_dir,
            models_dir=Path(folder) if folder else models_dir,
            cache_bytes=_count(env, "VOIPBIN_PROMPT_CACHE_BYTES", 256 << 20),
            max_local_streams=_count(env, "VOIPBIN_STT_MAX_STREAMS", 8),
        )


def _count(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, "").strip()
    if not text:
        return default
    if not text.isdecimal() or int(text) < 1:
        raise ValueError(f"{name} {text!r}: expected a positive whole number")
    return int(text)
