"""What goes wrong, as HTTP: one table from gRPC codes, one shape of the body."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import grpc
import orjson
from google.rpc import error_details_pb2, status_pb2

HTTP_STATUS: Mapping[grpc.StatusCode, int] = {
    grpc.StatusCode.OK: 200,
    grpc.StatusCode.CANCELLED: 499,
    grpc.StatusCode.UNKNOWN: 500,
    grpc.StatusCode.INVALID_ARGUMENT: 400,
    grpc.StatusCode.DEADLINE_EXCEEDED: 504,
    grpc.StatusCode.NOT_FOUND: 404,
    grpc.StatusCode.ALREADY_EXISTS: 409,
    grpc.StatusCode.PERMISSION_DENIED: 403,
    grpc.StatusCode.RESOURCE_EXHAUSTED: 429,
    grpc.StatusCode.FAILED_PRECONDITION: 409,
    grpc.StatusCode.ABORTED: 409,
    grpc.StatusCode.OUT_OF_RANGE: 400,
    grpc.StatusCode.UNIMPLEMENTED: 501,
    grpc.StatusCode.INTERNAL: 500,
    grpc.StatusCode.UNAVAILABLE: 503,
    grpc.StatusCode.DATA_LOSS: 500,
    grpc.StatusCode.UNAUTHENTICATED: 401,
}
"""The one table from gRPC to HTTP."""

# Where a reason says more than its code: no money is not a wrong state.
_STATUS_BY_REASON = {
    "INSUFFICIENT_BALANCE": 402,
    # Neither a bad field nor a client in a hurry: there is too much of the file.
    "FILE_TOO_LARGE": 413,
    "STORAGE_QUOTA_EXCEEDED": 413,
}

_DETAILS_METADATA = "grpc-status-details-bin"
_OUR_DOMAIN = "voipbin"
_GENERIC_TEXT = {
    500: "internal error; the request id finds it in the log",
    503: "the service cannot be reached; try again",
    504: "the service did not answer in time",
}

Violation = tuple[str, str]


@dataclass(slots=True, eq=False)
class HttpError(Exception):
    """An answer that is not a success."""

    http_status: int
    status: str
    "Name of the google.rpc code."
    reason: str
    "Stable UPPER_SNAKE word."
    message: str
    violations: list[Violation] = field(default_factory=list)
    retry_after_s: float | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    "What the error is about, by name."
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)

    def body(self, request_id: str) -> bytes:
        """Return the JSON body."""
        error: dict[str, Any] = {
            "status": self.status,
            "reason": self.reason,
            "message": self.message,
            "request_id": request_id,
            "details": [{"field": path, "description": text} for path, text in self.violations],
        }
        if self.facts:
            error["metadata"] = dict(self.facts)
        return orjson.dumps({"error": error, "message": self.message})

    def all_headers(self) -> list[tuple[bytes, bytes]]:
        """Return the headers of this error, beside those every answer has."""
        headers = list(self.headers)
        if self.retry_after_s is not None:
            headers.append((b"retry-after", str(math.ceil(self.retry_after_s)).encode()))
        if self.http_status == 401:
            headers.append((b"www-authenticate", b"Bearer"))
        return headers


def malformed(violations: Iterable[Violation]) -> HttpError:
    """Refuse a request whose fields are wrong."""
    listed = list(violations)
    text = "; ".join(f"{path} {fault}".lstrip() for path, fault in listed[:5])
    return HttpError(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT", text, listed)


def unauthenticated(message: str) -> HttpError:
    """Refuse a credential that cannot be one."""
    return HttpError(401, "UNAUTHENTICATED", "UNAUTHENTICATED", message)


def no_route(path: str) -> HttpError:
    """Answer for a path nobody serves."""
    return HttpError(404, "NOT_FOUND", "ROUTE_NOT_FOUND", f"nothing is served at {path[:200]}")


def method_not_allowed(method: str, allowed: str) -> HttpError:
    """Answer for a method the path does not have."""
    text = f"{method} is not one of {allowed}"
    headers = [(b"allow", allowed.encode())]
    return HttpError(405, "UNIMPLEMENTED", "METHOD_NOT_ALLOWED", text, headers=headers)


def upgrade_required() -> HttpError:
    """Refuse a plain GET of what is a WebSocket (RFC 9110 15.5.22)."""
    text = "this is a WebSocket: connect with ws:// or wss:// and the same path and credentials"
    headers = [(b"upgrade", b"websocket"), (b"connection", b"upgrade")]
    return HttpError(426, "FAILED_PRECONDITION", "UPGRADE_REQUIRED", text, headers=headers)


def too_large(limit_bytes: int) -> HttpError:
    """Refuse a body; the rest of it is not read, so the connection cannot go on."""
    text = f"the body is longer than {limit_bytes} bytes"
    headers = [(b"connection", b"close")]
    return HttpError(413, "INVALID_ARGUMENT", "BODY_TOO_LARGE", text, headers=headers)


def too_slow(limit_s: float) -> HttpError:
    """Give up on a body that does not arrive."""
    text = f"the body did not arrive within {limit_s:g} s"
    headers = [(b"connection", b"close")]
    return HttpError(408, "DEADLINE_EXCEEDED", "BODY_TOO_SLOW", text, headers=headers)


def client_left() -> HttpError:
    """Give up on a body whose client hung up; nobody reads this."""
    return HttpError(499, "CANCELLED", "CLIENT_LEFT", "the body ended before it was complete")


def rate_limited(retry_after_s: float) -> HttpError:
    """Refuse a client that sends too fast."""
    text = "too many requests; try again later"
    return HttpError(
        429, "RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED", text, retry_after_s=retry_after_s
    )


def internal() -> HttpError:
    """Answer for our own fault, details withheld."""
    return HttpError(500, "INTERNAL", "INTERNAL", _GENERIC_TEXT[500])


def from_rpc(error: grpc.aio.AioRpcError) -> HttpError:
    """Translate the failure of a gRPC call."""
    code = error.code()
    http_status = HTTP_STATUS.get(code, 500)
    info, violations, retry_after_s = _details(error)
    reason = info.reason or code.name
    message = error.details() or code.name
    if not info.reason or http_status == 500:
        # Not written for callers: a broken connection would tell them our addresses.
        message = _GENERIC_TEXT.get(http_status, message)
    # The id is in the body already, as the client knows it.
    facts = {name: fact for name, fact in info.metadata.items() if name != "request_id"}
    return HttpError(
        _STATUS_BY_REASON.get(reason, http_status),
        code.name,
        reason,
        message,
        violations,
        retry_after_s,
        facts if http_status != 500 else {},
    )


def _details(error: grpc.aio.AioRpcError) -> tuple[Any, list[Violation], float | None]:
    info = error_details_pb2.ErrorInfo()
    violations: list[Violation] = []
    retry_after_s = None
    for packed in _packed_details(error):
        if packed.Is(error_details_pb2.ErrorInfo.DESCRIPTOR):
            packed.Unpack(info)
        elif packed.Is(error_details_pb2.BadRequest.DESCRIPTOR):
            refused = error_details_pb2.BadRequest()
            packed.Unpack(refused)
            violations += [(item.field, item.description) for item in refused.field_violations]
        elif packed.Is(error_details_pb2.RetryInfo.DESCRIPTOR):
            retry = error_details_pb2.RetryInfo()
            packed.Unpack(retry)
            retry_after_s = retry.retry_delay.seconds + retry.retry_delay.nanos / 1e9
    if info.domain != _OUR_DOMAIN:
        info.Clear()
    return info, violations, retry_after_s


def _packed_details(error: grpc.aio.AioRpcError) -> Iterable[Any]:
    # A tuple of pairs, or an object that iterates like one: its stubs say neither.
    metadata: Iterable[tuple[str, str | bytes]] = cast(Any, error.trailing_metadata()) or ()
    for key, value in metadata:
        if key == _DETAILS_METADATA and isinstance(value, bytes):
            return list(status_pb2.Status.FromString(value).details)
    return []
