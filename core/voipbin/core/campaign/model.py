"""The table of campaigns, and that of those which run."""

from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from voipbin.core.resource import Resource
from voipbin.core.row import Row, json_field, listing_index, time_field
from voipbin.v1 import campaign_pb2


class CampaignStatus(StrEnum):
    """States of a campaign."""

    STOP = "stop"
    STOPPING = "stopping"
    RUN = "run"


class CampaignType(StrEnum):
    """What is done with each target."""

    CALL = "call"
    FLOW = "flow"


class CampaignEndHandle(StrEnum):
    """What happens when no target is left."""

    STOP = "stop"
    CONTINUE = "continue"


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


class CampaignRunRow(SQLModel, table=True):
    """A campaign in status run; its row is gone once nothing more is dialled."""

    __tablename__ = "campaign_run"
    __table_args__ = (Index("ix_campaign_run_due", "tm_due"),)

    id: str = Field(primary_key=True, max_length=36)
    "Of the campaign."
    customer_id: str = Field(max_length=36)
    tm_due: int = Field(sa_type=BigInteger)
    "When to look at it again."
    lease_owner: str = Field(default="", max_length=36)
    tm_lease: int | None = time_field()
    "Until then it is for the owner of the lease alone to dial."


CAMPAIGN_RUNS: Any = CampaignRunRow.__table__  # type: ignore[attr-defined]
CAMPAIGN = Resource("campaign", CampaignRow, campaign_pb2.Campaign)
