"""Errors as gRPC statuses with details, and back."""

import grpc
from google.protobuf.any_pb2 import Any
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2
from voipbin.core.errors import VoipbinError

DETAILS_KEY = "grpc-status-details-bin"
_DOMAIN = "voipbin"


def details_of(error: VoipbinError, request_id: str) -> status_pb2.Status:
    """The google.rpc.Status that says all we know of an error."""
    parts: list[Message] = [
        error_details_pb2.ErrorInfo(
            reason=error.reason, domain=_DOMAIN, metadata={"request_id": request_id}
        )
    ]
    if error.violations:
        parts.append(
            error_details_pb2.BadRequest(
                field_violations=[
                    error_details_pb2.BadRequest.FieldViolation(field=field, description=fault)
                    for field, fault in error.violations
                ]
            )
        )
    if error.retry_after_s is not None:
        delay = Duration()
        delay.FromMilliseconds(int(error.retry_after_s * 1000))
        parts.append(error_details_pb2.RetryInfo(retry_delay=delay))
    return status_pb2.Status(
        code=error.code.value[0], message=error.message, details=[_packed(part) for part in parts]
    )


def trailers_of(error: VoipbinError, request_id: str) -> tuple[tuple[str, bytes | str], ...]:
    """Trailing metadata of a failed call."""
    return (
        (DETAILS_KEY, details_of(error, request_id).SerializeToString()),
        ("x-request-id", request_id),
    )


def rpc_error(error: VoipbinError, request_id: str) -> grpc.aio.AioRpcError:
    """What a client of the wire would have seen."""
    return grpc.aio.AioRpcError(
        error.code,
        grpc.aio.Metadata(),
        grpc.aio.Metadata(*trailers_of(error, request_id)),
        details=error.message,
        debug_error_string=None,
    )


def _packed(part: Message) -> Any:
    packed = Any()
    packed.Pack(part)
    return packed
