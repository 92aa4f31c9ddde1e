"""Campaigns that have stopped, own the outdial they name and lead to no other."""

from collections.abc import Mapping

from tests.api.samples import Sample

ROWS: Mapping[str, Sample] = {
    "campaign.status": lambda _: "stop",
    "campaign.next_campaign_id": lambda _: "",
}
FIELDS: Mapping[str, Sample] = {
    # The outdial belongs to the campaign that is there.
    "CreateCampaignRequest.outdial_id": lambda _: "",
    "UpdateCampaignRequest.next_campaign_id": lambda _: "",
    "UpdateCampaignNextCampaignIdRequest.next_campaign_id": lambda _: "",
    "UpdateCampaignResourceInfoRequest.next_campaign_id": lambda _: "",
}
