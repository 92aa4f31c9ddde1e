"""Streams that outlive their connection for a while."""

import asyncio

from voipbin.media.node.stream_session import StreamSession
from voipbin.media.v1 import audio_pb2


class Resumption:
    """Resumable streams by token, and who carries each of them now.

    Every method is called by the task that serves the stream.
    """

    def __init__(self) -> None:
        self._sessions: dict[str, StreamSession] = {}
        self._carriers: dict[str, asyncio.Task[object] | None] = {}
        self._ends: dict[str, asyncio.TimerHandle] = {}

    def opened(self, session: StreamSession) -> None:
        """A new stream."""
        if session.resume_token:
            self._sessions[session.resume_token] = session
            self._carriers[session.resume_token] = asyncio.current_task()

    def find(self, start: audio_pb2.StartAudio) -> StreamSession | None:
        """The stream of a token, if it is of the call or conference named beside the token.

        Perhaps only its client knows yet that the connection is lost.
        """
        session = self._sessions.get(start.resume_token)
        return session if session is not None and session.is_of(start) else None

    def taken(self, session: StreamSession) -> None:
        """This task goes on with a stream; an older connection of it ends."""
        token = session.resume_token
        if (end := self._ends.pop(token, None)) is not None:
            end.cancel()
        before, self._carriers[token] = self._carriers[token], asyncio.current_task()
        if before is not None:
            before.cancel()

    def is_taken_over(self, session: StreamSession) -> bool:
        """Whether another task goes on with the stream of this one."""
        token = session.resume_token
        return bool(token) and self._carriers.get(token) is not asyncio.current_task()

    def left(self, session: StreamSession, *, over: bool) -> None:
        """This task is done with a stream.

        Args:
            over: the stream itself ended, not only the connection.
        """
        token = session.resume_token
        if not token:
            session.close()
        elif self.is_taken_over(session):
            return
        elif over:
            self._forget(session)
        else:
            self._carriers[token] = None
            session.outbox.detach()
            loop = asyncio.get_running_loop()
            window_s = session.resume_window_ms / 1000
            self._ends[token] = loop.call_later(window_s, self._forget, session)

    def _forget(self, session: StreamSession) -> None:
        token = session.resume_token
        self._sessions.pop(token, None)
        self._carriers.pop(token, None)
        self._ends.pop(token, None)
        session.close()
