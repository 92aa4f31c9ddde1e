"""FIXME providers."""

from voipbin.core.provider.model import PROVIDER, ProviderRow
from voipbin.core.room import Room


class ProviderRoom(Room[ProviderRow]):
    """Serves ProviderService."""

    resource = PROVIDER
