"""Reading storage accounts; making and removing them."""

from typing import Any

from google.protobuf.message import Message
from sqlalchemy.exc import IntegrityError

from voipbin.core.context import Context
from voipbin.core.errors import AlreadyExists, NotFound
from voipbin.core.room import Room
from voipbin.core.storage_account.ledger import stored_totals
from voipbin.core.storage_account.model import (
    STORAGE_ACCOUNT,
    StorageAccountRow,
    new_storage_account,
)
from voipbin.core.unit_of_work import UnitOfWork


class StorageAccountRoom(Room[StorageAccountRow]):
    """Serves StorageAccountService."""

    resource = STORAGE_ACCOUNT
    is_shared = True

    async def get_own_storage_account(self, request: Any, ctx: Context) -> Message:
        """The account of the caller's customer."""
        async with ctx.reading() as connection:
            own = ctx.own(STORAGE_ACCOUNT, connection)
            row = await own.one(own.select_live())
        if row is None:
            raise NotFound.resource("storage_account", f"of customer {ctx.customer_id}")
        return STORAGE_ACCOUNT.to_message(row)  # type: ignore[no-any-return]

    def new_row(self, request: Any, ctx: Context) -> StorageAccountRow:
        """The account of the customer the request names."""
        return new_storage_account(request.customer_id, ctx.clock.now_us())

    async def check(self, row: StorageAccountRow, work: UnitOfWork, ctx: Context) -> None:
        """Counts the files that are there already."""
        row.total_file_count, row.total_file_size = await stored_totals(work, row.customer_id)

    def _taken(self, error: IntegrityError, row: Any) -> AlreadyExists:
        return AlreadyExists(
            f"customer {row.customer_id} has a storage account already",
            reason="STORAGE_ACCOUNT_ALREADY_EXISTS",
        )
