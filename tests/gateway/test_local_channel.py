"""The gateway before a core in the same process: the same answers as over a socket."""

from typing import Any

import httpx2
import pytest

from tests.gateway.serving import serving
from tests.gateway.test_hostile import checked_error
from voipbin.core.errors import InvalidArgument, NotFound, ResourceExhausted, VoipbinError
from voipbin.core.local_channel import LocalChannel
from voipbin.gateway.app import create_app
from voipbin.v1 import flow_pb2

UUID = "550e8400-e29b-41d4-a716-446655440000"
FLOW = f"/v1.0/flows/{UUID}"


class Dispatcher:
    """Answers with a flow or an error, and remembers the call."""

    def __init__(self, error: VoipbinError | None = None) -> None:
        self.error = error
        self.calls: list[tuple[str, Any, dict[str, str]]] = []

    async def call(self, method: str, request: Any, metadata: dict[str, str]) -> Any:
        self.calls.append((method, request, metadata))
        if self.error is not None:
            raise self.error
        return flow_pb2.Flow(id=UUID)

    async def collect(self, method: str, requests: Any, metadata: dict[str, str]) -> Any:
        raise AssertionError("nothing is uploaded here")

    async def converse(self, method: str, requests: Any, metadata: dict[str, str]) -> Any:
        raise AssertionError("nobody listens here")


def app_of(dispatcher: Dispatcher) -> Any:
    return create_app(LocalChannel(dispatcher))  # type: ignore[arg-type]


async def test_call() -> None:
    dispatcher = Dispatcher()
    async with serving(app_of(dispatcher)) as client:
        answer = await client.get(f"{FLOW}?accesskey=vb_x", headers={"X-Request-Id": "r-1"})
    assert answer.json()["id"] == UUID
    [(method, request, metadata)] = dispatcher.calls
    assert method == "/voipbin.v1.FlowService/GetFlow"
    assert request == flow_pb2.GetFlowRequest(id=UUID)
    assert metadata["accesskey"] == "vb_x"
    assert metadata["x-request-id"] == "r-1"
    assert metadata["x-forwarded-for"] == "127.0.0.1"


@pytest.mark.parametrize(
    ("error", "http_status", "reason"),
    [
        (NotFound.resource("flow", UUID), 404, "FLOW_NOT_FOUND"),
        (InvalidArgument.of([("name", "is too long")]), 400, "INVALID_ARGUMENT"),
        (ResourceExhausted("too many", retry_after_s=3), 429, "RESOURCE_EXHAUSTED"),
        (VoipbinError("row 7 of /var/lib broke"), 500, "INTERNAL"),
    ],
)
async def test_refused(error: VoipbinError, http_status: int, reason: str) -> None:
    async with serving(app_of(Dispatcher(error))) as client:
        answer: httpx2.Response = await client.get(FLOW)
    shown = checked_error(answer, http_status, reason)
    assert "/var/lib" not in answer.text
    assert "metadata" not in shown
    violations = [(detail["field"], detail["description"]) for detail in shown["details"]]
    assert violations == list(error.violations)
    wait = error.retry_after_s
    assert answer.headers.get("retry-after") == (None if wait is None else f"{wait:.0f}")
