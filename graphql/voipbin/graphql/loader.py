"""Reading by key: what several fields want in one turn of the event loop is read together."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from voipbin.core.contract.read_mask import ALL, Fields, covers, united

Read = Callable[[list[Any], Fields], Awaitable[Mapping[Any, Any]]]
"""(keys, each once; what is looked at) -> what was found for them."""


class Loader:
    """Reads each key once, or again where more of it is looked at than before.

    A level of a query asks for all its rows at once and waits for all of them, so there is one
    task for each read and no future for each key.
    """

    def __init__(self, read: Read) -> None:
        self._read = read
        self._reads: dict[Any, _Reading] = {}
        "By key: what has read it or is about to."
        self._next: _Reading | None = None

    async def load(self, keys: Iterable[Any], fields: Fields = ALL) -> Mapping[Any, Any]:
        """Return what was found for the keys, maybe with what was read beside it.

        Args:
            fields: what is looked at in it.

        Raises:
            Exception: what the read has raised, the same for all who wanted something of it.
        """
        reads: set[_Reading] = set()
        for key in keys:
            one = self._reads.get(key)
            if one not in reads:
                if one is None or one.has_failed or not covers(one.fields, fields):
                    one = self._reads[key] = self._joined(key, fields)
                reads.add(one)
        if not reads:
            return {}
        await asyncio.wait([one.task for one in reads])
        found = [one.task.result() for one in reads]
        return found[0] if len(found) == 1 else {k: v for one in found for k, v in one.items()}

    def _joined(self, key: Any, fields: Fields) -> "_Reading":
        if self._next is None:
            # It begins once all that can ask in this turn have done so.
            self._next = _Reading(asyncio.create_task(self._run()), fields)
        elif fields != self._next.fields:
            self._next.fields = united((self._next.fields, fields))
        self._next.keys[key] = None
        return self._next

    async def _run(self) -> Mapping[Any, Any]:
        reading, self._next = self._next, None
        assert reading is not None
        return await self._read(list(reading.keys), reading.fields)


class _Reading:
    """What is read together."""

    def __init__(self, task: asyncio.Task[Mapping[Any, Any]], fields: Fields) -> None:
        self.task = task
        self.fields = fields
        self.keys: dict[Any, None] = {}

    @property
    def has_failed(self) -> bool:
        """It is worth another try: what failed once may go well the next time."""
        task = self.task
        return task.done() and (task.cancelled() or task.exception() is not None)
