"""Customers: one's own, and all of them for project super admins."""

from typing import Any

from google.protobuf.message import Message
from sqlalchemy.exc import IntegrityError

from voipbin.core.agent.model import AGENT
from voipbin.core.auth.password_links import PasswordLinks
from voipbin.core.billing_account.model import BILLING_ACCOUNT
from voipbin.core.context import Context
from voipbin.core.customer.activation import activate, new_admin
from voipbin.core.customer.lifecycle import CustomerLifecycle
from voipbin.core.customer.model import CUSTOMER, CustomerRow
from voipbin.core.errors import InvalidArgument
from voipbin.core.ids import new_id
from voipbin.core.mail import letters
from voipbin.core.repository import Repository
from voipbin.core.room import Room
from voipbin.core.uniqueness import taken
from voipbin.core.unit_of_work import UnitOfWork


class CustomerRoom(Room[CustomerRow]):
    """Serves CustomerService."""

    resource = CUSTOMER
    is_shared = True

    def __init__(self, lifecycle: CustomerLifecycle, links: PasswordLinks) -> None:
        self._lifecycle = lifecycle
        self._links = links

    async def get_own_customer(self, request: Any, ctx: Context) -> Message:
        """The customer of the caller."""
        async with ctx.reading() as connection:
            row = await ctx.own(CUSTOMER, connection).get(ctx.customer_id)
        return CUSTOMER.to_message(row)  # type: ignore[no-any-return]

    async def update_own_customer(self, request: Any, ctx: Context) -> Message:
        """Replaces the details of the caller's customer."""
        return await self.change(ctx.customer_id, self.columns(request), ctx)

    async def update_own_customer_billing_account_id(self, request: Any, ctx: Context) -> Message:
        """Chooses the account that pays for the caller's customer."""
        return await self.change(ctx.customer_id, self.columns(request), ctx)

    async def update_customer_billing_account_id(self, request: Any, ctx: Context) -> Message:
        """Chooses the account that pays for a customer."""
        return await self.update(request, ctx)

    async def create_customer(self, request: Any, ctx: Context) -> Message:
        """A customer that is active at once, and its admin.

        Raises:
            AlreadyExists: an agent has the address as its login name.
        """
        row = self.new_row(request, ctx)
        admin = new_admin(row, row.tm_create)
        try:
            async with ctx.writing() as work:
                await Repository(CUSTOMER, work, row.id).add(row)
                await activate(work, row, admin)
                await self._links.add(work, admin, letters.first_password)
                self.record(work, "created", row)
        except IntegrityError as error:
            raise taken(error, AGENT, admin) from None
        return CUSTOMER.to_message(row)  # type: ignore[no-any-return]

    def new_row(self, request: Message, ctx: Context) -> CustomerRow:
        """The row of a customer, which owns itself."""
        row = super().new_row(request, ctx)
        row.id = row.customer_id = new_id()
        return row

    async def check(self, row: CustomerRow, work: UnitOfWork, ctx: Context) -> None:
        """Refuses a billing account of somebody else."""
        id = row.billing_account_id
        if id and not await Repository(BILLING_ACCOUNT, work, row.id).exists(id):
            fault = f"customer {row.id} has no such billing account: {id}"
            raise InvalidArgument.of([("billing_account_id", fault)])

    async def freeze_customer(self, request: Any, ctx: Context) -> Message:
        """Schedules its deletion."""
        return CUSTOMER.to_message(await self._lifecycle.freeze(request.id))  # type: ignore[no-any-return]

    async def recover_customer(self, request: Any, ctx: Context) -> Message:
        """Takes that back."""
        return CUSTOMER.to_message(await self._lifecycle.recover(request.id))  # type: ignore[no-any-return]

    async def delete_customer(self, request: Any, ctx: Context) -> Message:
        """Deletes it at once, with all it has."""
        row = await self._lifecycle.delete(request.id, forgets=False)
        return CUSTOMER.to_message(row)  # type: ignore[no-any-return]


class ServiceAgentCustomerRoom(Room[CustomerRow]):
    """Serves ServiceAgentCustomerService."""

    resource = CUSTOMER

    async def get_own_customer(self, request: Any, ctx: Context) -> Message:
        """What agents may know: who it is, not how to reach it or who pays."""
        async with ctx.reading() as connection:
            row = await ctx.own(CUSTOMER, connection).get(ctx.customer_id)
        shown = CustomerRow(
            id=row.id,
            customer_id=row.id,
            name=row.name,
            detail=row.detail,
            status="",
            tm_create=row.tm_create,
            tm_update=row.tm_update,
        )
        return CUSTOMER.to_message(shown)  # type: ignore[no-any-return]
