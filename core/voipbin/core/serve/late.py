"""A listener whose target is known later: nodes and calls need each other."""

import asyncio

from voipbin.core.node.link import NodeListener
from voipbin.media.v1 import node_pb2


class LateListener:
    """Passes everything on, once it is opened.

    Calls may come in as soon as the media node listens; until what the last process left behind is
    dealt with, nobody could tell new calls from old ones.
    """

    target: NodeListener

    def __init__(self) -> None:
        self._opened = asyncio.Event()

    def open(self) -> None:
        """Lets events and questions through."""
        self._opened.set()

    async def on_event(self, event: node_pb2.ChannelEvent) -> None:
        """Passes it on."""
        await self._opened.wait()
        await self.target.on_event(event)

    async def on_query(self, query: node_pb2.Query) -> node_pb2.Answer:
        """Passes it on."""
        await self._opened.wait()
        return await self.target.on_query(query)

    async def on_lost(self) -> None:
        """Passes it on."""
        if self._opened.is_set():
            await self.target.on_lost()
