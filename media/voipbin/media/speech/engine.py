"""What an engine says about itself."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["tts", "stt"]
Quality = Literal["rough", "plain", "good"]

PROVIDERS = ("gcp", "aws", "elevenlabs", "deepgram", "local")
"""Vendor names of the contract, and ours for engines that need no account."""


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """Who spoke or listened."""

    name: str
    """Provider word: gcp, elevenlabs, deepgram, local."""
    kind: Kind
    """tts or stt."""
    model: str
    """The engine behind the provider: espeak-ng, pocketsphinx, latest_short, ..."""
    quality: Quality
    """rough: words are often wrong; plain: understandable; good: what people expect."""
    note: str
    """One sentence for people."""


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """One line of a health report."""

    name: str
    kind: Kind
    model: str
    ready: bool
    """It would be used if asked now."""
    note: str
    """Why not, or how good it is."""


def check_provider(provider: str) -> str:
    """Return the lower-case provider word.

    Raises:
        ValueError: not one of the contract's words nor `local`.
    """
    word = provider.strip().lower()
    if word and word not in PROVIDERS:
        raise ValueError(f"provider {provider!r}: expected one of {', '.join(PROVIDERS)}")
    return word
