"""SRTP keys in SDP: the `a=crypto` attribute (RFC 4568)."""

import base64
import binascii
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

SUITES: Final = {
    "AEAD_AES_256_GCM": 44,
    "AEAD_AES_128_GCM": 28,
    "AES_CM_128_HMAC_SHA1_80": 30,
    "AES_CM_128_HMAC_SHA1_32": 30,
    "AES_256_CM_HMAC_SHA1_80": 46,
    "AES_256_CM_HMAC_SHA1_32": 46,
}
"""Crypto suites we speak, in the order of our offers, and the bytes of key and salt (RFC 4568 6.2,
RFC 6188 5, RFC 7714 12). Those few peers know come last: no line of an offer may keep one from
finding what it knows."""

_CRYPTO = re.compile(r"(\d{1,9})\s+(\S+)\s+inline:([A-Za-z0-9+/=]{1,64})(\|\S+)?(?:\s+(.*))?\Z")
_LIFETIME = re.compile(r"\|(?:2\^)?\d{1,15}\Z")


@dataclass(frozen=True, slots=True)
class Crypto:
    """One `a=crypto` line; its key never shows in a repr, which may be logged."""

    tag: int
    suite: str
    master: bytes = field(repr=False)
    """Key and salt."""

    @classmethod
    def parse(cls, text: str) -> "Crypto | None":
        """Read the value of an attribute; None when it asks for something we do not do.

        Several keys, a master key identifier and every session parameter (6.3) are such things:
        a line with one of them must not be chosen.
        """
        match = _CRYPTO.match(text.strip())
        if match is None or match[2] not in SUITES or match[5]:
            return None
        if match[4] and not _LIFETIME.match(match[4]):
            return None
        try:
            master = base64.b64decode(match[3], validate=True)
        except binascii.Error:
            return None
        fits = len(master) == SUITES[match[2]]
        return cls(int(match[1]), match[2], master) if fits else None

    def __str__(self) -> str:
        return f"crypto:{self.tag} {self.suite} inline:{base64.b64encode(self.master).decode()}"


@dataclass(frozen=True, slots=True)
class SdesKeys:
    """Our end's keys, one for each suite (6.1); good for one leg.

    The key of a suite that was left is given to nobody again: counted from the start, packets would
    be encrypted as others were before them (RFC 3711 9.1). Yet it stays until the next description
    is written. Phones that an offer forked to have it, and the one that answers in the end may
    choose the suite which another has made us leave.
    """

    masters: dict[str, bytes] = field(repr=False)
    """By suite."""
    left: set[str] = field(default_factory=set, compare=False)
    """Suites whose keys were in use, and are not."""

    @classmethod
    def generate(cls) -> "SdesKeys":
        """Fresh random ones."""
        return cls({suite: secrets.token_bytes(size) for suite, size in SUITES.items()})

    def offer(self) -> tuple[Crypto, ...]:
        """The lines of an offer."""
        self._renew(*self.left)
        pairs = enumerate(self.masters.items(), 1)
        return tuple(Crypto(tag, suite, key) for tag, (suite, key) in pairs)

    def answer(self, chosen: Crypto) -> Crypto:
        """The line of an answer: tag and suite of the one chosen, a key of our own (5.1.2)."""
        self._renew(chosen.suite)
        return Crypto(chosen.tag, chosen.suite, self.masters[chosen.suite])

    def _renew(self, *suites: str) -> None:
        for suite in self.left.intersection(suites):
            self.masters[suite] = secrets.token_bytes(SUITES[suite])
            self.left.discard(suite)


def choose(attributes: Iterable[str]) -> Crypto | None:
    """The first line of a peer that we can use; the order is the peer's preference (5.1.1)."""
    for attribute in attributes:
        name, _, value = attribute.partition(":")
        crypto = Crypto.parse(value) if name == "crypto" else None
        if crypto is not None:
            return crypto
    return None
