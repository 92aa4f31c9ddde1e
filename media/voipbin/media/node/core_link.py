"""The node's side of its conversation with the core: questions and their answers."""

import asyncio
from collections.abc import Callable
from uuid import uuid4

from voipbin.media.v1 import node_pb2

Send = Callable[[node_pb2.AttachResponse], None]


class CoreUnavailable(Exception):
    """No core is attached, or it did not answer in time."""


class CoreLink:
    """Sends messages to whichever core is attached now and matches its answers."""

    def __init__(self, timeout_s: float = 3.0) -> None:
        self._timeout_s = timeout_s
        self._send: Send | None = None
        self._waiting: dict[str, asyncio.Future[node_pb2.Answer]] = {}

    @property
    def attached(self) -> bool:
        """A core is there."""
        return self._send is not None

    def attach(self, send: Send) -> None:
        """Talk to this core from now on."""
        self.detach()
        self._send = send

    def detach(self) -> None:
        """The core is gone; nobody will answer what was asked."""
        self._send = None
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(CoreUnavailable("the core went away"))
        self._waiting.clear()

    async def ask(self, query: node_pb2.Query) -> node_pb2.Answer:
        """Ask the core; sets the id of the query.

        Raises:
            CoreUnavailable: nobody is attached, or no answer came in time.
        """
        if self._send is None:
            raise CoreUnavailable("no core is attached")
        query.query_id = str(uuid4())
        future: asyncio.Future[node_pb2.Answer] = asyncio.get_running_loop().create_future()
        self._waiting[query.query_id] = future
        self._send(node_pb2.AttachResponse(query=query))
        try:
            async with asyncio.timeout(self._timeout_s):
                return await future
        except TimeoutError:
            raise CoreUnavailable(f"no answer within {self._timeout_s} s") from None
        finally:
            self._waiting.pop(query.query_id, None)

    def answered(self, answer: node_pb2.Answer) -> None:
        """Deliver an answer; one nobody waits for any more is ignored."""
        future = self._waiting.get(answer.query_id)
        if future is not None and not future.done():
            future.set_result(answer)
