"""A running platform on either database, its clients, and customers to play."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.admin import Admin
from tests.api.graphql_face import GraphqlFace
from tests.api.grpc_face import GrpcFace
from tests.api.rest_face import RestFace
from tests.api.running import RunningPlatform, free_settings
from tests.api.tenants import Tenant, add_tenant
from tests.fixtures.fresh_database import fresh_database
from voipbin.core.database import open_database
from voipbin.core.serve.platform import Platform
from voipbin.core.serve.schema import migrate


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def running(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningPlatform]:
    """A platform of the whole session, media process included."""
    folder: Path = tmp_path_factory.mktemp("platform")
    url = f"sqlite:///{folder}/voipbin.db"
    if request.param == "postgresql":
        url = migrated_database(request.getfixturevalue("postgres_url"), "api")
    # The welcome prompt of the demo tenant is spoken by nobody here.
    with RunningPlatform(Platform(free_settings(folder, url, dev=True))) as platform:
        yield platform


def migrated_database(server_url: str, name: str) -> str:
    """The URL of a new database with our tables on a PostgreSQL server."""

    async def make() -> str:
        url = await fresh_database(server_url, name)
        database = open_database(url)
        await database.run_sync(migrate)
        await database.close()
        return url

    return asyncio.run(make())


@pytest.fixture
def tenant(running: RunningPlatform) -> Tenant:
    """A customer with a row of everything."""
    return running.do(add_tenant(running))


@pytest.fixture
def stranger(running: RunningPlatform) -> Tenant:
    """Another one."""
    return running.do(add_tenant(running))


@pytest.fixture(scope="session")
def rest(running: RunningPlatform) -> Iterator[RestFace]:
    face = RestFace(running.rest)
    yield face
    face.close()


@pytest.fixture(scope="session")
def grpc_face(running: RunningPlatform) -> Iterator[GrpcFace]:
    face = GrpcFace(running.platform.addresses.grpc)
    yield face
    face.close()


@pytest.fixture(scope="session")
def graphql(running: RunningPlatform) -> Iterator[GraphqlFace]:
    face = GraphqlFace(running.platform.addresses.graphql)
    yield face
    face.close()


@pytest.fixture
def admin(rest: RestFace, tenant: Tenant) -> Admin:
    """Who manages the tenant."""
    return Admin(rest, tenant.admin)


@pytest.fixture(params=["rest", "grpc", "graphql"])
def api(request: pytest.FixtureRequest) -> Any:
    """One face after the other."""
    fixture = {"grpc": "grpc_face"}.get(request.param, request.param)
    return request.getfixturevalue(fixture)
