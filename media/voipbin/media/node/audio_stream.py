"""The public audio stream: `AudioService` on top of channels."""

import asyncio
from collections.abc import AsyncIterator

import grpc
import structlog

from voipbin.media.node.core_link import CoreLink, CoreUnavailable
from voipbin.media.node.exchange import Exchange
from voipbin.media.node.resumption import Resumption
from voipbin.media.node.stream_format import StreamFormat
from voipbin.media.node.stream_opus import OpusMissing
from voipbin.media.node.stream_session import StreamSession
from voipbin.media.node.stream_target import ChannelTarget, MixerTarget, StreamTarget
from voipbin.media.v1 import audio_pb2, audio_pb2_grpc, node_pb2

log = structlog.get_logger(__name__)

Requests = AsyncIterator[audio_pb2.StreamAudioRequest]
Context = grpc.aio.ServicerContext[audio_pb2.StreamAudioRequest, audio_pb2.StreamAudioResponse]
Code = grpc.StatusCode

MAX_RESUME_WINDOW_MS = 30_000
_DIRECTIONS_OF_CALLS = (audio_pb2.AUDIO_DIRECTION_IN, audio_pb2.AUDIO_DIRECTION_OUT)


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
        target = await self._target(start, context)
        if target.streams >= self._most:
            raise Refused(
                Code.RESOURCE_EXHAUSTED, f"{_named(start)} has {self._most} streams already"
            )
        session = StreamSession(start, form, target)
        session.open()
        self._resumption.opened(session)
        log.info("stream open", stream_id=session.stream_id, target=_named(start))
        return session

    async def _resume(self, start: audio_pb2.StartAudio, context: Context) -> StreamSession:
        grant = await self._authorise(start, context)
        session = self._resumption.find(start)
        if session is None or not (grant.channel_id or grant.bridge_id):
            raise Refused(Code.NOT_FOUND, "start.resume_token: no such stream, or not any more")
        try:
            session.outbox.resume(start.received_count)
        except ValueError as error:
            raise Refused(Code.OUT_OF_RANGE, str(error)) from None
        self._resumption.taken(session)
        log.info("stream resumed", stream_id=session.stream_id)
        return session

    async def _target(self, start: audio_pb2.StartAudio, context: Context) -> StreamTarget:
        grant = await self._authorise(start, context)
        if start.conference_id:
            if not grant.bridge_id:
                raise Refused(Code.NOT_FOUND, f"no open {_named(start)}")
            if start.links_members and not grant.is_platform:
                raise Refused(
                    Code.PERMISSION_DENIED, "start.links_members: for the platform itself"
                )
            return MixerTarget(lambda: self._exchange.mixers.open(grant.bridge_id))
        channel = self._exchange.find(grant.channel_id)
        if channel is None:
            raise Refused(Code.NOT_FOUND, f"no live {_named(start)}")
        await channel.ready.wait()
        if channel.closed.is_set():
            raise Refused(Code.NOT_FOUND, f"{_named(start)} is over")
        return ChannelTarget(channel)

    async def _authorise(
        self, start: audio_pb2.StartAudio, context: Context
    ) -> node_pb2.StreamGrant:
        metadata = {key: str(value) for key, value in context.invocation_metadata() or ()}
        scheme, _, token = metadata.get("authorization", "").partition(" ")
        query = node_pb2.StreamQuery(
            call_id=start.call_id,
            conference_id=start.conference_id,
            token=token.strip() if scheme.lower() == "bearer" else "",
            accesskey=metadata.get("accesskey", ""),
        )
        if not (query.token or query.accesskey):
            raise Refused(Code.UNAUTHENTICATED, "metadata has neither authorization nor accesskey")
        try:
            answer = await self._link.ask(node_pb2.Query(stream=query))
        except CoreUnavailable as error:
            raise Refused(Code.UNAVAILABLE, str(error)) from None
        if answer.stream.unauthenticated:
            raise Refused(Code.UNAUTHENTICATED, "the credentials are not valid")
        return answer.stream


def _named(start: audio_pb2.StartAudio) -> str:
    """What a start asks for, in words."""
    if start.conference_id:
        return f"conference {start.conference_id}"
    return f"call {start.call_id}"


async def _read_start(requests: Requests) -> audio_pb2.StartAudio:
    async for request in requests:
        if request.WhichOneof("request") == "start":
            return request.start
        break
    raise Refused(Code.INVALID_ARGUMENT, "the first request must be start")


def _check(start: audio_pb2.StartAudio) -> StreamFormat:
    if not (start.call_id or start.conference_id):
        raise Refused(Code.INVALID_ARGUMENT, "start.call_id: empty, and so is start.conference_id")
    if start.call_id and start.conference_id:
        raise Refused(
            Code.INVALID_ARGUMENT, "start.conference_id: not beside start.call_id; give one of them"
        )
    if start.links_members and not start.conference_id:
        raise Refused(Code.INVALID_ARGUMENT, "start.links_members: only with start.conference_id")
    if start.conference_id and start.listen in _DIRECTIONS_OF_CALLS:
        word = audio_pb2.AudioDirection.Name(start.listen)
        raise Refused(
            Code.INVALID_ARGUMENT,
            f"start.listen: a conference is heard as MIX or SEPARATE, not {word}",
        )
    for field in ("listen", "talk"):
        if (value := getattr(start, field)) not in audio_pb2.AudioDirection.values():
            raise Refused(Code.INVALID_ARGUMENT, f"start.{field}: {value} is no direction")
    if start.resume_window_ms > MAX_RESUME_WINDOW_MS:
        raise Refused(
            Code.INVALID_ARGUMENT,
            f"start.resume_window_ms: {start.resume_window_ms} is more than {MAX_RESUME_WINDOW_MS}",
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
