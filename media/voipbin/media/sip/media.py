"""Offer and answer for one voice stream (RFC 3264): from two descriptions to one plan."""

from dataclasses import dataclass, field, replace
from ipaddress import IPv6Address

from voipbin.media.family import ip_of, is_ipv6, local_address_towards

from . import dtls
from .dtls import DtlsLocal, DtlsPeer
from .formats import (
    CODECS,
    G722,
    OPUS,
    PCMA,
    PCMU,
    Codec,
    event_formats,
    event_map,
    offered_formats,
    payload_of,
    rtpmap,
)
from .protection import NotAcceptable, Security, audio_section, protection_of
from .sdes import Crypto, SdesKeys
from .sdp import Direction, MediaDescription, RtpMap, SessionDescription, parse_sdp

__all__ = [
    "CODECS",
    "G722",
    "OPUS",
    "PCMA",
    "PCMU",
    "Codec",
    "LocalMedia",
    "MediaPlan",
    "NotAcceptable",
    "Security",
    "answer_for",
    "audio_section",
    "negotiate",
    "offer_for",
    "read_answer",
    "read_body",
]

MAX_PTIME_MS = 140
_ALL_OF_IPV6 = IPv6Address(0)
_PROTOCOLS = {
    Security.NONE: "RTP/AVP",
    Security.SDES: "RTP/SAVP",
    Security.DTLS: "UDP/TLS/RTP/SAVPF",
}


@dataclass(frozen=True, slots=True)
class LocalMedia:
    """Where we listen and what we speak: all the stack needs to write our SDP."""

    host: str
    """Address for the c= line."""
    port: int
    """Our RTP port; RTCP is on the next one, with DTLS on the same."""
    codecs: tuple[Codec, ...] = (PCMU, PCMA)
    """In order of preference."""
    other_host: str = ""
    """The same of the other address family, on the same port, where we listen on both."""
    ptime_ms: int = 20
    security: Security = Security.NONE
    """What our offers ask for; an answer gives what the offer asks for, if we have keys for it."""
    feedback: bool = False
    """Whether offers of SDES name the profile with feedback, RTP/SAVPF (RFC 5124)."""
    sdes: SdesKeys | None = field(default=None, repr=False)
    """Keys for SDES; None: SRTP is not available."""
    dtls: DtlsLocal | None = field(default=None, repr=False)
    """Our DTLS end; None: not available."""

    def towards(self, host: str) -> "LocalMedia":
        """The same as a peer at that address should see it: by an address of its family.

        No address and a name of a peer say nothing of that. Where we listen on all addresses of
        IPv6 it is the one of the route: nothing translates between, as it may for IPv4.
        """
        peer = ip_of(host)
        if peer is None or peer.is_unspecified:
            return self
        media = self
        if self.other_host and is_ipv6(host) != is_ipv6(self.host):
            media = replace(self, host=self.other_host, other_host=self.host)
        if is_ipv6(host) and ip_of(media.host) == _ALL_OF_IPV6:
            return media._at(local_address_towards(host).partition("%")[0])
        return media

    def _at(self, host: str) -> "LocalMedia":
        """The same at that address, which ICE tells first."""
        own = self.dtls
        if own is not None and host not in own.hosts:
            own = replace(own, hosts=(host, *own.hosts))
        return replace(self, host=host, dtls=own)


@dataclass(frozen=True, slots=True)
class MediaPlan:
    """What offer and answer agreed on, from our point of view."""

    remote_host: str
    """Address of the peer's c= line (RTP may come from elsewhere: symmetric RTP)."""
    remote_port: int
    codec: Codec
    payload_type: int
    """Payload type of the codec in packets we send and accept."""
    telephone_event_payload: int | None
    """RFC 4733 payload type to send digits with; None: the peer takes none."""
    ptime_ms: int
    direction: Direction
    """What we may do: `sends` says whether to send, `receives` whether to expect audio."""
    held_by_peer: bool = False
    """The peer put us on hold (sendonly, inactive or c=0.0.0.0)."""
    telephone_event_clock_hz: int = 8000
    """Unit of the durations of digits."""
    other_events: tuple[tuple[int, int], ...] = ()
    """Payload types and clocks of further telephone events an answer takes: browsers send any of
    them, whichever codec they use (RFC 3264 6.1)."""
    crypto: Crypto | None = None
    """SDES: the peer's key; ours is in our LocalMedia."""
    dtls: DtlsPeer | None = None
    """DTLS-SRTP: the peer's end."""
    protocol: str = "RTP/AVP"
    """Profile of the peer's m= line: some refuse any other later."""

    @property
    def security(self) -> Security:
        """How the media is protected."""
        if self.dtls is not None:
            return Security.DTLS
        return Security.NONE if self.crypto is None else Security.SDES

    @property
    def learns_address(self) -> bool:
        """ICE finds the peer's address; that of the SDP means nothing."""
        return self.dtls is not None and self.dtls.ice


