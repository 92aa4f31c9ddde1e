"""Opening WebSockets for events."""

from voipbin.core.serving import Operations


class WebsocketRoom(Operations):
    """Serves WebsocketService."""


class ServiceAgentWebsocketRoom(Operations):
    """Serves ServiceAgentWebsocketService."""
