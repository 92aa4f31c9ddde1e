"""Managing routes."""

from typing import Any

from voipbin.core.context import Context
from voipbin.core.customer.model import CUSTOMER
from voipbin.core.errors import InvalidArgument
from voipbin.core.ids import new_id
from voipbin.core.provider.model import PROVIDER
from voipbin.core.repository import Repository
from voipbin.core.room import Room
from voipbin.core.route.model import DEFAULT_OWNER, ROUTE, RouteRow
from voipbin.core.route.targets import target_fault
from voipbin.core.unit_of_work import UnitOfWork


class RouteRoom(Room[RouteRow]):
    """Serves RouteService."""

    resource = ROUTE
    is_shared = True

    def new_row(self, request: Any, ctx: Context) -> RouteRow:
        """The row of the customer that the request names, or of all."""
        columns = self.columns(request)
        columns["customer_id"] = request.customer_id or DEFAULT_OWNER
        return RouteRow(id=new_id(), tm_create=ctx.clock.now_us(), **columns)

    async def check(self, row: RouteRow, work: UnitOfWork, ctx: Context) -> None:
        """Owner, target and provider must be real."""
        if row.customer_id != DEFAULT_OWNER:
            customers = Repository(CUSTOMER, work, row.customer_id)
            if not await customers.exists(row.customer_id):
                raise _refused("customer_id", f"no such customer: {row.customer_id}")
        if (fault := target_fault(row.target)) is not None:
            raise _refused("target", fault)
        # Locked: it must not be deleted before this route of it is stored.
        providers = Repository.across_customers_for_super_admin(PROVIDER, work)
        if await providers.find(row.provider_id, lock=True) is None:
            raise _refused("provider_id", f"no such provider: {row.provider_id}")


def _refused(field: str, fault: str) -> InvalidArgument:
    return InvalidArgument.of([(field, fault)])