def offer_for(
    local: LocalMedia,
    *,
    session_id: int,
    version: int,
    direction: Direction = Direction.SENDRECV,
    plan: MediaPlan | None = None,
    security: Security | None = None,
) -> SessionDescription:
    """Write our offer; inside a session `plan` keeps the agreed codec and payload types first.

    Args:
        security: None for that of `local`.
    """
    codecs = local.codecs
    if plan is not None:
        local = local.towards(plan.remote_host)
        codecs = (plan.codec, *(codec for codec in codecs if codec != plan.codec))
    security = local.security if security is None else security
    maps = offered_formats(codecs, plan)
    protocol = _protocol(local, security, plan)
    ours = _describe(local, maps, direction, session_id, version, protocol)
    if security is Security.SDES and local.sdes is not None:
        return _extended(ours, tuple(map(str, local.sdes.offer())))
    if security is Security.DTLS and local.dtls is not None:
        own = ("mid:0", *dtls.lines(local.dtls, local.port, "actpass"))
        return replace(_extended(ours, own), attributes=("group:BUNDLE 0", "ice-lite"))
    return ours


def negotiate(
    offer: SessionDescription, codecs: tuple[Codec, ...], local: LocalMedia | None = None
) -> MediaPlan:
    """Read the peer's offer and choose: our first codec it also names, its payload types.

    Args:
        offer: of the peer.
        codecs: ours, best first.
        local: our end with the keys it has; None: any protection will do.

    Raises:
        NotAcceptable: no usable audio section, no common codec or not one phone's address.
    """
    media = audio_section(offer)
    for codec in codecs:
        payload = payload_of(media, codec)
        if payload is not None:
            plan = _plan(offer, media, codec, payload, offered=True)
            return plan if local is None else _within(plan, media, local)
    raise NotAcceptable(f"SDP: no common codec in {' '.join(media.formats)}")


def read_answer(
    answer: SessionDescription, codecs: tuple[Codec, ...], security: Security | None = None
) -> MediaPlan:
    """Read the answer to our offer: the first format it names that we offered.

    Args:
        answer: of the peer.
        codecs: those offered.
        security: what was offered; an answer that gives less is refused. None: anything. A key
            that nobody asked for, in an answer without a profile that needs it, is no protection:
            telephones that would like SRTP write it there and send plain RTP.

    Raises:
        NotAcceptable: the peer refused the audio section or named nothing we offered.
    """
    media = audio_section(answer)
    for text in media.formats:
        for codec in codecs:
            payload = payload_of(media, codec)
            if payload is not None and str(payload) == text:
                plan = _plan(answer, media, codec, payload, offered=False)
                if security is Security.NONE and media.protocol.startswith("RTP/AVP"):
                    plan = replace(plan, crypto=None)
                if security not in (None, plan.security):
                    raise NotAcceptable(f"SDP: {security} was offered, {plan.security} answered")
                return plan
    raise NotAcceptable(f"SDP: no common codec in {' '.join(media.formats)}")


def answer_for(
    offer: SessionDescription,
    plan: MediaPlan,
    local: LocalMedia,
    *,
    session_id: int,
    version: int,
    direction: Direction | None = None,
) -> SessionDescription:
    """Write the answer that says `plan`; further m= sections of the offer are refused (port 0).

    Args:
        direction: our own wish (inactive or sendonly while we hold); the plan's when None.
    """
    local = local.towards(plan.remote_host)
    maps = [rtpmap(plan.codec, plan.payload_type)]
    if plan.telephone_event_payload is not None:
        maps.append(event_map(plan.telephone_event_payload, plan.telephone_event_clock_hz))
    chosen = audio_section(offer)
    ours = _describe(local, maps, direction or plan.direction, session_id, version, chosen.protocol)
    mid = tuple(value for value in chosen.attributes if value.startswith("mid:"))
    session: tuple[str, ...] = ()
    if plan.crypto is not None and local.sdes is not None:
        ours = _extended(ours, (*mid, str(local.sdes.answer(plan.crypto))))
    elif plan.dtls is not None and local.dtls is not None:
        peer = plan.dtls
        own = dtls.lines(local.dtls, local.port, peer.setup, rtcp_mux=peer.rtcp_mux)
        ours = _extended(ours, (*mid, *own))
        bundled = any(value.startswith("group:BUNDLE") for value in offer.attributes)
        group = (f"group:BUNDLE {mid[0][4:]}",) if mid and bundled else ()
        session = (*group, "ice-lite")
    sections = tuple(ours.media[0] if media is chosen else _refused(media) for media in offer.media)
    return replace(ours, media=sections, attributes=session)


