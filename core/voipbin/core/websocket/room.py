"""Opening WebSockets for events."""

from voipbin.core.room import Operations


class WebsocketRoom(Operations):
    """Serves WebsocketService."""


class ServiceAgentWebsocketRoom(Operations):
    """Serves ServiceAgentWebsocketService."""
