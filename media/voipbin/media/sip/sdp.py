"""Session descriptions as values (RFC 8866), as much of them as a voice call needs."""

import ipaddress
import re
from dataclasses import dataclass, field
from enum import StrEnum

from .grammar import parse_number

_RTPMAP = re.compile(r"(\d{1,3})\s+([^/\s]+)/(\d{1,6})(?:/(\d{1,2}))?\s*\Z")
_TOKEN = re.compile(r"[^\s]+\Z")
MAX_SDP_BYTES = 16_384
_DIRECTIONS = frozenset(("sendrecv", "sendonly", "recvonly", "inactive"))


class Direction(StrEnum):
    """Which way media flows, from the point of view of who says it."""

    SENDRECV = "sendrecv"
    SENDONLY = "sendonly"
    RECVONLY = "recvonly"
    INACTIVE = "inactive"

    @property
    def sends(self) -> bool:
        """Whether the speaker sends media."""
        return self in (Direction.SENDRECV, Direction.SENDONLY)

    @property
    def receives(self) -> bool:
        """Whether the speaker wants media."""
        return self in (Direction.SENDRECV, Direction.RECVONLY)

    @classmethod
    def of(cls, *, sends: bool, receives: bool) -> "Direction":
        """Direction from its two halves."""
        if sends:
            return cls.SENDRECV if receives else cls.SENDONLY
        return cls.RECVONLY if receives else cls.INACTIVE

    @property
    def reversed(self) -> "Direction":
        """The same flow seen from the other side."""
        return Direction.of(sends=self.receives, receives=self.sends)


@dataclass(frozen=True, slots=True)
class RtpMap:
    """Encoding of one payload type."""

    payload_type: int
    encoding: str
    """As written; compare without case."""
    clock_rate_hz: int
    channels: int = 1
    fmtp: str = ""


@dataclass(frozen=True, slots=True)
class MediaDescription:
    """One m= section."""

    kind: str
    """audio, video, ..."""
    port: int
    protocol: str
    formats: tuple[str, ...]
    host: str | None = None
    """Address of its own c= line; None falls back to the session's."""
    rtpmaps: tuple[RtpMap, ...] = ()
    direction: Direction | None = None
    ptime_ms: int | None = None
    attributes: tuple[str, ...] = ()
    """a= values not understood above."""


@dataclass(frozen=True, slots=True)
class SessionDescription:
    """One SDP body."""

    media: tuple[MediaDescription, ...]
    host: str | None = None
    """Address of the session's c= line."""
    direction: Direction | None = None
    session_id: int = 0
    version: int = 0
    origin_host: str = "127.0.0.1"
    attributes: tuple[str, ...] = ()
    """a= values of the session not understood above."""

    def host_of(self, media: MediaDescription) -> str | None:
        """Address the media of one section goes to."""
        return media.host or self.host

    def attributes_of(self, media: MediaDescription) -> tuple[str, ...]:
        """What is said of one section: its own a= values, then those of the session."""
        return media.attributes + self.attributes

    def __bytes__(self) -> bytes:
        lines = [
            "v=0",
            f"o=voipbin {self.session_id} {self.version} IN {_address(self.origin_host)}",
            "s=-",
        ]
        if self.host is not None:
            lines.append(f"c=IN {_address(self.host)}")
        lines.append("t=0 0")
        lines += [f"a={value}" for value in self.attributes]
        for media in self.media:
            lines += _media_lines(media)
        return ("\r\n".join(lines) + "\r\n").encode()


@dataclass(slots=True)
class _Section:
    """A section while its lines are being read."""

    host: str | None = None
    direction: Direction | None = None
    ptime_ms: int | None = None
    maps: dict[int, RtpMap] = field(default_factory=dict)
    fmtp: dict[int, str] = field(default_factory=dict)
    attributes: list[str] = field(default_factory=list)
    kind: str = ""
    port: int = 0
    protocol: str = ""
    formats: tuple[str, ...] = ()


