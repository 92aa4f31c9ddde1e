"""The audio of one conference between the bridges of two processes that have calls in it."""

import asyncio
from typing import Final

from voipbin.core.clock import Clock
from voipbin.core.live_audio.client import LiveAudio, start_audio
from voipbin.core.transcribe.calls import AudioAccess
from voipbin.media.v1 import audio_pb2 as audio

RATE_HZ: Final = 16_000
"""Wide-band telephones keep their sound; narrower ones are converted where they are."""
MOST_LAG_S: Final = 0.3
"""Audio that is heard later than this after it was said is dropped for what is said now."""
_SILENCE: Final = bytes(2 * RATE_HZ // 50)
_FRAMES_A_MARK: Final = 50
_WAY_MARK: Final = "said"


async def carry(local: AudioAccess, remote: AudioAccess, conference_id: str, clock: Clock) -> None:
    """Lets two bridges of a conference hear each other until one of them is closed.

    Each end is a stream like that of any program: it hears the mix of all but itself and is heard
    by all. So what comes from one process is never sent back to it. What each member says by itself
    is carried beside the mix while somebody listens so.

    Raises:
        grpc.aio.AioRpcError: one of them cannot be streamed, or no longer.
    """
    streams = [_stream(access, conference_id) for access in (local, remote)]
    one, other = streams
    tasks: list[asyncio.Task[None]] = []
    try:
        await asyncio.gather(one.attached(), other.attached())
        ways = (Way(one, other, clock), Way(other, one, clock))
        tasks = [asyncio.create_task(way.run()) for way in ways]
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for stream in streams:
            await stream.close()


class Way:
    """One direction.

    The clocks of two machines differ, and networks stand still at times: what was said faster than
    it is played would be heard later and later. Silence is not sent, so that a pause takes the
    delay away; where nobody pauses, marks tell how large it is.
    """

    def __init__(self, source: LiveAudio, sink: LiveAudio, clock: Clock) -> None:
        self._source, self._sink, self._clock = source, sink, clock
        self._sent = 0
        self._marked_s: float | None = None
        self._is_late = False
        sink.on_played = self._played
        sink.on_members = source.want_members

    async def run(self) -> None:
        """Returns when the source is over."""
        async for frame in self._source.frames():
            if frame.call_id:
                await self._sink.say_of(frame.call_id, frame.data)
                continue
            if frame.data == _SILENCE:
                continue
            if self._is_late:
                self._is_late = False
                await self._sink.clear()
            if self._sent % _FRAMES_A_MARK == 0 and self._marked_s is None:
                self._marked_s = self._clock.monotonic_s()
                await self._sink.mark(_WAY_MARK)
            self._sent += 1
            await self._sink.say(frame.data)

    def _played(self, played: audio.Played) -> None:
        marked_s, self._marked_s = self._marked_s, None
        if marked_s is not None and not played.cleared:
            self._is_late = self._clock.monotonic_s() - marked_s > MOST_LAG_S


def _stream(access: AudioAccess, conference_id: str) -> LiveAudio:
    start = start_audio(
        audio.AUDIO_ENCODING_L16, conference_id=conference_id, sample_rate_hz=RATE_HZ
    )
    start.links_members = True
    return LiveAudio(access.address, access.metadata, start)
