"""A running platform on either database, its clients, and customers to play."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.admin import Admin
from tests.api.graphql_face import GraphqlFace
from tests.api.grpc_face import GrpcFace
from tests.api.rest_face import RestFace
from tests.api.running import RunningPlatform, free_settings
from tests.api.running_cluster import RunningCluster
from tests.api.tenants import Tenant, add_tenant
from tests.fixtures.fresh_database import fresh_database
from tests.peers import require_peer
from voipbin.core.cluster.owners import named_live
from voipbin.core.database import open_database
from voipbin.core.serve.platform import Platform
from voipbin.core.serve.schema import migrate


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Runs tests on both databases, and those that are about state and events on a cluster.

    With VOIPBIN_CLUSTER=1 all run on a cluster, and nowhere else.
    """
    if "running" not in metafunc.fixturenames:
        return
    kinds = ["sqlite", "postgresql"]
    module = metafunc.module.__name__.rpartition(".")[2]
    if not OF_ONE_PROCESS.isdisjoint((metafunc.function.__name__, *metafunc.fixturenames)):
        pass
    elif ALL_ON_A_CLUSTER:
        kinds = ["cluster"]
    elif metafunc.function.__name__ in REFUSED_BY_FORM:
        kinds = ["sqlite"]
    elif module in ON_A_CLUSTER:
        kinds.append("cluster")
    metafunc.parametrize("running", kinds, indirect=True, scope="session")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of the tests of every operation the cluster runs those that another process may serve."""
    left_out = [item for item in items if _is_the_same_everywhere(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not _is_the_same_everywhere(item)]


def _is_the_same_everywhere(item: pytest.Item) -> bool:
    params = getattr(getattr(item, "callspec", None), "params", {})
    on_a_cluster = params.get("running") == "cluster" and "spec" in params
    return on_a_cluster and not ALL_ON_A_CLUSTER and not named_live(params["spec"])


@pytest.fixture(scope="session")
def running(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningPlatform]:
    """A platform of the whole session, media process included."""
    folder: Path = tmp_path_factory.mktemp("platform")
    if request.param == "cluster":
        require_peer("nats-server")
        pytest.importorskip("nats")
        url = migrated_database(request.getfixturevalue("postgres_url"), "cluster")
        with RunningCluster(folder, url) as cluster:
            yield cluster
        return
    url = f"sqlite:///{folder}/voipbin.db"
    if request.param == "postgresql":
        url = migrated_database(request.getfixturevalue("postgres_url"), "api")
    # The welcome prompt of the demo tenant is spoken by nobody here.
    with RunningPlatform(Platform(free_settings(folder, url, dev=True))) as platform:
        yield platform


ON_A_CLUSTER = frozenset(
    {
        "test_scenario",
        "test_events",
        "test_four_windows",
        "test_event_sockets",
        "test_idempotency",
        "test_other_customer",
    }
)
"Modules whose tests also run on three processes that are asked in turn."
REFUSED_BY_FORM = frozenset(
    {
        "test_bodies_that_are_no_objects",
        "test_malformed_ids",
        "test_unknown_words",
        "test_wrong_types",
    }
)
"Tests of what never comes to a row: one database is enough for them."
OF_ONE_PROCESS = frozenset({"test_slow_reader", "pool"})
"Tests, and fixtures of tests, that reach into one process, behind what the others see."
ALL_ON_A_CLUSTER = os.environ.get("VOIPBIN_CLUSTER") == "1"


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
    face = RestFace(*(at.rest for at in running.reached))
    yield face
    face.close()


@pytest.fixture(scope="session")
def grpc_face(running: RunningPlatform) -> Iterator[GrpcFace]:
    face = GrpcFace(*(at.grpc for at in running.reached))
    yield face
    face.close()


@pytest.fixture(scope="session")
def graphql(running: RunningPlatform) -> Iterator[GraphqlFace]:
    face = GraphqlFace(*(at.graphql for at in running.reached))
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
