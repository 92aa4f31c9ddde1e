"""FIXME websockets."""

from voipbin.core.room import Operations


class WebsocketRoom(Operations):
    """Serves WebsocketService."""


class ServiceAgentWebsocketRoom(Operations):
    """Serves ServiceAgentWebsocketService."""
