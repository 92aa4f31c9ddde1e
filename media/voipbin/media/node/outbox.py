"""What waits to be sent on one audio stream: control at once, audio by credit, never too much."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final

from voipbin.media.v1 import audio_pb2

Response = audio_pb2.StreamAudioResponse
Write = Callable[[Response], Awaitable[None]]

KEPT_MS: Final = 2000
"""Audio a slow client may lag behind; older frames are dropped."""
MAX_CONTROL: Final = 10_000
"""Control messages a client may leave unread; more and it does not read at all."""
KEPT_SENT: Final = 1000
"""Messages of a resumable stream kept after they were sent: more than fit into a connection."""


class Outbox:
    """Queues of one stream, emptied by `run`.

    Control never waits for audio and is never dropped. Of audio the oldest is dropped when the
    client is too slow or grants no credit, and it is told how much before the next frame.
    """

    def __init__(
        self, *, frame_ms: int, lanes: int, credit: int, resume_window_ms: int = 0
    ) -> None:
        """Args:
        frame_ms: length of a frame.
        lanes: frames per frame time: 2 when both directions of a call come separately.
        credit: frames allowed at first; 0 for no such limit.
        resume_window_ms: how much is kept while there is no connection; 0 for no such thing.
        """
        self._control: deque[Response] = deque()
        self._frames: deque[Response] = deque()
        self._lanes = lanes
        self._usual = max(1, KEPT_MS // frame_ms)
        self._away = self._usual + resume_window_ms // frame_ms
        self._kept = self._usual
        """Frames of one lane."""
        self._sent = 0
        self._history: deque[Response] | None = (
            deque(maxlen=KEPT_SENT) if resume_window_ms else None
        )
        self._again: deque[Response] = deque()
        self._credit = credit
        self._unlimited = credit == 0
        self._dropped: dict[audio_pb2.AudioDirection, int] = {}
        self._waiter: asyncio.Future[None] | None = None
        self._last: Response | None = None
        self.closed = False
        self.overrun = False
        """The client left too many control messages unread."""

    def widen(self) -> None:
        """One lane more has begun."""
        self._lanes += 1

    def control(self, message: Response) -> None:
        """Queue a message that must not be lost."""
        self._control.append(message)
        if len(self._control) > MAX_CONTROL:
            self.overrun = True
            self.close()
        self._wake()

    def audio(self, message: Response) -> None:
        """Queue a frame, dropping the oldest one when there are too many."""
        frames = self._frames
        if len(frames) >= self._kept * self._lanes:
            direction = frames.popleft().audio.direction
            self._dropped[direction] = self._dropped.get(direction, 0) + 1
        frames.append(message)
        if self._unlimited or self._credit:
            self._wake()

    def grant(self, frames: int) -> None:
        """Allow that many frames more; without effect on a stream without credit."""
        self._credit += frames
        self._wake()

    def detach(self) -> None:
        """The connection is lost: keep what comes, as far as the window goes."""
        self._kept = self._away

    def resume(self, received: int) -> None:
        """Send again what was lost on the way, then go on.

        Args:
            received: messages of `run` that reached the client.

        Raises:
            ValueError: some are missing that are not kept any more, or were never sent.
        """
        history = self._history or ()
        missing = self._sent - received
        if not 0 <= missing <= len(history):
            raise ValueError(
                f"start.received_count: {received} of {self._sent} responses arrived, and only the"
                f" last {len(history)} are kept"
            )
        self._again = deque(list(history)[len(history) - missing :])

    def finish(self, message: Response) -> None:
        """Send what is queued as far as credit goes, then this, then stop."""
        self._last = message
        self._wake()

    def close(self) -> None:
        """Stop without sending any more."""
        self.closed = True
        self._wake()

    async def run(self, write: Write) -> None:
        """Send until finished or closed."""
        loop = asyncio.get_running_loop()
        while not self.closed:
            message = self._next()
            if message is not None:
                await write(message)
            elif self._last is not None:
                await write(self._last)
                return
            else:
                # A bare future: once per frame, half the price of an asyncio.Event.
                self._waiter = loop.create_future()
                await self._waiter

    def _wake(self) -> None:
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_result(None)

    def _next(self) -> Response | None:
        if self._history is None:
            return self._fresh()
        if self._again:
            return self._again.popleft()
        message = self._fresh()
        if message is None:
            self._kept = self._usual
        else:
            self._sent += 1
            self._history.append(message)
        return message

    def _fresh(self) -> Response | None:
        if self._control:
            return self._control.popleft()
        if not self._frames or not (self._unlimited or self._credit):
            return None
        if self._dropped:
            direction, frames = self._dropped.popitem()
            return Response(dropped=audio_pb2.Dropped(frames=frames, direction=direction))
        if not self._unlimited:
            self._credit -= 1
        return self._frames.popleft()
