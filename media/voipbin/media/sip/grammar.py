"""Tokens, quoted strings and parameter lists shared by every SIP header (RFC 3261 25.1)."""

import re
from collections.abc import Iterable

Params = tuple[tuple[str, str | None], ...]

TOKEN = re.compile(r"[A-Za-z0-9\-.!%*_+`'~]+\Z")
_PARAM_VALUE = re.compile(r'[^\s;,"<>]+\Z')
_SPECIAL = re.compile(r'["<>,]')
_QUOTED = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_LINE_BREAK = re.compile(r"[\r\n]")
_QUOTED_PAIR = re.compile(r'[\\"\x00-\x08\x0b\x0c\x0e-\x1f\x7f]')
_PARAM = re.compile(
    r"[ \t]*;[ \t]*([A-Za-z0-9\-.!%*_+`\'~]+)[ \t]*"
    r'(?:=[ \t]*("(?:[^"\\]|\\.)*"|[^\s;,"<>]+))?[ \t]*',
    re.DOTALL,
)


def is_token(text: str) -> bool:
    """Say whether `text` is one RFC 3261 token."""
    return TOKEN.match(text) is not None


def refuse_line_break(text: str, field: str) -> str:
    """Return `text` unless it could break out of its header line.

    Raises:
        ValueError: `text` holds CR or LF.
    """
    if _LINE_BREAK.search(text):
        raise ValueError(f"{field}: line break in {text!r}")
    return text


def quote(text: str, field: str = "quoted string") -> str:
    """Write `text` as a quoted-string, escaping quotes, backslashes and control characters.

    Raises:
        ValueError: `text` holds CR or LF, which no quoted-pair may carry (25.1).
    """
    return '"' + _QUOTED_PAIR.sub(r"\\\g<0>", refuse_line_break(text, field)) + '"'


def unquote(text: str) -> str:
    """Undo `quote`; text without surrounding quotes is returned as it is."""
    if len(text) < 2 or text[0] != '"' or text[-1] != '"':
        return text
    inner = text[1:-1]
    return re.sub(r"\\(.)", r"\1", inner, flags=re.DOTALL) if "\\" in inner else inner


def split_commas(text: str) -> list[str]:
    """Split a header value at the commas outside quotes and angle brackets.

    Raises:
        ValueError: a quote or an angle bracket is left open, or an element is empty.
    """
    if "," not in text:
        return [text.strip()]
    parts = _split(text)
    if not all(parts):
        raise ValueError(f"empty element in list {text!r}")
    return parts


def _split(text: str) -> list[str]:
    parts: list[str] = []
    start = position = 0
    in_angle = False
    while match := _SPECIAL.search(text, position):
        position = match.end()
        mark = match.group()
        if mark == '"' and not in_angle:
            position = end_of_quoted(text, match.start())
        elif mark == "<":
            in_angle = True
        elif mark == ">":
            in_angle = False
        elif mark == "," and not in_angle:
            parts.append(text[start : match.start()].strip())
            start = position
    if in_angle:
        raise ValueError(f"unclosed < in {text!r}")
    parts.append(text[start:].strip())
    return parts


def end_of_quoted(text: str, start: int) -> int:
    """Index just after the quoted-string that opens at `start`.

    Raises:
        ValueError: the string never closes.
    """
    match = _QUOTED.match(text, start)
    if match is None:
        raise ValueError(f"unterminated quoted string in {text!r}")
    return match.end()


def parse_params(text: str, field: str) -> Params:
    """Parse `;name=value;flag`; names come back in lower case, values still quoted.

    Raises:
        ValueError: anything but parameters is found.
    """
    if not text:
        return ()
    params: list[tuple[str, str | None]] = []
    position = 0
    while position < len(text):
        match = _PARAM.match(text, position)
        if match is None:
            if not text[position:].strip(" \t;"):
                break
            raise ValueError(f"{field}: malformed parameters {text!r}")
        params.append((match[1].lower(), match[2]))
        position = match.end()
    return tuple(params)


def format_params(params: Iterable[tuple[str, str | None]]) -> str:
    """Write parameters as `;name=value`, quoting where the value could end too early."""
    return "".join(
        f";{name}" if value is None else f";{name}={_param_value(value)}" for name, value in params
    )


def _param_value(value: str) -> str:
    if _PARAM_VALUE.match(value) or (len(value) > 1 and value[0] == value[-1] == '"'):
        return refuse_line_break(value, "parameter")
    return quote(value, "parameter")


def get_param(params: Params, name: str) -> str | None:
    """Value of parameter `name` (lower case); a flag yields ""; absent yields None."""
    for key, value in params:
        if key == name:
            return "" if value is None else unquote(value)
    return None


def set_param(params: Params, name: str, value: str | None) -> Params:
    """Copy of `params` in which `name` appears once, last if it was absent."""
    if any(key == name for key, _ in params):
        return tuple((key, value if key == name else old) for key, old in params)
    return (*params, (name, value))


def parse_number(text: str, field: str, limit: int) -> int:
    """Parse decimal digits up to `limit`.

    Raises:
        ValueError: not digits only, or larger than `limit`.
    """
    if not (text.isascii() and text.isdigit()) or len(text) > 20 or int(text) > limit:
        raise ValueError(f"{field}: {text!r} is no number up to {limit}")
    return int(text)