def parse_sdp(body: bytes) -> SessionDescription:
    """Parse an SDP body; unknown lines and attributes are ignored.

    Raises:
        ValueError: not SDP, or an m=, c= or o= line is malformed.
    """
    if len(body) > MAX_SDP_BYTES:
        raise ValueError(f"SDP: {len(body)} bytes")
    lines = body.decode("utf-8", "replace").replace("\r\n", "\n").strip("\n").split("\n")
    if lines[0].strip() != "v=0":
        raise ValueError(f"SDP: first line {lines[0][:40]!r} is not v=0")
    session = current = _Section()
    origin = (0, 0)
    sections: list[_Section] = []
    for line in lines[1:]:
        kind, value = line[:2], line[2:].strip()
        if kind == "m=":
            current = _parse_media(value)
            sections.append(current)
        elif kind == "c=":
            current.host = _parse_connection(value)
        elif kind == "a=":
            _parse_attribute(current, value)
        elif kind == "o=":
            origin = _parse_origin(value)
    return SessionDescription(
        tuple(_finish(section) for section in sections),
        session.host,
        session.direction,
        *origin,
        attributes=tuple(session.attributes),
    )


def _parse_media(value: str) -> _Section:
    parts = value.split()
    if len(parts) < 4:
        raise ValueError(f"SDP: malformed m={value!r}")
    port = parse_number(parts[1].partition("/")[0], "SDP m= port", 65_535)
    return _Section(kind=parts[0].lower(), port=port, protocol=parts[2], formats=tuple(parts[3:]))


def _parse_connection(value: str) -> str:
    parts = value.split()
    if len(parts) != 3 or parts[0] != "IN" or parts[1] not in ("IP4", "IP6"):
        raise ValueError(f"SDP: malformed c={value!r}")
    return parts[2].partition("/")[0]


def _parse_origin(value: str) -> tuple[int, int]:
    parts = value.split()
    if len(parts) != 6:
        raise ValueError(f"SDP: malformed o={value!r}")
    return _lenient(parts[1]), _lenient(parts[2])


def _lenient(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 21 else 0


def _parse_attribute(section: _Section, value: str) -> None:
    name, _, rest = value.partition(":")
    if value in _DIRECTIONS:
        section.direction = Direction(value)
    elif name == "rtpmap":
        match = _RTPMAP.match(rest.strip())
        if match is None:
            return  # RFC 4475's own SDP has one without a clock rate
        number = int(match[1])
        section.maps[number] = RtpMap(number, match[2], int(match[3]), int(match[4] or 1))
    elif name == "fmtp":
        number_text, _, text = rest.strip().partition(" ")
        if number_text.isascii() and number_text.isdigit() and len(number_text) < 4:
            section.fmtp[int(number_text)] = text.strip()
    elif name == "ptime" and re.fullmatch(r"\d{1,3}(\.\d+)?", rest.strip()):
        section.ptime_ms = int(float(rest)) or None
    else:
        section.attributes.append(value)


def _finish(section: _Section) -> MediaDescription:
    maps = tuple(
        RtpMap(
            item.payload_type,
            item.encoding,
            item.clock_rate_hz,
            item.channels,
            section.fmtp.get(item.payload_type, ""),
        )
        for item in section.maps.values()
    )
    return MediaDescription(
        section.kind,
        section.port,
        section.protocol,
        section.formats,
        section.host,
        maps,
        section.direction,
        section.ptime_ms,
        tuple(section.attributes),
    )


def _address(host: str) -> str:
    try:
        version = ipaddress.ip_address(host).version
    except ValueError:
        version = 4
        if not _TOKEN.match(host):
            raise ValueError(f"SDP: address {host!r}") from None
    return f"IP{version} {host}"


def _media_lines(media: MediaDescription) -> list[str]:
    lines = [f"m={media.kind} {media.port} {media.protocol} {' '.join(media.formats)}"]
    if media.host is not None:
        lines.append(f"c=IN {_address(media.host)}")
    for item in media.rtpmaps:
        channels = f"/{item.channels}" if item.channels > 1 else ""
        lines.append(f"a=rtpmap:{item.payload_type} {item.encoding}/{item.clock_rate_hz}{channels}")
        if item.fmtp:
            lines.append(f"a=fmtp:{item.payload_type} {item.fmtp}")
    if media.ptime_ms is not None:
        lines.append(f"a=ptime:{media.ptime_ms}")
    lines += [f"a={value}" for value in media.attributes]
    if media.direction is not None:
        lines.append(f"a={media.direction}")
    return lines
