"""Steps of tests that let campaigns dial."""

from collections.abc import Sequence
from typing import Any

from tests.platform.api import WAIT_S, Json
from tests.platform.stage import SOURCE, Stage

NIL = "00000000-0000-0000-0000-000000000000"


def tel(number: str) -> Json:
    return {"type": "tel", "target": number}


async def planned(stage: Stage, actions: Sequence[Json], **fields: Any) -> Json:
    """A campaign that is ready to run, without anybody to dial.

    Args:
        fields: of the campaign and of its outplan.
    """
    of_plan = {name: fields.pop(name) for name in list(fields) if name in _OF_PLAN}
    plan = {"source": SOURCE, "max_try_count_0": 1, "try_interval": 100}
    outplan = await stage.api("OutplanService.CreateOutplan", **(plan | of_plan))
    outdial = await stage.api("OutdialService.CreateOutdial", name="Customers")
    return await stage.api(
        "CampaignService.CreateCampaign",
        **{
            "type": "call",
            "name": "Spring",
            "actions": list(actions),
            "outplan_id": outplan["id"],
            "outdial_id": outdial["id"],
        }
        | fields,
    )


_OF_PLAN = {"source", "dial_timeout", "try_interval"} | {f"max_try_count_{n}" for n in range(5)}


async def target(stage: Stage, campaign: Json, *destinations: Json, **fields: Any) -> Json:
    """Somebody on the outdial of a campaign."""
    places = {f"destination_{place}": one for place, one in enumerate(destinations)}
    return await stage.api(
        "OutdialtargetService.CreateOutdialtarget",
        id=campaign["outdial_id"],
        **(places | fields),
    )


async def shown_target(stage: Stage, target: Json) -> Json:
    return await stage.api(
        "OutdialtargetService.GetOutdialtarget", id=target["outdial_id"], target_id=target["id"]
    )


async def run(stage: Stage, campaign: Json, status: str = "run") -> Json:
    return await stage.api("CampaignService.UpdateCampaignStatus", id=campaign["id"], status=status)


async def enters(stage: Stage, campaign: Json, status: str, *, wait_s: float = WAIT_S) -> Json:
    """The campaign once it is told to be in a status."""
    return await stage.timeline.wait(
        f"campaign_status_{status}", lambda body: body["id"] == campaign["id"], wait_s=wait_s
    )


async def attempt(stage: Stage, target: Json, try_count: int = 1, *, at: int = 0) -> Json:
    """An attempt at an address of a target, as it begins."""
    return await stage.timeline.wait(
        "campaigncall_created",
        lambda body: (
            (body["outdial_target_id"], body["try_count"], body["destination_index"])
            == (target["id"], try_count, at)
        ),
    )


async def becomes(stage: Stage, attempt: Json, status: str) -> Json:
    """The attempt when it has a status."""
    return await stage.timeline.wait(
        "campaigncall_updated",
        lambda body: (body["id"], body["status"]) == (attempt["id"], status),
    )


async def attempts_of(stage: Stage, campaign: Json) -> list[Json]:
    """All attempts of a campaign, the oldest first."""
    page = await stage.api("CampaigncallService.ListCampaignCampaigncalls", id=campaign["id"])
    return list(reversed(page["result"]))
