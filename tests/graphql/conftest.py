"""A GraphQL client whose core counts its calls."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from tests.graphql.fake_core import FakeCore
from voipbin.graphql.app import GraphQLFace, create_graphql


@dataclass
class Client:
    """Sends operations to an app in this process."""

    http: httpx2.AsyncClient
    core: FakeCore
    app: GraphQLFace

    async def run(
        self, query: str, variables: dict[str, Any] | None = None, **headers: str
    ) -> dict[str, Any]:
        """Return the body of the answer; header names may be written with underscores."""
        response = await self.http.post(
            "/graphql",
            json={"query": query, "variables": variables},
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )
        assert response.status_code == 200, response.text
        body: dict[str, Any] = response.json()
        return body

    async def data(self, query: str, variables: dict[str, Any] | None = None) -> Any:
        """Return the data of an operation that must succeed."""
        body = await self.run(query, variables)
        assert "errors" not in body, body["errors"]
        return body["data"]

    async def error(self, query: str, variables: dict[str, Any] | None = None) -> Any:
        """Return the only error of an operation that must fail."""
        body = await self.run(query, variables)
        (error,) = body["errors"]
        return error


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    """A client of a fresh fake core."""
    core = FakeCore()
    async with core.channel() as channel:
        app = create_graphql(channel)
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://gql.test") as http:
            yield Client(http, core, app)
