"""Opus packets of an audio stream (RFC 6716)."""

from collections.abc import Callable
from typing import Final

from voipbin.media.audio.opus import OpusDecoder, OpusEncoder, available
from voipbin.media.audio.pcm import Pcm, to_bytes

_BIT_RATE: Final = {8000: 16_000, 16_000: 24_000, 24_000: 32_000, 48_000: 48_000}
"""Speech of that bandwidth, transparent to recognisers (RFC 7587 3.1.1 says a little less)."""


class OpusMissing(ValueError):
    """The library is not installed."""


def require_opus() -> None:
    """Look for the library without loading it.

    Raises:
        OpusMissing: it is not there.
    """
    if not available():
        raise OpusMissing(
            "start.encoding: Opus needs the `audio` extra on the server: pip install voipbin[audio]"
        )


def packer(sample_rate_hz: int) -> Callable[[Pcm], bytes]:
    """What makes packets of frames; a connection loses none, so they carry no repair of others."""
    return OpusEncoder(sample_rate_hz, _BIT_RATE[sample_rate_hz]).encode


def unpacker(sample_rate_hz: int) -> Callable[[bytes], bytes]:
    """What makes samples of packets, 16-bit little-endian; ValueError when one is none."""
    decoder = OpusDecoder(sample_rate_hz)

    def unpack(packet: bytes) -> bytes:
        try:
            return to_bytes(decoder.decode(packet))
        except ValueError as error:
            raise ValueError(f"audio.data: {error}") from None

    return unpack
