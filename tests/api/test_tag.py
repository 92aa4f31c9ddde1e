"""Tags: labels with a name of their own."""

import pytest

from tests.api.admin import Admin, refusal
from tests.api.rest_face import RestFace
from tests.api.tenants import Tenant

TAKEN = ("ALREADY_EXISTS", "TAG_ALREADY_EXISTS")


@pytest.fixture
def agent(rest: RestFace, tenant: Tenant) -> Admin:
    """Somebody without any right to manage."""
    return Admin(rest, tenant.agent)


def test_name_is_unique_among_live_rows(admin: Admin) -> None:
    first = admin.made("/tags", name="billing", detail="knows invoices")
    outcome = admin.post("/tags", name="billing")
    assert refusal(outcome) == TAKEN
    assert "'billing'" in outcome.message
    assert admin.delete(f"/tags/{first['id']}").ok
    assert admin.made("/tags", name="billing")["id"] != first["id"]


def test_rename_to_a_name_that_is_taken(admin: Admin) -> None:
    admin.made("/tags", name="sales")
    other = admin.made("/tags", name="support", detail="kept?")
    assert refusal(admin.put(f"/tags/{other['id']}", name="sales")) == TAKEN
    assert admin.shown(f"/tags/{other['id']}") == other
    changed = admin.put(f"/tags/{other['id']}", name="support")
    assert (changed.body["name"], changed.body["detail"]) == ("support", "")


def test_tags_without_a_name(admin: Admin) -> None:
    assert admin.made("/tags")["id"] != admin.made("/tags")["id"]


def test_name_of_another_customer(admin: Admin, rest: RestFace, stranger: Tenant) -> None:
    admin.made("/tags", name="night shift")
    Admin(rest, stranger.admin).made("/tags", name="night shift")


def test_delete_leaves_queues_alone(admin: Admin) -> None:
    tag = admin.made("/tags", name="french")
    queue = admin.made("/queues", routing_method="random", tag_ids=[tag["id"]])
    assert admin.delete(f"/tags/{tag['id']}").ok
    assert admin.shown(f"/queues/{queue['id']}")["tag_ids"] == [tag["id"]]
    # What stands there already does not keep the rest from being changed.
    assert admin.put(f"/queues/{queue['id']}/routing_method", routing_method="random").ok


def test_agents_read_live_tags(admin: Admin, agent: Admin) -> None:
    kept, gone = admin.made("/tags", name="kept"), admin.made("/tags", name="gone")
    admin.delete(f"/tags/{gone['id']}")
    listed = [tag["id"] for tag in agent.shown("/service_agents/tags")["result"]]
    assert kept["id"] in listed
    assert gone["id"] not in listed
    assert agent.shown(f"/service_agents/tags/{kept['id']}") == kept
    assert agent.get(f"/service_agents/tags/{gone['id']}").code == "NOT_FOUND"
    assert agent.get("/tags").code == "PERMISSION_DENIED"


def test_a_super_admin_is_an_agent_of_one_customer(
    admin: Admin, rest: RestFace, stranger: Tenant
) -> None:
    tag = admin.made("/tags", name="ours")
    root = Admin(rest, stranger.super_admin)
    assert root.get(f"/tags/{tag['id']}").ok
    assert root.get(f"/service_agents/tags/{tag['id']}").code == "NOT_FOUND"
