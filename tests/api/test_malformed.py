"""Every operation with requests that are not what they should be."""

from collections.abc import Iterator
from typing import Any

import pytest
from google.protobuf.descriptor import FieldDescriptor

from tests.api.grpc_face import GrpcFace
from tests.api.outcome import OUR_FAULT, Outcome
from tests.api.requests import (
    ON_REST,
    UNARY,
    caller_of,
    fields_below,
    name_of,
    set_in,
    valid_fields,
)
from tests.api.requests import with_value as put
from tests.api.rest_face import RestFace, fill_path
from tests.api.tenants import Tenant
from voipbin.core.contract import codec
from voipbin.core.contract.codec import descriptor_of
from voipbin.core.contract.operations import OperationSpec
from voipbin.core.contract.options import rule_of

WITH_BODY = [spec for spec in ON_REST if spec.http_body]
BODIES: dict[str, bytes] = {
    "nothing": b"",
    "blanks": b"  \n",
    "half an object": b'{"name": "x"',
    "trailing comma": b'{"name": "x",}',
    "a list": b"[]",
    "null": b"null",
    "a string": b'"name"',
    "a number": b"12",
    "no UTF-8": b'{"name": "\xff\xfe"}',
    "half a surrogate": b'{"name": "\\ud800"}',
    "NaN": b'{"name": NaN}',
    "xml": b"<name>x</name>",
    "deep": b'{"actions":' * 5000,
    "deep list": b"[" * 100_000,
    "form": b"name=x&detail=y",
}
_NUMBERS = (
    FieldDescriptor.TYPE_INT32,
    FieldDescriptor.TYPE_INT64,
    FieldDescriptor.TYPE_UINT32,
)


@pytest.mark.parametrize("spec", UNARY, ids=name_of)
def test_malformed_ids(
    rest: RestFace, grpc_face: GrpcFace, tenant: Tenant, spec: OperationSpec
) -> None:
    fields, who = valid_fields(spec, tenant), caller_of(spec, tenant)
    for path, field in fields_below(descriptor_of(spec.input)):
        if not rule_of(field).uuid:
            continue
        for wrong in ("no-uuid", "0199b7a0-0000-7000-8000-00000000000", "x OR 1=1"):
            message = codec.from_json(spec.input, fields)
            set_in(message, path, wrong)
            _expect_fault(grpc_face.call(spec, message, who), spec, path[-1], wrong)
            if spec.http_path:
                asked = put(fields, path, wrong, spread=bool(field.is_repeated))
                _expect_fault(rest.call(spec, asked, who), spec, path[-1], wrong)


@pytest.mark.parametrize("spec", UNARY, ids=name_of)
def test_unknown_words(
    rest: RestFace, grpc_face: GrpcFace, tenant: Tenant, spec: OperationSpec
) -> None:
    fields, who = valid_fields(spec, tenant), caller_of(spec, tenant)
    for path, field in fields_below(descriptor_of(spec.input)):
        if field.enum_type is None:
            continue
        message = codec.from_json(spec.input, fields)
        set_in(message, path, 9999)
        _expect_fault(grpc_face.call(spec, message, who), spec, path[-1], "9999")
        if spec.http_path:
            asked = put(fields, path, "gibberish")
            _expect_fault(rest.call(spec, asked, who), spec, path[-1], "gibberish")


@pytest.mark.parametrize("spec", WITH_BODY, ids=name_of)
def test_wrong_types(rest: RestFace, tenant: Tenant, spec: OperationSpec) -> None:
    fields = valid_fields(spec, tenant)
    for path, field in fields_below(descriptor_of(spec.input)):
        if "{" + path[0] + "}" in str(spec.http_path):
            continue
        for wrong in _wrong_values(field):
            outcome = rest.call(spec, put(fields, path, wrong), caller_of(spec, tenant))
            _expect_fault(outcome, spec, path[-1], "")


@pytest.mark.parametrize("spec", WITH_BODY, ids=name_of)
def test_bodies_that_are_no_objects(rest: RestFace, tenant: Tenant, spec: OperationSpec) -> None:
    path, _ = fill_path(str(spec.http_path), valid_fields(spec, tenant))
    for case, body in BODIES.items():
        outcome = rest.send(
            str(spec.http_verb),
            path,
            caller_of(spec, tenant),
            content=body,
            headers={"content-type": "application/json"},
        )
        assert outcome.code not in OUR_FAULT, f"{spec.name}, {case}: {outcome}"
        if case not in ("nothing", "blanks"):
            assert outcome.code == "INVALID_ARGUMENT", f"{spec.name}, {case}: {outcome}"


