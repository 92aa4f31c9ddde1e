"""Digest secrets and the arithmetic both sides share (RFC 7616, RFC 8760)."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from .grammar import end_of_quoted, quote, unquote

MD5 = "MD5"
SHA256 = "SHA-256"
_PARAM = re.compile(r"\s*([A-Za-z0-9\-_*.!%+`'~]+)\s*=\s*")


@dataclass(frozen=True, slots=True)
class Ha1:
    """H(username:realm:password) in both algorithms, lower-case hex; all a server has to keep."""

    md5: str
    sha256: str

    @classmethod
    def of(cls, username: str, realm: str, password: str) -> "Ha1":
        """Compute from the password."""
        text = f"{username}:{realm}:{password}"
        return cls(hash_hex(MD5, text), hash_hex(SHA256, text))

    def for_algorithm(self, algorithm: str) -> str:
        """The one of the given algorithm name."""
        return self.sha256 if algorithm == SHA256 else self.md5


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a client proves its identity with."""

    username: str
    password: str


_HASHES: dict[str, Callable[[bytes], str]] = {
    MD5: lambda data: hashlib.md5(data, usedforsecurity=False).hexdigest(),
    SHA256: lambda data: hashlib.sha256(data).hexdigest(),
}


def hash_hex(algorithm: str, text: str) -> str:
    """Hash of `text` under MD5 or SHA-256, lower-case hex."""
    return _HASHES[algorithm](text.encode("utf-8", "replace"))


def digest_response(
    algorithm: str,
    ha1: str,
    *,
    method: str,
    uri: str,
    nonce: str,
    qop: str | None = None,
    nc: str = "",
    cnonce: str = "",
) -> str:
    """The `response` value of RFC 7616 3.4.1 for qop=auth, or of RFC 2069 without qop."""
    ha2 = hash_hex(algorithm, f"{method}:{uri}")
    middle = f"{nonce}:{nc}:{cnonce}:{qop}" if qop else nonce
    return hash_hex(algorithm, f"{ha1}:{middle}:{ha2}")


def parse_digest(value: str) -> dict[str, str]:
    """Parameters of a Digest challenge or Authorization value, names in lower case.

    Raises:
        ValueError: another scheme, or malformed.
    """
    scheme, _, rest = value.strip().partition(" ")
    if scheme.lower() != "digest":
        raise ValueError(f"authorization scheme {scheme!r}")
    params: dict[str, str] = {}
    position = 0
    while position < len(rest):
        match = _PARAM.match(rest, position)
        if match is None:
            raise ValueError(f"Digest: malformed {value!r}")
        position = match.end()
        if rest[position : position + 1] == '"':
            end = end_of_quoted(rest, position)
            text = unquote(rest[position:end])
        else:
            comma = rest.find(",", position)
            end = len(rest) if comma < 0 else comma
            text = rest[position:end].strip()
        params[match[1].lower()] = text
        position = _after_comma(rest, end, value)
    return params


def _after_comma(text: str, position: int, value: str) -> int:
    rest = text[position:].lstrip()
    if rest and not rest.startswith(","):
        raise ValueError(f"Digest: malformed {value!r}")
    return len(text) - len(rest) + 1 if rest else len(text)


def format_digest(params: dict[str, str], bare: frozenset[str]) -> str:
    """Write a Digest value; parameters named in `bare` are not quoted."""
    return "Digest " + ", ".join(
        f"{name}={text}" if name in bare else f"{name}={quote(text, name)}"
        for name, text in params.items()
    )
