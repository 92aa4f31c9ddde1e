"""Processes of a test's own making, and their deaths."""

from typing import Any

from sqlalchemy import insert, update

from voipbin.core.cluster.model import PROCESS
from voipbin.core.unit_of_work import Store


async def lives(store: Store, name: str, **columns: Any) -> None:
    """A process that is registered."""
    row = {"id": name, "address": "127.0.0.1:1", "tm_create": 1, "tm_beat": 1} | columns
    async with store.writing() as work:
        await work.execute(insert(PROCESS).values(place=name, key_print="", **row))


async def dies(store: Store, name: str) -> None:
    """It is found dead."""
    async with store.writing() as work:
        await work.execute(update(PROCESS).where(PROCESS.c.id == name).values(tm_dead=2))


async def abandoned(store: Store, table: Any, id: str) -> None:
    """A row is one of a process that is no more."""
    async with store.writing() as work:
        await work.execute(update(table).where(table.c.id == id).values(process_id="gone"))
