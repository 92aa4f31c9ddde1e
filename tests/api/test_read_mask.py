"""Reads of a part of rows: what is asked for is as in the whole, on either database."""

from typing import Any

import pytest

from tests.api.grpc_face import GrpcFace
from tests.api.requests import UNARY, caller_of, name_of, valid_fields
from tests.api.tenants import Tenant
from voipbin.core.contract import field_kinds as kinds
from voipbin.core.contract.codec import descriptor_of
from voipbin.core.contract.operations import OperationSpec
from voipbin.core.contract.read_mask import READ_MASK

_SIGNED = "uri_download"
"Holds a time."


def _row_of(spec: OperationSpec) -> Any:
    """The rows an operation answers with; None when it answers something else."""
    result = descriptor_of(spec.output).fields_by_name.get("result")
    if result is None or not result.is_repeated or not kinds.is_message(result):
        return None
    row = kinds.message_of(result)
    return row if "id" in row.fields_by_name else None


READS = [spec for spec in UNARY if _row_of(spec) is not None]


@pytest.mark.parametrize("spec", READS, ids=name_of)
def test_each_field_alone(grpc_face: GrpcFace, tenant: Tenant, spec: OperationSpec) -> None:
    fields, who = valid_fields(spec, tenant), caller_of(spec, tenant)
    whole = grpc_face.call(spec, fields, who)
    for field in _row_of(spec).fields:
        part = grpc_face.call(spec, fields, {**who, READ_MASK: f"{field.name}, no_such_field"})
        assert part.code == whole.code
        assert _column(part.body, "id") == _column(whole.body, "id")
        if field.name == _SIGNED:
            assert all(_column(part.body, field.name))
        else:
            assert _column(part.body, field.name) == _column(whole.body, field.name)


def _column(body: dict[str, Any], name: str) -> list[Any]:
    return [row.get(name) for row in body.get("result", ())]


def test_the_rest_is_left_out(grpc_face: GrpcFace, tenant: Tenant) -> None:
    """What tells rows apart comes always."""
    (spec,) = (spec for spec in READS if spec.title == "ListCalls")
    whole = grpc_face.call(spec, {}, tenant.admin).body["result"][0]
    part = grpc_face.call(spec, {}, {**tenant.admin, READ_MASK: "status"}).body["result"][0]
    kept = {name for name, value in part.items() if value and value == whole[name]}
    assert kept >= {"id", "customer_id", "tm_create", "status"}
    assert whole["source"] != part["source"]


def test_a_mask_that_is_too_long_is_none(grpc_face: GrpcFace, tenant: Tenant) -> None:
    (spec,) = (spec for spec in READS if spec.title == "ListCalls")
    whole = grpc_face.call(spec, {}, tenant.admin)
    mask = ",".join(f"no_such_field_{n}" for n in range(300))
    assert grpc_face.call(spec, {}, {**tenant.admin, READ_MASK: mask}).body == whole.body


def test_there_is_much_to_leave_out() -> None:
    assert len(READS) > 80
