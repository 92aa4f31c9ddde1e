"""The public audio stream: `AudioService` on top of channels."""

import asyncio
from collections.abc import AsyncIterator

import grpc
import structlog

from voipbin.media.node.channel import Channel
from voipbin.media.node.core_link import CoreLink, CoreUnavailable
from voipbin.media.node.exchange import Exchange
from voipbin.media.node.resumption import Resumption
from voipbin.media.node.stream_format import StreamFormat
from voipbin.media.node.stream_opus import OpusMissing
from voipbin.media.node.stream_session import StreamSession
from voipbin.media.v1 import audio_pb2, audio_pb2_grpc, node_pb2

log = structlog.get_logger(__name__)

Requests = AsyncIterator[audio_pb2.StreamAudioRequest]
Context = grpc.aio.ServicerContext[audio_pb2.StreamAudioRequest, audio_pb2.StreamAudioResponse]
Code = grpc.StatusCode

MAX_RESUME_WINDOW_MS = 30_000


class Refused(Exception):
    """The stream ends with this status."""

    def __init__(self, code: grpc.StatusCode, message: str) -> None:
        super().__init__(message)
        self.code = code


class AudioStreams(audio_pb2_grpc.AudioServiceServicer):
    """Serves `AudioService`: checks who may stream, then moves messages."""

    def __init__(self, exchange: Exchange, link: CoreLink, max_streams_per_call: int) -> None:
        self._exchange = exchange
        self._link = link
        self._most = max_streams_per_call
        self._resumption = Resumption()

    async def StreamAudio(  # type: ignore[override]  # the stub types do not know coroutine handlers
        self, request_iterator: Requests, context: Context
    ) -> None:
        """Serve one stream until the call ends or the client leaves."""
        try:
            await self._serve(request_iterator, context)
        except Refused as refusal:
            await context.abort(refusal.code, str(refusal))

    async def _serve(self, requests: Requests, context: Context) -> None:
        start = await _read_start(requests)
        resumed = bool(start.resume_token)
        session = await (self._resume if resumed else self._open)(start, context)
        reader: asyncio.Task[None] | None = None
        over = False
        try:
            await context.write(session.started(resumed=resumed))
            reader = asyncio.create_task(_read(requests, session))
            await session.outbox.run(context.write)
            over = True
        except asyncio.CancelledError:
            if not self._resumption.is_taken_over(session):
                raise
            raise Refused(Code.ABORTED, "another connection goes on with this stream") from None
        finally:
            if reader is not None:
                reader.cancel()
            self._resumption.left(session, over=over)
        await _raise_failure(reader, session)

    async def _open(self, start: audio_pb2.StartAudio, context: Context) -> StreamSession:
        form = _check(start)
        channel = await self._authorise(start.call_id, context)
        await channel.ready.wait()
        if len(channel.ears) >= self._most:
            raise Refused(
                Code.RESOURCE_EXHAUSTED, f"call {start.call_id} has {self._most} streams already"
            )
        session = StreamSession(start, form, channel)
        if channel.closed.is_set():
            raise Refused(Code.NOT_FOUND, f"call {start.call_id} is over")
        session.open()
        self._resumption.opened(session)
        log.info("stream open", stream_id=session.stream_id, channel_id=channel.channel_id)
        return session

    async def _resume(self, start: audio_pb2.StartAudio, context: Context) -> StreamSession:
        await self._authorise(start.call_id, context)
        session = self._resumption.find(start)
        if session is None:
            raise Refused(Code.NOT_FOUND, "start.resume_token: no such stream, or not any more")
        try:
            session.outbox.resume(start.received_count)
        except ValueError as error:
            raise Refused(Code.OUT_OF_RANGE, str(error)) from None
        self._resumption.taken(session)
        log.info("stream resumed", stream_id=session.stream_id)
        return session

    async def _authorise(self, call_id: str, context: Context) -> Channel:
        metadata = {key: str(value) for key, value in context.invocation_metadata() or ()}
        scheme, _, token = metadata.get("authorization", "").partition(" ")
        query = node_pb2.StreamQuery(
            call_id=call_id,
            token=token.strip() if scheme.lower() == "bearer" else "",
            accesskey=metadata.get("accesskey", ""),
        )
        if not (query.token or query.accesskey):
            raise Refused(Code.UNAUTHENTICATED, "metadata has neither authorization nor accesskey")
        try:
            answer = await self._link.ask(node_pb2.Query(stream=query))
        except CoreUnavailable as error:
            raise Refused(Code.UNAVAILABLE, str(error)) from None
        return self._granted(call_id, answer)

    def _granted(self, call_id: str, answer: node_pb2.Answer) -> Channel:
        if answer.HasField("stream") and answer.stream.unauthenticated:
            raise Refused(Code.UNAUTHENTICATED, "the credentials are not valid")
        channel = self._exchange.find(answer.stream.channel_id)
        if not answer.HasField("stream") or channel is None:
            raise Refused(Code.NOT_FOUND, f"no live call {call_id}")
        return channel


async def _read_start(requests: Requests) -> audio_pb2.StartAudio:
    async for request in requests:
        if request.WhichOneof("request") == "start":
            return request.start
        break
    raise Refused(Code.INVALID_ARGUMENT, "the first request must be start")


def _check(start: audio_pb2.StartAudio) -> StreamFormat:
    if not start.call_id:
        raise Refused(Code.INVALID_ARGUMENT, "start.call_id: empty")
    for field in ("listen", "talk"):
        if getattr(start, field) not in audio_pb2.AudioDirection.values():
            raise Refused(Code.INVALID_ARGUMENT, f"start.{field}: unknown direction")
    if start.resume_window_ms > MAX_RESUME_WINDOW_MS:
        raise Refused(
            Code.INVALID_ARGUMENT, f"start.resume_window_ms: more than {MAX_RESUME_WINDOW_MS}"
        )
    try:
        return StreamFormat.of(start)
    except OpusMissing as error:
        raise Refused(Code.UNIMPLEMENTED, str(error)) from None
    except ValueError as error:
        raise Refused(Code.INVALID_ARGUMENT, str(error)) from None


async def _read(requests: Requests, session: StreamSession) -> None:
    """Take what the client sends; its half-close only ends this."""
    try:
        async for request in requests:
            session.receive(request)
    except ValueError:
        session.outbox.close()
        raise


async def _raise_failure(reader: "asyncio.Task[None]", session: StreamSession) -> None:
    """Turn a broken protocol into the status of the stream."""
    if session.outbox.overrun:
        raise Refused(Code.RESOURCE_EXHAUSTED, "too many messages left unread")
    try:
        await reader
    except ValueError as error:
        raise Refused(Code.INVALID_ARGUMENT, str(error)) from None
    except asyncio.CancelledError:
        return
