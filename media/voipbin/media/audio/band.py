"""The voices of one sample rate in a conference, summed once and heard by each without itself."""

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from voipbin.media.audio.g711 import Pcms, decode_many
from voipbin.media.audio.pcm import Pcm, frame_samples

Sum: TypeAlias = npt.NDArray[np.int32]
"""Samples of several voices added up, shape (samples,); may exceed 16 bits."""
Slots: TypeAlias = npt.NDArray[np.intp]

QUIET: Final = 200
"""Peak to peak of a frame without speech, about -50 dBFS: background of a line at rest."""
HANGOVER_TICKS: Final = 25
"""A voice is mixed this long after its last loud frame: half a second, gaps between words."""
_MORE_SLOTS: Final = 8
RAMP_S: Final = 0.005
"""What begins or stops within a word fades this long, so that it does not click."""


class Band:
    """Mixes frames of 20 ms at one rate.

    Each tick: `mix` what came, add what other bands said by `complete`, then `total` is what
    the silent ones hear and `others` what each speaker hears. Voices are slots, small numbers that
    are used again.
    """

    def __init__(self, sample_rate_hz: int) -> None:
        self.sample_rate_hz: Final = sample_rate_hz
        self.samples: Final = frame_samples(sample_rate_hz)
        self.own: Sum | None = None
        """What the voices of this band say together; None when nobody speaks."""
        self.total: Pcm | None = None
        """The same with what other bands say, within 16 bits."""
        self.speakers: Slots = np.zeros(0, dtype=np.intp)
        """Who is in the sum, in the order of `rows` and `others`."""
        self.rows: Pcms = np.zeros((0, self.samples), dtype=np.int16)
        """What each speaker says."""
        self._full: Sum | None = None
        self._rise = np.linspace(0.0, 1.0, int(sample_rate_hz * RAMP_S), dtype=np.float32)
        self._limiter = Limiter(self._rise)
        self._free: list[int] = []
        self._hangover = np.zeros(0, dtype=np.int16)
        self._speaking = np.zeros(0, dtype=bool)
        self._last = np.zeros(0, dtype=np.int16)
        self._left = 0.0
        """Where the waveform of those who left stands, to fade out from there."""

    def open(self) -> int:
        """A slot for a new voice."""
        if not self._free:
            known = self._speaking.size
            self._free = list(range(known, known + _MORE_SLOTS))
            self._hangover = np.pad(self._hangover, (0, _MORE_SLOTS))
            self._speaking = np.pad(self._speaking, (0, _MORE_SLOTS))
            self._last = np.pad(self._last, (0, _MORE_SLOTS))
        slot = self._free.pop()
        self._hangover[slot], self._speaking[slot], self._last[slot] = 0, False, 0
        return slot

    def close(self, slot: int) -> None:
        """A voice is gone."""
        if self._speaking[slot]:
            self._left += float(self._last[slot])
        self._speaking[slot] = False
        self._free.append(slot)

    @property
    def voices(self) -> int:
        """Slots in use."""
        return self._speaking.size - len(self._free)

    def mix(
        self,
        encoded: dict[str, tuple[list[int], list[bytes]]],
        slots: Sequence[int],
        frames: Sequence[Pcm],
    ) -> None:
        """Take one tick of all voices; those not named are silent.

        Args:
            encoded: by law of G.711, slots and one payload of 20 ms for each.
            slots: of `frames`.
            frames: decoded ones.
        """
        owners: list[int] = []
        parts: list[Pcms] = []
        for law, (those, payloads) in encoded.items():
            owners += those
            parts.append(decode_many(law, payloads))
        if frames:
            owners += slots
            parts.append(np.stack(frames))
        self.total = self._full = None
        if not owners and not self._left and not self._speaking.any():
            self.own = None
            if self.speakers.size:
                self.speakers, self.rows = self.speakers[:0], self.rows[:0]
            return
        if parts:
            rows = parts[0] if len(parts) == 1 else np.concatenate(parts)
        else:
            rows = np.zeros((0, self.samples), dtype=np.int16)
        self._add(np.array(owners, dtype=np.intp), rows)

    def complete(self, others: Sequence[Pcm]) -> None:
        """Add what other bands say, at this rate."""
        full = self.own
        for other in others:
            full = other.astype(np.int32) if full is None else full + other
        self._full = full
        self.total = None if full is None else self._limiter.apply(full, full)

    def others(self) -> Pcms:
        """What each speaker hears: everybody else, a row each in the order of `speakers`."""
        assert self._full is not None
        return self._limiter.shape(self._full - self.rows)

    def without(self, row: int) -> Pcm:
        """The same for one of them."""
        assert self._full is not None
        return self._limiter.shape(self._full - self.rows[row])

    def _add(self, owners: Slots, rows: Pcms) -> None:
        kept = self._gate(owners, rows)
        if not kept.all():
            owners, rows = owners[kept], rows[kept]
        now = np.zeros_like(self._speaking)
        now[owners] = True
        if (now != self._speaking).any():
            owners, rows = self._fade(owners, rows, now)
        if owners.size:
            # The last samples of fading ones are zero already.
            self._last[owners] = rows[:, -1]
        self._speaking = now
        self.speakers, self.rows = owners, rows
        if not owners.size and not self._left:
            self.own = None
            return
        total = rows.sum(axis=0, dtype=np.int32)
        if self._left:
            total[: self._rise.size] += (self._left * self._rise[::-1]).astype(np.int32)
            self._left = 0.0
        self.own = total

    def _gate(self, owners: Slots, rows: Pcms) -> npt.NDArray[np.bool_]:
        """Which of them speak: background noise of fifty lines would drown a voice."""
        spread = rows.max(axis=1).astype(np.int32) - rows.min(axis=1)
        hangover = np.where(
            spread > QUIET, HANGOVER_TICKS, np.maximum(self._hangover[owners] - 1, 0)
        )
        self._hangover[owners] = hangover
        kept: npt.NDArray[np.bool_] = hangover > 0
        return kept

    def _fade(self, owners: Slots, rows: Pcms, now: npt.NDArray[np.bool_]) -> tuple[Slots, Pcms]:
        """Let those who begin rise, and those who stopped fade from where they stopped."""
        length = self._rise.size
        begin = np.flatnonzero(~self._speaking[owners])
        if begin.size:
            if not rows.flags.writeable:
                rows = rows.copy()
            rows[begin, :length] = (rows[begin, :length] * self._rise).astype(np.int16)
        stopped = np.flatnonzero(self._speaking & ~now)
        if stopped.size:
            tails = np.zeros((stopped.size, self.samples), dtype=np.int16)
            tails[:, :length] = self._last[stopped, None] * self._rise[::-1]
            owners, rows = np.concatenate((owners, stopped)), np.concatenate((rows, tails))
        return owners, rows


