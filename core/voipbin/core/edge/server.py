"""The public gRPC server: the same operations on a socket, with reflection and health."""

from typing import Any
from urllib.parse import unquote

import grpc
from grpc_health.v1 import _async as health_aio
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from voipbin.core.contract.operations import OperationSpec, operations
from voipbin.core.edge.dispatcher import Dispatcher, request_metadata
from voipbin.core.edge.status import message_of, trailers_of
from voipbin.core.errors import VoipbinError

_MAX_MESSAGE_BYTES = 4 * 1024 * 1024


class GrpcServer:
    """Serves the dispatcher on an address."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._server = grpc.aio.server(
            options=[
                ("grpc.max_receive_message_length", _MAX_MESSAGE_BYTES),
                ("grpc.so_reuseport", 0),
            ]
        )
        self._health = health_aio.HealthServicer()
        specs = list(operations().values())
        services = {spec.service for spec in specs}
        for service in services:
            methods = {
                spec.name: _handler(dispatcher, spec) for spec in specs if spec.service == service
            }
            self._server.add_generic_rpc_handlers(
                (grpc.method_handlers_generic_handler(service, methods),)
            )
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        reflection.enable_server_reflection(
            [*sorted(services), health.SERVICE_NAME, reflection.SERVICE_NAME], self._server
        )
        self._services = services

    async def start(self, address: str) -> int:
        """Listens; returns the port.

        Raises:
            OSError: the address cannot be listened on.
        """
        try:
            port = self._server.add_insecure_port(address)
        except RuntimeError as error:
            raise OSError(f"cannot listen on {address} for gRPC: {error}") from error
        await self._server.start()
        for service in ("", *self._services):
            await self._health.set(service, health_pb2.HealthCheckResponse.SERVING)
        return int(port)

    async def stop(self, grace_s: float) -> None:
        """Refuses new calls, lets running ones end within the grace, then cuts them."""
        await self._health.enter_graceful_shutdown()
        await self._server.stop(grace_s)


def _handler(dispatcher: Dispatcher, spec: OperationSpec) -> Any:
    if spec.client_streaming and spec.server_streaming:
        make, behaviour = grpc.stream_stream_rpc_method_handler, _conversing(dispatcher, spec)
    elif spec.client_streaming:
        make, behaviour = grpc.stream_unary_rpc_method_handler, _collecting(dispatcher, spec)
    elif spec.server_streaming:
        make, behaviour = grpc.unary_stream_rpc_method_handler, _streaming(dispatcher, spec)
    else:
        make, behaviour = grpc.unary_unary_rpc_method_handler, _unary(dispatcher, spec)
    return make(
        behaviour,
        request_deserializer=spec.input.FromString,
        response_serializer=spec.output.SerializeToString,
    )


def _unary(dispatcher: Dispatcher, spec: OperationSpec) -> Any:
    async def behaviour(request: Any, context: Any) -> Any:
        facts = _facts(context)
        try:
            return await dispatcher.call(spec.method, request, facts)
        except VoipbinError as error:
            await _abort(context, error, facts["x-request-id"])

    return behaviour


def _collecting(dispatcher: Dispatcher, spec: OperationSpec) -> Any:
    async def behaviour(requests: Any, context: Any) -> Any:
        facts = request_metadata(context.invocation_metadata())
        try:
            return await dispatcher.collect(spec.method, requests, facts)
        except VoipbinError as error:
            await _abort(context, error, facts["x-request-id"])

    return behaviour


def _streaming(dispatcher: Dispatcher, spec: OperationSpec) -> Any:
    async def behaviour(request: Any, context: Any) -> Any:
        facts = _facts(context)
        try:
            async for answer in dispatcher.stream(spec.method, request, facts):
                yield answer
        except VoipbinError as error:
            await _abort(context, error, facts["x-request-id"])

    return behaviour


def _conversing(dispatcher: Dispatcher, spec: OperationSpec) -> Any:
    async def behaviour(requests: Any, context: Any) -> Any:
        facts = _facts(context)
        try:
            async for answer in dispatcher.converse(spec.method, requests, facts):
                yield answer
        except VoipbinError as error:
            await _abort(context, error, facts["x-request-id"])

    return behaviour


def _facts(context: Any) -> dict[str, str]:
    """Metadata, with the address the call really comes from in place of one it claims."""
    facts = request_metadata(context.invocation_metadata())
    facts["x-forwarded-for"] = peer_address(context.peer())
    return facts


def peer_address(peer: str) -> str:
    """The address in what gRPC calls a peer: ipv4:192.0.2.1:5000, ipv6:[::1]:5000, unix:."""
    kind, _, place = unquote(peer).partition(":")
    return place.rpartition(":")[0].strip("[]") if kind in ("ipv4", "ipv6") else kind


async def _abort(context: Any, error: VoipbinError, request_id: str) -> None:
    context.set_trailing_metadata(trailers_of(error, request_id))
    await context.abort(error.code, message_of(error))
