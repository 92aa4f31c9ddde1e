"""FIXME campaigns."""

from voipbin.core.campaign.model import CAMPAIGN, CampaignRow
from voipbin.core.room import Room


class CampaignRoom(Room[CampaignRow]):
    """Serves CampaignService."""

    resource = CAMPAIGN
