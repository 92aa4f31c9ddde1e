"""Campaigns: what they need, what they claim, when they run."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.api.admin import Admin, named, refusal, set_columns
from tests.api.outcome import Outcome
from tests.api.rest_face import RestFace
from tests.api.running import RunningPlatform
from tests.api.tenants import Tenant
from voipbin.core.campaign.model import CAMPAIGN
from voipbin.core.campaigncall.model import CAMPAIGNCALL
from voipbin.core.ids import new_id

NIL = "00000000-0000-0000-0000-000000000000"
CLAIMED = ("FAILED_PRECONDITION", "OUTDIAL_CLAIMED")
HELLO = {"type": "talk", "option": {"text": "hello", "language": "en-US"}}
TEL = {"type": "tel", "target": "+821100000001"}


@pytest.fixture
def parts(admin: Admin, tenant: Tenant) -> dict[str, str]:
    """What a campaign works with, fresh and free."""
    return {
        "outplan_id": admin.made("/outplans", source=TEL, max_try_count_0=3)["id"],
        "outdial_id": admin.made("/outdials", name="Customers")["id"],
        "queue_id": tenant.ids["queue"],
        "next_campaign_id": tenant.ids["campaign"],
    }


def campaign_of(admin: Admin, **more: Any) -> dict[str, Any]:
    return admin.made("/campaigns", **{"type": "call", **more})


def test_create(admin: Admin, parts: dict[str, str]) -> None:
    made = campaign_of(admin, name="Spring", service_level=80, actions=[HELLO], **parts)
    assert (made["type"], made["status"], made["end_handle"]) == ("call", "stop", "stop")
    assert (made["name"], made["service_level"]) == ("Spring", 80)
    assert {name: made[name] for name in parts} == parts
    assert [action["type"] for action in made["actions"]] == ["talk"]
    assert "flow_id" not in made
    assert admin.shown(f"/campaigns/{made['id']}") == made
    outdial = admin.shown(f"/outdials/{parts['outdial_id']}")
    assert outdial["campaign_id"] == made["id"]
    assert outdial["tm_update"] is not None


def test_everything_but_the_type_may_be_missing(admin: Admin) -> None:
    made = campaign_of(admin, type="flow", outplan_id=NIL)
    assert (made["outplan_id"], made["outdial_id"], made["queue_id"]) == (NIL, NIL, NIL)
    assert named(admin.post("/campaigns", name="x")) == ["type"]


def test_bad_values(admin: Admin) -> None:
    assert named(admin.post("/campaigns", type="fax")) == ["type"]
    assert named(admin.post("/campaigns", type="call", end_handle="repeat")) == ["end_handle"]
    for percent in (-1, 101):
        assert named(admin.post("/campaigns", type="call", service_level=percent)) == [
            "service_level"
        ]
    outcome = admin.post("/campaigns", type="call", actions=[{"type": "goto"}])
    assert named(outcome) == ["actions[0].option.target_id"]


@pytest.mark.parametrize("field", ["outplan_id", "outdial_id", "queue_id", "next_campaign_id"])
def test_parts_must_be_there(admin: Admin, tenant: Tenant, stranger: Tenant, field: str) -> None:
    foreign = stranger.ids[field.removeprefix("next_").removesuffix("_id")]
    for id in (new_id(), foreign):
        assert named(admin.post("/campaigns", type="call", **{field: id})) == [field]
        path = f"/campaigns/{tenant.ids['campaign']}/resource_info"
        assert named(admin.put(path, **{field: id})) == [field]


# -- claims


def test_claimed_outdial(admin: Admin, parts: dict[str, str]) -> None:
    first = campaign_of(admin, **parts)
    before = admin.shown("/campaigns")
    assert refusal(admin.post("/campaigns", type="call", **parts)) == CLAIMED
    # All or nothing: no campaign without its outdial.
    assert admin.shown("/campaigns") == before
    second = campaign_of(admin)
    path = f"/campaigns/{second['id']}/resource_info"
    assert refusal(admin.put(path, **parts)) == CLAIMED
    assert admin.shown(f"/campaigns/{second['id']}") == second
    assert admin.put(f"/campaigns/{first['id']}/resource_info", **parts).ok


def test_claim_outlives_campaign_and_change(admin: Admin, parts: dict[str, str]) -> None:
    first, second = campaign_of(admin, **parts), campaign_of(admin)
    outdial = f"/outdials/{parts['outdial_id']}"
    assert admin.put(f"/campaigns/{first['id']}/resource_info", outdial_id=NIL).ok
    assert admin.shown(outdial)["campaign_id"] == first["id"]
    assert admin.delete(f"/campaigns/{first['id']}").ok
    assert admin.shown(outdial)["campaign_id"] == first["id"]
    take = f"/campaigns/{second['id']}/resource_info"
    assert refusal(admin.put(take, **parts)) == CLAIMED
    assert admin.put(f"{outdial}/campaign_id", campaign_id=NIL).ok
    assert admin.put(take, **parts).ok
    assert admin.shown(outdial)["campaign_id"] == second["id"]


def test_two_campaigns_want_one_outdial(
    admin: Admin, rest: RestFace, tenant: Tenant, parts: dict[str, str]
) -> None:
    """At once, by both ways; one of all gets it."""
    waiting = [campaign_of(admin)["id"] for _ in range(3)]
    outdial = {"outdial_id": parts["outdial_id"]}

    def want(number: int) -> Outcome:
        face = RestFace(rest._base)
        own = Admin(face, tenant.admin)
        try:
            if number < len(waiting):
                return own.put(f"/campaigns/{waiting[number]}/resource_info", **outdial)
            return own.post("/campaigns", type="call", **outdial)
        finally:
            face.close()

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(want, range(6)))
    winners = [outcome.body["id"] for outcome in outcomes if outcome.ok]
    assert len(winners) == 1
    assert {refusal(outcome) for outcome in outcomes if not outcome.ok} == {CLAIMED}
    assert admin.shown(f"/outdials/{parts['outdial_id']}")["campaign_id"] == winners[0]


# -- the hidden flow


def hidden_flow(admin: Admin, running: RunningPlatform, id: str) -> Any:
    """The flow a campaigncall would name."""

    async def read() -> str:
        async with running.store.reading() as connection:
            table = CAMPAIGN.table
            rows = await connection.execute(table.select().where(table.c.id == id))
            return str(rows.one().flow_id)

    return admin.get(f"/flows/{running.do(read())}")


def test_hidden_flow(admin: Admin, running: RunningPlatform, parts: dict[str, str]) -> None:
    made = campaign_of(admin, name="Spring", actions=[HELLO], queue_id=parts["queue_id"])
    flow = hidden_flow(admin, running, made["id"]).body
    assert (flow["type"], flow["name"]) == ("campaign", "Spring")
    assert flow["actions"][0] == made["actions"][0]
    assert flow["actions"][1]["type"] == "queue_join"
    assert flow["actions"][1]["option"] == {"queue_id": parts["queue_id"]}
    assert flow["id"] not in str(admin.shown("/flows"))
    admin.put(f"/campaigns/{made['id']}/actions", actions=[{"type": "stop"}])
    admin.put(f"/campaigns/{made['id']}/resource_info", outdial_id=parts["outdial_id"])
    flow = hidden_flow(admin, running, made["id"]).body
    assert [action["type"] for action in flow["actions"]] == ["stop"]
    admin.delete(f"/campaigns/{made['id']}")
    assert hidden_flow(admin, running, made["id"]).code == "NOT_FOUND"


def test_hidden_flow_is_not_for_editing(admin: Admin, running: RunningPlatform) -> None:
    flow = hidden_flow(admin, running, campaign_of(admin, actions=[HELLO])["id"]).body
    refused = ("FAILED_PRECONDITION", "FLOW_NOT_EDITABLE")
    assert refusal(admin.put(f"/flows/{flow['id']}", name="mine")) == refused
    assert refusal(admin.delete(f"/flows/{flow['id']}")) == refused
    assert admin.shown(f"/flows/{flow['id']}") == flow


# -- changes


def test_changes(admin: Admin, parts: dict[str, str]) -> None:
    made = campaign_of(admin, name="a", detail="b", service_level=50, **parts)
    path = f"/campaigns/{made['id']}"
    changed = admin.put(path, name="c", type="flow", end_handle="continue").body
    basics = ("name", "detail", "type", "service_level", "end_handle")
    assert [changed[name] for name in basics] == ["c", "", "flow", 0, "continue"]
    assert {name: changed[name] for name in parts} == parts
    assert admin.put(f"{path}/service_level", service_level=100).body["service_level"] == 100
    assert named(admin.put(f"{path}/service_level", service_level=101)) == ["service_level"]
    actions = admin.put(f"{path}/actions", actions=[HELLO, {"type": "stop"}]).body["actions"]
    assert [action["type"] for action in actions] == ["talk", "stop"]
    assert admin.put(f"{path}/next_campaign_id").body["next_campaign_id"] == NIL


def test_not_after_itself(admin: Admin, tenant: Tenant, stranger: Tenant) -> None:
    path = f"/campaigns/{campaign_of(admin)['id']}"
    itself = path.rpartition("/")[2]
    for wrong in (itself, stranger.ids["campaign"]):
        for way in ("next_campaign_id", "resource_info"):
            outcome = admin.put(f"{path}/{way}", next_campaign_id=wrong)
            assert named(outcome) == ["next_campaign_id"]
    after = tenant.ids["campaign"]
    changed = admin.put(f"{path}/next_campaign_id", next_campaign_id=after)
    assert changed.body["next_campaign_id"] == after


# -- status


def test_stop_of_one_that_stopped(admin: Admin) -> None:
    made = campaign_of(admin)
    path = f"/campaigns/{made['id']}/status"
    assert admin.put(path, status="stop").body == made
    for wrong in ("stopping", "", "pause"):
        assert named(admin.put(path, status=wrong)) == ["status"]


def test_run(admin: Admin, parts: dict[str, str]) -> None:
    made = campaign_of(admin)
    path = f"/campaigns/{made['id']}"
    outcome = admin.put(f"{path}/status", status="run")
    assert named(outcome) == ["outplan_id", "outdial_id"]
    assert admin.put(f"{path}/resource_info", **parts).ok
    # With a queue a share of nothing is nobody.
    assert named(admin.put(f"{path}/status", status="run")) == ["service_level"]
    assert admin.put(f"{path}/service_level", service_level=100).ok
    admin.put(f"/outplans/{parts['outplan_id']}/dial_info", source=TEL)
    outcome = admin.put(f"{path}/status", status="run")
    assert named(outcome) == ["outplan_id"]
    assert parts["outplan_id"] in outcome.message
    admin.put(f"/outplans/{parts['outplan_id']}/dial_info", source=TEL, max_try_count_0=1)
    outcome = admin.put(f"{path}/status", status="run")
    assert named(outcome) == ["outplan_id"]
    assert TEL["target"] in outcome.message, "it is somebody else's number"
    assert admin.shown(path)["status"] == "stop"
    admin.delete(f"/outplans/{parts['outplan_id']}")
    assert named(admin.put(f"{path}/status", status="run")) == ["outplan_id"]


def test_run_without_the_claim(admin: Admin, tenant: Tenant, parts: dict[str, str]) -> None:
    made = campaign_of(admin, **parts)
    claim = f"/outdials/{parts['outdial_id']}/campaign_id"
    admin.put(claim, campaign_id=NIL)
    admin.put(claim, campaign_id=tenant.ids["campaign"])
    assert refusal(admin.put(f"/campaigns/{made['id']}/status", status="run")) == CLAIMED


def test_stop_and_delete_of_one_that_runs(
    admin: Admin, running: RunningPlatform, tenant: Tenant
) -> None:
    id, attempt = tenant.ids["campaign"], tenant.ids["campaigncall"]
    path = f"/campaigns/{id}"
    set_columns(running, CAMPAIGN, id, status="run")
    assert admin.put(f"{path}/status", status="run").body["status"] == "run"
    refused = ("FAILED_PRECONDITION", "CAMPAIGN_NOT_STOPPED")
    assert refusal(admin.delete(path)) == refused
    set_columns(running, CAMPAIGNCALL, attempt, status="progressing")
    assert admin.put(f"{path}/status", status="stop").body["status"] == "stopping"
    assert refusal(admin.delete(path)) == refused
    set_columns(running, CAMPAIGNCALL, attempt, status="done")
    assert admin.put(f"{path}/status", status="stop").body["status"] == "stop"
    assert admin.delete(path).body["tm_delete"]
    assert admin.get(path).code == "NOT_FOUND"


# -- campaigncalls


def test_campaigncalls_of_a_campaign(
    admin: Admin, rest: RestFace, tenant: Tenant, stranger: Tenant
) -> None:
    of_mine = f"/campaigns/{tenant.ids['campaign']}/campaigncalls"
    (mine,) = admin.shown(of_mine)["result"]
    assert mine["id"] == tenant.ids["campaigncall"]
    assert admin.shown(f"/campaigns/{campaign_of(admin)['id']}/campaigncalls")["result"] == []
    for id in (new_id(), stranger.ids["campaign"]):
        outcome = admin.get(f"/campaigns/{id}/campaigncalls")
        assert refusal(outcome) == ("NOT_FOUND", "CAMPAIGN_NOT_FOUND")
    root = Admin(rest, stranger.super_admin)
    assert root.shown(of_mine)["result"] == [mine]


@pytest.mark.parametrize("status", ["dialing", "progressing"])
def test_delete_of_a_campaigncall_under_way(
    admin: Admin, running: RunningPlatform, tenant: Tenant, status: str
) -> None:
    id = tenant.ids["campaigncall"]
    set_columns(running, CAMPAIGNCALL, id, status=status)
    refused = ("FAILED_PRECONDITION", "CAMPAIGNCALL_NOT_DONE")
    assert refusal(admin.delete(f"/campaigncalls/{id}")) == refused
    set_columns(running, CAMPAIGNCALL, id, status="done")
    assert admin.delete(f"/campaigncalls/{id}").body["tm_delete"]
    assert admin.get(f"/campaigncalls/{id}").code == "NOT_FOUND"
