"""Several phones in one conference, each with a tone of its own."""

import asyncio
from collections.abc import Sequence

import numpy as np

from tests.media.node.phones import WAIT_S, Phone
from voipbin.media.audio.pcm import Pcm
from voipbin.media.audio.tones import tone_share

TONES_HZ = (500.0, 800.0, 1300.0, 1900.0)


class Hearing:
    """What a phone hears from now on."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone
        self.rate = phone.call.line.sample_rate_hz
        self.frames: list[Pcm] = []
        self._news = asyncio.Event()
        phone.call.on_heard = self._note

    def _note(self, frame: Pcm) -> None:
        self.frames.append(frame)
        self._news.set()

    def last(self, for_ms: int) -> Pcm:
        """The newest so many milliseconds."""
        return np.concatenate(self.frames[-for_ms // 20 :])

    def share(self, hz: float, for_ms: int = 200) -> float:
        """How much of that is this tone."""
        return tone_share(self.last(for_ms), hz, self.rate)

    async def until_heard(self, present: Sequence[float], absent: Sequence[float]) -> None:
        """Wait until for 200 ms those tones are heard and these are not.

        Raises:
            AssertionError: it never is so.
        """
        try:
            async with asyncio.timeout(WAIT_S):
                while not self._is_so(present, absent):
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            shares = {hz: round(self.share(hz), 3) for hz in TONES_HZ}
            raise AssertionError(f"wanted {present} without {absent}, heard {shares}") from None

    def _is_so(self, present: Sequence[float], absent: Sequence[float]) -> bool:
        if len(self.frames) < 10 or np.abs(self.last(200)).max() < 500:
            return False
        fair = 0.5 / max(len(present), 1)
        return all(self.share(hz) > fair for hz in present) and all(
            self.share(hz) < 0.01 for hz in absent
        )


async def all_hear_all(phones: Sequence[Phone], *, duration_ms: int = 1500) -> None:
    """Each speaks its own tone; each hears every other's and not its own."""
    hertz = TONES_HZ[: len(phones)]
    speaking = [
        asyncio.create_task(phone.speak_tone(hz, duration_ms))
        for phone, hz in zip(phones, hertz, strict=True)
    ]
    await asyncio.gather(
        *(
            Hearing(phone).until_heard([hz for hz in hertz if hz != own], [own])
            for phone, own in zip(phones, hertz, strict=True)
        )
    )
    await asyncio.gather(*speaking)


async def hears_only(
    listener: Phone, speakers: dict[float, Phone], absent: Sequence[float]
) -> None:
    """Those speak their tones; the listener hears them, and none of the absent ones."""
    speaking = [asyncio.create_task(phone.speak_tone(hz, 1200)) for hz, phone in speakers.items()]
    await Hearing(listener).until_heard([hz for hz in speakers if hz not in absent], absent)
    await asyncio.gather(*speaking)
