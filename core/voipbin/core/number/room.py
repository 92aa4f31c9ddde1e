"""Buying numbers and managing them."""

from itertools import islice
from typing import Any

from google.protobuf.message import Message

from voipbin.core.billing_account.balance import require_items
from voipbin.core.context import Context
from voipbin.core.contract.codec import from_json
from voipbin.core.database import Connection
from voipbin.core.errors import AlreadyExists, InvalidArgument
from voipbin.core.flow.plan import check_flow_reference
from voipbin.core.number.charging import PURCHASE, charge_purchase
from voipbin.core.number.inventory import Inventory, taken_numbers
from voipbin.core.number.kinds import (
    NORMAL,
    VIRTUAL,
    VIRTUAL_COUNTRY,
    check_number,
    random_virtual_numbers,
)
from voipbin.core.number.model import NUMBER, NumberRow
from voipbin.core.number.pool import OfferedNumber
from voipbin.core.number.renewal import Renewal
from voipbin.core.paging import page_size
from voipbin.core.repository import Repository
from voipbin.core.resource import from_timestamp
from voipbin.core.room import Room
from voipbin.core.unit_of_work import UnitOfWork
from voipbin.v1 import number_pb2


class NumberRoom(Room[NumberRow]):
    """Serves NumberService."""

    resource = NUMBER
    plan_limit = "virtual_number"

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._renewal = Renewal(inventory)

    async def create_number(self, request: Any, ctx: Context) -> Message:
        """Takes a virtual number, or buys a normal one."""
        row = self.new_row(request, ctx)
        row.type = row.type or NORMAL
        check_number(row.number, row.type)
        if row.type == VIRTUAL:
            return await self.store(row, ctx)
        row.tm_purchase = row.tm_renew = row.tm_create
        return await self._buy(row, ctx)

    async def check(self, row: NumberRow, work: UnitOfWork, ctx: Context) -> None:
        """Its flows must be those of its customer."""
        for field in ("call_flow_id", "message_flow_id"):
            await check_flow_reference(work, row.customer_id, field, getattr(row, field))

    async def plan_count(self, row: NumberRow, work: UnitOfWork, ctx: Context) -> int | None:
        """Plans limit virtual numbers alone; the others are paid for."""
        if row.type != VIRTUAL:
            return None
        own = Repository(NUMBER, work, row.customer_id)
        return await own.count(NUMBER.table.c.type == VIRTUAL)

    async def created(self, row: NumberRow, work: UnitOfWork, ctx: Context) -> None:
        """A normal number is paid for; virtual ones are free."""
        if row.type != VIRTUAL:
            await charge_purchase(work, row)

    async def delete_number(self, request: Any, ctx: Context) -> Message:
        """Gives it back."""
        message: Any = await self.delete(request, ctx)
        if message.type == number_pb2.NUMBER_TYPE_NORMAL:
            await self._inventory.release(message.number)
        return message  # type: ignore[no-any-return]

    async def deleted(self, row: NumberRow, work: UnitOfWork, ctx: Context) -> None:
        """Shows that it is out of service."""
        row.end(work.clock.now_us())

    async def renew_numbers(self, request: Any, ctx: Context) -> Message:
        """Renews the numbers of all customers that are due."""
        if not request.HasField("tm_renew"):
            raise InvalidArgument.of([("tm_renew", "is required")])
        rows = await self._renewal.renew(ctx.store, from_timestamp(request.tm_renew))
        return number_pb2.RenewNumbersResponse(result=[NUMBER.to_message(row) for row in rows])

    async def list_available_numbers(self, request: Any, ctx: Context) -> Message:
        """Numbers that can be bought."""
        size = page_size(request.page_size)
        async with ctx.reading() as connection:
            if request.type == number_pb2.NUMBER_TYPE_VIRTUAL:
                offered = await _virtual_offers(connection, size)
            elif request.country_code:
                offered = await self._inventory.offers(connection, request.country_code, size)
            else:
                fault = "is required unless type is virtual"
                raise InvalidArgument.of([("country_code", fault)])
        return number_pb2.ListAvailableNumbersResponse(result=map(_shown, offered))

    async def _buy(self, row: NumberRow, ctx: Context) -> Message:
        async with ctx.reading() as connection:
            if await taken_numbers(connection, [row.number]):
                raise _in_use(row.number)
            await require_items(connection, row.customer_id, PURCHASE)
        await self._inventory.purchase(row.number)
        try:
            return await self.store(row, ctx)
        except AlreadyExists:
            raise  # somebody was faster, and keeps it
        except BaseException:
            await self._inventory.release(row.number)
            raise


async def _virtual_offers(connection: Connection, size: int) -> list[OfferedNumber]:
    numbers = set(islice(random_virtual_numbers(), size))
    free = numbers - await taken_numbers(connection, list(numbers))
    return [OfferedNumber(number, VIRTUAL_COUNTRY) for number in free]


def _shown(offered: OfferedNumber) -> number_pb2.AvailableNumber:
    return from_json(
        number_pb2.AvailableNumber,
        {
            "number": offered.number,
            "country": offered.country,
            "region": offered.region,
            "postal_code": offered.postal_code,
            "features": list(offered.features),
        },
    )


def _in_use(number: str) -> AlreadyExists:
    return AlreadyExists(
        f"number {number!r} is in use; GET /available_numbers lists those that are not",
        reason="NUMBER_ALREADY_EXISTS",
    )
