"""Requests that are well formed and still too much."""

import pytest

from tests.api.eventually import eventually
from tests.api.grpc_face import GrpcFace
from tests.api.outcome import Outcome
from tests.api.rest_face import RestFace
from tests.api.running import RunningPlatform
from tests.api.tenants import Tenant
from voipbin.core.contract.operations import operations

OPERATION = {spec.title: spec for spec in operations().values()}
STOP = {"type": "stop"}


def test_ten_thousand_actions(rest: RestFace, grpc_face: GrpcFace, tenant: Tenant) -> None:
    fields = {"name": "long", "actions": [STOP] * 10_000}
    for face in (rest, grpc_face):
        outcome = face.call(OPERATION["CreateFlow"], fields, tenant.admin)
        assert outcome.code == "INVALID_ARGUMENT", outcome
        assert "actions" in outcome.text()
        assert "1000" in outcome.text()


def test_as_many_actions_as_are_allowed(rest: RestFace, tenant: Tenant) -> None:
    fields = {"name": "long", "actions": [STOP] * 1000}
    outcome = rest.call(OPERATION["CreateFlow"], fields, tenant.admin)
    assert outcome.ok, outcome
    assert len({action["id"] for action in outcome.body["actions"]}) == 1000


def test_thousand_bad_actions(rest: RestFace, grpc_face: GrpcFace, tenant: Tenant) -> None:
    """However many faults there are: the client is told the first of them."""
    fields = {"name": "bad", "actions": [{"type": "goto"}] * 1000}
    for face in (rest, grpc_face):
        outcome = face.call(OPERATION["CreateFlow"], fields, tenant.admin)
        assert outcome.code == "INVALID_ARGUMENT", outcome
        assert "actions[0].option.target_id" in outcome.text()


def ended(rest: RestFace, tenant: Tenant, outcome: Outcome) -> Outcome:
    """The run once it is over."""
    assert outcome.ok, outcome
    return eventually(
        lambda: rest.call(OPERATION["GetActiveflow"], {"id": outcome.body["id"]}, tenant.admin),
        lambda seen: seen.body["status"] == "ended",
        20,
    )


def test_endless_loop(rest: RestFace, tenant: Tenant) -> None:
    first = {"id": "top", "type": "variable_set", "option": {"key": "a", "value": "b"}}
    again = {"type": "goto", "option": {"target_id": "top", "loop_count": 1_000_000}}
    fields = {"actions": [first, again]}
    run = ended(rest, tenant, rest.call(OPERATION["CreateActiveflow"], fields, tenant.admin))
    assert 50 <= len(run.body["executed_actions"]) <= 1000


def test_loop_of_follow_ups(rest: RestFace, running: RunningPlatform, tenant: Tenant) -> None:
    """A flow that follows itself ends as well."""
    flow = rest.call(OPERATION["CreateFlow"], {"name": "x", "actions": [STOP]}, tenant.admin).body
    fields = {"id": flow["id"], "actions": [STOP], "on_complete_flow_id": flow["id"]}
    assert rest.call(OPERATION["UpdateFlow"], fields, tenant.admin).ok

    def runs() -> list[str]:
        listed = rest.call(OPERATION["ListActiveflows"], {}, tenant.admin).body["result"]
        return [run["status"] for run in listed if run["flow_id"] == flow["id"]]

    rest.call(OPERATION["CreateActiveflow"], {"flow_id": flow["id"]}, tenant.admin)
    eventually(runs, lambda seen: len(seen) == 5 and set(seen) == {"ended"})


@pytest.mark.parametrize("size", [1 << 20, 5 << 20])
def test_oversized_body(rest: RestFace, tenant: Tenant, size: int) -> None:
    response = rest.http.post(
        f"{rest._base}/flows", params=tenant.accesskey, json={"name": "x" * size}
    )
    assert response.status_code == 413
    assert response.json()["error"]["request_id"]


def test_oversized_message(grpc_face: GrpcFace, tenant: Tenant) -> None:
    outcome = grpc_face.call(OPERATION["CreateFlow"], {"name": "x" * (5 << 20)}, tenant.admin)
    assert outcome.code == "RESOURCE_EXHAUSTED"
    assert grpc_face.call(OPERATION["ListFlows"], {}, tenant.admin).ok


def test_doubled_things(rest: RestFace, tenant: Tenant) -> None:
    """Doubled names in a body, a query and a header: one of them counts, nothing breaks."""
    twice = rest.send(
        "POST",
        "/flows",
        tenant.admin,
        content=b'{"name": "a", "name": "b"}',
        headers={"content-type": "application/json"},
    )
    assert (twice.ok, twice.body.get("name")) == (True, "b")
    response = rest.http.get(
        f"{rest._base}/flows?page_size=1&page_size=x",
        headers=[*tenant.admin.items(), ("x-request-id", "a"), ("x-request-id", "b")],
    )
    assert response.status_code in (200, 400)


def test_fetch_of_a_private_address(rest: RestFace, tenant: Tenant) -> None:
    """The cloud's metadata service is nobody's business, --dev or not."""
    fetch = {"type": "fetch", "option": {"event_url": "http://169.254.169.254/latest/meta-data"}}
    run = rest.call(OPERATION["CreateActiveflow"], {"actions": [fetch, STOP]}, tenant.admin)
    seen = ended(rest, tenant, run)
    assert "stop" not in [action["type"] for action in seen.body["executed_actions"][1:-1]]
