"""What the peer said, as frames of 20 ms: out of the jitter buffer, decoded, concealed."""

from collections.abc import Sequence

import numpy as np

from voipbin.media.audio.codec import Codec
from voipbin.media.audio.pcm import Pcm, silence
from voipbin.media.audio.resample import FrameResampler
from voipbin.media.rtp.concealment import Concealer
from voipbin.media.rtp.jitter import Buffered, Gap, JitterBuffer

SHORTEST_PACKET_MS = 1.0
"""Less than any codec makes (Opus has 2.5 ms): one sample a packet must not let hundreds wait."""


class Playout:
    """The incoming stream of one leg between its jitter buffer and its owner."""

    def __init__(self, jitter: JitterBuffer, codecs: Sequence[Codec]) -> None:
        """
        Args:
            codecs: as for `set_codecs`.
        """
        self.jitter = jitter
        self._concealer = Concealer()
        self.set_codecs(codecs)

    def set_codecs(self, codecs: Sequence[Codec]) -> None:
        """Begin anew with these; those of another RTP clock than the first are left out.

        Raises:
            ValueError: no codec given.
        """
        if not codecs:
            raise ValueError("codecs is empty, at least one is needed")
        self.codec: Codec = codecs[0]
        """Sets the frame rate."""
        self.decoders = {
            codec.payload_type: codec
            for codec in codecs
            if codec.rtp_clock_hz == self.codec.rtp_clock_hz
        }
        """By payload type."""
        self._resamplers: dict[int, FrameResampler] = {}
        self._packet_samples = self.codec.frame_samples
        self._rest = silence(0)
        self._undecoded = b""
        """The newest payload, when it was handed out as it came."""
        self.reset()

    def reset(self) -> None:
        """Expect another stream."""
        self.jitter.reset()
        self._concealer.reset()

    def read(self) -> Pcm:
        """The next 20 ms the peer said: exactly `codec.frame_samples`, concealed where lost."""
        wanted = self.codec.frame_samples
        if not self._rest.size:
            chunk = self._next_chunk()
            if chunk is not None and chunk.size == wanted:
                return chunk
            self._rest = silence(wanted) if chunk is None else chunk
        while self._rest.size < wanted:
            chunk = self._next_chunk()
            if chunk is None:
                chunk = silence(wanted - self._rest.size)
            self._rest = np.concatenate((self._rest, chunk))
        frame, self._rest = self._rest[:wanted], self._rest[wanted:]
        return frame

    def read_encoded(self) -> bytes | Pcm | None:
        """As `read`, but left as it came where it is one whole frame of a `codec` without state.

        A mixer decodes the payloads of all its voices at once. None is silence.
        """
        if self._rest.size:
            return self.read()
        entry = self.jitter.pop()
        codec = self.codec
        if (
            isinstance(entry, Buffered)
            and entry.payload_type == codec.payload_type
            and len(entry.payload) == codec.frame_ticks
            and not codec.keeps_state
        ):
            self._undecoded = entry.payload
            return entry.payload
        chunk = self._chunk_of(entry)
        if chunk is None or chunk.size == codec.frame_samples:
            return chunk
        self._rest = chunk
        return self.read()

    def _next_chunk(self) -> Pcm | None:
        return self._chunk_of(self.jitter.pop())

    def _chunk_of(self, entry: Buffered | Gap) -> Pcm | None:
        undecoded, self._undecoded = self._undecoded, b""
        if entry is Gap.LOST:
            if undecoded:
                self._concealer.good(self.codec.decode(undecoded))
            return self._concealer.conceal(self._packet_samples)
        if isinstance(entry, Gap):
            self._concealer.reset()
            return None
        if not entry.payload:
            return silence(self.codec.frame_samples)
        pcm = self._decode(entry)
        self._concealer.good(pcm)
        if pcm.size and pcm.size != self._packet_samples:
            self._packet_samples = pcm.size
            packet_ms = pcm.size * 1000 / self.codec.sample_rate_hz
            self.jitter.packet_ms = max(packet_ms, SHORTEST_PACKET_MS)
        return pcm if pcm.size else None

    def _decode(self, entry: Buffered) -> Pcm:
        codec = self.decoders.get(entry.payload_type)
        if codec is None:
            return silence(0)
        pcm = codec.decode(entry.payload)
        if codec.sample_rate_hz == self.codec.sample_rate_hz:
            return pcm
        resampler = self._resamplers.get(codec.payload_type)
        if resampler is None:
            resampler = FrameResampler(codec.sample_rate_hz, self.codec.sample_rate_hz)
            self._resamplers[codec.payload_type] = resampler
        return resampler.push(pcm)
