"""Managing tags, and showing them to agents."""

from voipbin.core.room import Room
from voipbin.core.tag.model import TAG, TagRow


class TagRoom(Room[TagRow]):
    """Serves TagService.

    A deleted tag stays on agents, queues and contacts: nobody can ask for it any more, and whoever
    reads their lists sees what was meant.
    """

    resource = TAG


class ServiceAgentTagRoom(TagRoom):
    """Serves ServiceAgentTagService."""

    is_private = True
