"""Conferences and who is in them."""

from typing import Any

import pytest

from tests.api.admin import Admin, named, refusal, set_columns
from tests.api.rest_face import RestFace
from tests.api.running import RunningPlatform
from tests.api.tenants import Tenant
from voipbin.core.conference.model import CONFERENCE
from voipbin.core.conferencecall.model import CONFERENCECALL
from voipbin.core.ids import new_id

NIL = "00000000-0000-0000-0000-000000000000"
TAKEN = ("ALREADY_EXISTS", "CONFERENCE_ALREADY_EXISTS")
CONFLICT = "FAILED_PRECONDITION"


def full(tenant: Tenant) -> dict[str, Any]:
    """Every field of a PUT."""
    return {
        "name": "Monday",
        "detail": "weekly",
        "data": {"room": 7, "tags": ["a", None]},
        "timeout": 3600,
        "pre_flow_id": tenant.ids["flow"],
        "post_flow_id": tenant.ids["flow"],
    }


def test_create(admin: Admin, tenant: Tenant) -> None:
    made = admin.made("/conferences", type="conference", **full(tenant))
    assert {name: made[name] for name in full(tenant)} == full(tenant)
    assert (made["type"], made["status"]) == ("conference", "progressing")
    assert made["conferencecall_ids"] == made["recording_ids"] == made["transcribe_ids"] == []
    assert made["recording_id"] == made["transcribe_id"] == NIL
    assert made["tm_end"] is None
    assert "tm_due" not in made


def test_defaults(admin: Admin) -> None:
    made = admin.made("/conferences")
    assert (made["type"], made["timeout"], made["data"]) == ("conference", 0, {})
    assert made["pre_flow_id"] == made["post_flow_id"] == NIL


def test_list_shows_type_conference(admin: Admin) -> None:
    made = {
        type: admin.made("/conferences", type=type)["id"]
        for type in ("", "conference", "connect", "queue")
    }
    listed = {row["id"] for row in admin.shown("/conferences")["result"]}
    assert {type for type, id in made.items() if id in listed} == {"", "conference"}
    assert admin.shown(f"/conferences/{made['queue']}")["type"] == "queue"


def test_chosen_id(admin: Admin, rest: RestFace, stranger: Tenant) -> None:
    id = new_id()
    assert admin.made("/conferences", id=id)["id"] == id
    other = Admin(rest, stranger.admin)
    for somebody in (admin, other):
        outcome = somebody.post("/conferences", id=id)
        assert refusal(outcome) == TAKEN
        assert outcome.message == f"conference with id '{id}' exists already"
    assert admin.delete(f"/conferences/{id}").ok
    assert refusal(admin.post("/conferences", id=id)) == TAKEN
    assert admin.made("/conferences", id=NIL)["id"] != NIL
    assert named(admin.post("/conferences", id="room-1")) == ["id"]


@pytest.mark.parametrize(("asked", "given"), [(0, 0), (1, 86400), (59, 86400), (60, 60), (61, 61)])
def test_timeout(admin: Admin, asked: int, given: int) -> None:
    made = admin.made("/conferences", timeout=asked)
    assert made["timeout"] == given
    assert admin.put(f"/conferences/{made['id']}", timeout=asked).body["timeout"] == given


def test_bad_values(admin: Admin, stranger: Tenant) -> None:
    assert named(admin.post("/conferences", timeout=-1)) == ["timeout"]
    assert named(admin.post("/conferences", type="party")) == ["type"]
    assert named(admin.post("/conferences", data=[1])) == ["data"]
    for field in ("pre_flow_id", "post_flow_id"):
        for id in (new_id(), stranger.ids["flow"]):
            assert named(admin.post("/conferences", **{field: id})) == [field]


def test_put_replaces(admin: Admin, tenant: Tenant) -> None:
    made = admin.made("/conferences", type="connect", **full(tenant))
    changed = admin.put(f"/conferences/{made['id']}", name="Tuesday").body
    assert (changed["name"], changed["detail"], changed["data"]) == ("Tuesday", "", {})
    assert (changed["timeout"], changed["pre_flow_id"]) == (0, NIL)
    assert (changed["type"], changed["status"]) == ("connect", "progressing")


