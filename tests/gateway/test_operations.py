"""Operations over real HTTP and real gRPC: what arrives at the core, what the client gets."""

from typing import Any

import httpx2
import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from tests.gateway.fake_core import FakeCore
from tests.gateway.serving import Serve
from voipbin.gateway.settings import GatewaySettings
from voipbin.v1 import (
    accesskey_pb2,
    activeflow_pb2,
    auth_pb2,
    call_pb2,
    flow_pb2,
    recording_pb2,
    transcript_pb2,
)

UUID = "550e8400-e29b-41d4-a716-446655440000"
OTHER = "7c4d2f3a-1b8e-4f5c-9a6d-3e2f1a0b4c5d"
NIL = "00000000-0000-0000-0000-000000000000"


class TestRead:
    async def test_get(self, core: FakeCore, client: httpx2.AsyncClient) -> None:
        created = Timestamp(seconds=1768469400)
        core.on("GetFlow", lambda request: flow_pb2.Flow(id=request.id, tm_create=created))
        answer = await client.get(f"/v1.0/flows/{UUID}")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["cache-control"] == "no-store"
        body = answer.json()
        assert body["id"] == UUID
        assert body["on_complete_flow_id"] == NIL
        assert body["tm_create"] == "2026-01-15T09:30:00.000000Z"
        assert body["tm_delete"] is None

    async def test_last_slash(self, core: FakeCore, client: httpx2.AsyncClient) -> None:
        answer = await client.get(f"/v1.0/flows/{UUID}/")
        assert answer.status_code == 200
        assert core.requests == [flow_pb2.GetFlowRequest(id=UUID)]

    async def test_head(self, core: FakeCore, client: httpx2.AsyncClient) -> None:
        full = await client.get(f"/v1.0/flows/{UUID}")
        answer = await client.head(f"/v1.0/flows/{UUID}")
        assert answer.status_code == 200
        assert answer.content == b""
        assert answer.headers["content-length"] == str(len(full.content))

    async def test_list(self, core: FakeCore, client: httpx2.AsyncClient) -> None:
        page = flow_pb2.ListFlowsResponse(
            result=[flow_pb2.Flow(id=UUID), flow_pb2.Flow(id=OTHER)], next_page_token="t"
        )
        core.on("ListFlows", lambda _: page)
        answer = await client.get("/v1.0/flows?page_size=2&page_token=2026-01-15T09:30:00Z&x=1")
        assert [row["id"] for row in answer.json()["result"]] == [UUID, OTHER]
        assert answer.json()["next_page_token"] == "t"
        [request] = core.requests
        assert request.page_size == 2
        assert request.page_token == "2026-01-15T09:30:00Z"

    async def test_filter(self, core: FakeCore, client: httpx2.AsyncClient) -> None:
        await client.get(f"/v1.0/transcripts?transcribe_id={UUID.upper()}")
        assert core.requests == [transcript_pb2.ListTranscriptsRequest(transcribe_id=UUID)]

    async def test_accesskey_without_its_token(
        self, core: FakeCore, client: httpx2.AsyncClient
    ) -> None:
        core.on("GetAccesskey", lambda request: accesskey_pb2.Accesskey(id=request.id))
        assert "token" not in (await client.get(f"/v1.0/accesskeys/{UUID}")).json()


