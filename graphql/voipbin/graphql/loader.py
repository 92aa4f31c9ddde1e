"""Reading by key: what several fields want in one turn of the event loop is read together."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

Read = Callable[[list[Any]], Awaitable[Mapping[Any, Any]]]
"""Keys, each once -> what was found for them."""


class Loader:
    """Reads each key once.

    A level of a query asks for all its rows at once and waits for all of them, so there is one
    task for each read and no future for each key.
    """

    def __init__(self, read: Read) -> None:
        self._read = read
        self._reads: dict[Any, asyncio.Task[Mapping[Any, Any]]] = {}
        "By key: what has read it or is about to."
        self._next: asyncio.Task[Mapping[Any, Any]] | None = None
        self._wanted: list[Any] = []
        "By the next one."

    async def load(self, keys: Iterable[Any]) -> Mapping[Any, Any]:
        """Return what was found for the keys, maybe with what was read beside it.

        Raises:
            Exception: what the read has raised, the same for all who wanted something of it.
        """
        reads = {self._reads.get(key) or self._join(key) for key in keys}
        if not reads:
            return {}
        await asyncio.wait(reads)
        found = [one.result() for one in reads]
        return found[0] if len(found) == 1 else {k: v for one in found for k, v in one.items()}

    def _join(self, key: Any) -> asyncio.Task[Mapping[Any, Any]]:
        if self._next is None:
            # It begins once all that can ask in this turn have done so.
            self._next = asyncio.create_task(self._run())
        self._wanted.append(key)
        self._reads[key] = self._next
        return self._next

    async def _run(self) -> Mapping[Any, Any]:
        wanted, self._wanted, self._next = self._wanted, [], None
        return await self._read(wanted)
