"""What a client is told when something fails: the facts of the gRPC status, as extensions."""

import logging
from collections.abc import Iterable
from typing import Any

import grpc
from google.rpc import error_details_pb2, status_pb2
from graphql import GraphQLError

_log = logging.getLogger(__name__)

_DETAILS_METADATA = "grpc-status-details-bin"
_OUR_DOMAIN = "voipbin"
_INTERNAL = "internal error; the request id finds it in the log"
_GENERIC_TEXT = {
    grpc.StatusCode.UNAVAILABLE: "the service cannot be reached; try again",
    grpc.StatusCode.DEADLINE_EXCEEDED: "the service did not answer in time",
    grpc.StatusCode.CANCELLED: "the service gave up; try again",
}
_OURS = "code"
"""An error with this extension is meant for the client."""

Violation = tuple[str, str]


def refusal(
    code: str,
    message: str,
    request_id: str,
    *,
    reason: str = "",
    violations: Iterable[Violation] = (),
    retry_after_s: float | None = None,
) -> GraphQLError:
    """Return an error for the client.

    Args:
        code: name of a google.rpc code.
        reason: stable UPPER_SNAKE word; the code when empty.
    """
    listed = [{"field": path, "description": text} for path, text in violations]
    extensions: dict[str, Any] = {
        _OURS: code,
        "reason": reason or code,
        "requestId": request_id,
        "violations": listed,
    }
    if retry_after_s is not None:
        extensions["retryAfterSeconds"] = retry_after_s
    return GraphQLError(message, extensions=extensions)


def malformed(violations: Iterable[Violation], request_id: str) -> GraphQLError:
    """Refuse arguments that do not fit."""
    listed = list(violations)
    text = "; ".join(f"{path} {fault}".lstrip() for path, fault in listed[:5])
    return refusal("INVALID_ARGUMENT", text, request_id, violations=listed)


def from_rpc(error: grpc.aio.AioRpcError, request_id: str) -> GraphQLError:
    """Translate the failure of a gRPC call."""
    code = error.code()
    if code in (grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN, grpc.StatusCode.DATA_LOSS):
        return refusal(code.name, _INTERNAL, request_id)
    info = error_details_pb2.ErrorInfo()
    violations: list[Violation] = []
    retry_after_s = None
    for packed in _packed_details(error):
        if packed.Is(error_details_pb2.ErrorInfo.DESCRIPTOR):
            packed.Unpack(info)
        elif packed.Is(error_details_pb2.BadRequest.DESCRIPTOR):
            refused = error_details_pb2.BadRequest.FromString(packed.value)
            violations += [(item.field, item.description) for item in refused.field_violations]
        elif packed.Is(error_details_pb2.RetryInfo.DESCRIPTOR):
            delay = error_details_pb2.RetryInfo.FromString(packed.value).retry_delay
            retry_after_s = delay.seconds + delay.nanos / 1e9
    ours = info.domain == _OUR_DOMAIN
    # What gRPC itself says was not written for callers: it may name addresses of ours.
    message = error.details() if ours else _GENERIC_TEXT.get(code)
    return refusal(
        code.name,
        message or code.name,
        request_id,
        reason=info.reason if ours else "",
        violations=violations,
        retry_after_s=retry_after_s,
    )


def finish(error: GraphQLError, request_id: str, *, debug: bool) -> None:
    """Give an error the facts every error has; our own faults are logged and withheld."""
    if _OURS in (error.extensions or {}):
        return
    if error.original_error is None or isinstance(error.original_error, GraphQLError):
        # Syntax, validation and coercion: graphql-core says where and why.
        facts = refusal("INVALID_ARGUMENT", "", request_id, reason="GRAPHQL_INVALID")
    elif isinstance(error.original_error, RecursionError):
        # The only recursion there is follows what the client nested.
        facts = refusal("INVALID_ARGUMENT", "", request_id, reason="QUERY_TOO_LARGE")
        error.message = "the operation or its input is nested too deeply"
    else:
        _log.error(
            "resolver failed",
            exc_info=error.original_error,
            extra={"request_id": request_id, "path": error.path},
        )
        facts = refusal("INTERNAL", "", request_id)
        error.message = error.message if debug else _INTERNAL
    error.extensions = facts.extensions


def _packed_details(error: grpc.aio.AioRpcError) -> list[Any]:
    trailers: Any = error.trailing_metadata() or ()
    for key, value in trailers:
        if key == _DETAILS_METADATA and isinstance(value, bytes):
            return list(status_pb2.Status.FromString(value).details)
    return []
