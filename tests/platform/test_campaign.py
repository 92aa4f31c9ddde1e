"""Campaigns that dial, through a real carrier and to real telephones."""

import asyncio
import itertools
from datetime import datetime
from typing import Any

import pytest

from tests.platform.api import Json
from tests.platform.campaigns import (
    NIL,
    attempt,
    attempts_of,
    becomes,
    enters,
    planned,
    run,
    shown_target,
    target,
    tel,
)
from tests.platform.carrier import Carrier
from tests.platform.queues import opened, skilled
from tests.platform.stage import LocalStage, action
from tests.platform.test_transfer import LATE

pytestmark = pytest.mark.asyncio(loop_scope="module")

ANSWERS, BUSY, RINGS = "+15551230000", "+15551230486", "+15551230009"
HANGS_UP = [action("hangup")]
WAITS = [action("sleep", duration=60_000)]


@pytest.fixture(scope="module")
def platform_settings(carrier: Carrier) -> dict[str, Any]:
    return carrier.settings


@pytest.fixture(autouse=True)
def nobody_is_left(carrier: Carrier) -> None:
    while not carrier.calls.empty():
        carrier.calls.get_nowait()


def moment(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


async def test_everybody_is_called(stage: LocalStage, carrier: Carrier) -> None:
    campaign = await planned(stage, HANGS_UP)
    people = [
        await target(stage, campaign, tel(number)) for number in (ANSWERS, "+15551231000", BUSY)
    ]
    assert (await run(stage, campaign))["status"] == "run"
    await enters(stage, campaign, "run")
    await enters(stage, campaign, "stop")
    dialled = [(await carrier.next_call()).uri.user for _ in people]
    assert dialled == [ANSWERS, "+15551231000", BUSY]
    first, second, third = await attempts_of(stage, campaign)
    for made, person, result in (
        (first, people[0], "success"),
        (second, people[1], "success"),
        (third, people[2], "fail"),
    ):
        assert (made["status"], made["result"]) == ("done", result)
        assert made["outdial_target_id"] == person["id"]
        assert (made["try_count"], made["destination_index"]) == (1, 0)
        call = await stage.api.call(made["reference_id"])
        assert call["activeflow_id"] == made["activeflow_id"]
        assert call["flow_id"] == made["flow_id"]
        after = await shown_target(stage, person)
        assert (after["status"], after["try_count_0"]) == ("done", 1)
    begins = await attempt(stage, people[0])
    assert (begins["status"], begins["result"]) == ("dialing", "")
    assert (await becomes(stage, begins, "progressing"))["result"] == ""
    assert (await becomes(stage, begins, "done"))["result"] == "success"


async def test_next_address_follows_when_one_was_tried_enough(
    stage: LocalStage, carrier: Carrier
) -> None:
    """And what was busy is left alone for as long as the outplan says."""
    campaign = await planned(
        stage, HANGS_UP, max_try_count_0=2, max_try_count_1=1, try_interval=700
    )
    person = await target(stage, campaign, tel(BUSY), tel(ANSWERS), tel("+15551232000"))
    await run(stage, campaign)
    await enters(stage, campaign, "stop")
    made = await attempts_of(stage, campaign)
    assert [(one["destination_index"], one["try_count"]) for one in made] == [
        (0, 1),
        (0, 2),
        (1, 1),
    ]
    assert [one["result"] for one in made] == ["fail", "fail", "success"]
    for before, after in itertools.pairwise(made):
        assert moment(after["tm_create"]) - moment(before["tm_update"]) >= 0.7
    after = await shown_target(stage, person)
    assert (after["status"], after["try_count_0"], after["try_count_1"]) == ("done", 2, 1)


async def test_dial_timeout_of_the_outplan(stage: LocalStage) -> None:
    campaign = await planned(stage, HANGS_UP, dial_timeout=1000)
    person = await target(stage, campaign, tel(RINGS))
    await run(stage, campaign)
    made = await attempt(stage, person)
    over = await becomes(stage, made, "done")
    assert over["result"] == "fail"
    call = await stage.api.call(made["reference_id"])
    assert 0.9 < moment(call["tm_hangup"]) - moment(call["tm_create"]) < 2.5
    await enters(stage, campaign, "stop")


async def test_stop_dials_nobody_more_and_lets_calls_go_on(
    stage: LocalStage, carrier: Carrier
) -> None:
    campaign = await planned(stage, WAITS)
    person = await target(stage, campaign, tel(ANSWERS))
    await run(stage, campaign)
    talks = await becomes(stage, await attempt(stage, person), "progressing")
    await target(stage, campaign, tel("+15551231000"))
    assert (await run(stage, campaign, "stop"))["status"] == "stopping"
    assert (await run(stage, campaign, "stop"))["status"] == "stopping"
    await enters(stage, campaign, "stopping")
    assert (await stage.api.call(talks["reference_id"]))["status"] == "progressing"
    (await carrier.next_call()).hang_up()
    await becomes(stage, talks, "done")
    await enters(stage, campaign, "stop")
    assert len(await attempts_of(stage, campaign)) == 1
    assert carrier.calls.empty()


async def test_it_runs_again(stage: LocalStage) -> None:
    """Also out of stopping; who was reached is not called again."""
    campaign = await planned(stage, WAITS)
    person = await target(stage, campaign, tel(ANSWERS))
    await run(stage, campaign)
    made = await becomes(stage, await attempt(stage, person), "progressing")
    await run(stage, campaign, "stop")
    another = await target(stage, campaign, tel("+15551231000"))
    assert (await run(stage, campaign))["status"] == "run"
    later = await becomes(stage, await attempt(stage, another), "progressing")
    for call in (made, later):
        await stage.api("CallService.HangupCall", id=call["reference_id"])
    await enters(stage, campaign, "stop")
    assert len(await attempts_of(stage, campaign)) == 2


async def test_next_campaign_follows(stage: LocalStage) -> None:
    following = await planned(stage, HANGS_UP)
    last = await target(stage, following, tel("+15551231000"))
    campaign = await planned(stage, HANGS_UP, next_campaign_id=following["id"])
    await target(stage, campaign, tel(ANSWERS))
    await run(stage, campaign)
    await enters(stage, campaign, "stop")
    await enters(stage, following, "run")
    await becomes(stage, await attempt(stage, last), "done")
    await enters(stage, following, "stop")


async def test_next_campaign_does_not_follow_a_stop_by_hand(stage: LocalStage) -> None:
    following = await planned(stage, HANGS_UP)
    await target(stage, following, tel("+15551231000"))
    campaign = await planned(stage, WAITS, next_campaign_id=following["id"])
    person = await target(stage, campaign, tel(ANSWERS))
    await run(stage, campaign)
    made = await becomes(stage, await attempt(stage, person), "progressing")
    await run(stage, campaign, "stop")
    await stage.api("CallService.HangupCall", id=made["reference_id"])
    await enters(stage, campaign, "stop")
    assert (await stage.api("CampaignService.GetCampaign", id=following["id"]))["status"] == "stop"


async def test_one_that_continues_waits_for_new_targets(stage: LocalStage) -> None:
    campaign = await planned(stage, HANGS_UP, end_handle="continue")
    await run(stage, campaign)
    await asyncio.sleep(0)
    person = await target(stage, campaign, tel(ANSWERS))
    await becomes(stage, await attempt(stage, person), "done")
    assert (await stage.api("CampaignService.GetCampaign", id=campaign["id"]))["status"] == "run"
    assert (await run(stage, campaign, "stop"))["status"] == "stop"


async def test_actions_without_a_call(stage: LocalStage) -> None:
    """They know whom they are for, and their end is a success."""
    seen = "${voipbin.outdialtarget.name} ${voipbin.outdialtarget.data} "
    seen += "${voipbin.outdialtarget.destination.target} ${voipbin.campaign.name}"
    does = [action("variable_set", key="seen", value=seen)]
    campaign = await planned(stage, does, type="flow")
    person = await target(stage, campaign, tel(ANSWERS), name="Ann", data="gold")
    await run(stage, campaign)
    made = await attempt(stage, person)
    assert (made["status"], made["reference_type"]) == ("progressing", "flow")
    assert made["reference_id"] == NIL
    assert (await becomes(stage, made, "done"))["result"] == "success"
    flow = await stage.api("ActiveflowService.GetActiveflow", id=made["activeflow_id"])
    assert (flow["reference_type"], flow["reference_id"]) == ("campaign", made["id"])
    variables = await stage.platform.engines.activeflows.variables_of(flow["id"])
    assert variables["seen"] == f"Ann gold {ANSWERS} Spring"
    assert (await shown_target(stage, person))["status"] == "done"
    await enters(stage, campaign, "stop")


async def test_calls_know_whom_they_are_for(stage: LocalStage) -> None:
    seen = "${voipbin.outdialtarget.name} ${voipbin.outdialtarget.try_count} ${voipbin.call.status}"
    campaign = await planned(stage, [action("variable_set", key="seen", value=seen)])
    person = await target(stage, campaign, tel(ANSWERS), name="Ann")
    await run(stage, campaign)
    made = await attempt(stage, person)
    await becomes(stage, made, "done")
    variables = await stage.platform.engines.activeflows.variables_of(made["activeflow_id"])
    assert variables["seen"] == "Ann 1 progressing"
    await enters(stage, campaign, "stop")


# -- the pace of a queue


async def test_dials_when_an_agent_is_free_and_connects_them(
    stage: LocalStage, carrier: Carrier
) -> None:
    queue = await opened(stage)
    campaign = await planned(stage, [], queue_id=queue["id"], service_level=100)
    person = await target(stage, campaign, tel(ANSWERS))
    await target(stage, campaign, tel("+15551231000"))
    await run(stage, campaign)
    desk = await stage.phone(LATE)
    assert await attempts_of(stage, campaign) == []
    assert carrier.calls.empty()
    agent = await skilled(stage, queue, desk)
    made = await attempt(stage, person)
    assert made["queue_id"] == queue["id"]
    await stage.timeline.wait(
        "queuecall_serviced", lambda body: body["service_agent_id"] == agent["id"]
    )
    # The one agent talks: nobody else is dialled.
    assert len(await attempts_of(stage, campaign)) == 1
    await run(stage, campaign, "stop")
    desk.call.hang_up()
    await becomes(stage, made, "done")
    await enters(stage, campaign, "stop")


async def test_who_waits_for_an_agent_counts(stage: LocalStage) -> None:
    """While somebody who was reached listens to the actions, the agent looks free."""
    queue = await opened(stage)
    agent = await skilled(stage, queue, await stage.phone(LATE))
    campaign = await planned(
        stage, [action("sleep", duration=3000)], queue_id=queue["id"], service_level=100
    )
    person = await target(stage, campaign, tel(ANSWERS))
    await target(stage, campaign, tel("+15551231000"))
    await run(stage, campaign)
    made = await attempt(stage, person)
    await stage.timeline.wait(
        "queuecall_serviced", lambda body: body["service_agent_id"] == agent["id"]
    )
    assert len(await attempts_of(stage, campaign)) == 1
    await run(stage, campaign, "stop")
    await stage.api("CallService.HangupCall", id=made["reference_id"])
    await enters(stage, campaign, "stop")


async def test_service_level_is_a_share_of_the_agents(stage: LocalStage) -> None:
    queue = await opened(stage)
    for _ in range(2):
        await skilled(stage, queue, await stage.extension())
    campaign = await planned(stage, [], queue_id=queue["id"], service_level=50)
    first = await target(stage, campaign, tel(RINGS))
    second = await target(stage, campaign, tel("+15551230019"))
    await run(stage, campaign)
    made = await attempt(stage, first)
    over = await becomes(stage, made, "done")  # half of two agents is one call at a time
    later = await attempt(stage, second)
    assert moment(later["tm_create"]) >= moment(over["tm_update"])
    await becomes(stage, later, "done")
    await enters(stage, campaign, "stop")


# -- what cannot be dialled


@pytest.mark.parametrize(
    "destination",
    [{"type": "agent", "target": NIL}, {"type": "sip", "target": "a@nowhere.invalid"}],
    ids=["agent", "unknown host"],
)
async def test_one_bad_target_does_not_stop_the_others(
    stage: LocalStage, destination: Json
) -> None:
    campaign = await planned(stage, HANGS_UP)
    bad = await target(stage, campaign, destination)
    good = await target(stage, campaign, tel(ANSWERS))
    await run(stage, campaign)
    await enters(stage, campaign, "stop")
    first, second = await attempts_of(stage, campaign)
    assert (first["outdial_target_id"], first["status"], first["result"]) == (
        bad["id"],
        "done",
        "fail",
    )
    assert (second["outdial_target_id"], second["result"]) == (good["id"], "success")
    assert (await shown_target(stage, bad))["status"] == "done"
    if first["reference_type"] == "none":  # there is no call that tells
        told = await stage.timeline.wait(
            "campaigncall_refused", lambda body: body["id"] == first["id"]
        )
        assert "must be tel or sip" in told["reason"]


async def test_a_caller_id_of_somebody_else_stops_it(stage: LocalStage, carrier: Carrier) -> None:
    """It would be refused for everybody, and must not use up their attempts."""
    campaign = await planned(stage, HANGS_UP, end_handle="continue")
    await run(stage, campaign)
    await stage.api(
        "OutplanService.UpdateOutplanDialInfo",
        id=campaign["outplan_id"],
        source=tel("+15557654321"),
        max_try_count_0=1,
    )
    person = await target(stage, campaign, tel(ANSWERS))
    await enters(stage, campaign, "stop")
    told = await stage.timeline.wait("campaign_ceased", lambda body: body["id"] == campaign["id"])
    assert "+15557654321" in told["reason"]
    after = await shown_target(stage, person)
    assert (after["status"], after["try_count_0"]) == ("idle", 0)
    assert await attempts_of(stage, campaign) == []
    assert carrier.calls.empty()


async def test_deleted_target_is_not_called(stage: LocalStage, carrier: Carrier) -> None:
    campaign = await planned(stage, HANGS_UP)
    gone = await target(stage, campaign, tel(ANSWERS))
    await stage.api(
        "OutdialtargetService.DeleteOutdialtarget", id=gone["outdial_id"], target_id=gone["id"]
    )
    await run(stage, campaign)
    await enters(stage, campaign, "stop")
    assert carrier.calls.empty()


async def test_deleted_outdial_stops_it(stage: LocalStage) -> None:
    campaign = await planned(stage, HANGS_UP, end_handle="continue")
    await run(stage, campaign)
    await stage.api("OutdialService.DeleteOutdial", id=campaign["outdial_id"])
    await enters(stage, campaign, "stop")
