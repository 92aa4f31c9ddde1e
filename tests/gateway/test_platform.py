"""What every answer has: request ids, CORS, credentials, errors, limits."""

from typing import Any, ClassVar

import httpx2
import pytest

from tests.gateway.fake_core import FakeCore, failure
from tests.gateway.serving import Serve
from tests.gateway.test_hostile import checked_error
from voipbin.gateway.app import create_app
from voipbin.gateway.limits import Limits
from voipbin.gateway.settings import GatewaySettings
from voipbin.v1 import flow_pb2

UUID = "550e8400-e29b-41d4-a716-446655440000"
FLOW = f"/v1.0/flows/{UUID}"


class TestRequestId:
    async def test_kept(self, core: FakeCore, client: httpx2.AsyncClient) -> None:
        answer = await client.get(FLOW, headers={"X-Request-Id": "client-7:a/b=="})
        assert answer.headers["x-request-id"] == "client-7:a/b=="
        assert core.metadata["x-request-id"] == "client-7:a/b=="

    async def test_made_up(self, core: FakeCore, client: httpx2.AsyncClient) -> None:
        first, second = [(await client.get(FLOW)).headers["x-request-id"] for _ in range(2)]
        assert first != second
        assert core.metadata["x-request-id"] == second


class TestCredentials:
    PLACES: ClassVar[Any] = (
        ({"cookie": "accesskey=c4; token=c1"}, "", ("authorization", "Bearer c1")),
        (
            {"cookie": "token=c1", "authorization": "Bearer h"},
            "token=q",
            ("authorization", "Bearer c1"),
        ),
        ({"authorization": "Bearer h"}, "token=q&accesskey=k", ("authorization", "Bearer q")),
        ({"authorization": "Bearer h", "cookie": "accesskey=c"}, "", ("authorization", "Bearer h")),
        ({"authorization": "bearer h"}, "accesskey=k", ("accesskey", "k")),
        ({"authorization": "Basic eA=="}, "", None),
        ({"cookie": "accesskey=c"}, "accesskey=q", ("accesskey", "c")),
        ({}, "accesskey=q", ("accesskey", "q")),
        ({"cookie": "token=; x"}, "token=&accesskey=", None),
        ({"cookie": "token=c", "sec-fetch-site": "cross-site"}, "", None),
        ({"cookie": "token=c", "sec-fetch-site": "same-site"}, "", ("authorization", "Bearer c")),
        ({"cookie": "accesskey=c", "origin": "https://elsewhere.example"}, "", None),
        (
            {"cookie": "accesskey=c", "origin": "http://testserver", "host": "testserver"},
            "",
            ("accesskey", "c"),
        ),
        ({"cookie": "token=c", "origin": "null"}, "accesskey=q", ("accesskey", "q")),
        ({"accesskey": "header"}, "", ("accesskey", "header")),
        ({"accesskey": "header"}, "accesskey=q", ("accesskey", "q")),
    )

    @pytest.mark.parametrize(("headers", "query", "expected"), PLACES)
    async def test_first_place_wins(
        self,
        core: FakeCore,
        client: httpx2.AsyncClient,
        headers: dict[str, str],
        query: str,
        expected: tuple[str, str] | None,
    ) -> None:
        await client.get(f"{FLOW}?{query}", headers=headers)
        sent = {name: core.metadata.get(name) for name in ("authorization", "accesskey")}
        assert sent == {"authorization": None, "accesskey": None} | dict(
            [expected or ("accesskey", None)]
        )


class TestMetadata:
    async def test_idempotency_key_of_a_post(
        self, core: FakeCore, client: httpx2.AsyncClient
    ) -> None:
        headers = {"Idempotency-Key": "k-1"}
        await client.post("/v1.0/flows", headers=headers)
        assert core.metadata["idempotency-key"] == "k-1"
        await client.get(FLOW, headers=headers)
        assert "idempotency-key" not in core.metadata

    async def test_peer_address(self, core: FakeCore, client: httpx2.AsyncClient) -> None:
        await client.get(FLOW, headers={"X-Forwarded-For": "10.0.0.9"})
        assert core.metadata["x-forwarded-for"] == "127.0.0.1"

    async def test_address_behind_a_proxy(self, core: FakeCore, serve: Serve) -> None:
        client = await serve(GatewaySettings(proxies=1))
        await client.get(FLOW, headers={"X-Forwarded-For": "6.6.6.6, 10.0.0.9"})
        assert core.metadata["x-forwarded-for"] == "10.0.0.9"


class TestCors:
    async def test_preflight(self, core: FakeCore, client: httpx2.AsyncClient) -> None:
        headers = {"Origin": "https://a.example", "Access-Control-Request-Method": "PUT"}
        answer = await client.options(FLOW, headers=headers)
        assert answer.status_code == 204
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "PUT" in answer.headers["access-control-allow-methods"]
        assert "Authorization" in answer.headers["access-control-allow-headers"]
        assert answer.headers["access-control-max-age"] == "43200"
        assert "access-control-allow-credentials" not in answer.headers
        assert core.requests == []

    @pytest.mark.parametrize("path", [FLOW, "/v1.0/flows/x", "/v1.0/nothing"])
    async def test_answers_and_errors(self, client: httpx2.AsyncClient, path: str) -> None:
        answer = await client.get(path, headers={"Origin": "https://a.example"})
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "X-Request-Id" in answer.headers["access-control-expose-headers"]

    async def test_same_origin(self, client: httpx2.AsyncClient) -> None:
        assert "access-control-allow-origin" not in (await client.get(FLOW)).headers

    async def test_plain_options(self, client: httpx2.AsyncClient) -> None:
        answer = await client.options("/v1.0/flows")
        assert answer.status_code == 204
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST"


