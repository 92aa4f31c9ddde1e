"""What callers are told who lack a permission."""

import pytest

from voipbin.core.caller import Caller, CallerKind, Permission, check_access
from voipbin.core.errors import PermissionDenied
from voipbin.v1 import annotations_pb2


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        (CallerKind.AGENT, "CreateRoute needs the permission of a super admin"),
        (
            CallerKind.ACCESSKEY,
            "CreateRoute needs the permission of a super admin, which no access key has: log in"
            " (POST /auth/login) and send the token",
        ),
    ],
)
def test_super_admins_are_told_to_log_in(kind: CallerKind, message: str) -> None:
    """Their customer has access keys too, with the permission of an admin."""
    caller = Caller(kind, permission=Permission.ADMIN)
    with pytest.raises(PermissionDenied) as refused:
        check_access(caller, annotations_pb2.ACCESS_SUPER_ADMIN, "CreateRoute")
    assert refused.value.message == message
