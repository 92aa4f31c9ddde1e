"""The endpoint itself: methods, content types, sizes, credentials and ids."""

import gzip
import re

import httpx2
import pytest

from tests.graphql.conftest import Client
from tests.graphql.world import call_id
from voipbin.v1 import agent_pb2

ME = "{ me { id } }"


@pytest.fixture(autouse=True)
def me(client: Client) -> None:
    """Everybody is somebody."""
    client.core.handlers["GetMe"] = lambda request: agent_pb2.Agent(id=call_id(7))


async def test_query_by_get(client: Client) -> None:
    response = await client.http.get("/graphql", params={"query": ME})
    assert response.json() == {"data": {"me": {"id": call_id(7)}}}


async def test_mutation_by_get(client: Client) -> None:
    query = f'mutation {{ deleteCall(id: "{call_id(1)}") {{ id }} }}'
    response = await client.http.get("/graphql", params={"query": query})
    assert response.status_code == 400
    assert "mutations are not allowed" in response.json()["errors"][0]["message"]
    assert not client.core.asked


async def test_other_methods(client: Client) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        assert (await client.http.request(method, "/graphql")).status_code == 405


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"{", "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"[]", "application/json"),
        (b'"text"', "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"query": 5}', "application/json"),
        (b'{"query": "{ me { id } }", "variables": []}', "application/json"),
        (b'[{"query": "{ me { id } }"}, {"query": "{ me { id } }"}]', "application/json"),
        (b"query={ me { id } }", "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
    ],
)
async def test_malformed_bodies(client: Client, body: bytes, content_type: str) -> None:
    response = await client.http.post(
        "/graphql", content=body, headers={"content-type": content_type}
    )
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert error["message"]
    assert error["extensions"]["code"] == "INVALID_ARGUMENT"
    assert not client.core.asked


async def test_body_too_long(client: Client) -> None:
    async def chunks() -> object:
        for _ in range(20):
            yield b" " * 100_000

    response = await client.http.post(
        "/graphql",
        content=chunks(),  # type: ignore[arg-type]
        headers={"content-type": "application/json"},
    )
    assert response.status_code == 413
    assert "1048576 bytes" in response.json()["errors"][0]["message"]


async def test_unknown_path(client: Client) -> None:
    assert (await client.http.post("/graphql/elsewhere", json={})).status_code == 404


@pytest.mark.parametrize(
    ("headers", "query", "expected"),
    [
        ({}, "", {}),
        ({"authorization": "Bearer h"}, "", {"authorization": "Bearer h"}),
        ({"authorization": "Bearer h"}, "?token=q", {"authorization": "Bearer q"}),
        ({"cookie": "a=1; token=c"}, "?token=q", {"authorization": "Bearer c"}),
        ({"authorization": "Bearer h"}, "?accesskey=k", {"authorization": "Bearer h"}),
        ({"authorization": "Basic h"}, "?accesskey=k", {"accesskey": "k"}),
        ({"cookie": "accesskey=c"}, "?accesskey=k", {"accesskey": "c"}),
    ],
)
async def test_credentials(
    client: Client, headers: dict[str, str], query: str, expected: dict[str, str]
) -> None:
    await client.http.post(f"/graphql{query}", json={"query": ME}, headers=headers)
    (known,) = client.core.metadata
    assert {k: v for k, v in known.items() if k in ("authorization", "accesskey")} == expected
    assert known["x-forwarded-for"] == "127.0.0.1"


async def test_credential_that_cannot_be_one(client: Client) -> None:
    response = await client.http.post("/graphql?token=a%0ab", json={"query": ME})
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    assert not client.core.asked


async def test_request_id(client: Client) -> None:
    await client.run(ME, x_request_id="mine-1")
    await client.run(ME, x_request_id="not mine: {}")
    first, second = (known["x-request-id"] for known in client.core.metadata)
    assert first == "mine-1"
    assert re.fullmatch(r"[0-9a-f]{32}", second)


async def test_explorer_page(client: Client) -> None:
    response = await client.http.get("/graphql", headers={"accept": "text/html"})
    assert response.status_code == 200
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert not re.search(r"https?://", response.text)
    addresses = re.findall(r'(?:src|href)="(/[^"]+)"', response.text)
    assert len(addresses) == 8
    for address in addresses:
        part = await client.http.get(address)
        assert part.status_code == 200
        assert "immutable" in part.headers["cache-control"]
        assert len(part.content) > 100


async def test_asset_for_a_client_without_gzip(client: Client) -> None:
    address = "/graphql/static/react.production.min.js"
    zipped = await client.http.get(address, headers={"accept-encoding": "gzip"})
    plain = await client.http.get(address, headers={"accept-encoding": "identity"})
    assert zipped.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert plain.content == zipped.content
    assert plain.content != gzip.compress(plain.content)


@pytest.mark.parametrize("name", ["README.md", "../app.py", "nothing.js", "%2e%2e/app.py"])
async def test_no_other_file_is_served(client: Client, name: str) -> None:
    address = httpx2.URL("http://gql.test/graphql/static/").copy_with(
        raw_path=f"/graphql/static/{name}".encode()
    )
    assert (await client.http.get(address)).status_code == 404
