"""SRTP keys in SDP: the `a=crypto` attribute (RFC 4568)."""

import base64
import binascii
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

SUITES: Final = ("AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32")
"""Crypto suites we speak, best first (RFC 4568 6.2)."""
MASTER_BYTES: Final = 30
"""A 128-bit key and a 112-bit salt, for both suites (6.2, table 1)."""

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
        return cls(int(match[1]), match[2], master) if len(master) == MASTER_BYTES else None

    def __str__(self) -> str:
        return f"crypto:{self.tag} {self.suite} inline:{base64.b64encode(self.master).decode()}"


@dataclass(frozen=True, slots=True)
class SdesKeys:
    """Our end's keys, one for each suite (6.1); good for one leg."""

    masters: tuple[bytes, ...] = field(repr=False)

    @classmethod
    def generate(cls) -> "SdesKeys":
        """Fresh random ones."""
        return cls(tuple(secrets.token_bytes(MASTER_BYTES) for _ in SUITES))

    def offer(self) -> tuple[Crypto, ...]:
        """The lines of an offer."""
        pairs = zip(SUITES, self.masters, strict=True)
        return tuple(Crypto(tag, suite, key) for tag, (suite, key) in enumerate(pairs, 1))

    def answer(self, chosen: Crypto) -> Crypto:
        """The line of an answer: tag and suite of the one chosen, a key of our own (5.1.2)."""
        return Crypto(chosen.tag, chosen.suite, self.masters[SUITES.index(chosen.suite)])


def choose(attributes: Iterable[str]) -> Crypto | None:
    """The first line of a peer that we can use; the order is the peer's preference (5.1.1)."""
    for attribute in attributes:
        name, _, value = attribute.partition(":")
        crypto = Crypto.parse(value) if name == "crypto" else None
        if crypto is not None:
            return crypto
    return None