def read_body(body: bytes) -> SessionDescription | None:
    """Parse a message body; None when it is empty.

    Raises:
        ValueError: not SDP.
    """
    return parse_sdp(body) if body.strip() else None


def _plan(
    description: SessionDescription,
    media: MediaDescription,
    codec: Codec,
    payload: int,
    *,
    offered: bool,
) -> MediaPlan:
    host = description.host_of(media) or ""
    if _reaches_many(host):
        raise NotAcceptable(f"SDP: {host} is not the address of one phone")
    peer = media.direction or description.direction or Direction.SENDRECV
    crypto, peer_dtls = protection_of(description, media, offered=offered)
    if peer_dtls is not None and peer_dtls.ice and not peer_dtls.rtcp_mux:
        raise NotAcceptable("SDP: ICE is available with a=rtcp-mux only, for one port")
    # Who does ICE writes 0.0.0.0 until it knows its candidates (RFC 8839 4.3.1).
    if _unspecified(host) and not (peer_dtls is not None and peer_dtls.ice):
        peer = Direction.of(sends=peer.sends, receives=False)  # RFC 2543 hold
    events = event_formats(media, codec.clock_rate_hz)
    event = events[0] if events else None
    return MediaPlan(
        host,
        media.port,
        codec,
        payload,
        None if event is None else event.payload_type,
        media.ptime_ms or 20,
        peer.reversed,
        held_by_peer=not peer.receives,
        telephone_event_clock_hz=8000 if event is None else event.clock_rate_hz,
        # Of an offer our answer takes but one.
        other_events=()
        if offered
        else tuple((item.payload_type, item.clock_rate_hz) for item in events[1:]),
        crypto=crypto,
        dtls=peer_dtls,
        protocol=media.protocol,
    )


def _within(plan: MediaPlan, media: MediaDescription, local: LocalMedia) -> MediaPlan:
    """The plan as far as our end has keys; a wish (RFC 8643) may go unheard, a must may not."""
    missing = (plan.crypto is not None and local.sdes is None) or (
        plan.dtls is not None and local.dtls is None
    )
    if not missing:
        return plan
    if media.protocol.startswith("RTP/AVP"):
        return replace(plan, crypto=None)
    raise NotAcceptable(f"SDP: {media.protocol} is not available here")


def _unspecified(host: str) -> bool:
    address = ip_of(host)
    return address is not None and address.is_unspecified


def _reaches_many(host: str) -> bool:
    """Multicast and limited broadcast: a stranger could flood a network with our audio."""
    address = ip_of(host)
    return address is not None and (address.is_multicast or host == "255.255.255.255")


def _protocol(local: LocalMedia, security: Security, plan: MediaPlan | None) -> str:
    if plan is not None and plan.security is security:
        return plan.protocol
    return "RTP/SAVPF" if security is Security.SDES and local.feedback else _PROTOCOLS[security]


def _describe(
    local: LocalMedia,
    maps: list[RtpMap],
    direction: Direction,
    session_id: int,
    version: int,
    protocol: str,
) -> SessionDescription:
    media = MediaDescription(
        "audio",
        local.port,
        protocol,
        tuple(str(item.payload_type) for item in maps),
        None,
        tuple(maps),
        direction,
        local.ptime_ms,
        (f"maxptime:{MAX_PTIME_MS}",),
    )
    return SessionDescription(
        (media,), local.host, None, session_id, version, origin_host=local.host
    )


def _extended(ours: SessionDescription, attributes: tuple[str, ...]) -> SessionDescription:
    media = ours.media[0]
    return replace(ours, media=(replace(media, attributes=media.attributes + attributes),))


def _refused(media: MediaDescription) -> MediaDescription:
    mid = tuple(value for value in media.attributes if value.startswith("mid:"))
    return MediaDescription(media.kind, 0, media.protocol, media.formats, attributes=mid)
