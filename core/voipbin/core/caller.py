"""Who is calling, and what the permission bits mean."""

from dataclasses import dataclass
from enum import Enum, IntFlag

from voipbin.core.errors import PermissionDenied
from voipbin.v1 import annotations_pb2 as options


class Permission(IntFlag):
    """Bits of an agent's permission; the values are the contract's."""

    NONE = 0
    SUPER_ADMIN = 0x0001
    PROJECT_ALL = 0x000F
    AGENT = 0x0010
    ADMIN = 0x0020
    MANAGER = 0x0040
    CUSTOMER_ALL = 0x00F0
    ALL = 0xFFFF


class CallerKind(Enum):
    """How the caller proved who it is."""

    ANONYMOUS = "anonymous"
    AGENT = "agent"
    ACCESSKEY = "accesskey"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who calls an operation."""

    kind: CallerKind
    id: str = ""
    "Agent id or access key id."
    customer_id: str = ""
    permission: int = 0
    customer_status: str = "active"
    tm_deletion_scheduled: int | None = None
    "When the deletion of the customer was asked for, in microseconds; None when it was not."
    tm_token: int | None = None
    "When the login token of an agent was issued, in microseconds; None for other credentials."

    @property
    def is_super_admin(self) -> bool:
        """May read and change every customer's resources by id."""
        return bool(self.permission & Permission.SUPER_ADMIN)

    def has(self, required: int) -> bool:
        """Whether any of the required bits is set; super admins have all."""
        return self.is_super_admin or bool(self.permission & required)


ANONYMOUS = Caller(CallerKind.ANONYMOUS)

_REQUIRED_BITS: dict[int, Permission] = {
    options.ACCESS_MEMBER: Permission.CUSTOMER_ALL,
    options.ACCESS_MANAGER: Permission.ADMIN | Permission.MANAGER,
    options.ACCESS_ADMIN: Permission.ADMIN,
    options.ACCESS_SUPER_ADMIN: Permission.SUPER_ADMIN,
}


def internal_caller(customer_id: str) -> Caller:
    """The platform itself, working for one customer."""
    return Caller(CallerKind.INTERNAL, "", customer_id, int(Permission.ADMIN | Permission.MANAGER))


def check_access(caller: Caller, access: int, operation: str) -> None:
    """Refuses a caller that lacks what the operation declares.

    Raises:
        PermissionDenied: naming what is needed.
    """
    if access in (options.ACCESS_PUBLIC, options.ACCESS_ANY):
        return
    if access == options.ACCESS_AGENT:
        if caller.kind is not CallerKind.AGENT:
            raise PermissionDenied(f"{operation} needs a logged-in agent, not an access key")
        return
    if not caller.has(_REQUIRED_BITS[access]):
        needed = options.Access.Name(access).removeprefix("ACCESS_").lower().replace("_", " ")
        message = f"{operation} needs the permission of a {needed}"
        if access == options.ACCESS_SUPER_ADMIN and caller.kind is CallerKind.ACCESSKEY:
            message += ", which no access key has: log in (POST /auth/login) and send the token"
        raise PermissionDenied(message)
