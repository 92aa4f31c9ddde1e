"""Every operation once, as it is meant to be used; its answer is what the contract says."""

from typing import Any

import pytest

from tests.api.grpc_face import GrpcFace
from tests.api.outcome import Outcome
from tests.api.requests import ON_REST, UNARY, caller_of, guessed_ids, name_of, valid_fields
from tests.api.rest_face import RestFace
from tests.api.running import RunningPlatform
from tests.api.samples import REFUSED
from tests.api.tenants import Tenant
from tests.contract.schemas import contract_answer, contract_operations, faults, our_answer
from tests.contract.schemas import path_key as key
from voipbin.core.contract.operations import OperationSpec
from voipbin.core.serving import method_name

WITHOUT_PATH = [spec for spec in UNARY if not spec.http_path]


@pytest.mark.parametrize("spec", ON_REST, ids=name_of)
def test_on_rest(
    running: RunningPlatform, rest: RestFace, tenant: Tenant, spec: OperationSpec
) -> None:
    outcome = rest.call(spec, valid_fields(spec, tenant), caller_of(spec, tenant))
    if not _did_its_work(outcome, spec, running):
        return
    assert outcome.status == (spec.rest.status or 200) or spec.rest.redirect_field, outcome
    _check_answer(outcome, spec)


@pytest.mark.parametrize("spec", WITHOUT_PATH, ids=name_of)
def test_on_grpc(
    running: RunningPlatform, grpc_face: GrpcFace, tenant: Tenant, spec: OperationSpec
) -> None:
    outcome = grpc_face.call(spec, valid_fields(spec, tenant), caller_of(spec, tenant))
    _did_its_work(outcome, spec, running)


def _did_its_work(outcome: Outcome, spec: OperationSpec, running: RunningPlatform) -> bool:
    """Whether there is an answer to look at; without one, the refusal is the only right one."""
    if (reason := REFUSED.get(spec.title)) is not None:
        assert outcome.reason == reason, f"{spec.title}: {outcome}"
        return False
    if guessed_ids(spec):
        assert outcome.code == "NOT_FOUND", f"{spec.title}: {outcome}"
        return False
    if spec.engine and not hasattr(running.rooms[spec.service], method_name(spec)):
        # A success would be a lie: nothing is there that could have done it.
        assert outcome.is_engine_missing, f"{spec.title}: {outcome}"
        return False
    assert outcome.ok_or_engine(spec.engine), f"{spec.title}: {outcome}"
    return outcome.ok


def _check_answer(outcome: Outcome, spec: OperationSpec) -> None:
    method, path, status = str(spec.http_verb).lower(), str(spec.http_path), str(outcome.status)
    validators: dict[str, Any] = {"our description": our_answer(method, path, status)}
    if (method, key(path)) in contract_operations():
        validators["the contract"] = contract_answer(method, path, status)
    for whose, validator in validators.items():
        if validator is not None and not spec.rest.redirect_field:
            wrong = faults(validator, outcome.body)
            assert not wrong, f"{spec.title}, by {whose}: {wrong}\n{outcome.body}"
