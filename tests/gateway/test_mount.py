"""The GraphQL app under the gateway's roof."""

import json
from typing import Any

import httpx2
from websockets.asyncio.client import connect

from tests.gateway.serving import Serve
from tests.gateway.test_hostile import LIMIT, checked_error
from voipbin.gateway.types import Receive, Scope, Send


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """An app that tells what it was asked."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": scope["path"]})
        await send({"type": "websocket.close"})
        return
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message["body"], message.get("more_body", False)
    headers = {name.decode(): value.decode() for name, value in scope["headers"]}
    told = {"path": scope["path"], "length": len(body), "id": headers["x-request-id"]}
    start = {"type": "http.response.start", "status": 200, "headers": [(b"x-app", b"1")]}
    await send(start)
    await send({"type": "http.response.body", "body": json.dumps(told).encode()})


async def test_request(serve: Serve) -> None:
    client = await serve(graphql=echo)
    answer = await client.post("/graphql", content=b"{}", headers={"Origin": "https://a"})
    assert answer.headers["x-app"] == "1"
    assert answer.headers["access-control-allow-origin"] == "*"
    told = answer.json()
    assert told == {"path": "/graphql", "length": 2, "id": answer.headers["x-request-id"]}


async def test_below(serve: Serve) -> None:
    client = await serve(graphql=echo)
    assert (await client.get("/graphql/x.js")).json()["path"] == "/graphql/x.js"
    checked_error(await client.get("/graphqlx"), 404, "ROUTE_NOT_FOUND")


async def test_preflight(serve: Serve) -> None:
    client = await serve(graphql=echo)
    headers = {"Origin": "https://a", "Access-Control-Request-Method": "POST"}
    answer = await client.options("/graphql", headers=headers)
    assert answer.status_code == 204
    assert "POST" in answer.headers["access-control-allow-methods"]


async def test_too_long(serve: Serve) -> None:
    async def pieces() -> Any:
        for _ in range(LIMIT // 65536 + 1):
            yield b" " * 65536

    client = await serve(graphql=echo)
    for content in (b" " * (LIMIT + 1), pieces()):
        answer = await client.post("/graphql", content=content)
        checked_error(answer, 413, "BODY_TOO_LARGE")


async def test_websocket(serve: Serve) -> None:
    client = await serve(graphql=echo)
    url = str(client.base_url.join("/graphql")).replace("http", "ws")
    async with connect(url) as socket:
        assert await socket.recv() == "/graphql"


async def test_without_graphql(client: httpx2.AsyncClient) -> None:
    checked_error(await client.post("/graphql"), 404, "ROUTE_NOT_FOUND")
