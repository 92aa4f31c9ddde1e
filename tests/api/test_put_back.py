"""What a client reads of a row it may put back, whatever was deleted in between."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.admin import Admin, named
from tests.api.rest_face import RestFace
from tests.api.tenants import Tenant
from voipbin.core.ids import new_id

MODEL = "openai.gpt-4o"


@pytest.fixture(params=["admin", "super_admin"])
def client(request: pytest.FixtureRequest, rest: RestFace, tenant: Tenant, stranger: Tenant) -> Any:
    """Whoever may change the rows of the tenant."""
    who = tenant.admin if request.param == "admin" else stranger.super_admin
    return Admin(rest, who)


def tagged_queue(admin: Admin, tag: str) -> tuple[str, dict[str, Any]]:
    queue = admin.made("/queues", routing_method="random", tag_ids=[tag])
    return f"/queues/{queue['id']}", queue


def tag_ids_of_queue(admin: Admin, tag: str) -> tuple[str, dict[str, Any]]:
    path, queue = tagged_queue(admin, tag)
    return f"{path}/tag_ids", {"tag_ids": queue["tag_ids"]}


def tag_ids_of_agent(admin: Admin, tag: str) -> tuple[str, dict[str, Any]]:
    made = admin.made(
        "/agents",
        username=f"{tag}@example.com",
        password="correct horse",
        name="",
        detail="",
        ring_method="ringall",
        permission=16,
        tag_ids=[tag],
        addresses=[],
    )
    return f"/agents/{made['id']}/tag_ids", {"tag_ids": made["tag_ids"]}


@pytest.mark.parametrize("row", [tagged_queue, tag_ids_of_queue, tag_ids_of_agent])
def test_deleted_tag(
    admin: Admin,
    client: Admin,
    stranger: Tenant,
    row: Callable[[Admin, str], tuple[str, dict[str, Any]]],
) -> None:
    tag, other = admin.made("/tags")["id"], admin.made("/tags")["id"]
    path, read = row(admin, tag)
    for id in (tag, other):
        assert admin.delete(f"/tags/{id}").ok
    assert client.put(path, **read).body["tag_ids"] == [tag]
    for unknown in (other, new_id(), stranger.ids["tag"]):
        refused = client.put(path, **read | {"tag_ids": [tag, unknown]})
        assert named(refused)[0].startswith("tag_ids")
    assert client.put(path, **read | {"tag_ids": []}).body["tag_ids"] == []
    assert named(client.put(path, **read)) == ["tag_ids[0]"]


def test_deleted_flow(admin: Admin, client: Admin) -> None:
    flow = admin.made("/flows", name="", detail="", actions=[])["id"]
    conference = admin.made("/conferences", type="conference", name="a", pre_flow_id=flow)
    queue = admin.made("/queues", routing_method="random", wait_flow_id=flow)
    assert admin.delete(f"/flows/{flow}").ok
    changed = client.put(f"/conferences/{conference['id']}", **conference | {"name": "b"})
    assert (changed.body["name"], changed.body["pre_flow_id"]) == ("b", flow)
    changed = client.put(f"/queues/{queue['id']}", **queue | {"name": "b"})
    assert (changed.body["name"], changed.body["wait_flow_id"]) == ("b", flow)


def test_deleted_parts_of_a_campaign(admin: Admin, client: Admin) -> None:
    parts = {
        "outplan_id": admin.made("/outplans")["id"],
        "outdial_id": admin.made("/outdials")["id"],
        "queue_id": admin.made("/queues", routing_method="random")["id"],
        "next_campaign_id": admin.made("/campaigns", type="call")["id"],
    }
    campaign = admin.made("/campaigns", type="call", **parts)
    path = f"/campaigns/{campaign['id']}/resource_info"
    for field, id in parts.items():
        kind = field.removeprefix("next_").removesuffix("_id")
        assert admin.delete(f"/{kind}s/{id}").ok
    put = client.put(path, **parts)
    assert {field: put.body[field] for field in parts} == parts
    # To run it needs them all.
    assert not admin.put(f"/campaigns/{campaign['id']}/status", status="run").ok


def test_deleted_ai_of_a_team(admin: Admin, client: Admin) -> None:
    ai = admin.made("/ais", engine_model=MODEL)["id"]
    desk = {"id": new_id(), "name": "Desk", "ai_id": ai, "transitions": []}
    team = admin.made("/teams", name="a", start_member_id=desk["id"], members=[desk])
    assert admin.delete(f"/ais/{ai}").ok
    changed = client.put(f"/teams/{team['id']}", **team | {"name": "b"})
    assert (changed.body["name"], changed.body["members"]) == ("b", team["members"])
    other = desk | {"ai_id": new_id()}
    refused = client.put(f"/teams/{team['id']}", **team | {"members": [other]})
    assert named(refused) == ["members[0].ai_id"]


def test_deleted_extension_of_an_agent(admin: Admin, tenant: Tenant) -> None:
    path = f"/agents/{tenant.agents['admin']}"
    addresses = admin.shown(path)["addresses"]
    assert admin.delete(f"/extensions/{addresses[0]['target']}").ok
    mobile = {"type": "tel", "target": "+15551230000"}
    changed = admin.put(f"{path}/addresses", addresses=[*addresses, mobile])
    assert len(changed.body["addresses"]) == 2
    colleague = f"/agents/{tenant.agents['manager']}/addresses"
    assert named(admin.put(colleague, addresses=addresses)) == ["addresses[0].target"]
