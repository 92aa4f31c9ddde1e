"""Offer and answer for one voice stream (RFC 3264): from two descriptions to one plan."""

import ipaddress
from dataclasses import dataclass, replace

from .sdp import Direction, MediaDescription, RtpMap, SessionDescription, parse_sdp

MAX_PTIME_MS = 140
TELEPHONE_EVENTS = "0-16"
DEFAULT_TELEPHONE_EVENT_PAYLOAD = 101


@dataclass(frozen=True, slots=True)
class Codec:
    """A voice codec as it is named in SDP."""

    name: str
    payload_type: int
    """Static payload type (RFC 3551)."""
    clock_rate_hz: int
    """RTP clock; G.722 says 8000 for historical reasons (RFC 3551 4.5.2)."""
    sample_rate_hz: int
    """Rate of the audio itself."""


PCMU = Codec("PCMU", 0, 8000, 8000)
PCMA = Codec("PCMA", 8, 8000, 8000)
G722 = Codec("G722", 9, 8000, 16000)
CODECS = {codec.name: codec for codec in (PCMU, PCMA, G722)}
"""Every codec this stack can negotiate, by SDP name."""


class NotAcceptable(ValueError):
    """An offer or answer no call can be made from; answered 488."""


@dataclass(frozen=True, slots=True)
class LocalMedia:
    """Where we listen and what we speak: all the stack needs to write our SDP."""

    host: str
    """Address for the c= line."""
    port: int
    """Our RTP port; RTCP is on the next one."""
    codecs: tuple[Codec, ...] = (PCMU, PCMA)
    """In order of preference."""
    ptime_ms: int = 20


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


def offer_for(
    local: LocalMedia,
    *,
    session_id: int,
    version: int,
    direction: Direction = Direction.SENDRECV,
    plan: MediaPlan | None = None,
) -> SessionDescription:
    """Write our offer; inside a session `plan` keeps the agreed codec and payload types first."""
    codecs = local.codecs
    event_payload = DEFAULT_TELEPHONE_EVENT_PAYLOAD
    if plan is not None:
        codecs = (plan.codec, *(codec for codec in codecs if codec != plan.codec))
        event_payload = plan.telephone_event_payload or event_payload
    maps = [_rtpmap(codec, codec.payload_type) for codec in codecs]
    maps.append(_event_map(event_payload))
    return _describe(local, maps, direction, session_id, version)


def negotiate(offer: SessionDescription, codecs: tuple[Codec, ...]) -> MediaPlan:
    """Read the peer's offer and choose: our first codec it also names, its payload types.

    Raises:
        NotAcceptable: no usable audio section, no common codec or not one phone's address.
    """
    media = audio_section(offer)
    for codec in codecs:
        payload = _payload_of(media, codec)
        if payload is not None:
            return _plan(offer, media, codec, payload)
    raise NotAcceptable(f"SDP: no common codec in {' '.join(media.formats)}")


def read_answer(answer: SessionDescription, codecs: tuple[Codec, ...]) -> MediaPlan:
    """Read the answer to our offer: the first format it names that we offered.

    Raises:
        NotAcceptable: the peer refused the audio section or named nothing we offered.
    """
    media = audio_section(answer)
    for text in media.formats:
        for codec in codecs:
            payload = _payload_of(media, codec)
            if payload is not None and str(payload) == text:
                return _plan(answer, media, codec, payload)
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
    maps = [_rtpmap(plan.codec, plan.payload_type)]
    if plan.telephone_event_payload is not None:
        maps.append(_event_map(plan.telephone_event_payload))
    ours = _describe(local, maps, direction or plan.direction, session_id, version)
    chosen = audio_section(offer)
    sections = tuple(ours.media[0] if media is chosen else _refused(media) for media in offer.media)
    return replace(ours, media=sections)


def audio_section(description: SessionDescription) -> MediaDescription:
    """The first m=audio section over plain RTP with a port.

    Raises:
        NotAcceptable: there is none.
    """
    for media in description.media:
        host = description.host_of(media)
        if media.kind == "audio" and media.protocol == "RTP/AVP" and media.port and host:
            return media
    raise NotAcceptable("SDP: no audio stream over RTP/AVP")


def read_body(body: bytes) -> SessionDescription | None:
    """Parse a message body; None when it is empty.

    Raises:
        ValueError: not SDP.
    """
    return parse_sdp(body) if body.strip() else None


def _plan(
    description: SessionDescription, media: MediaDescription, codec: Codec, payload: int
) -> MediaPlan:
    host = description.host_of(media) or ""
    if _reaches_many(host):
        raise NotAcceptable(f"SDP: {host} is not the address of one phone")
    peer = media.direction or description.direction or Direction.SENDRECV
    if _unspecified(host):
        peer = Direction.of(sends=peer.sends, receives=False)  # RFC 2543 hold
    return MediaPlan(
        host,
        media.port,
        codec,
        payload,
        _event_payload(media),
        media.ptime_ms or 20,
        peer.reversed,
        held_by_peer=not peer.receives,
    )


def _unspecified(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def _reaches_many(host: str) -> bool:
    """Multicast and limited broadcast: a stranger could flood a network with our audio."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_multicast or host == "255.255.255.255"


def _payload_of(media: MediaDescription, codec: Codec) -> int | None:
    """Payload type the peer gives `codec`; a static one needs no rtpmap (RFC 3551 6)."""
    mapped = {item.payload_type: item for item in media.rtpmaps}
    for text in media.formats:
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1
        item = mapped.get(number)
        if item is None:
            if number == codec.payload_type:
                return number
        elif item.encoding.upper() == codec.name and item.clock_rate_hz == codec.clock_rate_hz:
            return number
    return None


def _event_payload(media: MediaDescription) -> int | None:
    for item in media.rtpmaps:
        if (
            item.encoding.lower() == "telephone-event"
            and item.clock_rate_hz == 8000
            and str(item.payload_type) in media.formats
        ):
            return item.payload_type
    return None


def _rtpmap(codec: Codec, payload_type: int) -> RtpMap:
    return RtpMap(payload_type, codec.name, codec.clock_rate_hz)


def _event_map(payload_type: int) -> RtpMap:
    return RtpMap(payload_type, "telephone-event", 8000, fmtp=TELEPHONE_EVENTS)


def _describe(
    local: LocalMedia, maps: list[RtpMap], direction: Direction, session_id: int, version: int
) -> SessionDescription:
    media = MediaDescription(
        "audio",
        local.port,
        "RTP/AVP",
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


def _refused(media: MediaDescription) -> MediaDescription:
    return MediaDescription(media.kind, 0, media.protocol, media.formats)
