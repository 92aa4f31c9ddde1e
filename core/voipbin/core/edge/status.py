"""Errors as gRPC statuses with details, and back."""

from collections.abc import Sequence
from typing import Any

import grpc
from google.protobuf import any_pb2
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2

from voipbin.core.errors import VoipbinError

DETAILS_KEY = "grpc-status-details-bin"
_DOMAIN = "voipbin"
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


def _packed(part: Message) -> any_pb2.Any:
    packed = any_pb2.Any()
    packed.Pack(part)
    return packed
