"""What can go wrong, each kind with its one status on the wire.

VoipbinError
├── InvalidArgument       INVALID_ARGUMENT     400
├── Unauthenticated       UNAUTHENTICATED      401
├── InsufficientBalance   FAILED_PRECONDITION  402
├── PermissionDenied      PERMISSION_DENIED    403
├── NotFound              NOT_FOUND            404
├── AlreadyExists         ALREADY_EXISTS       409
├── FailedPrecondition    FAILED_PRECONDITION  409
├── Aborted               ABORTED              409
├── ResourceExhausted     RESOURCE_EXHAUSTED   429
├── EngineNotAvailable    UNIMPLEMENTED        501
├── Cancelled             CANCELLED            499
├── Unavailable           UNAVAILABLE          503
└── DeadlineExceeded      DEADLINE_EXCEEDED    504
"""

from collections.abc import Iterable, Mapping
from typing import ClassVar

import grpc


class VoipbinError(Exception):
    """Base of everything a caller may be told.

    Args:
        message: what is wrong, naming field and value, and what to do.
        reason: stable UPPER_SNAKE word for programs; the class's own when not given.
        violations: (field path, description) of each bad field.
        retry_after_s: seconds after which the same call may work.
        facts: more about the error, by name, for programs.
    """

    code: ClassVar[grpc.StatusCode] = grpc.StatusCode.INTERNAL
    reason: str = "INTERNAL"

    def __init__(
        self,
        message: str,
        *,
        reason: str | None = None,
        violations: Iterable[tuple[str, str]] = (),
        retry_after_s: float | None = None,
        facts: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason or type(self).reason
        self.violations = tuple(violations)
        self.retry_after_s = retry_after_s
        self.facts = dict(facts or {})


class InvalidArgument(VoipbinError):
    """The request itself is wrong, whatever the state of the system."""

    code = grpc.StatusCode.INVALID_ARGUMENT
    reason = "INVALID_ARGUMENT"

    @classmethod
    def of(cls, violations: Iterable[tuple[str, str]]) -> "InvalidArgument":
        """One error for several bad fields."""
        listed = list(violations)
        text = "; ".join(f"{field} {fault}" for field, fault in listed[:5])
        return cls(text, violations=listed)


class Unauthenticated(VoipbinError):
    """No credentials, or they are no good (any more)."""

    code = grpc.StatusCode.UNAUTHENTICATED
    reason = "UNAUTHENTICATED"


class InsufficientBalance(VoipbinError):
    """The account cannot pay for it."""

    code = grpc.StatusCode.FAILED_PRECONDITION
    reason = "INSUFFICIENT_BALANCE"


class PermissionDenied(VoipbinError):
    """Known, but not allowed."""

    code = grpc.StatusCode.PERMISSION_DENIED
    reason = "PERMISSION_DENIED"


class NotFound(VoipbinError):
    """No such row, or another customer's."""

    code = grpc.StatusCode.NOT_FOUND
    reason = "NOT_FOUND"

    @classmethod
    def resource(cls, resource: str, id: str) -> "NotFound":
        """No resource of that kind with that id."""
        return cls(f"{resource} {id} not found", reason=f"{resource.upper()}_NOT_FOUND")


class AlreadyExists(VoipbinError):
    """A name or id is taken."""

    code = grpc.StatusCode.ALREADY_EXISTS
    reason = "ALREADY_EXISTS"


class FailedPrecondition(VoipbinError):
    """Not in this state: change the state first."""

    code = grpc.StatusCode.FAILED_PRECONDITION
    reason = "FAILED_PRECONDITION"


class Aborted(VoipbinError):
    """Lost a race: reread, then try again."""

    code = grpc.StatusCode.ABORTED
    reason = "ABORTED"


class ResourceExhausted(VoipbinError):
    """A limit is reached."""

    code = grpc.StatusCode.RESOURCE_EXHAUSTED
    reason = "RESOURCE_EXHAUSTED"


class EngineNotAvailable(VoipbinError):
    """The part that would do it is not there."""

    code = grpc.StatusCode.UNIMPLEMENTED
    reason = "ENGINE_NOT_AVAILABLE"


class Cancelled(VoipbinError):
    """The caller left before it had said everything."""

    code = grpc.StatusCode.CANCELLED
    reason = "CANCELLED"


class Unavailable(VoipbinError):
    """A needed party is down: repeat the same call later."""

    code = grpc.StatusCode.UNAVAILABLE
    reason = "UNAVAILABLE"


class DeadlineExceeded(VoipbinError):
    """A needed party did not answer in time."""

    code = grpc.StatusCode.DEADLINE_EXCEEDED
    reason = "DEADLINE_EXCEEDED"
