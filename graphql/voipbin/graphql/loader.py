"""Reading by key: what several fields want in one turn of the event loop is read together."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from voipbin.core.contract.read_mask import ALL, Fields, covers, united

Read = Callable[[list[Any], Fields], Awaitable[Mapping[Any, Any]]]
"""(keys, each once; what is looked at) -> what was found for them, or what failed for one."""


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

        The value of a key whose read has failed is the exception: others have theirs all the same.

        Args:
            fields: what is looked at in it.
        """
        wanted: dict[Any, _Reading] = {}
        reads: set[_Reading] = set()
        for key in keys:
            one = self._reads.get(key)
            if one is None or key in one.failed or not covers(one.fields, fields):
                one = self._reads[key] = self._joined(key, fields)
            wanted[key] = one
            reads.add(one)
        if not reads:
            return {}
        await asyncio.wait([one.task for one in reads])
        found = {one: one.task.result() for one in reads}
        if len(reads) == 1:
            return found[reads.pop()]
        # Another of them may have read less of the same key.
        return {key: found[one][key] for key, one in wanted.items() if key in found[one]}

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
        found: Mapping[Any, Any]
        try:
            found = await self._read(list(reading.keys), reading.fields)
        except Exception as error:
            found = dict.fromkeys(reading.keys, error)
        reading.failed = frozenset(k for k, v in found.items() if isinstance(v, Exception))
        return found


class _Reading:
    """What is read together."""

    def __init__(self, task: asyncio.Task[Mapping[Any, Any]], fields: Fields) -> None:
        self.task = task
        self.fields = fields
        self.keys: dict[Any, None] = {}
        self.failed: frozenset[Any] = frozenset()
        "Keys worth another try: what failed once may go well the next time."
