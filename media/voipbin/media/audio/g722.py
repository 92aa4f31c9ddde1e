"""G.722 at 64 kbit/s: 16 kHz audio in one byte per two samples (ITU-T G.722, mode 1)."""

from functools import cached_property

import numpy as np
from G722 import G722 as Engine

from voipbin.media.audio.pcm import Pcm

SAMPLE_RATE_HZ = 16000
_BIT_RATE = 64000


class G722Encoder:
    """Sub-band ADPCM encoder; its state lasts for the whole stream."""

    @cached_property
    def _engine(self) -> Engine:
        # Opened at the first frame: most lines offer the codec and never speak it.
        return Engine(SAMPLE_RATE_HZ, _BIT_RATE)

    def encode(self, pcm: Pcm) -> bytes:
        """Compress an even number of 16 kHz samples to half as many bytes.

        Raises:
            ValueError: the number of samples is odd.
        """
        if pcm.size % 2:
            raise ValueError(f"G.722 needs an even number of samples, not {pcm.size}")
        return bytes(self._engine.encode(pcm))


class G722Decoder:
    """Sub-band ADPCM decoder; its state lasts for the whole stream."""

    @cached_property
    def _engine(self) -> Engine:
        # Opened at the first frame: most lines offer the codec and never speak it.
        return Engine(SAMPLE_RATE_HZ, _BIT_RATE)

    def decode(self, payload: bytes | memoryview) -> Pcm:
        """Expand bytes to twice as many 16 kHz samples."""
        return np.frombuffer(self._engine.decode(bytes(payload)), dtype=np.int16)
