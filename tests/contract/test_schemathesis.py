"""Requests that schemathesis makes of the API description, answered by the real platform."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
)

from tests.api.requests import caller_of, valid_fields
from tests.api.running import RunningPlatform, free_settings
from tests.api.tenants import add_tenant
from tests.contract.schemas import our_document
from voipbin.core.contract.operations import operations
from voipbin.core.serve.platform import Platform

EXAMPLES = 3
"Of each operation and kind: enough to find what is careless, few enough to be run every time."

DOCUMENT = our_document()
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
BY_METHOD = operations()
_BY_DEFAULT = frozenset({"402"})
"Statuses that the description has no entry for, but the default one."

OPERATIONS = [
    (method, path)
    for path, item in DOCUMENT["paths"].items()
    for method in item
    if method != "servers" and "101" not in item[method]["responses"]
]

# The same requests every time: what fails here fails again.
once = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPlatform]:
    """A platform on SQLite."""
    folder: Path = tmp_path_factory.mktemp("platform")
    url = f"sqlite:///{folder}/voipbin.db"
    with RunningPlatform(Platform(free_settings(folder, url, dev=True))) as platform:
        yield platform


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=lambda part: part)
def test_answers(running: RunningPlatform, method: str, path: str, mode: GenerationMode) -> None:
    described = DOCUMENT["paths"][path][method]
    spec = BY_METHOD[described["x-grpc-method"]]
    tenant = running.do(add_tenant(running))
    own = valid_fields(spec, tenant)
    strategy = SCHEMA[path][method].as_strategy(generation_mode=mode)

    @once
    @given(case=strategy, knows=st.booleans())
    def ask(case: Case[Any], knows: bool) -> None:
        if knows:
            # Invented ids lead to nothing; these to rows.
            names = case.path_parameters or {}
            case.path_parameters = {name: own[name] for name in names}
        response = case.call(base_url=running.rest, headers=caller_of(spec, tenant))
        case.validate_response(response, checks=CHECKS)

    ask()


def _served(ctx: Any, response: Any, case: Case[Any]) -> None:
    """The status is one of those described, and no fault of ours."""
    status, described = str(response.status_code), case.operation.definition.raw["responses"]
    assert status in described or status in _BY_DEFAULT, f"{status} is not described"
    if status != "501":
        not_a_server_error(ctx, response, case)


CHECKS = [_served, content_type_conformance, response_schema_conformance]