def test_delete(admin: Admin) -> None:
    made = admin.made("/conferences", name="over soon")
    gone = admin.delete(f"/conferences/{made['id']}").body
    assert gone["status"] == "terminated"
    assert gone["tm_end"] == gone["tm_delete"] == gone["tm_update"]
    assert admin.get(f"/conferences/{made['id']}").code == "NOT_FOUND"


# -- recording and transcribing

STARTS = {"recording_start": "recording_id", "transcribe_start": "transcribe_id"}
STOPS = {"recording_stop": "recording_id", "transcribe_stop": "transcribe_id"}


@pytest.mark.parametrize("verb", [*STARTS, *STOPS])
def test_audio_of_no_conference(admin: Admin, stranger: Tenant, verb: str) -> None:
    for id in (new_id(), stranger.ids["conference"]):
        assert refusal(admin.post(f"/conferences/{id}/{verb}")) == (
            "NOT_FOUND",
            "CONFERENCE_NOT_FOUND",
        )


@pytest.mark.parametrize("verb", [*STARTS, *STOPS])
def test_audio_of_a_closed_conference(
    admin: Admin, running: RunningPlatform, tenant: Tenant, verb: str
) -> None:
    id = tenant.ids["conference"]
    set_columns(running, CONFERENCE, id, status="terminating")
    outcome = admin.post(f"/conferences/{id}/{verb}")
    assert refusal(outcome) == (CONFLICT, "CONFERENCE_NOT_PROGRESSING")


@pytest.mark.parametrize(("verb", "column"), [*STARTS.items(), *STOPS.items()])
def test_audio(
    admin: Admin, running: RunningPlatform, tenant: Tenant, verb: str, column: str
) -> None:
    id = tenant.ids["conference"]
    is_active = {False: "", True: new_id()}
    possible = verb in STOPS
    set_columns(running, CONFERENCE, id, **{column: is_active[not possible]})
    outcome = admin.post(f"/conferences/{id}/{verb}")
    assert outcome.code == CONFLICT
    assert id in outcome.message
    set_columns(running, CONFERENCE, id, **{column: is_active[possible]})
    # What a column claims and nobody runs cannot be stopped; what can be started is.
    outcome = admin.post(f"/conferences/{id}/{verb}")
    if verb in STARTS:
        assert outcome.ok
        shown = admin.shown(f"/conferences/{id}")
        assert shown[column] in shown[f"{column}s"]
        assert admin.post(f"/conferences/{id}/{verb.replace('start', 'stop')}").ok
        assert admin.shown(f"/conferences/{id}")[column] == NIL
    else:
        assert outcome.code in ("NOT_FOUND", "OK")


def test_bad_recording(admin: Admin, stranger: Tenant) -> None:
    path = f"/conferences/{admin.made('/conferences')['id']}/recording_start"
    assert named(admin.post(path, format="mp3")) == ["format"]
    assert named(admin.post(path, duration=-1)) == ["duration"]
    assert named(admin.post(path, on_end_flow_id=stranger.ids["flow"])) == ["on_end_flow_id"]


# -- conferencecalls


@pytest.mark.parametrize("status", ["leaving", "leaved"])
def test_kick_of_one_who_leaves(
    admin: Admin, running: RunningPlatform, tenant: Tenant, status: str
) -> None:
    path = f"/conferencecalls/{tenant.ids['conferencecall']}"
    set_columns(running, CONFERENCECALL, tenant.ids["conferencecall"], status=status)
    for _ in range(2):
        left = admin.delete(path).body
        assert (left["status"], left["tm_delete"]) == (status, None)
    assert admin.shown(path) == left


@pytest.mark.parametrize("status", ["joining", "joined"])
def test_kick_of_one_whose_call_is_gone(
    admin: Admin, running: RunningPlatform, tenant: Tenant, status: str
) -> None:
    path = f"/conferencecalls/{tenant.ids['conferencecall']}"
    set_columns(running, CONFERENCECALL, tenant.ids["conferencecall"], status=status)
    for _ in range(2):
        assert admin.delete(path).body["status"] == "leaved"
    assert admin.shown(path)["status"] == "leaved"
    assert admin.shown(path)["tm_delete"] is None
