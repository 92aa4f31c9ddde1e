"""Managing the carriers of the platform."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.context import Context
from voipbin.core.errors import FailedPrecondition, InvalidArgument
from voipbin.core.provider.model import PROVIDER, ProviderRow
from voipbin.core.provider.sip import header_faults, hostname_fault
from voipbin.core.repository import Repository
from voipbin.core.room import Room
from voipbin.core.route.model import ROUTE
from voipbin.core.unit_of_work import UnitOfWork

_NAMED = 3
"Routes that an error names."


class ProviderRoom(Room[ProviderRow]):
    """Serves ProviderService."""

    resource = PROVIDER
    is_shared = True

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
