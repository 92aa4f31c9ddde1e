"""The port of text-to-speech engines."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from voipbin.media.speech.engine import EngineInfo
from voipbin.media.speech.language import DEFAULT_LANGUAGE, normalise_language
from voipbin.media.speech.pcm import Pcm

if TYPE_CHECKING:
    from voipbin.media.speech.ssml import Script

MAX_TEXT_BYTES = 5000
GENDERS = ("", "male", "female", "neutral")


@dataclass(frozen=True, slots=True)
class SpeechRequest:
    """What to say, and how."""

    text: str
    """Plain text or SSML, at most 5000 bytes of UTF-8."""
    language: str = DEFAULT_LANGUAGE
    """BCP-47; an unparsable tag means en-US."""
    voice_id: str = ""
    """The provider's own voice name; empty takes its default for the language."""
    gender: str = ""
    """male, female, neutral or empty; counts only without `voice_id`."""

    def checked(self) -> "SpeechRequest":
        """Return the request with language and gender normalised.

        Raises:
            ValueError: text too long, or an unknown gender.
        """
        size = len(self.text.encode("utf-8", "replace"))
        if size > MAX_TEXT_BYTES:
            raise ValueError(f"text: {size} bytes, at most {MAX_TEXT_BYTES} are spoken")
        gender = self.gender.strip().lower()
        if gender not in GENDERS:
            raise ValueError(f"gender {self.gender!r}: expected male, female or neutral")
        return replace(self, language=normalise_language(self.language), gender=gender)

    def script(self) -> "Script":
        """Read the text. Raises ValueError on broken markup or when nothing is to be said."""
        from voipbin.media.speech.ssml import read_script  # brings XML and all names of HTML

        return read_script(self.text)


@dataclass(frozen=True, slots=True)
class Synthesis:
    """Spoken text."""

    pcm: Pcm
    engine: EngineInfo
    """Who really spoke."""
    requested: str = ""
    """The provider that was asked for; empty when the caller left it open."""
    cached: bool = False
    path: Path | None = None
    """The wav in the prompt cache, if there is one."""


class TtsEngine(Protocol):
    """One way to turn text into speech."""

    @property
    def info(self) -> EngineInfo: ...

    async def synthesize(self, request: SpeechRequest) -> Pcm:
        """Speak a request that was `checked()`.

        Raises:
            ValueError: broken markup, or a voice or language this engine does not have.
            SpeechError: the engine failed; see `errors.py`.
        """
        ...

    async def aclose(self) -> None: ...
