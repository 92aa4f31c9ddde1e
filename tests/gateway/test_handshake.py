"""Handshakes of WebSockets that are not there."""

import orjson
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.gateway.fake_core import FakeCore, failure
from tests.gateway.serving import Serve

KEY = "accesskey=vb_x"
CALL = "c0000000-0000-4000-8000-000000000001"


async def refusal(serve: Serve, path: str) -> InvalidStatus:
    client = await serve()
    with pytest.raises(InvalidStatus) as refused:
        async with connect(f"ws://127.0.0.1:{client.base_url.port}{path}"):
            raise AssertionError("the WebSocket was opened")
    return refused.value


async def test_engine_that_is_not_there(serve: Serve, core: FakeCore) -> None:
    missing = failure("UNIMPLEMENTED", "ENGINE_NOT_AVAILABLE", "no WebSockets in this version")
    core.fail("StreamCallMedia", missing)
    path = f"/v1.0/calls/{CALL}/media_stream?encapsulation=sln&{KEY}"
    refused = await refusal(serve, path)
    assert refused.response.status_code == 501
    told = orjson.loads(refused.response.body)
    assert told["error"]["reason"] == "ENGINE_NOT_AVAILABLE"
    assert refused.response.headers["x-request-id"] == told["error"]["request_id"]


async def test_no_such_path(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    refused = await refusal(serve, "/v1.0/nowhere")
    assert refused.response.status_code == 404
    assert not caplog.records


async def test_operation_that_is_no_websocket(serve: Serve) -> None:
    refused = await refusal(serve, f"/v1.0/flows?{KEY}")
    assert refused.response.status_code == 403
