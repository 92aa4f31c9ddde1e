"""One direction of a link: what is sent, and what is done about delay."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, cast

from tests.fixtures.manual_clock import ManualClock
from voipbin.core.conference.link import MOST_LAG_S, Way
from voipbin.core.live_audio.client import LiveAudio
from voipbin.media.v1 import audio_pb2 as audio

SAID = b"\x01\x00" * 320
SILENCE = bytes(640)


class FakeStream:
    """An audio stream that hears a list of frames, and notes what is done with it."""

    def __init__(self, *frames: bytes, of: str = "") -> None:
        self.on_played: Callable[[audio.Played], None] | None = None
        self.on_members: Callable[[bool], Awaitable[None]] | None = None
        self.done: list[str] = []
        self.before: Callable[[int], None] = lambda _number: None
        self._frames = frames
        self._of = of

    async def frames(self) -> AsyncIterator[audio.AudioFrame]:
        """What is heard."""
        for number, data in enumerate(self._frames):
            self.before(number)
            yield audio.AudioFrame(data=data, call_id=self._of)

    async def say(self, samples: bytes) -> None:
        """Noted."""
        self.done.append(f"say {len(samples)}")

    async def say_of(self, call_id: str, frame: bytes) -> None:
        """Noted."""
        self.done.append(f"{call_id} says {len(frame)}")

    async def want_members(self, wanted: bool) -> None:
        """Noted."""
        self.done.append(f"wants members {wanted}")

    async def mark(self, _name: str) -> None:
        """Noted."""
        self.done.append("mark")

    async def clear(self) -> None:
        """Noted."""
        self.done.append("clear")

    def played(self, *, cleared: bool = False) -> None:
        """The mark was reached."""
        assert self.on_played is not None
        self.on_played(audio.Played(cleared=cleared))


def way(source: FakeStream, sink: FakeStream, clock: ManualClock) -> Way:
    return Way(cast("LiveAudio", source), cast("LiveAudio", sink), cast("Any", clock))


async def test_silence_is_not_sent() -> None:
    """So that a pause takes away what delay there is."""
    source, sink = FakeStream(SILENCE, SAID, SILENCE, SAID), FakeStream()
    await way(source, sink, ManualClock()).run()
    assert sink.done == ["mark", "say 640", "say 640"]


async def test_what_is_heard_too_late_is_dropped_once() -> None:
    source, sink, clock = FakeStream(*[SAID] * 60), FakeStream(), ManualClock()
    carries = way(source, sink, clock)

    def before(number: int) -> None:
        if number == 10:
            clock.move(MOST_LAG_S + 0.1)
            sink.played()

    source.before = before
    await carries.run()
    assert sink.done.count("clear") == 1
    assert sink.done.index("clear") == 11  # after one mark and ten frames
    assert sink.done.count("mark") == 2


async def test_what_is_heard_soon_is_left() -> None:
    source, sink, clock = FakeStream(*[SAID] * 120), FakeStream(), ManualClock()
    carries = way(source, sink, clock)

    def before(number: int) -> None:
        if number % 50 == 10:
            clock.move(MOST_LAG_S / 2)
            sink.played()

    source.before = before
    await carries.run()
    assert "clear" not in sink.done
    assert sink.done.count("mark") == 3


async def test_mark_that_was_cleared_says_nothing() -> None:
    source, sink, clock = FakeStream(*[SAID] * 20), FakeStream(), ManualClock()
    carries = way(source, sink, clock)

    def before(number: int) -> None:
        if number == 10:
            clock.move(10)
            sink.played(cleared=True)

    source.before = before
    await carries.run()
    assert "clear" not in sink.done


async def test_members_are_passed_on_beside_the_mix() -> None:
    """As they are: pauses and delay are the business of whoever hears them."""
    source, sink = FakeStream(SAID, SILENCE, of="call"), FakeStream()
    await way(source, sink, ManualClock()).run()
    assert sink.done == ["call says 640", "call says 640"]


async def test_who_hears_is_who_asks() -> None:
    source, sink = FakeStream(), FakeStream()
    way(source, sink, ManualClock())
    assert sink.on_members is not None
    await sink.on_members(True)
    await sink.on_members(False)
    assert source.done == ["wants members True", "wants members False"]
