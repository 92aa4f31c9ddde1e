"""A listener whose target is known later: nodes and calls need each other."""

from voipbin.core.node.link import NodeListener
from voipbin.media.v1 import node_pb2


class LateListener:
    """Passes everything on."""

    target: NodeListener

    async def on_event(self, event: node_pb2.ChannelEvent) -> None:
        """Passes it on."""
        await self.target.on_event(event)

    async def on_query(self, query: node_pb2.Query) -> node_pb2.Answer:
        """Passes it on."""
        return await self.target.on_query(query)

    async def on_lost(self) -> None:
        """Passes it on."""
        await self.target.on_lost()
