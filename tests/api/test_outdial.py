"""Outplans, outdials and who is on them."""

from typing import Any

import pytest

from tests.api.admin import Admin, named, refusal
from tests.api.rest_face import RestFace
from tests.api.tenants import Tenant
from voipbin.core.ids import new_id

NIL = "00000000-0000-0000-0000-000000000000"
CLAIMED = ("FAILED_PRECONDITION", "OUTDIAL_CLAIMED")
TEL = {"type": "tel", "target": "+821100000001", "target_name": "", "name": "", "detail": ""}
SIP = {"type": "sip", "target": "bob@example.com", "target_name": "", "name": "", "detail": ""}
DIAL_INFO: dict[str, Any] = {
    "source": TEL,
    "dial_timeout": 30_000,
    "try_interval": 600_000,
    "max_try_count_0": 5,
    "max_try_count_1": 4,
    "max_try_count_2": 3,
    "max_try_count_3": 2,
    "max_try_count_4": 1,
}
EMPTY = {"type": "", "target": ""}


# -- outplans


def test_outplan(admin: Admin) -> None:
    plan = admin.made("/outplans", name="Evenings", detail="after work", **DIAL_INFO)
    assert {name: plan[name] for name in DIAL_INFO} == DIAL_INFO
    renamed = admin.put(f"/outplans/{plan['id']}", name="Mornings").body
    assert {name: renamed[name] for name in DIAL_INFO} == DIAL_INFO
    assert (renamed["name"], renamed["detail"]) == ("Mornings", "")


def test_dial_info_is_replaced(admin: Admin) -> None:
    plan = admin.made("/outplans", name="Evenings", **DIAL_INFO)
    changed = admin.put(f"/outplans/{plan['id']}/dial_info", source=SIP, max_try_count_1=2).body
    expected = dict.fromkeys(DIAL_INFO, 0) | {"source": SIP, "max_try_count_1": 2}
    assert {name: changed[name] for name in DIAL_INFO} == expected
    assert changed["name"] == "Evenings"
    assert admin.put(f"/outplans/{plan['id']}/dial_info").body["source"] == {}


@pytest.mark.parametrize(
    ("source", "field"),
    [
        ({"type": "", "target": "+821100000001"}, "source.type"),
        ({"type": "tel", "target": "01012345678"}, "source.target"),
        ({"type": "tel", "target": ""}, "source.target"),
        ({"type": "sip", "target": "bob"}, "source.target"),
    ],
)
def test_source_that_cannot_call(admin: Admin, source: dict[str, str], field: str) -> None:
    assert named(admin.post("/outplans", source=source)) == [field]


def test_addresses_of_other_kinds_are_kept(admin: Admin) -> None:
    """Whether a campaign can dial them is seen when it does."""
    extension = TEL | {"type": "extension", "target": "1000"}
    assert admin.made("/outplans", source=extension)["source"] == extension
    path = f"/outdials/{admin.made('/outdials')['id']}/targets"
    assert admin.made(path, destination_0=extension)["destination_0"] == extension


def test_negative_numbers(admin: Admin) -> None:
    numbers = [name for name in DIAL_INFO if name != "source"]
    assert named(admin.post("/outplans", **dict.fromkeys(numbers, -1))) == numbers


# -- outdials


def test_outdial(admin: Admin) -> None:
    made = admin.made("/outdials", name="Customers", detail="2026", data="opaque")
    assert (made["campaign_id"], made["data"]) == (NIL, "opaque")
    path = f"/outdials/{made['id']}"
    changed = admin.put(path, name="Renamed").body
    assert (changed["name"], changed["detail"], changed["data"]) == ("Renamed", "", "opaque")
    assert admin.put(f"{path}/data", data="other").body["data"] == "other"
    assert admin.put(f"{path}/data").body["data"] == ""
    assert admin.delete(path).body["tm_delete"]
    assert admin.get(path).code == "NOT_FOUND"


def test_campaign_of_an_outdial(admin: Admin, tenant: Tenant, stranger: Tenant) -> None:
    first = tenant.ids["campaign"]
    second = admin.made("/campaigns", type="call")["id"]
    path = f"/outdials/{admin.made('/outdials')['id']}/campaign_id"
    for id in (new_id(), stranger.ids["campaign"]):
        assert named(admin.put(path, campaign_id=id)) == ["campaign_id"]
    for _ in range(2):
        assert admin.put(path, campaign_id=first).body["campaign_id"] == first
    outcome = admin.put(path, campaign_id=second)
    assert refusal(outcome) == CLAIMED
    assert first in outcome.message
    assert admin.put(path, campaign_id=NIL).body["campaign_id"] == NIL
    assert admin.put(path, campaign_id=second).body["campaign_id"] == second


