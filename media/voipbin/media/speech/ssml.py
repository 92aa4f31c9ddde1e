"""Reading speech markup: text, pauses, and a well-formed document for vendors."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from xml.sax.saxutils import escape, quoteattr

_TAG = re.compile(r"</?[A-Za-z]|<[!?]")
_NAME = re.compile(r"[A-Za-z][\w:.-]*")
_ATTRIBUTE = re.compile(r"""\s*([A-Za-z_][\w:.-]*)\s*=\s*("[^"<]*"|'[^'<]*')""")
_BARE_AMPERSAND = re.compile(r"&(?!(?:[A-Za-z]{2,8}|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)")
_BREAK_STRENGTH_MS = {"none": 0, "x-weak": 100, "weak": 250, "medium": 400, "strong": 700}
_BREAK_STRENGTH_MS |= {"x-strong": 1000}
_SPELLED = {"characters", "spell-out", "verbatim", "digits", "telephone"}
_MAX_BREAK_MS = 10_000
_MAX_PAUSE_MS = 60_000
"""Of all breaks together: a short text must not become an hour of silence."""


@dataclass(frozen=True, slots=True)
class Break:
    """A pause."""

    duration_ms: int


@dataclass(frozen=True, slots=True)
class Script:
    """What is to be said, for an engine without markup and for one with it."""

    pieces: tuple[str | Break, ...]
    """Sentences and pauses in order; texts are stripped and not empty."""
    ssml: str
    """A well-formed `<speak>` document."""

    @property
    def text(self) -> str:
        """The words alone."""
        return " ".join(piece for piece in self.pieces if isinstance(piece, str))


@dataclass
class _Builder:
    pieces: list[str | Break] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    markup: list[str] = field(default_factory=list)
    paused_ms: int = 0

    def say(self, text: str) -> None:
        self.words.append(text)

    def pause(self, duration_ms: int) -> None:
        self.flush()
        duration_ms = min(duration_ms, _MAX_PAUSE_MS - self.paused_ms)
        if duration_ms and self.pieces:
            self.paused_ms += duration_ms
            self.pieces.append(Break(duration_ms))

    def flush(self) -> None:
        text = " ".join("".join(self.words).split())
        self.words.clear()
        if text:
            self.pieces.append(text)


@dataclass(frozen=True, slots=True)
class _Open:
    name: str
    at: int
    attributes: dict[str, str]


def read_script(text: str) -> Script:
    """Read plain text or SSML; markup without `<speak>` around it is wrapped.

    Tolerant where it is harmless: a bare `&` and a `<` before a space are ordinary characters,
    unknown elements are passed to vendors and ignored by our own engines.

    Raises:
        ValueError: nothing to say, or broken markup; names line and column.
    """
    if not text.strip():
        raise ValueError("text: nothing to say")
    builder, stack = _Builder(), list[_Open]()
    for at, token in _tokens(text):
        _take(text, at, token, builder, stack)
    if stack:
        raise _broken(text, stack[-1].at, f"<{stack[-1].name}> is never closed")
    builder.flush()
    while builder.pieces and isinstance(builder.pieces[-1], Break):
        builder.pieces.pop()
    if not builder.pieces:
        raise ValueError("text: nothing to say")
    return Script(tuple(builder.pieces), _document("".join(builder.markup).strip()))


def _document(markup: str) -> str:
    return markup if markup.startswith("<speak") else f"<speak>{markup}</speak>"


def _tokens(text: str) -> Iterator[tuple[int, str]]:
    """Split into markup tokens (starting with `<`) and character data."""
    at = 0
    while at < len(text):
        match = _TAG.search(text, at)
        start = match.start() if match else len(text)
        if start > at:
            yield at, text[at:start]
        if match is None:
            return
        end = _token_end(text, start)
        yield start, text[start:end]
        at = end