class TestWrite:
    async def test_post(self, core: FakeCore, client: httpx2.AsyncClient) -> None:
        core.on(
            "CreateFlow", lambda r: flow_pb2.Flow(id=UUID, name=r.name, actions=list(r.actions))
        )
        actions = [{"type": "talk", "option": {"text": "hello", "n": 5}}, {"type": "hangup"}]
        answer = await client.post("/v1.0/flows", json={"name": "é", "actions": actions})
        assert answer.status_code == 200
        assert answer.json()["name"] == "é"
        assert answer.json()["actions"][0]["option"] == {"text": "hello", "n": 5}

    async def test_path_goes_before_body(self, core: FakeCore, client: httpx2.AsyncClient) -> None:
        await client.put(f"/v1.0/flows/{UUID}", json={"id": OTHER, "name": "x", "actions": []})
        assert core.requests == [flow_pb2.UpdateFlowRequest(id=UUID, name="x")]

    async def test_no_body(self, core: FakeCore, client: httpx2.AsyncClient) -> None:
        answer = await client.post(f"/v1.0/calls/{UUID}/hangup")
        assert answer.status_code == 200
        assert core.requests == [call_pb2.HangupCallRequest(id=UUID)]

    async def test_created(self, core: FakeCore, client: httpx2.AsyncClient) -> None:
        core.on("CreateActiveflow", lambda r: activeflow_pb2.Activeflow(flow_id=r.flow_id))
        answer = await client.post("/v1.0/activeflows", json={"flow_id": UUID})
        assert answer.status_code == 201
        assert answer.json()["flow_id"] == UUID

    async def test_no_content(self, client: httpx2.AsyncClient) -> None:
        answer = await client.delete(f"/v1.0/activeflows/{UUID}")
        assert answer.status_code == 204
        assert answer.content == b""
        assert "content-length" not in answer.headers

    async def test_success_without_body(self, core: FakeCore, client: httpx2.AsyncClient) -> None:
        answer = await client.post(f"/v1.0/calls/{UUID}/mute", json={"direction": "in"})
        assert answer.status_code == 200
        assert answer.content == b""
        [request] = core.requests
        assert request.direction == call_pb2.CALL_MUTE_DIRECTION_IN

    async def test_delete_with_body(self, core: FakeCore, client: httpx2.AsyncClient) -> None:
        body = {"direction": "out"}
        answer = await client.request("DELETE", f"/v1.0/calls/{UUID}/mute", json=body)
        assert answer.status_code == 200
        [request] = core.requests
        assert request.id == UUID
        assert request.direction == call_pb2.CALL_MUTE_DIRECTION_OUT

    async def test_body_in_pieces(self, core: FakeCore, client: httpx2.AsyncClient) -> None:
        async def pieces() -> Any:
            for piece in (b'{"na', b'me": "', b'x"}'):
                yield piece

        answer = await client.post("/v1.0/flows", content=pieces())
        assert answer.status_code == 200
        assert core.requests == [flow_pb2.CreateFlowRequest(name="x")]


class TestDepartures:
    async def test_redirect(self, core: FakeCore, client: httpx2.AsyncClient) -> None:
        url = f"http://host/files/recordings/{UUID}.zip?expires=1&signature=a%2Fb\r\nx: y"
        core.on("GetRecordingFile", lambda _: recording_pb2.RecordingFile(url=url))
        answer = await client.get(f"/v1.0/recordingfiles/{UUID}")
        assert answer.status_code == 307
        assert answer.headers["location"] == url.replace("\r\nx: y", "%0D%0Ax:%20y")
        assert "x" not in answer.headers
        assert answer.json() == url

    @pytest.mark.parametrize("path", ["/auth/login", "/v1.0/auth/login"])
    async def test_login_sets_a_cookie(
        self, core: FakeCore, client: httpx2.AsyncClient, path: str
    ) -> None:
        core.on("Login", lambda r: auth_pb2.LoginResponse(username=r.username, token="a.b.c"))
        answer = await client.post(path, json={"username": "u", "password": "p"})
        assert answer.json() == {"username": "u", "token": "a.b.c"}
        assert answer.headers["set-cookie"] == (
            "token=a.b.c; Max-Age=604800; Path=/; HttpOnly; SameSite=Strict; Secure"
        )

    async def test_cookie_without_secure_in_dev(self, core: FakeCore, serve: Serve) -> None:
        client = await serve(GatewaySettings(dev=True))
        answer = await client.post("/auth/login", json={"username": "u", "password": "p"})
        assert answer.headers["set-cookie"].endswith("HttpOnly; SameSite=Strict")

    async def test_other_paths_are_not_at_the_root(self, client: httpx2.AsyncClient) -> None:
        assert (await client.get(f"/flows/{UUID}")).status_code == 404
