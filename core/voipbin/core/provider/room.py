"""Managing the carriers of the platform."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.context import Context
from voipbin.core.errors import FailedPrecondition, InvalidArgument
from voipbin.core.provider.model import PASSWORD_MASK, PROVIDER, ProviderRow
from voipbin.core.provider.sip import header_faults, hostname_fault
from voipbin.core.repository import Repository
from voipbin.core.room import Room
from voipbin.core.route.model import ROUTE
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.unit_of_work import UnitOfWork

_NAMED = 3
"Routes that an error names."


class ProviderRoom(Room[ProviderRow]):
    """Serves ProviderService."""

    resource = PROVIDER
    is_shared = True

    def __init__(self, box: SecretsBox) -> None:
        self._box = box

    def new_row(self, request: Any, ctx: Context) -> ProviderRow:
        """The row with the password sealed."""
        if request.password == PASSWORD_MASK:
            fault = "is the mask that answers show: send the password itself"
            raise InvalidArgument.of([("password", fault)])
        row = super().new_row(request, ctx)
        row.sealed_password = self._sealed(request.password, row.id)
        return row

    async def update_provider(self, request: Any, ctx: Context) -> Message:
        """Replaces everything but the password, which is kept unless another one is given."""
        columns = self.columns(request)
        if request.HasField("password") and request.password != PASSWORD_MASK:
            columns["sealed_password"] = self._sealed(request.password, request.id)
        return await self.change(request.id, columns, ctx)

    def columns(self, request: Message) -> dict[str, Any]:
        """Column values; there is one type so far."""
        found = super().columns(request)
        return {**found, "type": found["type"] or "sip"}

    async def check(self, row: ProviderRow, work: UnitOfWork, ctx: Context) -> None:
        """Host and headers must fit into SIP."""
        faults = [
            (f"tech_headers.{name}" if name else "tech_headers", fault)
            for name, fault in header_faults(row.tech_headers)
        ]
        if (fault := hostname_fault(row.hostname)) is not None:
            faults.insert(0, ("hostname", fault))
        if row.register_expires and not row.username:
            faults.append(("username", "is required to register: providers know accounts by it"))
        if row.sealed_password and not row.username:
            faults.append(("username", "is required beside a password"))
        if faults:
            raise InvalidArgument.of(faults)

    async def deleted(self, row: ProviderRow, work: UnitOfWork, ctx: Context) -> None:
        """A route without a provider would lead nowhere."""
        routes = Repository.across_customers_for_super_admin(ROUTE, work)
        using = routes.select_live().where(ROUTE.table.c.provider_id == row.id)
        if found := await routes.all(using.limit(_NAMED)):
            named = ", ".join(route.id for route in found)
            more = " and maybe others" if len(found) == _NAMED else ""
            raise FailedPrecondition(
                f"provider {row.id} is used by the routes {named}{more}; delete or change them",
                reason="PROVIDER_IN_USE",
            )
        row.sealed_password = row.registration = ""

    def _sealed(self, password: str, provider_id: str) -> str:
        return self._box.seal(password, provider_id) if password else ""
