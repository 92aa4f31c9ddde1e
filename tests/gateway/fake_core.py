"""A core over real gRPC whose answers a test decides."""

from collections.abc import Callable
from typing import Any

import grpc
from google.protobuf import any_pb2
from google.rpc import code_pb2, error_details_pb2, status_pb2
from grpc_status import rpc_status

from voipbin.core.contract.operations import operations

Answer = Callable[[Any], Any]


class FakeCore:
    """Answers every unary operation with an empty message, or as told."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.requests: list[Any] = []
        self.metadata: dict[str, str] = {}

    def on(self, name: str, answer: Answer) -> None:
        """Answer a method, by its bare name: GetFlow."""
        self.answers[name] = answer

    def fail(self, name: str, failure: status_pb2.Status) -> None:
        """Let a method fail."""

        def answer(request: Any) -> Any:
            raise Refused(failure)

        self.answers[name] = answer

    def handlers(self) -> list[Any]:
        """What a grpc.aio server registers."""
        by_service: dict[str, dict[str, Any]] = {}
        for spec in operations().values():
            if spec.unary:
                by_service.setdefault(spec.service, {})[spec.name] = self._handler(spec)
        return [
            grpc.method_handlers_generic_handler(service, methods)
            for service, methods in by_service.items()
        ]

    def _handler(self, spec: Any) -> Any:
        async def serve(request: Any, context: Any) -> Any:
            self.requests.append(request)
            self.metadata = dict(context.invocation_metadata())
            answer = self.answers.get(spec.name, lambda _: spec.output())
            try:
                return answer(request)
            except Refused as refused:
                await context.abort_with_status(rpc_status.to_status(refused.status))

        return grpc.unary_unary_rpc_method_handler(
            serve,
            request_deserializer=spec.input.FromString,
            response_serializer=spec.output.SerializeToString,
        )


class Refused(Exception):
    """Carries the status a fake method ends with."""

    def __init__(self, status: status_pb2.Status) -> None:
        super().__init__(status.message)
        self.status = status


def failure(
    code: str,
    reason: str,
    message: str,
    *,
    violations: dict[str, str] | None = None,
    retry_after_s: int = 0,
) -> status_pb2.Status:
    """Build the status the core ends a refused call with."""
    details: list[Any] = [error_details_pb2.ErrorInfo(reason=reason, domain="voipbin")]
    if violations:
        fields = [
            error_details_pb2.BadRequest.FieldViolation(field=field, description=text)
            for field, text in violations.items()
        ]
        details.append(error_details_pb2.BadRequest(field_violations=fields))
    if retry_after_s:
        retry = error_details_pb2.RetryInfo()
        retry.retry_delay.seconds = retry_after_s
        details.append(retry)
    packed = []
    for detail in details:
        packed.append(any_pb2.Any())
        packed[-1].Pack(detail)
    return status_pb2.Status(code=code_pb2.Code.Value(code), message=message, details=packed)
