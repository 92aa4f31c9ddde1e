"""The port to who speaks: texts in, samples out."""

from dataclasses import dataclass
from typing import Protocol

SAMPLE_RATE_HZ = 16_000
"Of everything spoken; a narrow line gets it resampled by its media node."
DEFAULT_PROVIDER = "elevenlabs"
MAX_TEXT_BYTES = 5000
"Of one text."
_PROVIDERS = frozenset({"elevenlabs", "gcp", "aws", "local"})


class VoiceFailed(Exception):
    """No engine could speak, in words for the log."""


@dataclass(frozen=True, slots=True)
class VoiceOptions:
    """How to speak."""

    language: str = ""
    'BCP 47; "" is en-US.'
    provider: str = DEFAULT_PROVIDER
    "Who is tried first."
    voice_id: str = ""
    'As that provider calls it; "" is its voice of the language.'


class Voice(Protocol):
    """Speaks."""

    def check(self, text: str) -> None:
        """Refuses what nobody could speak.

        Raises:
            ValueError: the text is empty, or its markup is broken.
        """

    async def speak(self, text: str, options: VoiceOptions) -> bytes:
        """16-bit little-endian mono samples at SAMPLE_RATE_HZ.

        Raises:
            VoiceFailed: nobody could.
        """


def provider_of(word: str) -> str:
    """The provider that a request means: elevenlabs unless it names another one we know."""
    word = word.strip().lower()
    return word if word in _PROVIDERS else DEFAULT_PROVIDER
