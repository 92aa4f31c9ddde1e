"""Codecs as RTP sees them: a payload type, two clocks and 20 ms frames."""

from collections.abc import Callable
from functools import cache
from typing import Final, Protocol

from voipbin.media.audio import g711, opus
from voipbin.media.audio.g722 import G722Decoder, G722Encoder
from voipbin.media.audio.opus import OpusCodec
from voipbin.media.audio.pcm import FRAME_MS, Pcm, frame_samples
from voipbin.media.audio.pcm import silence as silent_frame


class Codec(Protocol):
    """One negotiated codec of one stream; encoders and decoders may keep state."""

    @property
    def name(self) -> str:
        """Encoding name as in SDP `a=rtpmap` (RFC 3551): `PCMU`, `PCMA`, `G722`, `opus`."""

    @property
    def payload_type(self) -> int:
        """RTP payload type both sides agreed on, 0-127."""

    @property
    def sample_rate_hz(self) -> int:
        """Rate of the samples `encode` takes and `decode` gives."""

    @property
    def rtp_clock_hz(self) -> int:
        """Rate of the RTP timestamp; 8000 for G.722 although it samples at 16000."""

    @property
    def frame_samples(self) -> int:
        """Samples of one 20 ms frame."""

    @property
    def frame_ticks(self) -> int:
        """RTP timestamp units of one 20 ms frame."""

    @property
    def silence(self) -> bytes:
        """Payload of one silent frame, encoded once."""

    @property
    def keeps_state(self) -> bool:
        """Every frame depends on those before: after sound, `silence` would leave a hum."""

    def encode(self, pcm: Pcm) -> bytes:
        """Payload of these samples, usually one frame."""

    def decode(self, payload: bytes | memoryview) -> Pcm:
        """Samples of this payload, whatever its length in time."""

    def payload_ticks(self, payload_bytes: int) -> int:
        """RTP timestamp units a payload of that many bytes lasts."""


class _FrameCodec:
    """A codec with one byte per RTP tick, which all but Opus have."""

    def __init__(
        self,
        name: str,
        payload_type: int,
        sample_rate_hz: int,
        encode: Callable[[Pcm], bytes],
        decode: Callable[[bytes | memoryview], Pcm],
        *,
        keeps_state: bool = False,
    ) -> None:
        self.name: Final = name
        self.payload_type: Final = payload_type
        self.sample_rate_hz: Final = sample_rate_hz
        self.rtp_clock_hz: Final = 8000
        self.frame_samples: Final = frame_samples(sample_rate_hz)
        self.frame_ticks: Final = self.rtp_clock_hz * FRAME_MS // 1000
        self.encode: Final = encode
        self.decode: Final = decode
        self.silence: Final = _silence(name)
        self.keeps_state: Final = keeps_state

    def payload_ticks(self, payload_bytes: int) -> int:
        return payload_bytes

    def __repr__(self) -> str:
        return f"{self.name}/{self.rtp_clock_hz} (payload type {self.payload_type})"


@cache
def _silence(name: str) -> bytes:
    if name == "G722":
        return G722Encoder().encode(silent_frame(frame_samples(16000)))
    encode = g711.ulaw_encode if name == "PCMU" else g711.alaw_encode
    return encode(silent_frame(frame_samples(8000)))


PAYLOAD_TYPES: Final = {"PCMU": 0, "PCMA": 8, "G722": 9, "OPUS": 111}
"""RFC 3551 6, table 4, and what browsers use for Opus; also the set `make_codec` knows."""


def available(name: str) -> bool:
    """Whether a known codec can be made here: Opus needs the extra `audio`."""
    return name.upper() != "OPUS" or opus.available()


def make_codec(name: str, payload_type: int | None = None) -> Codec:
    """A fresh codec for one stream.

    Args:
        name: SDP encoding name, any case.
        payload_type: as negotiated; None is its usual one.

    Raises:
        ValueError: unknown name, or payload type outside 0-127.
    """
    key = name.upper()
    if key not in PAYLOAD_TYPES:
        known = ", ".join(PAYLOAD_TYPES)
        raise ValueError(f"codec {name!r} is unknown; known are {known}")
    number = PAYLOAD_TYPES[key] if payload_type is None else payload_type
    if not 0 <= number <= 127:
        raise ValueError(f"payload_type {number} is not within 0-127")
    if key == "OPUS":
        return OpusCodec(number)
    if key == "PCMU":
        return _FrameCodec(key, number, 8000, g711.ulaw_encode, g711.ulaw_decode)
    if key == "PCMA":
        return _FrameCodec(key, number, 8000, g711.alaw_encode, g711.alaw_decode)
    encode, decode = G722Encoder().encode, G722Decoder().decode
    return _FrameCodec(key, number, 16000, encode, decode, keeps_state=True)


def same_wire_format(one: Codec, other: Codec) -> bool:
    """Whether payload bytes of one may be sent unchanged as the other's."""
    return one.name == other.name and one.rtp_clock_hz == other.rtp_clock_hz
