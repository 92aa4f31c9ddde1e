"""A core in memory behind a real gRPC server on loopback; it counts what it is asked."""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import grpc
from google.protobuf.any_pb2 import Any as Packed
from google.rpc import error_details_pb2, status_pb2

from voipbin.core.contract.operations import OperationSpec, operations

Handler = Callable[[Any], Any]


@dataclass
class FakeCore:
    """Answers operations by name; what it has no answer for is UNIMPLEMENTED."""

    handlers: dict[str, Handler] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    requests: list[tuple[str, Any]] = field(default_factory=list)
    metadata: list[dict[str, str]] = field(default_factory=list)

    @asynccontextmanager
    async def channel(self) -> AsyncIterator[grpc.aio.Channel]:
        """A channel to the server, which lives as long as it."""
        server = grpc.aio.server()
        server.add_generic_rpc_handlers((_Router(self),))
        port = server.add_insecure_port("127.0.0.1:0")
        await server.start()
        try:
            async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
                yield channel
        finally:
            await server.stop(None)

    def note(self, name: str, request: Any, context: Any) -> Handler | None:
        """Count a call and return who answers it."""
        self.asked[name] += 1
        self.requests.append((name, request))
        self.metadata.append(dict(context.invocation_metadata()))
        return self.handlers.get(name)


class Refused(Exception):
    """Raised by a handler to fail as the core does."""

    def __init__(self, code: grpc.StatusCode, text: str, *details: Any) -> None:
        super().__init__(text)
        self.code = code
        self.details = details

    def trailers(self) -> tuple[tuple[str, bytes], ...]:
        packed = []
        for detail in self.details:
            packed.append(Packed())
            packed[-1].Pack(detail)
        status = status_pb2.Status(code=self.code.value[0], message=str(self), details=packed)
        return (("grpc-status-details-bin", status.SerializeToString()),)


def reason(word: str) -> error_details_pb2.ErrorInfo:
    """The detail that carries the reason of our errors."""
    return error_details_pb2.ErrorInfo(reason=word, domain="voipbin")


class _Router(grpc.GenericRpcHandler):  # type: ignore[type-arg]
    def __init__(self, core: FakeCore) -> None:
        self._core = core

    def service(self, details: Any) -> Any:
        spec = operations().get(details.method)
        if spec is None:
            return None
        make = (
            grpc.unary_stream_rpc_method_handler
            if spec.server_streaming
            else grpc.unary_unary_rpc_method_handler
        )
        return make(
            _streaming(self._core, spec) if spec.server_streaming else _unary(self._core, spec),
            request_deserializer=spec.input.FromString,
            response_serializer=spec.output.SerializeToString,
        )


def _unary(core: FakeCore, spec: OperationSpec) -> Any:
    async def answer(request: Any, context: Any) -> Any:
        handler = core.note(spec.name, request, context)
        if handler is None:
            await context.abort(grpc.StatusCode.UNIMPLEMENTED, f"{spec.name} at 10.0.0.7:50051")
        try:
            return handler(request)  # type: ignore[misc]
        except Refused as refused:
            await context.abort(refused.code, str(refused), refused.trailers())

    return answer


def _streaming(core: FakeCore, spec: OperationSpec) -> Any:
    async def answers(request: Any, context: Any) -> AsyncIterator[Any]:
        handler = core.note(spec.name, request, context)
        try:
            async for answer in handler(request):  # type: ignore[misc]
                yield answer
        except Refused as refused:
            await context.abort(refused.code, str(refused), refused.trailers())

    return answers
