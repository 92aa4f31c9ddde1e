"""Codecs and telephone events as SDP names them: payload types, clocks, parameters."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .sdp import MediaDescription, RtpMap

if TYPE_CHECKING:
    from .media import MediaPlan

FIRST_DYNAMIC = 96
"""Payload types from here mean what a=rtpmap says (RFC 3551 3)."""
TELEPHONE_EVENTS = "0-16"
_EVENT_PAYLOADS = {8000: 101, 48000: 110}
"""What we offer for events of each clock: those of a codec run on its clock (RFC 4733 2.1)."""


@dataclass(frozen=True, slots=True)
class Codec:
    """A voice codec as it is named in SDP."""

    name: str
    payload_type: int
    """Static payload type (RFC 3551), or the dynamic one of our offers."""
    clock_rate_hz: int
    """RTP clock; G.722 says 8000 for historical reasons (RFC 3551 4.5.2)."""
    sample_rate_hz: int
    """Rate of the audio itself."""
    channels: int = 1
    """As written in a=rtpmap."""
    fmtp: str = ""
    """Our a=fmtp."""


PCMU = Codec("PCMU", 0, 8000, 8000)
PCMA = Codec("PCMA", 8, 8000, 8000)
G722 = Codec("G722", 9, 8000, 16000)
OPUS = Codec(
    "opus",
    111,
    # Always 48000 and 2, whatever is sent (RFC 7587 7).
    48000,
    # More than a telephone call or speech recognition has use for is not worth its CPU.
    16000,
    2,
    "maxplaybackrate=16000;sprop-maxcapturerate=16000;stereo=0;sprop-stereo=0;useinbandfec=1;usedtx=0",
)
CODECS = {codec.name: codec for codec in (PCMU, PCMA, G722, OPUS)}
"""Every codec this stack can negotiate, by SDP name."""


def payload_of(media: MediaDescription, codec: Codec) -> int | None:
    """Payload type the peer gives `codec`; a static one needs no rtpmap (RFC 3551 6)."""
    mapped = {item.payload_type: item for item in media.rtpmaps}
    for text in media.formats:
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1
        item = mapped.get(number)
        if item is None:
            if number == codec.payload_type and number < FIRST_DYNAMIC:
                return number
        elif (
            item.encoding.upper() == codec.name.upper()
            and item.clock_rate_hz == codec.clock_rate_hz
        ):
            return number
    return None


def event_formats(media: MediaDescription, clock_rate_hz: int) -> list[RtpMap]:
    """Telephone events, first those to use: on the clock of the codec, else of most telephones.

    Empty when there are none on either.
    """
    events = [
        item
        for item in media.rtpmaps
        if item.encoding.lower() == "telephone-event" and str(item.payload_type) in media.formats
    ]
    for clock_hz in (clock_rate_hz, 8000):
        for best in events:
            if best.clock_rate_hz == clock_hz:
                return [best, *(item for item in events if item is not best)]
    return []


def offered_formats(codecs: Iterable[Codec], plan: "MediaPlan | None") -> list[RtpMap]:
    """What to offer; what `plan` agreed on keeps its payload types (RFC 3264 8.3.2)."""
    maps = []
    for codec in codecs:
        agreed = plan is not None and plan.codec == codec
        maps.append(rtpmap(codec, plan.payload_type if plan and agreed else codec.payload_type))
    used = {item.payload_type for item in maps}
    for clock_hz in dict.fromkeys(item.clock_rate_hz for item in maps):
        number = _EVENT_PAYLOADS[clock_hz]
        if plan is not None and plan.telephone_event_clock_hz == clock_hz:
            number = plan.telephone_event_payload or number
        if number in used:
            number = next(free for free in range(FIRST_DYNAMIC, 128) if free not in used)
        used.add(number)
        maps.append(event_map(number, clock_hz))
    return maps


def rtpmap(codec: Codec, payload_type: int) -> RtpMap:
    """How we write a codec."""
    return RtpMap(payload_type, codec.name, codec.clock_rate_hz, codec.channels, codec.fmtp)


def event_map(payload_type: int, clock_rate_hz: int) -> RtpMap:
    """How we write telephone events."""
    return RtpMap(payload_type, "telephone-event", clock_rate_hz, fmtp=TELEPHONE_EVENTS)
