"""FIXME tags."""

from voipbin.core.room import Room
from voipbin.core.tag.model import TAG, TagRow


class TagRoom(Room[TagRow]):
    """Serves TagService."""

    resource = TAG


class ServiceAgentTagRoom(TagRoom):
    """Serves ServiceAgentTagService."""