def test_a_super_admin_gives_no_outdial_to_a_stranger(
    admin: Admin, rest: RestFace, stranger: Tenant
) -> None:
    outdial = admin.made("/outdials")
    root = Admin(rest, stranger.super_admin)
    path = f"/outdials/{outdial['id']}/campaign_id"
    assert named(root.put(path, campaign_id=stranger.ids["campaign"])) == ["campaign_id"]


# -- targets


def test_target(admin: Admin) -> None:
    outdial = admin.made("/outdials")
    path = f"/outdials/{outdial['id']}/targets"
    made = admin.made(path, name="Ann", data="42", destination_0=TEL, destination_2=SIP)
    assert (made["outdial_id"], made["status"]) == (outdial["id"], "idle")
    assert "customer_id" not in made
    assert (made["destination_0"], made["destination_2"]) == (TEL, SIP)
    assert [made[f"destination_{n}"] for n in (1, 3, 4)] == [{}] * 3
    assert [made[f"try_count_{n}"] for n in range(5)] == [0] * 5
    assert made["tm_update"] == made["tm_create"]
    assert admin.shown(f"{path}/{made['id']}") == made
    second = admin.made(path, destination_4=SIP)
    page = admin.shown(path, page_size=1)
    assert page["result"] == [second]
    rest_of_it = admin.shown(path, page_token=page["next_page_token"])
    assert (rest_of_it["result"], rest_of_it["next_page_token"]) == ([made], "")
    assert admin.delete(f"{path}/{made['id']}").body["tm_delete"]
    assert admin.get(f"{path}/{made['id']}").code == "NOT_FOUND"
    assert admin.shown(path)["result"] == [second]


def test_empty_destinations_are_none(admin: Admin) -> None:
    path = f"/outdials/{admin.made('/outdials')['id']}/targets"
    made = admin.made(
        path, destination_0=EMPTY, destination_1=TEL, destination_2={}, destination_3=None
    )
    assert [made[f"destination_{n}"] for n in range(5)] == [{}, TEL, {}, {}, {}]
    for nobody in ({}, {"destination_0": EMPTY}):
        assert named(admin.post(path, **nobody)) == ["destination_0"]


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ({"target": "1000"}, "type"),
        ({"type": "tel", "target": "1000"}, "target"),
        ({"type": "sip", "target": "sip:"}, "target"),
    ],
)
def test_destination_that_cannot_be_dialled(
    admin: Admin, address: dict[str, str], fault: str
) -> None:
    path = f"/outdials/{admin.made('/outdials')['id']}/targets"
    assert named(admin.post(path, destination_3=address)) == [f"destination_3.{fault}"]


def test_target_of_another_outdial(admin: Admin, tenant: Tenant, stranger: Tenant) -> None:
    target = tenant.ids["outdialtarget"]
    own, other = tenant.ids["outdial"], admin.made("/outdials")["id"]
    assert admin.get(f"/outdials/{own}/targets/{target}").ok
    for outdial in (other, stranger.ids["outdial"], new_id()):
        path = f"/outdials/{outdial}/targets/{target}"
        assert admin.get(path).code == "NOT_FOUND"
        assert admin.delete(path).code == "NOT_FOUND"
    for outdial in (stranger.ids["outdial"], new_id()):
        path = f"/outdials/{outdial}/targets"
        assert refusal(admin.get(path)) == ("NOT_FOUND", "OUTDIAL_NOT_FOUND")
        assert admin.post(path, destination_0=TEL).code == "NOT_FOUND"
    assert admin.get(f"/outdials/{own}/targets/{target}").ok


def test_a_super_admin_adds_for_the_owner(
    admin: Admin, rest: RestFace, tenant: Tenant, stranger: Tenant
) -> None:
    path = f"/outdials/{tenant.ids['outdial']}/targets"
    made = Admin(rest, stranger.super_admin).made(path, destination_0=TEL)
    assert admin.shown(f"{path}/{made['id']}") == made
