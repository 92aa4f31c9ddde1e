"""Managing telephone systems that place calls."""

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any

from google.protobuf.message import Message

from voipbin.core.context import Context
from voipbin.core.errors import InvalidArgument
from voipbin.core.resource import Resource
from voipbin.core.room import Room
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.trunk.model import TrunkRow
from voipbin.core.unit_of_work import UnitOfWork
from voipbin.v1 import trunk_pb2


def trunk_resource(box: SecretsBox) -> Resource[TrunkRow]:
    """The resource; reading a password needs the box it was sealed in."""
    return Resource(
        "trunk",
        TrunkRow,
        trunk_pb2.Trunk,
        computed={"password": lambda row: box.open(row.sealed_password, row.id)},
    )


class TrunkRoom(Room[TrunkRow]):
    """Serves TrunkService."""

    plan_limit = "trunk"

    def __init__(self, box: SecretsBox) -> None:
        self._box = box
        self.resource = trunk_resource(box)

    def new_row(self, request: Any, ctx: Context) -> TrunkRow:
        """The row with the password sealed."""
        row = super().new_row(request, ctx)
        row.domain_name = row.domain_name.lower()
        row.sealed_password = self._box.seal(request.password, row.id)
        return row

    async def update_trunk(self, request: Any, ctx: Context) -> Message:
        """Replaces all but the domain; the password only when it is given."""
        columns = self.columns(request)
        if request.HasField("password"):
            columns["sealed_password"] = self._box.seal(request.password, request.id)
        return await self.change(request.id, columns, ctx)

    async def check(self, row: TrunkRow, work: UnitOfWork, ctx: Context) -> None:
        """Each way of authentication needs what it compares with."""
        password = self._box.open(row.sealed_password, row.id)
        if faults := list(_faults(row, password)):
            raise InvalidArgument.of(faults)


def _faults(row: TrunkRow, password: str) -> Iterator[tuple[str, str]]:
    if not all(row.auth_types):
        yield "auth_types", "must be basic, ip or both"
    if len(set(row.auth_types)) < len(row.auth_types):
        yield "auth_types", f"must not name anything twice, got {', '.join(row.auth_types)}"
    if "basic" in row.auth_types:
        for field, value in (("username", row.username), ("password", password)):
            if not value:
                yield field, "is required for the authentication type basic"
    if "ip" in row.auth_types and not row.allowed_ips:
        yield "allowed_ips", "is required for the authentication type ip"
    for place, network in enumerate(row.allowed_ips):
        if not _is_network(network):
            fault = f"must be an IP address or a network such as 203.0.113.0/24, got {network!r}"
            yield f"allowed_ips[{place}]", fault


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True
