"""Errors as gRPC statuses with details, and back."""

from collections.abc import Sequence
from typing import Any

import grpc
from google.protobuf import any_pb2
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2

from voipbin.core.errors import (
    Aborted,
    AlreadyExists,
    Cancelled,
    DeadlineExceeded,
    EngineNotAvailable,
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    ResourceExhausted,
    Unauthenticated,
    Unavailable,
    VoipbinError,
)

DETAILS_KEY = "grpc-status-details-bin"
_DOMAIN = "voipbin"
_KINDS: dict[grpc.StatusCode, type[VoipbinError]] = {
    kind.code: kind
    for kind in (
        VoipbinError,
        InvalidArgument,
        Unauthenticated,
        PermissionDenied,
        NotFound,
        AlreadyExists,
        FailedPrecondition,
        Aborted,
        ResourceExhausted,
        EngineNotAvailable,
        Cancelled,
        Unavailable,
        DeadlineExceeded,
    )
}
_MOST_TEXT = 500
_VIOLATIONS_BYTES = 2000


def details_of(error: VoipbinError, request_id: str) -> status_pb2.Status:
    """The google.rpc.Status that says all we know of an error."""
    parts: list[Message] = [
        error_details_pb2.ErrorInfo(
            reason=error.reason,
            domain=_DOMAIN,
            metadata={**error.facts, "request_id": request_id},
        )
    ]
    if error.violations:
        parts.append(error_details_pb2.BadRequest(field_violations=_shown(error.violations)))
    if error.retry_after_s is not None:
        delay = Duration()
        delay.FromMilliseconds(int(error.retry_after_s * 1000))
        parts.append(error_details_pb2.RetryInfo(retry_delay=delay))
    return status_pb2.Status(
        code=error.code.value[0],
        message=message_of(error),
        details=[_packed(part) for part in parts],
    )


def message_of(error: VoipbinError) -> str:
    """The message, cut to what trailers can carry."""
    return error.message if len(error.message) <= _MOST_TEXT else error.message[:_MOST_TEXT] + "…"


def _shown(violations: Sequence[tuple[str, str]]) -> list[Any]:
    """The first violations: a client drops a call whose trailers exceed 8 KiB."""
    shown: list[Any] = []
    room = _VIOLATIONS_BYTES
    for field, fault in violations:
        violation = error_details_pb2.BadRequest.FieldViolation(
            field=field[:_MOST_TEXT], description=fault[:_MOST_TEXT]
        )
        room -= violation.ByteSize()
        if room < 0 and shown:
            break
        shown.append(violation)
    return shown


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
        details=message_of(error),
        debug_error_string=None,
    )


def error_of(error: grpc.aio.AioRpcError) -> VoipbinError | None:
    """The error that a platform answered with; None when the answer is not of its making."""
    trailing: Any = error.trailing_metadata() or ()
    for key, value in trailing:
        if key == DETAILS_KEY and isinstance(value, bytes) and error.code() in _KINDS:
            return _read(_KINDS[error.code()], status_pb2.Status.FromString(value))
    return None


def _read(kind: type[VoipbinError], status: status_pb2.Status) -> VoipbinError:
    info, bad, retry = (
        error_details_pb2.ErrorInfo(),
        error_details_pb2.BadRequest(),
        error_details_pb2.RetryInfo(),
    )
    for part in status.details:
        for detail in (info, bad, retry):
            part.Unpack(detail)
    delay_s = retry.retry_delay.ToMilliseconds() / 1000
    return kind(
        status.message,
        reason=info.reason or None,
        violations=[(fault.field, fault.description) for fault in bad.field_violations],
        retry_after_s=delay_s or None,
        facts={name: fact for name, fact in info.metadata.items() if name != "request_id"},
    )


def _packed(part: Message) -> any_pb2.Any:
    packed = any_pb2.Any()
    packed.Pack(part)
    return packed
