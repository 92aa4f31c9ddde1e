"""A gRPC channel without a socket: generated stubs reach the services in this process."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from voipbin.core.edge.dispatcher import Dispatcher, request_metadata
from voipbin.core.edge.status import rpc_error
from voipbin.core.errors import DeadlineExceeded, VoipbinError


class LocalChannel:
    """Stands in for grpc.aio.Channel; every call goes through the dispatcher, as on the wire.

    Messages are handed over as they are, so a caller must not change a request or answer later.
    """

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher

    def unary_unary(self, method: str, *_: Any, **__: Any) -> Callable[..., Any]:
        """A callable that runs a unary operation and raises grpc.aio.AioRpcError.

        Its timeout is in seconds; DEADLINE_EXCEEDED comes after it.
        """
        return _one_answer(self._dispatcher.call, method)

    def stream_unary(self, method: str, *_: Any, **__: Any) -> Callable[..., Any]:
        """A callable that runs a client-streaming operation with an async iterator of requests.

        What the iterator raises ends the call as CANCELLED.
        """
        return _one_answer(self._dispatcher.collect, method)

    def unary_stream(self, method: str, *_: Any, **__: Any) -> Callable[..., Any]:
        """A callable that gives the answers of a server-streaming operation."""
        return _many_answers(self._dispatcher.stream, method)

    def stream_stream(self, method: str, *_: Any, **__: Any) -> Callable[..., Any]:
        """A callable that takes an async iterator of requests and gives answers meanwhile."""
        return _many_answers(self._dispatcher.converse, method)

    async def close(self, grace: float | None = None) -> None:
        """Nothing to close."""


def _one_answer(run: Callable[[str, Any, Any], Awaitable[Any]], method: str) -> Callable[..., Any]:
    async def call(asked: Any, *, metadata: Any = None, timeout: float | None = None) -> Any:
        facts = request_metadata(metadata)
        try:
            async with asyncio.timeout(timeout):
                return await run(method, asked, facts)
        except TimeoutError:
            late = DeadlineExceeded(f"not done within {timeout:g} s")
            raise rpc_error(late, facts["x-request-id"]) from None
        except VoipbinError as error:
            raise rpc_error(error, facts["x-request-id"]) from error.__cause__

    return call


def _many_answers(
    run: Callable[[str, Any, Any], AsyncIterator[Any]], method: str
) -> Callable[..., Any]:
    async def call(asked: Any, *, metadata: Any = None, timeout: Any = None) -> AsyncIterator[Any]:
        facts = request_metadata(metadata)
        try:
            async for answer in run(method, asked, facts):
                yield answer
        except VoipbinError as error:
            raise rpc_error(error, facts["x-request-id"]) from error.__cause__

    return call
