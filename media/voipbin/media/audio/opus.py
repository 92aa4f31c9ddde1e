"""Opus for telephony (RFC 6716, RFC 7587): 16 kHz mono in 20 ms frames, by libopus within PyAV."""

from functools import cache, lru_cache
from importlib.util import find_spec
from typing import Any, Final

import numpy as np

from voipbin.media.audio.pcm import FRAME_MS, Pcm, frame_samples, silence
from voipbin.media.audio.resample import FrameResampler

SAMPLE_RATE_HZ: Final = 16000
RTP_CLOCK_HZ: Final = 48000
"""Whatever is sampled (RFC 7587 4.1)."""
BIT_RATE: Final = 24_000
"""Wideband speech (RFC 7587 3.1.1 says 16 to 20 kbit/s, and error correction wants some)."""
EXPECTED_LOSS_PERCENT: Final = 5
"""How much the encoder protects against: in-band FEC costs nothing audible at this."""


@cache
def available() -> bool:
    """Whether the library is installed; asking does not load it."""
    return find_spec("av") is not None


class OpusCodec:
    """Encoder and decoder of one stream; each is made when first used.

    It codes 16 kHz, because that is what telephones, recordings and speech recognition use: a
    third of the samples, and half of the CPU, of full band.
    """

    name: Final = "opus"
    sample_rate_hz: Final = SAMPLE_RATE_HZ
    rtp_clock_hz: Final = RTP_CLOCK_HZ
    frame_samples: Final = frame_samples(SAMPLE_RATE_HZ)
    frame_ticks: Final = RTP_CLOCK_HZ * FRAME_MS // 1000
    keeps_state: Final = True

    def __init__(self, payload_type: int) -> None:
        self.payload_type: Final = payload_type
        self._encoder: Any = None
        self._decoder: Any = None
        self._down = FrameResampler(RTP_CLOCK_HZ, SAMPLE_RATE_HZ)

    @property
    def silence(self) -> bytes:
        """Payload of one silent frame."""
        return _silent_payload()

    def encode(self, pcm: Pcm) -> bytes:
        """Payload of one frame of 20 ms.

        Raises:
            ValueError: another number of samples.
        """
        if pcm.size != self.frame_samples:
            raise ValueError(f"Opus frame has {pcm.size} samples, not {self.frame_samples}")
        import av

        if self._encoder is None:
            self._encoder = _encoder()
        frame = av.AudioFrame.from_ndarray(pcm.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = SAMPLE_RATE_HZ
        return b"".join(bytes(packet) for packet in self._encoder.encode(frame))

    def decode(self, payload: bytes | memoryview) -> Pcm:
        """Samples of one packet, 2.5 to 120 ms of them; silence when it is no Opus."""
        import av

        if self._decoder is None:
            self._decoder = _decoder()
        try:
            frames = self._decoder.decode(av.Packet(bytes(payload)))
        except av.error.FFmpegError:
            return silence(self.frame_samples)
        if not frames:
            return silence(0)
        # libopus in ffmpeg always gives 48 kHz.
        return self._down.push(np.concatenate([frame.to_ndarray()[0] for frame in frames]))

    def payload_ticks(self, payload_bytes: int) -> int:
        """A packet of any size lasts as long as was negotiated."""
        return self.frame_ticks

    def __repr__(self) -> str:
        return f"opus/{RTP_CLOCK_HZ} (payload type {self.payload_type})"


def _encoder() -> Any:
    import av

    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate = SAMPLE_RATE_HZ
    encoder.layout = "mono"
    encoder.format = "s16"
    encoder.bit_rate = BIT_RATE
    encoder.options = {
        "application": "voip",
        "frame_duration": str(FRAME_MS),
        "fec": "1",
        "packet_loss": str(EXPECTED_LOSS_PERCENT),
    }
    return encoder


def _decoder() -> Any:
    import av

    decoder = av.CodecContext.create("libopus", "r")
    decoder.sample_rate = RTP_CLOCK_HZ
    decoder.layout = "mono"
    return decoder


@lru_cache(maxsize=1)
def _silent_payload() -> bytes:
    codec = OpusCodec(0)
    return codec.encode(silence(codec.frame_samples))
