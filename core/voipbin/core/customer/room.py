"""The caller's own customer."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.context import Context
from voipbin.core.customer.model import CUSTOMER, CustomerRow
from voipbin.core.room import Room


class CustomerRoom(Room[CustomerRow]):
    """Serves CustomerService."""

    resource = CUSTOMER

    async def get_own_customer(self, request: Any, ctx: Context) -> Message:
        """The customer of the caller."""
        async with ctx.reading() as connection:
            row = await ctx.own(CUSTOMER, connection).get(ctx.customer_id)
        return CUSTOMER.to_message(row)  # type: ignore[no-any-return]


class ServiceAgentCustomerRoom(CustomerRoom):
    """Serves ServiceAgentCustomerService."""
