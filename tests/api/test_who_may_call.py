"""Every operation, called by everybody who may not and everybody who may."""

from typing import Any

import pytest

from tests.api.grpc_face import GrpcFace
from tests.api.outcome import Outcome
from tests.api.requests import ON_REST, OPERATIONS, name_of, unknown_ids
from tests.api.rest_face import RestFace, fill_path
from tests.api.running import RunningPlatform
from tests.api.tenants import Tenant, add_key
from voipbin.core.contract.operations import OperationSpec
from voipbin.v1 import annotations_pb2 as options

PROTECTED = [spec for spec in OPERATIONS if spec.access != options.ACCESS_PUBLIC]
EVERYBODY = ("admin", "manager", "agent", "nobody", "accesskey", "super_admin")
ALLOWED: dict[int, set[str]] = {
    options.ACCESS_ANY: set(EVERYBODY),
    options.ACCESS_AGENT: {"admin", "manager", "agent", "nobody", "super_admin"},
    options.ACCESS_MANAGER: {"admin", "manager", "accesskey", "super_admin"},
    options.ACCESS_ADMIN: {"admin", "accesskey", "super_admin"},
    options.ACCESS_SUPER_ADMIN: {"super_admin"},
    options.ACCESS_MEMBER: {"admin", "manager", "agent", "accesskey", "super_admin"},
}
"The table of permissions, in names."

BAD_CREDENTIALS: dict[str, dict[str, str]] = {
    "nothing": {},
    "garbage token": {"authorization": "Bearer garbage"},
    "not a bearer": {"authorization": "Basic dXNlcjpwYXNz"},
    "token of three parts": {"authorization": "Bearer e30.e30.e30"},
    "unsigned token": {"authorization": "Bearer eyJhbGciOiJub25lIn0.e30."},
    "nested token": {"authorization": "Bearer " + "W1tb" * 900 + ".e30.e30"},
    "unknown key": {"accesskey": "vb_" + "x" * 32},
    "key that is none": {"accesskey": "'; DROP TABLE accesskey; --"},
}


@pytest.fixture(scope="module")
def caller(running: RunningPlatform) -> Tenant:
    """A customer that changes nothing, so one is enough."""
    from tests.api.tenants import add_tenant

    return running.do(add_tenant(running))


@pytest.mark.parametrize("case", BAD_CREDENTIALS)
def test_bad_credentials(rest: RestFace, grpc_face: GrpcFace, case: str) -> None:
    who = BAD_CREDENTIALS[case]
    for spec in PROTECTED:
        _expect(grpc_face.call(spec, unknown_ids(spec), who), "UNAUTHENTICATED", spec, case)
        if spec.http_path:
            _expect(rest.call(spec, unknown_ids(spec), who), "UNAUTHENTICATED", spec, case)


def test_expired_key(
    running: RunningPlatform, rest: RestFace, grpc_face: GrpcFace, caller: Tenant
) -> None:
    who = running.do(add_key(running, caller, lives_s=-1))
    for spec in PROTECTED:
        for outcome in _through_both(rest, grpc_face, spec, who):
            _expect(outcome, "UNAUTHENTICATED", spec, "expired key")
            assert outcome.reason == "ACCESSKEY_EXPIRED", spec.name


@pytest.mark.parametrize("who", EVERYBODY)
def test_permissions(rest: RestFace, grpc_face: GrpcFace, caller: Tenant, who: str) -> None:
    for spec in PROTECTED:
        may = who in ALLOWED[spec.access]
        if may and spec.server_streaming:
            continue
        for outcome in _through_both(rest, grpc_face, spec, getattr(caller, who)):
            if may:
                refused = outcome.code in ("UNAUTHENTICATED", "PERMISSION_DENIED")
                assert not refused, f"{spec.title} by {who}: {outcome}"
            else:
                _expect(outcome, "PERMISSION_DENIED", spec, who)
                assert spec.name in outcome.message


@pytest.mark.parametrize("spec", ON_REST, ids=name_of)
def test_wrong_verb(rest: RestFace, caller: Tenant, spec: OperationSpec) -> None:
    assert spec.http_path is not None
    path, _ = fill_path(spec.http_path, unknown_ids(spec))
    response = rest.http.request("PATCH", rest._base + path, params=caller.accesskey)
    assert response.status_code == 405, f"{spec.title}: {response.text}"
    assert response.headers["allow"]


def _through_both(rest: RestFace, grpc_face: GrpcFace, spec: OperationSpec, who: Any) -> Any:
    yield grpc_face.call(spec, unknown_ids(spec), who)
    if spec.http_path:
        yield rest.call(spec, unknown_ids(spec), who)


def _expect(outcome: Outcome, code: str, spec: OperationSpec, case: str) -> None:
    assert outcome.code == code, f"{spec.title}, {case}: {outcome}"
