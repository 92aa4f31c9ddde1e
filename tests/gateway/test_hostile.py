"""Requests that are wrong: each gets a clear error, and the core never hears of them."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from tests.gateway.fake_core import FakeCore
from tests.gateway.serving import Serve
from voipbin.gateway.limits import DEFAULT_LIMITS, Limits
from voipbin.gateway.settings import GatewaySettings

UUID = "550e8400-e29b-41d4-a716-446655440000"
LIMIT = DEFAULT_LIMITS.body_bytes


@pytest.fixture
async def client(serve: Serve) -> httpx2.AsyncClient:
    """A client that says who it is: nobody else is told what is wrong with its request."""
    known = await serve()
    known.headers["accesskey"] = "vb_known"
    return known


def checked_error(answer: httpx2.Response, http_status: int, reason: str) -> dict[str, Any]:
    """Assert the shape every error has; return its inner part."""
    assert answer.status_code == http_status, answer.text
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    error: dict[str, Any] = body["error"]
    assert error["reason"] == reason
    assert error["message"] == body["message"] != ""
    assert error["request_id"] == answer.headers["x-request-id"]
    return error


class TestBody:
    @pytest.mark.parametrize(
        ("body", "text"),
        [
            (b"{", "the body is not JSON: "),
            (b'{"name":}', "at line 1 column 9"),
            (b'{\n"name": "x",\n}', "at line 2 column 12"),
            (b'{"name": "\xff"}', "the body is not JSON: "),
            (b'{"name": NaN}', "the body is not JSON: "),
            (b'{"name": "\\ud800"}', "the body is not JSON: "),
            (b"[" * 5000, "the body is not JSON: "),
            (b"[]", "the body must be a JSON object, got list"),
            (b"null", "the body must be a JSON object, got NoneType"),
            (b'"x"', "the body must be a JSON object, got str"),
        ],
    )
    async def test_no_json_object(
        self, core: FakeCore, client: httpx2.AsyncClient, body: bytes, text: str
    ) -> None:
        answer = await client.post("/v1.0/flows", content=body)
        assert text in checked_error(answer, 400, "INVALID_ARGUMENT")["message"]
        assert core.requests == []

    @pytest.mark.parametrize("body", [b"{", b"[]", b'{"name": 5}'])
    async def test_nobody_is_told_nothing(self, core: FakeCore, serve: Serve, body: bytes) -> None:
        nobody = await serve()
        refused = await nobody.post("/v1.0/flows", content=body)
        checked_error(refused, 401, "UNAUTHENTICATED")
        assert refused.headers["www-authenticate"] == "Bearer"
        path = await nobody.get("/v1.0/flows/no-uuid")
        checked_error(path, 401, "UNAUTHENTICATED")
        public = await nobody.post("/auth/login", content=body)
        assert public.status_code != 401, "whoever logs in has no credentials yet"
        assert len(core.requests) <= 1

    async def test_wrong_types(self, core: FakeCore, client: httpx2.AsyncClient) -> None:
        body = {"name": 5, "actions": [{"type": "fly"}, {"type": "talk", "option": []}]}
        answer = await client.post("/v1.0/flows", json=body)
        error = checked_error(answer, 400, "INVALID_ARGUMENT")
        assert [detail["field"] for detail in error["details"]] == [
            "name",
            "actions[0].type",
            "actions[1].option",
        ]
        assert error["details"][0]["description"] == "must be a string, got 5 (int)"
        assert "name must be a string" in error["message"]
        assert core.requests == []

    async def test_longest_body(self, core: FakeCore, client: httpx2.AsyncClient) -> None:
        body = b'{"name":"x"}'.ljust(LIMIT)
        assert (await client.post("/v1.0/flows", content=body)).status_code == 200

    async def test_too_long(self, core: FakeCore, client: httpx2.AsyncClient) -> None:
        answer = await client.post("/v1.0/flows", content=b" " * (LIMIT + 1))
        checked_error(answer, 413, "BODY_TOO_LARGE")
        assert core.requests == []

    async def test_too_slow(self, serve: Serve) -> None:
        client = await serve(GatewaySettings(limits=Limits(body_timeout_s=0.01)))
        url = client.base_url
        reader, writer = await asyncio.open_connection(url.host, url.port)
        writer.write(b"POST /v1.0/flows HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{")
        answer = await asyncio.wait_for(reader.read(), 10)
        writer.close()
        await writer.wait_closed()
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b"BODY_TOO_SLOW" in answer

    async def test_too_long_in_pieces(self, core: FakeCore, client: httpx2.AsyncClient) -> None:
        async def pieces() -> AsyncIterator[bytes]:
            for _ in range(LIMIT // 65536 + 1):
                yield b" " * 65536

        answer = await client.post("/v1.0/flows", content=pieces())
        checked_error(answer, 413, "BODY_TOO_LARGE")
        assert answer.headers["connection"] == "close"
        assert core.requests == []


class TestPath:
    async def test_no_uuid(self, core: FakeCore, client: httpx2.AsyncClient) -> None:
        answer = await client.get("/v1.0/flows/1%20OR%201=1")
        error = checked_error(answer, 400, "INVALID_ARGUMENT")
        assert error["details"] == [
            {"field": "id", "description": "must be a UUID, got '1 OR 1=1'"}
        ]
        assert core.requests == []

    @pytest.mark.parametrize(
        "path",
        [
            "/",
            "/v1.0",
            "/v1.0/",
            "/v1.0/nothing",
            "/v1.0//flows",
            "/v1.0/flows//",
            f"/v1.0/flows/{UUID}/more",
            "/v1.0/calls/x/y/z",
            "/a" * 500,
            "/v1.0/flows/%2e%2e/%2e%2e/etc",
            "/docs/../v1.0/x",
        ],
    )
    async def test_unknown(self, client: httpx2.AsyncClient, path: str) -> None:
        checked_error(await client.get(path), 404, "ROUTE_NOT_FOUND")

    async def test_method_not_allowed(self, client: httpx2.AsyncClient) -> None:
        answer = await client.patch(f"/v1.0/flows/{UUID}")
        error = checked_error(answer, 405, "METHOD_NOT_ALLOWED")
        assert answer.headers["allow"] == "DELETE, GET, HEAD, OPTIONS, PUT"
        assert "PATCH" in error["message"]


class TestQuery:
    @pytest.mark.parametrize("text", ["abc", "1.5", "0x10", "1e3", "٣", "9" * 19])
    async def test_page_size(self, core: FakeCore, client: httpx2.AsyncClient, text: str) -> None:
        answer = await client.get("/v1.0/flows", params={"page_size": text})
        error = checked_error(answer, 400, "INVALID_ARGUMENT")
        assert error["details"][0]["field"] == "page_size"
        assert core.requests == []

    async def test_too_many_parameters(self, client: httpx2.AsyncClient) -> None:
        answer = await client.get("/v1.0/flows?" + "a=1&" * 1000)
        checked_error(answer, 400, "INVALID_ARGUMENT")


class TestHeaders:
    @pytest.mark.parametrize("given", ["a b", "x" * 129, "é", "a\tb", "<script>"])
    async def test_request_id_is_made_up(self, client: httpx2.AsyncClient, given: str) -> None:
        headers = [(b"x-request-id", given.encode())]
        answer = await client.get("/ping", headers=headers)
        assert len(answer.headers["x-request-id"]) == 32

    @pytest.mark.parametrize("key", ["", "a b", "é", "x" * 256])
    async def test_idempotency_key(
        self, core: FakeCore, client: httpx2.AsyncClient, key: str
    ) -> None:
        headers = [(b"idempotency-key", key.encode())]
        answer = await client.post("/v1.0/flows", headers=headers)
        error = checked_error(answer, 400, "INVALID_ARGUMENT")
        assert error["details"][0]["field"] == "Idempotency-Key"
        assert core.requests == []

    @pytest.mark.parametrize(
        "query", ["token=a%0d%0aaccesskey:b", "token=%00", "accesskey=%C3%A9", "token=a%20b"]
    )
    async def test_credential_that_is_none(
        self, core: FakeCore, client: httpx2.AsyncClient, query: str
    ) -> None:
        answer = await client.get(f"/v1.0/flows?{query}")
        checked_error(answer, 401, "UNAUTHENTICATED")
        assert core.requests == []

    async def test_injection_text_is_only_text(
        self, core: FakeCore, client: httpx2.AsyncClient
    ) -> None:
        text = "x\r\nSet-Cookie: a=b\r\n\r\n<script>'; DROP TABLE flow;--"
        answer = await client.post("/v1.0/flows", json={"name": text, "detail": text})
        assert answer.status_code == 200
        assert core.requests[0].name == text
        assert "set-cookie" not in answer.headers
