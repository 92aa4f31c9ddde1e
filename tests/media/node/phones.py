"""Softphones whose events and audio tests can wait for."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from voipbin.media.audio.pcm import Pcm, silence
from voipbin.media.audio.tones import tone, tone_share
from voipbin.media.sip import Session
from voipbin.media.sip.transaction import ServerTransaction
from voipbin.media.softphone import PhoneCall, PhoneSettings, Softphone
from voipbin.media.softphone.phone import Event

WAIT_S = 10.0


class Phone(Softphone):
    """A softphone that remembers."""

    def __init__(self, settings: PhoneSettings) -> None:
        super().__init__(settings, self._note)
        self.events: list[Event] = []
        self._news = asyncio.Event()

    def _note(self, event: Event) -> None:
        self.events.append(event)
        self._news.set()

    async def event(self, name: str, where: Callable[[Event], bool] = lambda _: True) -> Event:
        """The first event of that name; waits for it."""
        try:
            async with asyncio.timeout(WAIT_S):
                while True:
                    for event in self.events:
                        if event["event"] == name and where(event):
                            return event
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            seen = [event["event"] for event in self.events]
            raise AssertionError(f"phone saw no {name}, only {seen}") from None

    @property
    def call(self) -> PhoneCall:
        """Its newest call."""
        return self.calls[-1]

    def refuses_reinvites(self, status: int) -> None:
        """Refuse every re-INVITE of the newest call from now on."""
        renegotiation: Any = self._session.renegotiation
        renegotiation.receive_invite = partial(renegotiation._ua.respond, status=status)

    def keeps_reinvite(self) -> Callable[[], None]:
        """Leave the next re-INVITE unanswered; returns what answers it, and all after it."""
        renegotiation: Any = self._session.renegotiation
        answer, kept = renegotiation.receive_invite, list[ServerTransaction]()
        renegotiation.receive_invite = kept.append

        def go_on() -> None:
            renegotiation.receive_invite = answer
            answer(kept[0])

        return go_on

    @property
    def _session(self) -> Session:
        session = self.call._session
        assert session is not None
        return session

    async def hears_tone(self, frequency_hz: float, *, for_ms: int = 200) -> None:
        """Wait until that tone makes up most of what is heard, that long without a gap."""
        await self._hears(
            lambda pcm, rate: tone_share(pcm, frequency_hz, rate) > 0.8,
            for_ms,
            f"{frequency_hz} Hz",
        )

    async def hears_silence(self, *, for_ms: int = 200) -> None:
        """Wait until nothing is heard that long."""
        await self._hears(lambda pcm, _: not np.abs(pcm).max() > 50, for_ms, "silence")

    async def hears_something(self, *, for_ms: int = 200, besides_hz: float = 0.0) -> None:
        """Wait until something is heard that long: music, ringback, speech.

        Args:
            besides_hz: a tone that is no such thing; 0 for none.
        """
        await self._hears(
            lambda pcm, rate: (
                np.abs(pcm).max() > 300
                and not (besides_hz and tone_share(pcm, besides_hz, rate) > 0.5)
            ),
            for_ms,
            "anything",
        )

    async def speak_tone(self, frequency_hz: float, duration_ms: int = 1000) -> None:
        """Say a tone."""
        call = self.call
        rate = call.line.sample_rate_hz
        await call.speak(tone((frequency_hz,), duration_ms, rate), f"{frequency_hz} Hz")

    async def _hears(self, good: Callable[[Pcm, int], bool], for_ms: int, what: str) -> None:
        call = self.call
        rate = call.line.sample_rate_hz
        frames: list[Pcm] = []
        heard = asyncio.Event()

        def listen(frame: Pcm) -> None:
            frames.append(frame)
            del frames[: -for_ms // 20]
            if len(frames) * 20 >= for_ms and good(np.concatenate(frames), rate):
                heard.set()

        call.on_heard = listen
        try:
            await asyncio.wait_for(heard.wait(), WAIT_S)
        except TimeoutError:
            last = np.concatenate(frames) if frames else silence(0)
            level = int(np.abs(last).max()) if last.size else 0
            raise AssertionError(f"phone never heard {what}; last peak {level}") from None
        finally:
            call.on_heard = None
