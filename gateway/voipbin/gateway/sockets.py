"""Operations that are WebSockets: text messages of JSON are requests, answers are text messages."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

import grpc
import orjson

from voipbin.core.contract.codec import CodecError, reader
from voipbin.core.contract.operations import OperationSpec
from voipbin.gateway.errors import HttpError, from_rpc, upgrade_required
from voipbin.gateway.metadata import metadata_of
from voipbin.gateway.request import Request
from voipbin.gateway.response import Response
from voipbin.gateway.types import Receive, Send

NORMAL = 1000
UNSUPPORTED_DATA = 1003
"RFC 6455 7.4.1: binary, where only text is spoken."
TRY_AGAIN_LATER = 1013
_LONGEST_REASON = 123
"Bytes that fit into a close frame (RFC 6455 5.5)."


class TextSocket:
    """Serves one operation of which both sides stream, as a WebSocket.

    Args:
        spec: its answers have a `text`, sent as it is; one without says that the stream is open.
        channel: where the core is.
    """

    def __init__(self, spec: OperationSpec, channel: Any) -> None:
        self._read = reader(spec.input)
        self._open = channel.stream_stream(
            spec.method,
            request_serializer=spec.input.SerializeToString,
            response_deserializer=spec.output.FromString,
        )

    async def answer(self, request: Request, path_values: list[str]) -> Response:
        """Refuses a GET that does not ask for a WebSocket; who may not have one is told that.

        Raises:
            HttpError: always.
        """
        metadata = metadata_of(request, request.query(), takes_key=False)
        nothing: asyncio.Queue[Any] = asyncio.Queue()
        nothing.put_nowait(None)
        answers = _answers_of(self._open(_each(nothing), metadata=metadata))
        async with contextlib.aclosing(answers):
            await _opened(answers)
        raise upgrade_required()

    async def serve(self, request: Request, receive: Receive, send: Send) -> None:
        """Carries one connection from the handshake to its end.

        Raises:
            HttpError: refused; the handshake is not answered yet.
        """
        metadata = metadata_of(request, request.query(), takes_key=False)
        asked: asyncio.Queue[Any] = asyncio.Queue(maxsize=64)
        answers = _answers_of(self._open(_each(asked), metadata=metadata))
        async with contextlib.aclosing(answers):
            await _opened(answers)
            await receive()
            await send({"type": "websocket.accept"})
            hearing = asyncio.create_task(self._hear(receive, asked))
            try:
                code, reason = await _forward(answers, send, hearing)
            finally:
                hearing.cancel()
        with contextlib.suppress(OSError):
            await send({"type": "websocket.close", "code": code, "reason": reason})

    async def _hear(self, receive: Receive, asked: asyncio.Queue[Any]) -> int:
        """Passes requests on until the client leaves; the code to close with."""
        while (message := await receive())["type"] == "websocket.receive":
            text = message.get("text")
            if text is None:
                await asked.put(None)
                return UNSUPPORTED_DATA
            # What is no request is passed over, as clients of this API know it.
            with contextlib.suppress(CodecError, ValueError):
                document = orjson.loads(text)
                if isinstance(document, dict):
                    await asked.put(self._read(document))
        await asked.put(None)
        return NORMAL


async def _opened(answers: AsyncIterator[Any]) -> None:
    """Wait for the first answer, which says that the stream is open.

    Raises:
        HttpError: it was refused.
    """
    try:
        await anext(answers)
    except grpc.aio.AioRpcError as error:
        raise from_rpc(error) from error


async def _answers_of(call: Any) -> AsyncGenerator[Any, None]:
    """The answers of a call, which ends with them: over a socket, or inside the process."""
    try:
        async for answer in call:
            yield answer
    finally:
        if isinstance(call, AsyncGenerator):
            await call.aclose()
        else:
            call.cancel()


async def _each(asked: asyncio.Queue[Any]) -> AsyncIterator[Any]:
    while (request := await asked.get()) is not None:
        yield request


async def _forward(
    answers: AsyncIterator[Any], send: Send, hearing: asyncio.Task[int]
) -> tuple[int, str]:
    """Sends every answer; how the connection is to be closed."""
    try:
        async for answer in answers:
            await send({"type": "websocket.send", "text": answer.text})
    except grpc.aio.AioRpcError as error:
        return TRY_AGAIN_LATER, _shortened(from_rpc(error))
    except OSError:
        return NORMAL, ""  # the client left while it was being told
    return (hearing.result() if hearing.done() else NORMAL), ""


def _shortened(error: HttpError) -> str:
    return error.message.encode()[:_LONGEST_REASON].decode(errors="ignore")
