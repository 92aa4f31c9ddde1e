"""Every text field of every operation, filled with what breaks careless programs."""

from typing import Any

import pytest
from google.protobuf.descriptor import FieldDescriptor

from tests.api.grpc_face import GrpcFace
from tests.api.outcome import OUR_FAULT, Outcome
from tests.api.requests import (
    UNARY,
    caller_of,
    fields_below,
    name_of,
    set_in,
    valid_fields,
    with_value,
)
from tests.api.rest_face import RestFace
from tests.api.running import RunningPlatform
from tests.api.tenants import Tenant, rows_of
from voipbin.core.contract import codec
from voipbin.core.contract.codec import descriptor_of
from voipbin.core.contract.operations import OperationSpec
from voipbin.core.contract.options import rule_of
from voipbin.core.provider.model import PASSWORD_MASK

TEXTS = {
    "sql": "'; DROP TABLE flow; DELETE FROM customer; --",
    "sql union": '" UNION SELECT password_hash FROM agent --',
    "header": "a\r\nX-Injected: yes\r\n\r\n<b>",
    "template": "{{7*7}} ${7*7} %s %n %(x)s",
    "script": "<script>alert(1)</script>",
    "path": "../../../../etc/passwd",
    "unicode": "\u202eevil\u200b 😀 \ud7ff \ufdd0 İ",
    "control": "\x01\x02\x1b[31m\x7f",
    "nul": "a\0b",
}


def text_fields(spec: OperationSpec) -> list[tuple[tuple[str, ...], FieldDescriptor]]:
    """Texts that are not ids."""
    return [
        (path, field)
        for path, field in fields_below(descriptor_of(spec.input))
        if field.type == FieldDescriptor.TYPE_STRING and not rule_of(field).uuid
    ]


WITH_TEXT = [spec for spec in UNARY if text_fields(spec)]


@pytest.mark.parametrize("spec", WITH_TEXT, ids=name_of)
def test_hostile_text(
    running: RunningPlatform,
    rest: RestFace,
    grpc_face: GrpcFace,
    tenant: Tenant,
    stranger: Tenant,
    spec: OperationSpec,
) -> None:
    before = running.do(rows_of(running, tenant.id))
    for path, field in text_fields(spec):
        # Each password costs a tenth of a second by design: two of the texts will do.
        is_slow = "password" in descriptor_of(spec.input).fields_by_name
        cases = {n: TEXTS[n] for n in ("sql", "nul")} if is_slow else TEXTS
        for case, text in cases.items():
            for outcome in _both(rest, grpc_face, spec, path, field, text, stranger):
                _expect_verbatim(outcome, f"{spec.name}.{'.'.join(path)}, {case}", path, text)
    assert running.do(rows_of(running, tenant.id)) == before, f"{spec.name} touched other rows"


@pytest.mark.parametrize("spec", WITH_TEXT, ids=name_of)
def test_oversize_text(
    rest: RestFace, grpc_face: GrpcFace, tenant: Tenant, spec: OperationSpec
) -> None:
    for path, field in text_fields(spec):
        limit = (0 if field.is_repeated else rule_of(field).max_length) or 65536
        for length in (limit, limit + 1, limit * 4):
            # More bytes than characters: a column counts characters.
            text = "é" * length
            outcomes = list(_both(rest, grpc_face, spec, path, field, text, tenant, length < 4000))
            for outcome in outcomes:
                case = f"{spec.name}.{'.'.join(path)} of {length}: {outcome}"
                assert outcome.code not in OUR_FAULT, case
                assert length <= limit or outcome.code == "INVALID_ARGUMENT", case


def _both(
    rest: RestFace,
    grpc_face: GrpcFace,
    spec: OperationSpec,
    path: tuple[str, ...],
    field: FieldDescriptor,
    text: str,
    who: Tenant,
    fits_a_url: bool = True,
) -> Any:
    message = codec.from_json(spec.input, valid_fields(spec, who))
    set_in(message, path, text)
    yield grpc_face.call(spec, message, caller_of(spec, who))
    if spec.http_path and (spec.http_body or fits_a_url):
        asked = with_value(valid_fields(spec, who), path, text, spread=bool(field.is_repeated))
        yield rest.call(spec, asked, caller_of(spec, who))


def _expect_verbatim(outcome: Outcome, case: str, path: tuple[str, ...], text: str) -> None:
    assert outcome.code not in OUR_FAULT, f"{case}: {outcome}"
    assert "x-injected" not in outcome.headers, case
    if path[-1] in ("language", "engine_key") or outcome.body.get(path[-1]) == PASSWORD_MASK:
        return  # put into its usual form, or en-US; shown as a mask
    if outcome.ok and len(path) == 1 and path[0] in outcome.body:
        assert outcome.body[path[0]] in (text, [text]), f"{case}: {outcome.body[path[0]]!r}"
