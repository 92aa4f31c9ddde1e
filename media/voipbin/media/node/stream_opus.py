"""Opus packets of an audio stream (RFC 6716), by libopus within PyAV, which is loaded when used."""

from importlib.util import find_spec
from typing import Any, Final

import numpy as np

from voipbin.media.audio.pcm import FRAME_MS, Pcm, to_bytes
from voipbin.media.audio.resample import FrameResampler

DECODED_HZ: Final = 48_000
"""libopus in ffmpeg gives this, whatever was encoded."""
_BIT_RATE: Final = {8000: 16_000, 16_000: 24_000, 24_000: 32_000, 48_000: 48_000}
"""Speech of that bandwidth, transparent to recognisers (RFC 7587 3.1.1 says a little less)."""


class OpusMissing(ValueError):
    """The library is not installed."""


def require_opus() -> None:
    """Look for the library without loading it.

    Raises:
        OpusMissing: it is not there.
    """
    if find_spec("av") is None:
        raise OpusMissing(
            "start.encoding: Opus needs the `audio` extra on the server: pip install voipbin[audio]"
        )


class OpusEncoder:
    """Frames of 20 ms at one rate into packets."""

    def __init__(self, sample_rate_hz: int) -> None:
        import av

        self._new_frame = av.AudioFrame.from_ndarray
        self._rate_hz = sample_rate_hz
        encoder: Any = av.CodecContext.create("libopus", "w")
        encoder.sample_rate = sample_rate_hz
        encoder.layout = "mono"
        encoder.format = "s16"
        encoder.bit_rate = _BIT_RATE[sample_rate_hz]
        encoder.options = {"application": "voip", "frame_duration": str(FRAME_MS)}
        self._encoder = encoder

    def encode(self, pcm: Pcm) -> bytes:
        """The packet of one frame."""
        frame = self._new_frame(pcm.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = self._rate_hz
        return b"".join(bytes(packet) for packet in self._encoder.encode(frame))


class OpusDecoder:
    """Packets of 2.5 to 120 ms into samples at one rate."""

    def __init__(self, sample_rate_hz: int) -> None:
        import av

        self._new_packet = av.Packet
        self._fault = av.error.FFmpegError
        decoder: Any = av.CodecContext.create("libopus", "r")
        decoder.sample_rate = DECODED_HZ
        decoder.layout = "mono"
        self._decoder = decoder
        self._down = FrameResampler(DECODED_HZ, sample_rate_hz)

    def decode(self, packet: bytes) -> bytes:
        """Samples of one packet, 16-bit little-endian.

        Raises:
            ValueError: it is none.
        """
        try:
            frames = self._decoder.decode(self._new_packet(packet)) if packet else []
        except self._fault as error:
            raise ValueError(
                f"audio.data: {len(packet)} bytes are no Opus packet: {error}"
            ) from None
        if not frames:
            return b""
        return to_bytes(
            self._down.push(np.concatenate([frame.to_ndarray()[0] for frame in frames]))
        )
