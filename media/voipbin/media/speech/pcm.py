"""A stretch of mono audio with its sample rate."""

import io
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

# Whoever may speak or listen some day imports this. numpy takes 10 MB: functions that count import
# it themselves.
if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, slots=True, eq=False)
class Pcm:
    """Signed 16-bit mono audio."""

    samples: "npt.NDArray[np.int16]"
    """Shape (n,), int16."""
    sample_rate_hz: int
    """Samples per second."""

    @property
    def duration_ms(self) -> int:
        return round(len(self.samples) * 1000 / self.sample_rate_hz)

    @property
    def level_dbfs(self) -> float:
        """RMS against a full-scale square wave; -120 for silence."""
        import numpy as np

        if not len(self.samples):
            return -120.0
        rms = float(np.sqrt(np.mean(np.square(self.samples, dtype=np.float64)))) / 32768
        return 20 * float(np.log10(max(rms, 1e-6)))

    def resampled(self, sample_rate_hz: int) -> "Pcm":
        """The same audio at another rate (band-limited, soxr HQ)."""
        if sample_rate_hz == self.sample_rate_hz:
            return self
        import soxr

        return Pcm(soxr.resample(self.samples, self.sample_rate_hz, sample_rate_hz), sample_rate_hz)

    def to_bytes(self) -> bytes:
        """Little-endian 16-bit samples without a header."""
        return self.samples.astype("<i2", copy=False).tobytes()

    @staticmethod
    def from_bytes(data: bytes, sample_rate_hz: int) -> "Pcm":
        """Read little-endian 16-bit samples; an odd last byte is dropped."""
        import numpy as np

        whole = memoryview(data)[: len(data) & ~1]
        return Pcm(np.frombuffer(whole, dtype="<i2").astype(np.int16, copy=False), sample_rate_hz)

    def to_wav_bytes(self) -> bytes:
        """A RIFF/WAVE file in memory."""
        out = io.BytesIO()
        with wave.open(out, "wb") as wav:
            wav.setnchannels(1)
            wav.setsampwidth(2)
            wav.setframerate(self.sample_rate_hz)
            wav.writeframes(self.to_bytes())
        return out.getvalue()

    @staticmethod
    def from_wav_bytes(data: bytes) -> "Pcm":
        """Read a 16-bit RIFF/WAVE file; several channels are averaged.

        Raises:
            ValueError: not a wav, not 16-bit PCM, or no sample in it.
        """
        return _read_wav(io.BytesIO(data), "wav")

    @staticmethod
    def read_wav(path: Path) -> "Pcm":
        """Like `from_wav_bytes`, from a file; the error names it without its directory."""
        with path.open("rb") as file:
            return _read_wav(file, path.name)


def _read_wav(file: BinaryIO, name: str) -> Pcm:
    import numpy as np

    try:
        with wave.open(file, "rb") as wav:
            channels, width, rate = wav.getnchannels(), wav.getsampwidth(), wav.getframerate()
            data = wav.readframes(wav.getnframes())
    except (wave.Error, EOFError) as error:
        raise ValueError(f"{name}: not a PCM wav file ({error})") from error
    if width != 2:
        raise ValueError(f"{name}: {8 * width}-bit samples, only 16-bit is read")
    if rate <= 0:
        raise ValueError(f"{name}: sample rate {rate}")
    frames = np.frombuffer(data[: len(data) // (2 * channels) * 2 * channels], dtype="<i2")
    if channels > 1:
        frames = frames.reshape(-1, channels).mean(axis=1).astype(np.int16)
    return Pcm(frames.astype(np.int16, copy=False), rate)


def levelled(pcm: Pcm, *, level_dbfs: float = -20.0, peak_dbfs: float = -3.0) -> Pcm:
    """Bring speech to a telephone's level without clipping; silence is returned as it came."""
    import numpy as np

    if not len(pcm.samples) or not pcm.samples.any():
        return pcm
    peak = float(np.abs(pcm.samples.astype(np.int32)).max()) / 32768
    wanted_db = level_dbfs - pcm.level_dbfs
    allowed_db = peak_dbfs - 20 * float(np.log10(peak))
    gain = 10 ** (min(wanted_db, allowed_db) / 20)
    scaled = np.rint(pcm.samples * gain)
    return Pcm(np.clip(scaled, -32768, 32767).astype(np.int16), pcm.sample_rate_hz)
