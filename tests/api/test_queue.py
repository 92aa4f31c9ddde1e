"""Queues, and the callers in them."""

from typing import Any

import pytest

from tests.api.admin import Admin, named, refusal, set_columns
from tests.api.rest_face import RestFace
from tests.api.running import RunningPlatform
from tests.api.tenants import Tenant
from voipbin.core.ids import new_id
from voipbin.core.queuecall.model import QUEUECALL

NIL = "00000000-0000-0000-0000-000000000000"
ENDED = ("FAILED_PRECONDITION", "QUEUECALL_ENDED")


def full(tenant: Tenant) -> dict[str, Any]:
    """Every field of a request."""
    return {
        "name": "Support",
        "detail": "first line",
        "routing_method": "random",
        "tag_ids": [tenant.ids["tag"]],
        "wait_flow_id": tenant.ids["flow"],
        "wait_timeout": 100_000,
        "service_timeout": 10_000_000,
    }


def test_create(admin: Admin, tenant: Tenant) -> None:
    queue = admin.made("/queues", **full(tenant), total_incoming_count=7, wait_queuecall_ids=["x"])
    assert {name: queue[name] for name in full(tenant)} == full(tenant)
    assert queue["total_incoming_count"] == queue["total_serviced_count"] == 0
    assert queue["wait_queuecall_ids"] == queue["service_queuecall_ids"] == []
    assert queue["tm_update"] is None


def test_silent_wait(admin: Admin) -> None:
    queue = admin.made("/queues", routing_method="random", wait_flow_id=NIL)
    assert (queue["wait_flow_id"], queue["tag_ids"], queue["wait_timeout"]) == (NIL, [], 0)


def test_put_replaces(admin: Admin, tenant: Tenant) -> None:
    queue = admin.made("/queues", **full(tenant))
    changed = admin.put(f"/queues/{queue['id']}", name="Renamed", routing_method="random").body
    assert changed["name"] == "Renamed"
    assert (changed["detail"], changed["tag_ids"], changed["wait_flow_id"]) == ("", [], NIL)
    assert (changed["wait_timeout"], changed["service_timeout"]) == (0, 0)


def test_routing_method(admin: Admin, tenant: Tenant) -> None:
    queue = admin.made("/queues", **full(tenant))
    for path in (f"/queues/{queue['id']}", f"/queues/{queue['id']}/routing_method"):
        for wrong in ("", "longest_idle"):
            assert named(admin.put(path, routing_method=wrong)) == ["routing_method"]
    assert named(admin.post("/queues", name="x")) == ["routing_method"]
    same = admin.put(f"/queues/{queue['id']}/routing_method", routing_method="random").body
    assert same | {"tm_update": None} == queue


def test_tag_ids(admin: Admin, tenant: Tenant) -> None:
    queue = admin.made("/queues", **full(tenant))
    changed = admin.put(f"/queues/{queue['id']}/tag_ids", tag_ids=[]).body
    assert changed | {"tm_update": None} == queue | {"tag_ids": []}


def test_what_it_names_must_be_there(admin: Admin, tenant: Tenant, stranger: Tenant) -> None:
    for id in (new_id(), stranger.ids["tag"]):
        both = [tenant.ids["tag"], id]
        outcome = admin.post("/queues", routing_method="random", tag_ids=both)
        assert named(outcome) == ["tag_ids[1]"]
    for id in (new_id(), stranger.ids["flow"]):
        outcome = admin.post("/queues", routing_method="random", wait_flow_id=id)
        assert named(outcome) == ["wait_flow_id"]


def test_a_super_admin_does_not_mix_customers(
    rest: RestFace, tenant: Tenant, stranger: Tenant
) -> None:
    root = Admin(rest, stranger.super_admin)
    path = f"/queues/{tenant.ids['queue']}/tag_ids"
    assert named(root.put(path, tag_ids=[stranger.ids["tag"]])) == ["tag_ids"]
    assert root.put(path, tag_ids=[tenant.ids["tag"]]).ok


def test_negative_timeouts(admin: Admin, tenant: Tenant) -> None:
    wrong = full(tenant) | {"wait_timeout": -1, "service_timeout": -1}
    assert named(admin.post("/queues", **wrong)) == ["wait_timeout", "service_timeout"]


def test_deleted(admin: Admin, tenant: Tenant) -> None:
    queue = admin.made("/queues", **full(tenant))
    assert admin.delete(f"/queues/{queue['id']}").body["tm_delete"]
    assert refusal(admin.get(f"/queues/{queue['id']}")) == ("NOT_FOUND", "QUEUE_NOT_FOUND")


# -- queuecalls


@pytest.mark.parametrize("status", ["initiating", "waiting", "connecting", "service"])
@pytest.mark.parametrize("by", ["queuecall", "call"])
def test_kick_of_one_whose_call_is_gone(
    admin: Admin, tenant: Tenant, running: RunningPlatform, status: str, by: str
) -> None:
    id = tenant.ids["queuecall"]
    served = {"tm_service": 1} if status == "service" else {"tm_service": None}
    set_columns(running, QUEUECALL, id, status=status, **served)
    path = id if by == "queuecall" else f"reference_id/{tenant.ids['call']}"
    kicked = admin.post(f"/queuecalls/{path}/kick").body
    assert kicked["status"] == ("done" if status == "service" else "abandoned")
    assert refusal(admin.post(f"/queuecalls/{id}/kick")) == ENDED


@pytest.mark.parametrize("status", ["done", "abandoned"])
def test_kick_of_one_who_left(
    admin: Admin, tenant: Tenant, running: RunningPlatform, status: str
) -> None:
    id = tenant.ids["queuecall"]
    set_columns(running, QUEUECALL, id, status=status)
    assert refusal(admin.post(f"/queuecalls/{id}/kick")) == ENDED
    assert refusal(admin.post(f"/queuecalls/reference_id/{tenant.ids['call']}/kick")) == ENDED


def test_kick_of_nobody(admin: Admin, tenant: Tenant, stranger: Tenant) -> None:
    for id in (new_id(), stranger.ids["queuecall"]):
        assert admin.post(f"/queuecalls/{id}/kick").code == "NOT_FOUND"
    for id in (new_id(), stranger.ids["call"]):
        assert admin.post(f"/queuecalls/reference_id/{id}/kick").code == "NOT_FOUND"
    assert admin.delete(f"/queuecalls/{tenant.ids['queuecall']}").ok
    outcome = admin.post(f"/queuecalls/reference_id/{tenant.ids['call']}/kick")
    assert refusal(outcome) == ("NOT_FOUND", "QUEUECALL_NOT_FOUND")


def test_delete_of_a_queuecall_in_any_status(
    admin: Admin, tenant: Tenant, running: RunningPlatform
) -> None:
    id = tenant.ids["queuecall"]
    set_columns(running, QUEUECALL, id, status="waiting")
    gone = admin.delete(f"/queuecalls/{id}").body
    assert (gone["status"], gone["queue_id"]) == ("waiting", tenant.ids["queue"])
    assert admin.get(f"/queuecalls/{id}").code == "NOT_FOUND"