@pytest.mark.parametrize("spec", WITH_BODY, ids=name_of)
def test_empty_body(
    rest: RestFace, grpc_face: GrpcFace, tenant: Tenant, spec: OperationSpec
) -> None:
    """Where something is required it is named; elsewhere fields take their zero values."""
    _, body = fill_path(str(spec.http_path), valid_fields(spec, tenant))
    path, _ = fill_path(str(spec.http_path), valid_fields(spec, tenant))
    required = [
        field.name
        for field in descriptor_of(spec.input).fields
        if field.name in body and rule_of(field).required
    ]
    outcome = rest.send(str(spec.http_verb), path, caller_of(spec, tenant), json={})
    assert outcome.code not in OUR_FAULT, f"{spec.name}: {outcome}"
    for name in required:
        _expect_fault(outcome, spec, name, "")


@pytest.mark.parametrize("spec", WITH_BODY, ids=name_of)
def test_unknown_fields_are_ignored(
    rest: RestFace, tenant: Tenant, stranger: Tenant, spec: OperationSpec
) -> None:
    plain = rest.call(spec, valid_fields(spec, tenant), caller_of(spec, tenant))
    fields = {**valid_fields(spec, stranger), "nonsense": {"a": [1]}}
    # Super admins may say whose it is.
    fields.setdefault("customer_id", tenant.id)
    more = rest.call(spec, fields, caller_of(spec, stranger))
    assert more.code == plain.code, f"{spec.name}: {plain} {more}"
    assert more.reason == plain.reason
    assert tenant.id not in str(more.body), f"{spec.name} took the customer from the body"


def test_page_sizes(rest: RestFace, tenant: Tenant) -> None:
    for spec in UNARY:
        if "page_size" not in descriptor_of(spec.input).fields_by_name or not spec.http_path:
            continue
        fields = valid_fields(spec, tenant)
        for size in ("0", "-1", "101", "2147483647", "-2147483648"):
            outcome = rest.call(spec, fields | {"page_size": size}, caller_of(spec, tenant))
            assert outcome.ok, f"{spec.name} page_size={size}: {outcome}"
        for size in ("ten", "1.5", "99999999999999999999", "0x10"):
            outcome = rest.call(spec, fields | {"page_size": size}, caller_of(spec, tenant))
            _expect_fault(outcome, spec, "page_size", "")
        if "page_token" not in descriptor_of(spec.input).fields_by_name:
            continue
        for token in ("gibberish", "2026-13-01T00:00:00Z", "2026-01-01", ",,,", "\u0662\u0660"):
            outcome = rest.call(spec, fields | {"page_token": token}, caller_of(spec, tenant))
            _expect_fault(outcome, spec, "page_token", "")
        for token in (
            "2026-01-15T09:30:00.000000Z",
            "2026-01-15 09:30:00.000000",
            "0001-01-01T00:00:00Z",
        ):
            outcome = rest.call(spec, fields | {"page_token": token}, caller_of(spec, tenant))
            assert outcome.ok, f"{spec.name} page_token={token}: {outcome}"


def _wrong_values(field: FieldDescriptor) -> Iterator[Any]:
    kind = field.message_type
    if field.is_repeated:
        yield from ({"a": 1}, "text", 5, [[]])
    elif kind is not None:
        yield from ("text", 5, [1], True)
    elif field.type == FieldDescriptor.TYPE_BOOL:
        yield from ("yes", 1, {}, [True])
    elif field.type == FieldDescriptor.TYPE_DOUBLE:
        yield from ("ten", {}, [1], True)
    elif field.type in _NUMBERS:
        yield from ("ten", {}, [1], True, 1.5, 10**30)
    elif not rule_of(field).uuid:
        yield from (5, {"a": 1}, ["text"], True, 1.5)
    else:
        yield from (5, {"a": 1}, True)


def _expect_fault(outcome: Outcome, spec: OperationSpec, name: str, value: str) -> None:
    case = f"{spec.name} with a bad {name}: {outcome}"
    assert outcome.code == "INVALID_ARGUMENT", case
    assert any(name in path for path, _ in outcome.violations), f"field is not named: {case}"
    assert value in outcome.text(), f"value is not named: {case}"
