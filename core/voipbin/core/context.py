"""What one request knows: the caller, the store, its id."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from voipbin.core.caller import Caller
from voipbin.core.clock import Clock
from voipbin.core.contract.read_mask import ALL, Fields
from voipbin.core.database import Connection
from voipbin.core.repository import Repository
from voipbin.core.resource import Resource
from voipbin.core.row import RowT
from voipbin.core.unit_of_work import Store, UnitOfWork


@dataclass(slots=True)
class Context:
    """Travels with a request from the edge to the room."""

    caller: Caller
    store: Store
    request_id: str = ""
    peer_ip: str = ""
    fields: Fields = ALL
    "What the caller looks at in rows; reads may leave out the rest."

    @property
    def customer_id(self) -> str:
        """Whose resources the request lists and creates."""
        return self.caller.customer_id

    @property
    def clock(self) -> Clock:
        """Time."""
        return self.store.clock

    def reading(self) -> AbstractAsyncContextManager[Connection]:
        """A connection for reads."""
        return self.store.reading()

    def writing(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """A unit of work."""
        return self.store.writing()

    def own(self, resource: Resource[RowT], connection: Connection) -> Repository[RowT]:
        """Rows of the caller's customer: for lists and creates."""
        return Repository(resource, connection, self.caller.customer_id)

    def by_id(self, resource: Resource[RowT], connection: Connection) -> Repository[RowT]:
        """Rows the caller may name by id: its customer's, or all for a super admin."""
        if self.caller.is_super_admin:
            return Repository.across_customers_for_super_admin(resource, connection)
        return self.own(resource, connection)