class TestRefused:
    @pytest.mark.parametrize(
        ("code", "reason", "http_status"),
        [
            ("NOT_FOUND", "FLOW_NOT_FOUND", 404),
            ("PERMISSION_DENIED", "PERMISSION_DENIED", 403),
            ("FAILED_PRECONDITION", "CALL_ALREADY_HUNG_UP", 409),
            ("FAILED_PRECONDITION", "INSUFFICIENT_BALANCE", 402),
            ("UNIMPLEMENTED", "ENGINE_NOT_AVAILABLE", 501),
        ],
    )
    async def test_status(
        self,
        core: FakeCore,
        client: httpx2.AsyncClient,
        code: str,
        reason: str,
        http_status: int,
    ) -> None:
        core.fail("GetFlow", failure(code, reason, f"flow {UUID}: no"))
        error = checked_error(await client.get(FLOW), http_status, reason)
        assert error["status"] == code
        assert error["message"] == f"flow {UUID}: no"

    async def test_field_violations(self, core: FakeCore, client: httpx2.AsyncClient) -> None:
        core.fail(
            "CreateFlow",
            failure("INVALID_ARGUMENT", "INVALID_ARGUMENT", "no", violations={"name": "too long"}),
        )
        error = checked_error(await client.post("/v1.0/flows"), 400, "INVALID_ARGUMENT")
        assert error["details"] == [{"field": "name", "description": "too long"}]

    async def test_retry_after(self, core: FakeCore, client: httpx2.AsyncClient) -> None:
        core.fail("GetFlow", failure("UNAVAILABLE", "CARRIER_DOWN", "later", retry_after_s=7))
        answer = await client.get(FLOW)
        checked_error(answer, 503, "CARRIER_DOWN")
        assert answer.headers["retry-after"] == "7"

    async def test_unauthenticated(self, core: FakeCore, client: httpx2.AsyncClient) -> None:
        core.fail("GetFlow", failure("UNAUTHENTICATED", "TOKEN_EXPIRED", "expired"))
        answer = await client.get(FLOW)
        checked_error(answer, 401, "TOKEN_EXPIRED")
        assert answer.headers["www-authenticate"] == "Bearer"

    async def test_fault_of_the_core(self, core: FakeCore, client: httpx2.AsyncClient) -> None:
        core.fail("GetFlow", failure("INTERNAL", "INTERNAL", "row 7 of /var/lib broke"))
        answer = await client.get(FLOW)
        checked_error(answer, 500, "INTERNAL")
        assert "/var/lib" not in answer.text

    async def test_fault_of_ours(
        self, core: FakeCore, client: httpx2.AsyncClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        core.on("GetFlow", lambda _: flow_pb2.Flow(tm_create={"seconds": 2**60}))
        answer = await client.get(FLOW)
        error = checked_error(answer, 500, "INTERNAL")
        assert "1970" not in answer.text
        [record] = [record for record in caplog.records if record.name == "voipbin.gateway.app"]
        assert vars(record)["request_id"] == error["request_id"]

    async def test_core_is_away(self, client: httpx2.AsyncClient, serve: Serve) -> None:
        import grpc

        async with grpc.aio.insecure_channel("127.0.0.1:1") as nowhere:
            app = create_app(nowhere)
            transport = httpx2.ASGITransport(app=app)
            async with httpx2.AsyncClient(transport=transport, base_url="http://x") as local:
                answer = await local.get(FLOW)
        checked_error(answer, 503, "UNAVAILABLE")
        assert "127.0.0.1" not in answer.text


class TestRate:
    async def test_auth_is_limited(self, core: FakeCore, serve: Serve) -> None:
        now_s = [1000.0]
        limits = Limits(auth_rate=10, auth_burst=20)
        client = await serve(GatewaySettings(limits=limits), clock=lambda: now_s[0])

        async def login() -> httpx2.Response:
            return await client.post("/auth/login", json={"username": "u", "password": "p"})

        assert [(await login()).status_code for _ in range(20)] == [200] * 20
        refused = await login()
        checked_error(refused, 429, "RATE_LIMIT_EXCEEDED")
        assert refused.headers["retry-after"] == "1"
        assert (await client.post("/v1.0/auth/login")).status_code == 429
        assert (await client.get(FLOW)).status_code == 200
        now_s[0] += 0.2
        assert [(await login()).status_code for _ in range(3)] == [200, 200, 429]

    @pytest.mark.parametrize("path", ["/auth/unregister", "/v1.0/auth/unregister"])
    async def test_who_has_to_log_in_first_is_not(
        self, core: FakeCore, serve: Serve, path: str
    ) -> None:
        client = await serve(GatewaySettings(limits=Limits(auth_rate=1, auth_burst=1)))
        assert (await client.get("/auth/page.css")).status_code == 200
        assert (await client.get("/auth/page.css")).status_code == 429
        for _ in range(3):
            assert (await client.post(path, json={})).status_code == 200
            assert (await client.delete(path)).status_code == 200


class TestPages:
    async def test_ping(self, client: httpx2.AsyncClient) -> None:
        assert (await client.get("/ping")).json() == {"message": "pong"}

    @pytest.mark.parametrize("path", ["/redoc", "/swagger", "/swagger/index.html"])
    async def test_other_names_of_the_docs(self, client: httpx2.AsyncClient, path: str) -> None:
        answer = await client.get(path)
        assert answer.status_code == 307
        assert answer.headers["location"] == "/docs"
