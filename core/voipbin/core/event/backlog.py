"""What one reader of events has not read yet."""

import asyncio
from collections import deque
from typing import Generic, TypeVar

_LENGTH = 10_000

Item = TypeVar("Item")


class Backlog(Generic[Item]):
    """A queue for one reader that ends rather than grows: who is too slow must begin again.

    An asyncio.Queue does as much at twice the cost, for it serves many readers.
    """

    def __init__(self, length: int = _LENGTH) -> None:
        self._items: deque[Item] = deque()
        self._length = length
        self._is_over = False
        self._reader: asyncio.Future[None] | None = None
        self.overflowed = False
        "It was ended because its reader is too slow."

    def put(self, item: Item) -> None:
        """Appends an item, or ends the backlog when there are too many."""
        if self._is_over:
            return
        if len(self._items) >= self._length:
            self.overflowed = True
            self.end()
            return
        self._items.append(item)
        self._wake()

    def end(self) -> None:
        """Nothing more will come; what came already can be read first."""
        self._is_over = True
        self._wake()

    async def get(self) -> Item | None:
        """The next item; None after the last one."""
        while not self._items:
            if self._is_over:
                return None
            self._reader = asyncio.get_running_loop().create_future()
            try:
                await self._reader
            finally:
                self._reader = None
        return self._items.popleft()

    def _wake(self) -> None:
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)
