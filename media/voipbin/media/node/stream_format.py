"""How one audio stream writes its samples, from what its client asked for."""

from collections.abc import Callable
from dataclasses import dataclass

from voipbin.media.audio.g711 import ulaw_decode, ulaw_encode
from voipbin.media.audio.pcm import Pcm, from_bytes, to_bytes
from voipbin.media.node.stream_opus import packer, require_opus, unpacker
from voipbin.media.v1 import audio_pb2

RATES_HZ = (8000, 16000, 24000, 48000)
FRAMES_MS = (20, 40, 60)


@dataclass(frozen=True, slots=True)
class StreamFormat:
    """Encoding, rate and frame length of both ways.

    `encode` and `decode` are those of samples that lie one after the other, as talk is kept; with
    Opus they are samples of 16 bits, and packets come from `encoder` and go into `unpacker`.
    """

    encode: Callable[[Pcm], bytes]
    decode: Callable[[bytes], Pcm]
    sample_bytes: int
    sample_rate_hz: int
    frame_ms: int
    is_opus: bool = False

    def encoder(self) -> Callable[[Pcm], bytes]:
        """What writes the frames of one direction."""
        return packer(self.sample_rate_hz) if self.is_opus else self.encode

    def unpacker(self) -> Callable[[bytes], bytes] | None:
        """What reads talk into samples for `decode`; None when they are sent as they are."""
        return unpacker(self.sample_rate_hz) if self.is_opus else None

    @property
    def frame_bytes(self) -> int:
        """Bytes of a full frame of samples."""
        return self.sample_rate_hz * self.frame_ms // 1000 * self.sample_bytes

    @classmethod
    def of(cls, start: audio_pb2.StartAudio) -> "StreamFormat":
        """Read the start message.

        Raises:
            OpusMissing: the server has no Opus.
            ValueError: names the field and the values allowed.
        """
        is_opus = start.encoding == audio_pb2.AUDIO_ENCODING_OPUS
        rate_hz = start.sample_rate_hz or (48000 if is_opus else 8000)
        frame_ms = start.frame_ms or 20
        if rate_hz not in RATES_HZ:
            raise ValueError(f"start.sample_rate_hz: {rate_hz} is not one of {RATES_HZ}")
        if frame_ms not in FRAMES_MS:
            raise ValueError(f"start.frame_ms: {frame_ms} is not one of {FRAMES_MS}")
        if is_opus:
            require_opus()
            if frame_ms != 20:
                raise ValueError(f"start.frame_ms: packets of Opus last 20 ms, not {frame_ms}")
            return cls(to_bytes, from_bytes, 2, rate_hz, frame_ms, is_opus=True)
        if start.encoding == audio_pb2.AUDIO_ENCODING_L16:
            return cls(to_bytes, from_bytes, 2, rate_hz, frame_ms)
        if start.encoding != audio_pb2.AUDIO_ENCODING_PCMU:
            raise ValueError(
                f"start.encoding: {start.encoding} is not AUDIO_ENCODING_PCMU, _L16 or _OPUS"
            )
        if rate_hz != 8000:
            raise ValueError(f"start.sample_rate_hz: PCMU is 8000 Hz, not {rate_hz}")
        return cls(ulaw_encode, ulaw_decode, 1, rate_hz, frame_ms)
