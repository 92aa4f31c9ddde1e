"""What happened to a resource, also after its end."""

from tests.api.rest_face import RestFace
from tests.api.tenants import Tenant


def test_history_of_a_flow(rest: RestFace, tenant: Tenant, stranger: Tenant) -> None:
    flow = rest.send("POST", "/flows", tenant.admin, json={"name": "first"}).body
    rest.send("PUT", f"/flows/{flow['id']}", tenant.admin, json={"name": "second"})
    rest.send("DELETE", f"/flows/{flow['id']}", tenant.admin)
    path = f"/timelines/flows/{flow['id']}/events"
    events = rest.send("GET", path, tenant.manager).body["result"]
    assert [event["event_type"] for event in events] == [
        "flow_deleted",
        "flow_updated",
        "flow_created",
    ]
    assert [event["data"]["name"] for event in events] == ["second", "second", "first"]
    assert rest.send("GET", path, stranger.admin).reason == "FLOW_NOT_FOUND"
    assert rest.send("GET", path, stranger.super_admin).ok


def test_pages(rest: RestFace, tenant: Tenant) -> None:
    flow = rest.send("POST", "/flows", tenant.admin, json={"name": "0"}).body
    for name in "123":
        rest.send("PUT", f"/flows/{flow['id']}", tenant.admin, json={"name": name})
    path = f"/timelines/flows/{flow['id']}/events"
    names, token = [], ""
    for _ in range(3):
        query = {"page_size": 2, "page_token": token}
        page = rest.send("GET", path, tenant.admin, params=query).body
        names += [event["data"]["name"] for event in page["result"]]
        token = page["next_page_token"]
        if not token:
            break
    assert names == ["3", "2", "1", "0"]
    last = page["result"][-1]["timestamp"]
    before = rest.send("GET", path, tenant.admin, params={"page_token": last}).body
    assert before["result"] == []


def test_nothing_happened_yet(rest: RestFace, tenant: Tenant) -> None:
    """A row that was stored without an event has an empty timeline."""
    path = f"/timelines/conferences/{tenant.ids['conference']}/events"
    assert rest.send("GET", path, tenant.admin).body == {"result": [], "next_page_token": ""}


def test_kinds_without_a_timeline(rest: RestFace, tenant: Tenant) -> None:
    path = f"/timelines/extensions/{tenant.ids['extension']}/events"
    outcome = rest.send("GET", path, tenant.admin)
    assert outcome.code == "INVALID_ARGUMENT"
    assert "conferences" in outcome.message
