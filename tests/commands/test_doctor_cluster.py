"""What the doctor says of several processes on one database."""

import base64
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import insert

from tests.fixtures.fresh_database import fresh_database
from tests.peers import require_peer
from tests.platform.cluster import nats_server
from voipbin.core.cluster.model import PROCESS
from voipbin.core.commands.doctor.finding import Level
from voipbin.core.commands.doctor.processes import check_nats, check_processes
from voipbin.core.ids import new_id
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.serve.clustering import key_print
from voipbin.core.settings import Settings
from voipbin.core.unit_of_work import Store

KEY = b"k" * 32
SHARED = base64.b64encode(KEY).decode()
SHARING = {"storage_url": "s3://bucket", "public_url": "https://voipbin.test"}


def settings(folder: Path, **fields: Any) -> Settings:
    return Settings.model_validate({"data_dir": folder, **fields})


@pytest_asyncio.fixture
async def database_url(postgres_url: str) -> str:
    """A PostgreSQL of its own: elsewhere the doctor is shown an empty one."""
    return await fresh_database(postgres_url, f"doctor_{new_id()[-12:]}")


async def another_runs(store: Store, address: str) -> None:
    async with store.writing() as work:
        row = {"id": "x", "address": address, "place": "there", "tm_create": 1, "tm_beat": 1}
        await work.execute(insert(PROCESS).values(key_print=key_print(SecretsBox(KEY)), **row))


async def test_alone(store: Store, database_url: str, tmp_path: Path) -> None:
    (found,) = await check_processes(settings(tmp_path, database_url=database_url))
    assert found.level is Level.OK
    assert "--secret-key" in found.text
    assert await check_processes(settings(tmp_path)) == []


async def test_same_key(store: Store, database_url: str, tmp_path: Path) -> None:
    await another_runs(store, "127.0.0.1:50051")
    wanted = settings(tmp_path, database_url=database_url, secret_key=SHARED, **SHARING)
    (found,) = await check_processes(wanted)
    assert (found.level, "127.0.0.1:50051" in found.text) == (Level.OK, True)


@pytest.mark.parametrize("missing", SHARING)
async def test_what_is_not_shared(
    store: Store, database_url: str, tmp_path: Path, missing: str
) -> None:
    await another_runs(store, "127.0.0.1:50051")
    given = {name: value for name, value in SHARING.items() if name != missing}
    wanted = settings(tmp_path, database_url=database_url, secret_key=SHARED, **given)
    _, found = await check_processes(wanted)
    assert found.level is Level.WARNING
    assert missing.replace("_", "-") in found.mend


@pytest.mark.parametrize("key", ["", base64.b64encode(b"x" * 32).decode()])
async def test_another_key(store: Store, database_url: str, tmp_path: Path, key: str) -> None:
    await another_runs(store, "127.0.0.1:50051")
    wanted = settings(tmp_path, database_url=database_url, secret_key=key)
    (found,) = await check_processes(wanted)
    assert found.level is Level.ERROR
    assert "same --secret-key" in found.mend
    assert list(tmp_path.iterdir()) == [], "the doctor makes no key"


async def test_others_cannot_reach_loopback(
    store: Store, database_url: str, tmp_path: Path
) -> None:
    await another_runs(store, "10.0.0.7:50051")
    wanted = settings(tmp_path, database_url=database_url, secret_key=SHARED, **SHARING)
    _, found = await check_processes(wanted)
    assert found.level is Level.WARNING
    assert "--advertise" in found.mend


async def test_nats(tmp_path: Path) -> None:
    require_peer("nats-server")
    pytest.importorskip("nats")
    assert await check_nats(settings(tmp_path)) == []
    async with nats_server(tmp_path) as server:
        (found,) = await check_nats(settings(tmp_path, nats=server.url))
        assert found.level is Level.OK
    (found,) = await check_nats(settings(tmp_path, nats=server.url))
    assert found.level is Level.ERROR
