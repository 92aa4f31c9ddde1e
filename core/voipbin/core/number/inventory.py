"""Where normal numbers come from."""

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import select

from voipbin.core.database import Connection
from voipbin.core.errors import FailedPrecondition
from voipbin.core.number.model import NUMBER
from voipbin.core.number.pool import OfferedNumber, read_pool

_AT_ONCE = 500
"Numbers asked for in one statement."


class Inventory(Protocol):
    """Somebody who sells numbers: a file of the operator's own, or a vendor."""

    async def offers(
        self, connection: Connection, country_code: str, size: int
    ) -> list[OfferedNumber]:
        """Numbers of a country that can be bought, at most so many."""

    async def purchase(self, number: str) -> None:
        """Takes a number out.

        Raises:
            FailedPrecondition: it is not for sale.
            Unavailable: the vendor does not answer.
        """

    async def release(self, number: str) -> None:
        """Gives a number back; nothing when it came from elsewhere."""


class PoolInventory:
    """Numbers the operator has already; they are taken for as long as a live row has them."""

    def __init__(self, pool: Iterable[OfferedNumber] = ()) -> None:
        self._pool = {offered.number: offered for offered in pool}

    async def offers(
        self, connection: Connection, country_code: str, size: int
    ) -> list[OfferedNumber]:
        """Free numbers of a country, in the order of the file."""
        wanted = (o for o in self._pool.values() if o.country == country_code.upper())
        free: list[OfferedNumber] = []
        while len(free) < size and (some := list(islice(wanted, _AT_ONCE))):
            taken = await taken_numbers(connection, [offered.number for offered in some])
            free += [offered for offered in some if offered.number not in taken]
        return free[:size]

    async def purchase(self, number: str) -> None:
        """Only makes sure that it is ours: the row that is stored next takes it."""
        if number not in self._pool:
            raise FailedPrecondition(
                f"number {number} is not for sale; GET /available_numbers lists those that are",
                reason="NUMBER_NOT_AVAILABLE",
            )

    async def release(self, number: str) -> None:
        """Nothing to do: the end of the row frees it."""


def pool_inventory(path: str) -> PoolInventory:
    """The numbers of a file; none without one.

    Raises:
        ValueError: the file is missing, cannot be read or has a bad line.
    """
    if not path:
        return PoolInventory()
    try:
        return PoolInventory(read_pool(Path(path)))
    except OSError as error:
        raise ValueError(f"number pool {path}: {error.strerror}") from None


async def taken_numbers(connection: Connection, numbers: Sequence[str]) -> set[str]:
    """Those among the numbers that somebody has."""
    table: Any = NUMBER.table
    found = await connection.execute(
        select(table.c.number).where(table.c.number.in_(numbers), table.c.tm_delete.is_(None))
    )
    return {row.number for row in found}
