"""FIXME campaigncalls."""

from voipbin.core.campaigncall.model import CAMPAIGNCALL, CampaigncallRow
from voipbin.core.room import Room


class CampaigncallRoom(Room[CampaigncallRow]):
    """Serves CampaigncallService."""

    resource = CAMPAIGNCALL
