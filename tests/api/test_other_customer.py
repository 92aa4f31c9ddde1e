"""Every operation with the ids of another customer."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.grpc_face import GrpcFace
from tests.api.outcome import Outcome
from tests.api.requests import (
    UNARY,
    fields_below,
    guessed_ids,
    is_narrowed,
    name_of,
    valid_fields,
    with_value,
)
from tests.api.rest_face import RestFace
from tests.api.rows import named_by
from tests.api.running import RunningPlatform
from tests.api.tenants import Tenant, rows_of
from voipbin.core.contract import codec
from voipbin.core.contract.codec import descriptor_of
from voipbin.core.contract.operations import OperationSpec
from voipbin.core.contract.options import rule_of
from voipbin.v1 import annotations_pb2 as options

FOR_SUPER_ADMINS = [spec for spec in UNARY if spec.access == options.ACCESS_SUPER_ADMIN]
OF_ONE_CUSTOMER = [spec for spec in UNARY if spec not in FOR_SUPER_ADMINS]
WITH_IDS = [
    spec
    for spec in OF_ONE_CUSTOMER
    if any(rule_of(field).uuid for _, field in fields_below(descriptor_of(spec.input)))
]


def cases(spec: OperationSpec, own: Tenant, foreign: Tenant) -> Iterator[tuple[str, Any]]:
    """The stranger's own request with one id replaced by the other customer's, id by id."""
    own_fields, foreign_fields = valid_fields(spec, own), valid_fields(spec, foreign)
    for path, field in fields_below(descriptor_of(spec.input)):
        is_chosen = path == ("id",) and not rule_of(field).required
        if not rule_of(field).uuid or is_chosen:
            continue
        if len(path) == 1:
            yield path[0], with_value(own_fields, path, foreign_fields[path[0]])
        elif (id := foreign.ids.get(named_by(field))) is not None:
            value = with_value(own_fields, path, id, spread=bool(field.is_repeated))
            yield ".".join(path), value


@pytest.mark.parametrize("spec", WITH_IDS, ids=name_of)
def test_other_customer(
    running: RunningPlatform,
    rest: RestFace,
    grpc_face: GrpcFace,
    tenant: Tenant,
    stranger: Tenant,
    spec: OperationSpec,
) -> None:
    before = running.do(rows_of(running, tenant.id))
    for name, fields in cases(spec, stranger, tenant):
        outcomes = [grpc_face.call(spec, fields, stranger.admin)]
        if spec.http_path:
            outcomes.append(rest.call(spec, fields, stranger.admin))
        for outcome in outcomes:
            _expect_nothing(outcome, spec, name, tenant)
    assert running.do(rows_of(running, tenant.id)) == before, f"{spec.name} changed foreign rows"


@pytest.mark.parametrize("spec", FOR_SUPER_ADMINS, ids=name_of)
def test_admins_are_no_super_admins(
    running: RunningPlatform,
    rest: RestFace,
    grpc_face: GrpcFace,
    tenant: Tenant,
    stranger: Tenant,
    spec: OperationSpec,
) -> None:
    """Neither of another customer nor of their own."""
    before = running.do(rows_of(running, tenant.id))
    for who in (stranger, tenant):
        outcomes = [grpc_face.call(spec, valid_fields(spec, tenant), who.admin)]
        if spec.http_path:
            outcomes.append(rest.call(spec, valid_fields(spec, tenant), who.admin))
        assert {outcome.code for outcome in outcomes} == {"PERMISSION_DENIED"}, outcomes
    assert running.do(rows_of(running, tenant.id)) == before, f"{spec.name} changed rows"


def _expect_nothing(outcome: Outcome, spec: OperationSpec, name: str, foreign: Tenant) -> None:
    case = f"{spec.name} with a foreign {name}: {outcome}"
    if spec.name.startswith(("Batch", "List")):
        # Unknown ids are left out of the answer, whether they exist or not.
        assert outcome.code == "NOT_FOUND" or _found_nothing(outcome), case
        return
    # A reference in a body may be called a bad argument: it names a field of the request.
    allowed = {"NOT_FOUND"} if name == "id" else {"NOT_FOUND", "INVALID_ARGUMENT"}
    if outcome.reason == "CALL_ALREADY_HUNG_UP":
        return  # said of the caller's own call, before anything else was looked at
    assert outcome.code in allowed, case
    # Naming what was sent reveals nothing.
    assert name.endswith("customer_id") or foreign.id not in outcome.text(), case


def _found_nothing(outcome: Outcome) -> bool:
    lists = [value for value in outcome.body.values() if isinstance(value, list)]
    return outcome.ok and not any(lists)


READS = [spec for spec in OF_ONE_CUSTOMER if spec.name.startswith(("Get", "List", "Batch"))]


@pytest.mark.parametrize("spec", READS, ids=name_of)
def test_own_rows_only(
    grpc_face: GrpcFace, tenant: Tenant, stranger: Tenant, spec: OperationSpec
) -> None:
    """Whatever an operation answers, it carries nothing of anybody else's."""
    outcome = grpc_face.call(spec, valid_fields(spec, stranger), stranger.admin)
    text = str(outcome.body)
    assert guessed_ids(spec) or outcome.ok_or_engine(spec.engine), f"{spec.name}: {outcome}"
    for resource, id in tenant.ids.items():
        assert id not in text, f"{spec.name} shows a foreign {resource}"


@pytest.mark.parametrize("spec", [s for s in READS if s.name.startswith("Get")], ids=name_of)
def test_super_admin_reads_by_id(
    grpc_face: GrpcFace, tenant: Tenant, stranger: Tenant, spec: OperationSpec
) -> None:
    outcome = grpc_face.call(spec, valid_fields(spec, tenant), stranger.super_admin)
    if spec.resource == "accesskey":
        # Keys are credentials: not even a super admin sees another customer's.
        assert outcome.code == "NOT_FOUND", outcome
        return
    if outcome.code == "NOT_FOUND" and (is_narrowed(spec) or guessed_ids(spec)):
        return
    assert outcome.ok_or_engine(spec.engine), f"{spec.name}: {outcome}"
    assert codec.from_json(spec.output, outcome.body) is not None


@pytest.mark.parametrize("spec", [s for s in READS if s.name.startswith("List")], ids=name_of)
def test_lists_of_a_super_admin_are_its_own(
    grpc_face: GrpcFace, tenant: Tenant, stranger: Tenant, spec: OperationSpec
) -> None:
    fields = valid_fields(spec, stranger)
    outcome = grpc_face.call(spec, fields, stranger.super_admin)
    if outcome.code == "NOT_FOUND" and is_narrowed(spec):
        return
    assert outcome.ok_or_engine(spec.engine), outcome
    for resource, id in tenant.ids.items():
        assert id not in str(outcome.body), f"{spec.name} shows a foreign {resource}"
