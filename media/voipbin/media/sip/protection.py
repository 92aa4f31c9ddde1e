"""Which protection of the media a description asks for: none, SDES or DTLS-SRTP."""

from enum import StrEnum
from typing import Final

from . import sdes
from .dtls import DtlsPeer, read_peer
from .sdes import Crypto
from .sdp import MediaDescription, SessionDescription


class NotAcceptable(ValueError):
    """An offer or answer no call can be made from; answered 488."""


class Security(StrEnum):
    """How packets are protected."""

    NONE = "none"
    """Plain RTP."""
    SDES = "sdes"
    """SRTP with keys in the SDP (RFC 4568): as safe as the signalling."""
    DTLS = "dtls"
    """SRTP with keys agreed in the media path (RFC 5763): what browsers speak."""


_PROTOCOLS: Final = {
    "RTP/AVP": Security.NONE,
    "RTP/AVPF": Security.NONE,
    "RTP/SAVP": Security.SDES,
    "RTP/SAVPF": Security.SDES,
    "UDP/TLS/RTP/SAVP": Security.DTLS,
    "UDP/TLS/RTP/SAVPF": Security.DTLS,
}


def audio_section(description: SessionDescription) -> MediaDescription:
    """The first m=audio section with a port that we could protect as it asks.

    Raises:
        NotAcceptable: there is none.
    """
    for media in description.media:
        known = media.kind == "audio" and media.protocol in _PROTOCOLS
        if known and media.port and description.host_of(media) and _usable(description, media):
            return media
    raise NotAcceptable("SDP: no audio stream over RTP with keys we know")


def protection_of(
    description: SessionDescription, media: MediaDescription, *, offered: bool
) -> tuple[Crypto | None, DtlsPeer | None]:
    """What the peer says of its keys.

    A fingerprint counts under every secure profile, an `a=crypto` also under RTP/AVP, where it
    is a wish (RFC 8643).
    """
    attributes = description.attributes_of(media)
    wanted = _PROTOCOLS[media.protocol]
    if wanted is not Security.NONE:
        peer = read_peer(attributes, offered=offered)
        if peer is not None:
            return None, peer
    return (None if wanted is Security.DTLS else sdes.choose(media.attributes)), None


def wanted_security(description: SessionDescription) -> Security:
    """What an offer asks for.

    Raises:
        NotAcceptable: it has no audio section we could use.
    """
    crypto, peer = protection_of(description, audio_section(description), offered=True)
    if peer is not None:
        return Security.DTLS
    return Security.NONE if crypto is None else Security.SDES


def _usable(description: SessionDescription, media: MediaDescription) -> bool:
    plain = _PROTOCOLS[media.protocol] is Security.NONE
    return plain or any(protection_of(description, media, offered=True))