class Limiter:
    """Turns a sum down while it is too loud, rather than cutting its peaks off."""

    CEILING: Final = 30_000.0
    RELEASE: Final = 1.02
    """How much louder the next frame may be again: from -6 dB back in 0.7 s."""

    def __init__(self, rise: npt.NDArray[np.float32]) -> None:
        """Args:
        rise: from 0 to 1: how the gain changes at the begin of a frame.
        """
        self._rise = rise
        self._gain = 1.0
        self._gains: npt.NDArray[np.float32] | None = None

    def apply(self, measured: Sum, frame: Sum) -> Pcm:
        """The frame within 16 bits, with a gain that suits the loudest sample of `measured`."""
        peak = float(max(int(measured.max()), -int(measured.min())))
        gain = min(1.0, self._gain * self.RELEASE)
        if peak * gain > self.CEILING:
            gain = self.CEILING / peak
        if gain == self._gain == 1.0:
            self._gains = None
        else:
            gains = np.full(measured.size, gain, dtype=np.float32)
            gains[: self._rise.size] = self._gain + (gain - self._gain) * self._rise
            self._gains = gains
        self._gain = gain
        return self.shape(frame)

    def shape(self, frames: npt.NDArray[np.int32]) -> npt.NDArray[np.int16]:
        """Frames of the same tick with the same gain."""
        return cut(frames if self._gains is None else frames * self._gains)


def cut(frames: npt.NDArray[Any]) -> npt.NDArray[np.int16]:
    """Samples within 16 bits."""
    out: npt.NDArray[np.int16] = np.clip(frames, -32768, 32767).astype(np.int16)
    return out
