"""The table of campaigns."""

from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger
from sqlmodel import Field

from voipbin.core.resource import Resource
from voipbin.core.row import Row, json_field, listing_index
from voipbin.v1 import campaign_pb2


class CampaignStatus(StrEnum):
    """States of a campaign."""

    STOP = "stop"
    STOPPING = "stopping"
    RUN = "run"


class CampaignRow(Row, table=True):
    """Everybody on an outdial is called."""

    __tablename__ = "campaign"
    __table_args__ = (listing_index("campaign"),)

    type: str = Field(default="", max_length=32)
    name: str = Field(default="", max_length=256)
    detail: str = Field(default="", max_length=1024)
    status: str = Field(default=CampaignStatus.STOP.value, max_length=32)
    service_level: int = Field(default=0, sa_type=BigInteger)
    end_handle: str = Field(default="", max_length=32)
    actions: list[dict[str, Any]] = json_field(list)
    outplan_id: str = Field(default="", max_length=36)
    outdial_id: str = Field(default="", max_length=36)
    queue_id: str = Field(default="", max_length=36)
    next_campaign_id: str = Field(default="", max_length=36)
    flow_id: str = Field(default="", max_length=36)
    "The hidden flow that holds the actions and, with a queue, the way into it."


CAMPAIGN = Resource("campaign", CampaignRow, campaign_pb2.Campaign)
