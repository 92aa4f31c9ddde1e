"""Every public operation with its options, read from the descriptors once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from google.api import annotations_pb2 as http_annotations
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from voipbin.core.contract.options import operation_of
from voipbin.core.contract.services import SERVICE_FILES
from voipbin.v1 import annotations_pb2 as options

_HTTP_VERBS = ("get", "post", "put", "delete", "patch")


@dataclass(frozen=True, slots=True)
class OperationSpec:
    """One method and what its options say."""

    method: str
    "Full gRPC path: /voipbin.v1.FlowService/GetFlow."
    descriptor: MethodDescriptor
    input: type[Message]
    output: type[Message]
    access: int
    "A value of voipbin.v1.Access."
    idempotent: bool
    resource: str
    http_verb: str | None
    "GET, POST, PUT or DELETE; None for a method without a REST path."
    http_path: str | None
    "Path below /v1.0."
    more_paths: tuple[tuple[str, str], ...]
    "(verb, path) of the other places where the same operation is served."
    http_body: str | None
    '"*" when the request body is the message.'
    response_body: str
    'The field of the answer that is the whole REST body; "" for the answer itself.'
    rest: options.Rest
    engine: str
    'What the operation needs and this version lacks; "" for nothing.'
    relations: tuple[options.Relation, ...]
    while_frozen: bool
    "Also for callers whose account is frozen."
    server_streaming: bool
    client_streaming: bool

    @property
    def unary(self) -> bool:
        """One request, one answer."""
        return not (self.server_streaming or self.client_streaming)

    @property
    def is_socket(self) -> bool:
        """Its REST path is a WebSocket whose messages are its requests and answers."""
        return bool(self.rest.websocket and self.client_streaming and self.server_streaming)

    @property
    def name(self) -> str:
        """Method name alone: GetFlow."""
        return str(self.descriptor.name)

    @property
    def title(self) -> str:
        """The name that no other operation has: GetFlow, ServiceAgentGetCall."""
        service = self.service.rpartition(".")[2]
        return f"ServiceAgent{self.name}" if service.startswith("ServiceAgent") else self.name

    @property
    def service(self) -> str:
        """Full service name: voipbin.v1.FlowService."""
        return str(self.descriptor.containing_service.full_name)


@cache
def operations() -> dict[str, OperationSpec]:
    """All operations by full gRPC path.

    Raises:
        ValueError: a method does not declare who may call it.
    """
    table: dict[str, OperationSpec] = {}
    for file in SERVICE_FILES:
        for service in file.DESCRIPTOR.services_by_name.values():
            for method in service.methods:
                spec = _read(method)
                table[spec.method] = spec
    return table


def _read(method: MethodDescriptor) -> OperationSpec:
    declared = operation_of(method)
    if declared.access == options.ACCESS_UNSPECIFIED:
        raise ValueError(f"{method.full_name} does not declare who may call it")
    rule = method.GetOptions().Extensions[http_annotations.http]
    verb, path = _place(rule)
    return OperationSpec(
        method=f"/{method.containing_service.full_name}/{method.name}",
        descriptor=method,
        input=GetMessageClass(method.input_type),
        output=GetMessageClass(method.output_type),
        access=declared.access,
        idempotent=declared.idempotent,
        resource=declared.resource,
        http_verb=verb,
        http_path=path,
        more_paths=tuple(_places(rule.additional_bindings)),
        http_body=rule.body or None,
        response_body=rule.response_body,
        rest=declared.rest,
        engine=declared.engine,
        relations=tuple(declared.relations),
        while_frozen=declared.while_frozen,
        server_streaming=method.server_streaming,
        client_streaming=method.client_streaming,
    )


def _places(rules: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for rule in rules:
        verb, path = _place(rule)
        if verb is not None and path is not None:
            yield verb, path


def _place(rule: Any) -> tuple[str | None, str | None]:
    for verb in _HTTP_VERBS:
        if path := getattr(rule, verb):
            return verb.upper(), path
    return None, None
