"""`voipbin serve` and `voipbin migrate`, run as people run them."""

import asyncio
import json
import socket
import sqlite3
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import grpc
import httpx2
import psutil
import pytest

from tests.commands.running import Ran, environment, run, start
from tests.fixtures.fresh_database import fresh_database
from voipbin.v1 import event_pb2, event_pb2_grpc

ADDRESSES = ("--http", "--grpc", "--media", "--sip")
NOWHERE = [word for flag in ADDRESSES for word in (flag, "127.0.0.1:0")]
_READY_S = 60.0
_PAUSE_S = 0.02


class Served:
    """A platform in a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process, folder: Path) -> None:
        self.process = process
        self.folder = folder
        self.ready_file = folder / "run" / "ready.json"
        self.facts: dict[str, Any] = {}

    async def ready(self) -> None:
        """Waits for the ready file."""
        async with asyncio.timeout(_READY_S):
            while not self.ready_file.exists():
                assert self.process.returncode is None, await self._words()
                await asyncio.sleep(_PAUSE_S)
        self.facts = json.loads(self.ready_file.read_text())

    async def stop(self) -> Ran:
        """Ends it as an operator does."""
        self.process.terminate()
        out, err = await asyncio.wait_for(self.process.communicate(), 30)
        return Ran(self.process.returncode or 0, out.decode(), err.decode())

    async def _words(self) -> str:
        _, err = await self.process.communicate()
        return err.decode()


@asynccontextmanager
async def served(folder: Path, *flags: str) -> AsyncIterator[Served]:
    ready = folder / "run" / "ready.json"
    data = ("--data-dir", str(folder / "data"), "--ready-file", str(ready))
    platform = Served(
        await start("serve", *NOWHERE, *data, *flags, cwd=folder, env=environment()), folder
    )
    try:
        await platform.ready()
        yield platform
    finally:
        if platform.process.returncode is None:
            platform.process.kill()
            await platform.process.communicate()


async def test_dev(tmp_path: Path) -> None:
    async with served(tmp_path, "--dev") as platform:
        facts = platform.facts
        assert set(facts) == {"rest", "graphql", "grpc", "media", "sip", "demo", "super_admin"}
        assert set(facts["demo"]) == {
            "customer_id",
            "username",
            "password",
            "accesskey",
            "number",
            "extensions",
        }
        assert facts["demo"]["number"].startswith("+")
        phones = {p["extension"]: set(p) for p in facts["demo"]["extensions"]}
        assert set(phones) == {"1000", "2000", "3000"}
        assert phones["1000"] == {"extension", "password", "domain"}
        assert set(facts["super_admin"]) == {"username", "password"}
        # It holds passwords, and nothing half-written stays beside it.
        assert stat.S_IMODE(platform.ready_file.stat().st_mode) == 0o600
        assert list(platform.ready_file.parent.iterdir()) == [platform.ready_file]
        async with httpx2.AsyncClient(trust_env=False) as client:
            key = {"accesskey": facts["demo"]["accesskey"]}
            numbers = await client.get(f"{facts['rest']}/extensions", params=key)
            assert len(numbers.json()["result"]) == 3
            login = await client.post(f"{facts['rest']}/auth/login", json=facts["super_admin"])
            assert login.status_code == 200
        children = psutil.Process(platform.process.pid).children(recursive=True)
        ended = await platform.stop()
        assert (ended.code, ended.err.count("Traceback")) == (0, 0), ended.err
        assert f"curl '{facts['rest']}/calls?accesskey=" in ended.out
        assert not [child for child in children if child.is_running()]


async def test_nothing_is_seeded_without_dev(tmp_path: Path) -> None:
    async with served(tmp_path) as platform:
        assert set(platform.facts) == {"rest", "graphql", "grpc", "media", "sip"}
        async with httpx2.AsyncClient(trust_env=False) as client:
            for username, password in (
                ("demo@voipbin.test", "demo-password"),
                ("admin@voipbin.test", "super-admin-password"),
            ):
                answer = await client.post(
                    f"{platform.facts['rest']}/auth/login",
                    json={"username": username, "password": password},
                )
                assert answer.status_code == 401
        assert (await platform.stop()).code == 0
    with sqlite3.connect(tmp_path / "data" / "voipbin.db") as database:
        for table in ("customer", "agent", "accesskey", "extension", "number", "flow"):
            assert database.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    database.close()


async def test_second_start_keeps_everything(tmp_path: Path) -> None:
    async with served(tmp_path, "--dev") as first:
        key = {"accesskey": first.facts["demo"]["accesskey"]}
        async with httpx2.AsyncClient(trust_env=False) as client:
            url = f"{first.facts['rest']}/flows"
            made = (await client.post(url, params=key, json={"name": "kept"})).json()
        await first.stop()
    first.ready_file.unlink()
    async with served(tmp_path, "--dev") as second:
        async with httpx2.AsyncClient(trust_env=False) as client:
            url = f"{second.facts['rest']}/flows/{made['id']}"
            assert (await client.get(url, params=key)).json() == made
        await second.stop()


async def test_known_passwords_are_not_served_without_dev(tmp_path: Path) -> None:
    async with served(tmp_path, "--dev") as first:
        await first.stop()
    refused = await run("serve", "--data-dir", "data", *NOWHERE, cwd=tmp_path)
    assert refused.code == 1
    assert "made by --dev" in refused.err
    assert "--data-dir" in refused.err


async def test_stops_although_somebody_watches(tmp_path: Path) -> None:
    async with served(tmp_path, "--dev", "--grace-s", "20") as platform:
        key = (("accesskey", platform.facts["demo"]["accesskey"]),)
        async with grpc.aio.insecure_channel(platform.facts["grpc"]) as channel:
            stub: Any = event_pb2_grpc.EventServiceStub(channel)
            stream = stub.WatchEvents(event_pb2.WatchEventsRequest(after_id="0"), metadata=key)
            async with httpx2.AsyncClient(trust_env=False) as client:
                url = f"{platform.facts['rest']}/flows"
                await client.post(url, params=dict(key), json={"name": "seen"})
            async with asyncio.timeout(10):
                # What made the demo tenant is in the log, too.
                while (await stream.read()).type != "flow_created":
                    pass
            reading = asyncio.create_task(stream.read())
            ended = await asyncio.wait_for(platform.stop(), 10)
            assert ended.code == 0
            with pytest.raises(grpc.aio.AioRpcError) as refused:
                await reading
            assert refused.value.code() is grpc.StatusCode.UNAVAILABLE


@pytest.mark.parametrize("flag", ADDRESSES)
async def test_port_is_taken(tmp_path: Path, flag: str) -> None:
    kind = socket.SOCK_DGRAM if flag == "--sip" else socket.SOCK_STREAM
    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind(("127.0.0.1", 0))
        if kind is socket.SOCK_STREAM:
            taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        data = ("--data-dir", str(tmp_path))
        ran = await run("serve", *NOWHERE, *data, flag, address, cwd=tmp_path)
    assert ran.code == 1, ran
    assert "voipbin cannot start" in ran.err
    assert address in ran.err, ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("flag", "value"),
    [
        ("--http", "8080"),
        ("--rtp-ports", "20000"),
        ("--public-address", "phone.example"),
        ("--database-url", "mysql://root:secret@x/y"),
        ("--secret-key", "hunter2!"),
        ("--dial-timeout-s", "0"),
        ("--dial-timeout-s", "soon"),
        ("--egress-allow", "everything"),
        ("--log-level", "loud"),
        ("--tts-provider", "nobody"),
        ("--base-domain", "a b"),
        ("--provider", "x y"),
        ("--no-such-flag", "1"),
    ],
)
async def test_bad_flag(tmp_path: Path, flag: str, value: str) -> None:
    ran = await run("serve", flag, value, cwd=tmp_path)
    assert ran.code == 2, ran
    assert flag in ran.err
    assert "secret@" not in ran.err and "hunter2" not in ran.err
    assert not any(tmp_path.iterdir()), "refused before anything was made"


async def test_bad_environment(tmp_path: Path) -> None:
    ran = await run("serve", cwd=tmp_path, env=environment(VOIPBIN_RTP_PORTS="9-1"))
    assert ran.code == 2
    assert "--rtp-ports" in ran.err


async def test_unknown_database_server(tmp_path: Path) -> None:
    url = "postgresql://nobody@127.0.0.1:1/nothing"
    for command in (["serve", *NOWHERE], ["migrate"]):
        ran = await run(
            *command, "--data-dir", str(tmp_path / "d"), "--database-url", url, cwd=tmp_path
        )
        assert ran.code == 1, ran
        assert "Traceback" not in ran.err


async def test_postgresql(tmp_path: Path, postgres_url: str) -> None:
    url = await fresh_database(postgres_url, "serve")
    flags = ("--data-dir", str(tmp_path / "data"), "--database-url", url)
    early = await run("serve", *NOWHERE, *flags, cwd=tmp_path)
    assert early.code == 1
    assert "voipbin migrate" in early.err
    assert "Traceback" not in early.err
    for _ in range(2):
        migrated = await run("migrate", *flags, cwd=tmp_path)
        assert (migrated.code, migrated.out) == (0, "the database is up to date\n")
    async with served(tmp_path, "--dev", "--database-url", url) as platform:
        key = {"accesskey": platform.facts["demo"]["accesskey"]}
        async with httpx2.AsyncClient(trust_env=False) as client:
            answer = await client.get(f"{platform.facts['rest']}/extensions", params=key)
            assert len(answer.json()["result"]) == 3
        assert (await platform.stop()).code == 0
