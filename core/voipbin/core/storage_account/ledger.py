"""Counting files, in the transaction that stores or deletes them."""

from typing import Any

from sqlalchemy import case, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from voipbin.core.database import Connection
from voipbin.core.errors import ResourceExhausted
from voipbin.core.file.model import FileRow
from voipbin.core.storage_account.model import STORAGE_ACCOUNT, new_storage_account
from voipbin.core.unit_of_work import UnitOfWork

_TABLE = STORAGE_ACCOUNT.table
_FILES: Any = FileRow.__table__  # type: ignore[attr-defined]


def quota_exceeded(size_bytes: int, quota_bytes: int) -> ResourceExhausted:
    """The refusal of a file there is no room for."""
    return ResourceExhausted(
        f"{size_bytes} bytes more would exceed the storage quota of {quota_bytes} bytes; "
        "delete files you no longer need",
        reason="STORAGE_QUOTA_EXCEEDED",
    )


async def used_bytes(connection: Connection, customer_id: str) -> int:
    """What the files of a customer take."""
    wanted = select(_TABLE.c.total_file_size).where(*_of(customer_id))
    return int((await connection.execute(wanted)).scalar() or 0)


async def charge(
    work: UnitOfWork, customer_id: str, size_bytes: int, quota_bytes: int | None
) -> None:
    """Counts a file that is about to be stored.

    Args:
        quota_bytes: what all files of the customer may take; None for a file that exists already
            and can only be counted.

    Raises:
        ResourceExhausted: there is no room for it.
    """
    if await _add(work, customer_id, size_bytes, quota_bytes):
        return
    await _ensure_account(work, customer_id)
    # Checked in the statement that adds: two uploads at once cannot both take the last room.
    if not await _add(work, customer_id, size_bytes, quota_bytes):
        raise quota_exceeded(size_bytes, quota_bytes or 0)


async def credit(work: UnitOfWork, customer_id: str, count: int, size_bytes: int) -> None:
    """Counts files that are being deleted."""
    values = {
        "total_file_count": _less(_TABLE.c.total_file_count, count),
        "total_file_size": _less(_TABLE.c.total_file_size, size_bytes),
        "tm_update": work.clock.now_us(),
    }
    await work.execute(update(_TABLE).where(*_of(customer_id)).values(**values))


async def stored_totals(connection: Connection, customer_id: str) -> tuple[int, int]:
    """How many live files a customer has, and their bytes, counted anew."""
    counted = select(func.count(), func.coalesce(func.sum(_FILES.c.filesize), 0)).where(
        _FILES.c.customer_id == customer_id, _FILES.c.tm_delete.is_(None)
    )
    count, size_bytes = (await connection.execute(counted)).one()
    return int(count), int(size_bytes)


async def _add(
    work: UnitOfWork, customer_id: str, size_bytes: int, quota_bytes: int | None
) -> bool:
    columns = _TABLE.c
    room = () if quota_bytes is None else (columns.total_file_size + size_bytes <= quota_bytes,)
    values = {
        "total_file_count": columns.total_file_count + 1,
        "total_file_size": columns.total_file_size + size_bytes,
        "tm_update": work.clock.now_us(),
    }
    result = await work.execute(update(_TABLE).where(*_of(customer_id), *room).values(**values))
    return bool(result.rowcount)


async def _ensure_account(work: UnitOfWork, customer_id: str) -> None:
    """An account for a customer whose own was removed, or that is older than accounts are."""
    insert: Any = {"sqlite": sqlite, "postgresql": postgresql}[work.dialect_name].insert
    row = new_storage_account(customer_id, work.clock.now_us())
    row.total_file_count, row.total_file_size = await stored_totals(work, customer_id)
    values = {column.name: getattr(row, column.name) for column in _TABLE.columns}
    await work.execute(insert(_TABLE).values(**values).on_conflict_do_nothing())


def _of(customer_id: str) -> tuple[Any, ...]:
    return _TABLE.c.customer_id == customer_id, _TABLE.c.tm_delete.is_(None)


def _less(column: Any, amount: int) -> Any:
    return case((column > amount, column - amount), else_=0)