def _token_end(text: str, start: int) -> int:
    for opening, closing in (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<", ">")):
        if text.startswith(opening, start):
            end = text.find(closing, start + len(opening))
            if end < 0:
                raise _broken(text, start, f"no {closing} after {opening}")
            return end + len(closing)
    raise AssertionError(start)


def _take(text: str, at: int, token: str, builder: _Builder, stack: list[_Open]) -> None:
    if token.startswith("<![CDATA["):
        builder.say(token[9:-3])
        builder.markup.append(escape(token[9:-3]))
    elif token.startswith(("<!--", "<?")):
        return
    elif token.startswith("<!"):
        raise _broken(text, at, "declarations are not allowed")
    elif _TAG.match(token) is None:
        if token.strip() and not stack and "".join(builder.markup).startswith("<speak"):
            raise _broken(text, at, "nothing may follow </speak>")
        _characters(token, builder, stack)
    elif token.startswith("</"):
        _close(text, at, token, builder, stack)
    else:
        _open(text, at, token, builder, stack)


def _characters(token: str, builder: _Builder, stack: list[_Open]) -> None:
    plain = unescape(_BARE_AMPERSAND.sub("&amp;", token))
    builder.markup.append(escape(plain))
    if any(element.name == "sub" for element in stack):
        return
    spelled = stack and stack[-1].attributes.get("interpret-as") in _SPELLED
    builder.say(" ".join(plain.replace("-", "")) if spelled else plain)


def _open(text: str, at: int, token: str, builder: _Builder, stack: list[_Open]) -> None:
    match = _NAME.match(token, 1)
    assert match is not None
    name, empty = match.group().lower(), token.endswith("/>")
    attributes = _attributes(text, at, token, match.end(), len(token) - (2 if empty else 1))
    if name == "speak" and (stack or "".join(builder.markup).strip()):
        raise _broken(text, at, "<speak> must be the outermost element")
    if not stack and "".join(builder.markup).startswith("<speak"):
        raise _broken(text, at, "nothing may follow </speak>")
    said = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    builder.markup.append(f"<{name}{said}{'/' if empty else ''}>")
    if name == "break":
        builder.pause(_break_ms(text, at, attributes))
    elif name == "sub":
        builder.say(attributes.get("alias", ""))
    elif name in ("p", "s"):
        builder.pause(0)
    if not empty:
        stack.append(_Open(name, at, attributes))


def _close(text: str, at: int, token: str, builder: _Builder, stack: list[_Open]) -> None:
    name = token[2:-1].strip().lower()
    if not stack:
        raise _broken(text, at, f"</{name}> closes nothing")
    if stack[-1].name != name:
        raise _broken(text, at, f"</{name}> closes <{stack[-1].name}>")
    stack.pop()
    builder.markup.append(f"</{name}>")
    if name in ("p", "s"):
        builder.pause(_BREAK_STRENGTH_MS["medium" if name == "p" else "weak"])


def _attributes(text: str, at: int, token: str, start: int, end: int) -> dict[str, str]:
    found: dict[str, str] = {}
    while token[start:end].strip():
        match = _ATTRIBUTE.match(token, start, end)
        if match is None:
            raise _broken(text, at + start, f'expected name="value" in {token[:40]}')
        found[match.group(1)] = unescape(_BARE_AMPERSAND.sub("&amp;", match.group(2)[1:-1]))
        start = match.end()
    return found


def _break_ms(text: str, at: int, attributes: dict[str, str]) -> int:
    time = attributes.get("time")
    if time is None:
        strength = attributes.get("strength", "medium")
        if strength not in _BREAK_STRENGTH_MS:
            raise _broken(text, at, f"break strength {strength!r}")
        return _BREAK_STRENGTH_MS[strength]
    match = re.fullmatch(r"\+?(\d*\.?\d+)(ms|s)", time.strip())
    if match is None:
        raise _broken(text, at, f"break time {time!r}, expected e.g. 500ms or 1.5s")
    duration_ms = float(match.group(1)) * (1 if match.group(2) == "ms" else 1000)
    return min(round(duration_ms), _MAX_BREAK_MS)


def _broken(text: str, at: int, problem: str) -> ValueError:
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    return ValueError(f"text: broken markup at line {line}, column {column}: {problem}")
