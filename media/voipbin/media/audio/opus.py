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
        self._encoder: OpusEncoder | None = None
        self._decoder: OpusDecoder | None = None

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
        if self._encoder is None:
            self._encoder = OpusEncoder(SAMPLE_RATE_HZ, BIT_RATE, EXPECTED_LOSS_PERCENT)
        return self._encoder.encode(pcm)

    def decode(self, payload: bytes | memoryview) -> Pcm:
        """Samples of one packet, 2.5 to 120 ms of them; silence when it is no Opus."""
        if self._decoder is None:
            self._decoder = OpusDecoder(SAMPLE_RATE_HZ)
        try:
            return self._decoder.decode(bytes(payload))
        except ValueError:
            return silence(self.frame_samples)

    def payload_ticks(self, payload_bytes: int) -> int:
        """A packet of any size lasts as long as was negotiated."""
        return self.frame_ticks

    def __repr__(self) -> str:
        return f"opus/{RTP_CLOCK_HZ} (payload type {self.payload_type})"


class OpusEncoder:
    """Frames of 20 ms at one rate into packets.

    Args:
        bit_rate: bits a second.
        loss_percent: packets expected to be lost, which in-band FEC is measured for; 0 for no FEC.
    """

    def __init__(self, sample_rate_hz: int, bit_rate: int, loss_percent: int = 0) -> None:
        import av

        self._new_frame = av.AudioFrame.from_ndarray
        self._rate_hz = sample_rate_hz
        encoder: Any = av.CodecContext.create("libopus", "w")
        encoder.sample_rate = sample_rate_hz
        encoder.layout = "mono"
        encoder.format = "s16"
        encoder.bit_rate = bit_rate
        options = {"application": "voip", "frame_duration": str(FRAME_MS)}
        if loss_percent:
            options |= {"fec": "1", "packet_loss": str(loss_percent)}
        encoder.options = options
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
        # libopus in ffmpeg always gives 48 kHz.
        decoder.sample_rate = RTP_CLOCK_HZ
        decoder.layout = "mono"
        self._decoder = decoder
        self._down = FrameResampler(RTP_CLOCK_HZ, sample_rate_hz)

    def decode(self, packet: bytes) -> Pcm:
        """Samples of one packet.

        Raises:
            ValueError: it is none.
        """
        try:
            frames = self._decoder.decode(self._new_packet(packet)) if packet else []
        except self._fault as error:
            raise ValueError(f"{len(packet)} bytes are no Opus packet: {error}") from None
        if not frames:
            return silence(0)
        return self._down.push(np.concatenate([frame.to_ndarray()[0] for frame in frames]))


@lru_cache(maxsize=1)
def _silent_payload() -> bytes:
    codec = OpusCodec(0)
    return codec.encode(silence(codec.frame_samples))
