"""Several phones in one conference, each with a tone of its own."""

import asyncio
from collections.abc import Sequence

import numpy as np

from tests.media.node.calls import call_up
from tests.media.node.conftest import MakePhone
from tests.media.node.fake_core import FakeCore
from tests.media.node.phones import WAIT_S, Phone
from voipbin.media.audio.pcm import Pcm
from voipbin.media.audio.tones import tone_share
from voipbin.media.v1 import node_pb2

BRIDGE = "room"
PCMU3 = ("PCMU", "PCMU", "PCMU")
TONES_HZ = (500.0, 800.0, 1300.0, 1900.0)


async def join(core: FakeCore, channel_id: str, bridge_id: str = BRIDGE) -> None:
    await core.do(channel_id, join=node_pb2.Join(bridge_id=bridge_id, call_id=f"call-{channel_id}"))
    assert (await core.event("bridged", channel_id)).bridged.bridge_id == bridge_id


async def conference(
    core: FakeCore, make_phone: MakePhone, codecs: Sequence[str] = PCMU3
) -> list[Phone]:
    """Phones on channels a, b, c … in one room."""
    phones = []
    for letter, codec in zip("abcd", codecs, strict=False):
        phone = await make_phone(f"{letter}000")
        await call_up(core, phone, letter, codecs=[codec], call_id=f"call-{letter}")
        await join(core, letter)
        phones.append(phone)
    return phones


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
