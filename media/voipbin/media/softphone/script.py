"""What a softphone does in a call, as a list of steps a person can write."""

from dataclasses import dataclass
from typing import Final

KINDS: Final = ("wait", "listen", "say", "tone", "press", "hangup")

DEFAULT_PAUSE_MS: Final = 800
LISTEN_LIMIT_MS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Step:
    """One step; which fields count depends on `kind`."""

    kind: str
    """One of `KINDS`."""
    duration_ms: int = 0
    """wait: how long; listen: the pause that ends the other side's turn; tone: its length."""
    text: str = ""
    """say: path of an audio file; press: the digits."""
    frequency_hz: int = 0
    """tone."""


def parse_script(text: str) -> tuple[Step, ...]:
    """Read steps separated by blanks or semicolons.

    `wait:500` milliseconds; `listen` until the other side has spoken and paused, `listen:1200`
    with that pause; `say:/path/hello.wav`; `tone:440,1000` hertz and milliseconds; `press:12#`;
    `hangup`.

    Raises:
        ValueError: unknown step or malformed argument; names the step.
    """
    words = text.replace(";", " ").split()
    return tuple(_step(word) for word in words)


def _step(word: str) -> Step:
    kind, _, argument = word.partition(":")
    if kind not in KINDS:
        raise ValueError(f"script: {word!r} is not one of {', '.join(KINDS)}")
    if kind == "wait":
        return Step(kind, _number(word, argument))
    if kind == "listen":
        return Step(kind, _number(word, argument) if argument else DEFAULT_PAUSE_MS)
    if kind == "tone":
        frequency, _, duration = argument.partition(",")
        return Step(kind, _number(word, duration), frequency_hz=_number(word, frequency))
    if kind in ("say", "press") and not argument:
        raise ValueError(f"script: {word!r} needs an argument")
    return Step(kind, text=argument)


def _number(word: str, text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"script: {text!r} in {word!r} is no number")
    return int(text)
