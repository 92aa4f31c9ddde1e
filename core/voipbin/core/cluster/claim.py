"""Taking over what a process left behind, each row once."""

from typing import Any

from sqlalchemy import update

from voipbin.core.row import LiveRow
from voipbin.core.unit_of_work import Store


async def claimed(store: Store, table: Any, row: LiveRow) -> bool:
    """Makes a row this process's own; False when another process was first.

    Should this process die as well before it is done, the row is found again, as its own.
    """
    was = row.process_id
    async with store.writing() as work:
        mine = update(table).where(table.c.id == row.id, table.c.process_id == was)
        taken = await work.execute(mine.values(process_id=store.process_id))
    row.process_id = store.process_id
    return bool(taken.rowcount)
