"""DTLS-SRTP and ICE in SDP (RFC 5763, RFC 8122, RFC 8839): what each side says of itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

Setup = Literal["active", "passive"]
"""Who opens the DTLS association: `active` sends the ClientHello (RFC 4145 4)."""

_FINGERPRINT = re.compile(r"([A-Za-z0-9-]{1,16})\s+([0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){15,127})\Z")
_TOKEN = re.compile(r"[A-Za-z0-9+/]{4,256}\Z")
HASHES: Final = frozenset(("sha-256", "sha-384", "sha-512"))
"""Fingerprints of a weaker hash are not believed (RFC 8122 5)."""


@dataclass(frozen=True, slots=True)
class DtlsLocal:
    """Our end: a certificate and, as ICE-lite, credentials for the peer's checks."""

    fingerprint: str
    """SHA-256 of our certificate, `AB:CD:...`."""
    ice_ufrag: str
    ice_pwd: str = field(repr=False)
    hosts: tuple[str, ...] = ()
    """Addresses for host candidates, best first."""


@dataclass(frozen=True, slots=True)
class DtlsPeer:
    """The peer's end."""

    hash_name: str
    """`sha-256`, `sha-384` or `sha-512`."""
    fingerprint: str
    """Of its certificate, upper case."""
    setup: Setup
    """Our role, not the peer's."""
    ice_ufrag: str = ""
    """Empty: the peer does no ICE; media goes to the address of its SDP."""
    ice_pwd: str = field(default="", repr=False)
    rtcp_mux: bool = True
    """It takes RTCP on the port of RTP (RFC 5761 5.1.1)."""

    @property
    def ice(self) -> bool:
        """Whether the peer does ICE."""
        return bool(self.ice_ufrag)


def read_peer(attributes: Sequence[str], *, offered: bool) -> DtlsPeer | None:
    """The DTLS end a description speaks of; None when it names no fingerprint we believe.

    Args:
        attributes: of the m= section, then of the session: the first of a name counts.
        offered: it is an offer, so that `actpass` leaves the choice to us.
    """
    values: dict[str, str] = {}
    fingerprint = None
    for attribute in attributes:
        name, _, value = attribute.partition(":")
        values.setdefault(name, value.strip())
        if name == "fingerprint" and fingerprint is None:
            match = _FINGERPRINT.match(value.strip())
            if match is not None and match[1].lower() in HASHES:
                fingerprint = (match[1].lower(), match[2].upper())
    if fingerprint is None:
        return None
    ufrag, pwd = values.get("ice-ufrag", ""), values.get("ice-pwd", "")
    if not (_TOKEN.match(ufrag) and _TOKEN.match(pwd)):
        ufrag = pwd = ""
    role = _role(values.get("setup", ""), offered)
    return DtlsPeer(*fingerprint, role, ufrag, pwd, "rtcp-mux" in values)


def _role(setup: str, offered: bool) -> Setup:
    """Our role for what the peer says.

    An `actpass` offer is answered passive: an ICE-lite end learns the peer's address from its
    checks, and the peer's ClientHello comes only once a path is known to work.
    """
    if setup == "passive":
        return "active"
    if setup == "active" or offered:
        return "passive"
    return "active"  # no setup in an answer: the offerer's default (RFC 4145 4.1)


def lines(local: DtlsLocal, port: int, setup: str, *, rtcp_mux: bool = True) -> tuple[str, ...]:
    """Our a= lines of an m= section; `rtcp_mux` only if the peer offered it."""
    return (
        f"ice-ufrag:{local.ice_ufrag}",
        f"ice-pwd:{local.ice_pwd}",
        f"fingerprint:sha-256 {local.fingerprint}",
        f"setup:{setup}",
        *(("rtcp-mux",) if rtcp_mux else ()),
        *(_candidate(index, host, port) for index, host in enumerate(local.hosts)),
        "end-of-candidates",
    )


def _candidate(index: int, host: str, port: int) -> str:
    """A host candidate of the RTP component (RFC 8445 5.1.2.1: type 126, component 1)."""
    priority = (126 << 24) | ((65535 - index) << 8) | 255
    return f"candidate:{index + 1} 1 udp {priority} {host} {port} typ host"
