"""Several `voipbin serve` on one PostgreSQL."""

import asyncio
import base64
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.fixtures.fresh_database import fresh_database
from tests.fixtures.ports import free_port
from tests.platform.api import Json
from tests.platform.program import Program
from tests.platform.stage import Stage
from voipbin.core.database import open_database
from voipbin.core.ids import new_id
from voipbin.core.serve.schema import migrate

DEAD_AFTER_S = 2.0


class Cluster:
    """Processes by name; each has its own data directory and media process."""

    def __init__(self, folder: Path, *options: str) -> None:
        self._folder = folder
        self._options = options
        self.secret_key = base64.b64encode(secrets.token_bytes(32)).decode()
        self.programs: dict[str, Program] = {}
        self.stages: dict[str, Stage] = {}

    async def start(self, name: str) -> Stage:
        """Start one more."""
        folder = self._folder / name
        folder.mkdir(exist_ok=True)
        program = self.programs[name] = Program(
            folder,
            *("--secret-key", self.secret_key, "--dead-after-s", str(DEAD_AFTER_S)),
            *self._options,
        )
        stage = self.stages[name] = await program.start()
        # Numbers of extensions are those of the database, not of a process.
        stage.number_from(4000 + 1000 * len(self.programs))
        return stage

    async def close(self) -> None:
        """End all."""
        await asyncio.gather(*(program.close() for program in self.programs.values()))


async def migrated(postgres_url: str) -> str:
    """The URL of a new database as `voipbin migrate` leaves it."""
    url = await fresh_database(postgres_url, f"cluster_{new_id()[:8]}{new_id()[-6:]}")
    database = open_database(url)
    await database.run_sync(migrate)
    await database.close()
    return url


@asynccontextmanager
async def nats_server(folder: Path) -> AsyncIterator["NatsServer"]:
    """A NATS with JetStream of a test's own."""
    server = NatsServer(folder)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


class NatsServer:
    """`nats-server -js` on a free port, to be stopped and started."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None
        self.port = free_port()

    @property
    def url(self) -> str:
        """For --nats."""
        return f"nats://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Start it and wait until it listens."""
        self._process = await asyncio.create_subprocess_exec(
            *("nats-server", "-js", "-a", "127.0.0.1", "-p", str(self.port)),
            *("-sd", str(self._folder / "jetstream")),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        async with asyncio.timeout(10):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                except OSError:
                    await asyncio.sleep(0.02)
                else:
                    writer.close()
                    return

    async def stop(self) -> None:
        """End it; may be called twice."""
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            await process.wait()


@asynccontextmanager
async def websocket(facts: Json, *topics: str) -> AsyncIterator[ClientConnection]:
    """A connection to /ws that hears of topics."""
    url = facts["rest"].replace("http", "ws") + "/ws"
    key = facts["demo"]["accesskey"]
    async with connect(f"{url}?accesskey={key}", proxy=None) as connection:
        await connection.send(json.dumps({"type": "subscribe", "topics": topics}))
        # What cannot be done is answered in turn: by then the rest is done.
        await connection.send(json.dumps({"type": "subscribe", "topics": ["nothing"]}))
        assert json.loads(await connection.recv())["type"] == "error"
        yield connection


@asynccontextmanager
async def subscription(facts: Json, query: str) -> AsyncIterator[ClientConnection]:
    """A connection to /graphql that has subscribed."""
    async with connect(
        facts["graphql"].replace("http", "ws"),
        subprotocols=[Subprotocol("graphql-transport-ws")],
        proxy=None,
    ) as connection:
        init = {"accesskey": facts["demo"]["accesskey"]}
        await connection.send(json.dumps({"type": "connection_init", "payload": init}))
        assert json.loads(await connection.recv())["type"] == "connection_ack"
        await connection.send(
            json.dumps({"type": "subscribe", "id": "1", "payload": {"query": query}})
        )
        yield connection


async def received(connection: ClientConnection, wanted: int) -> list[Any]:
    """The next messages."""
    async with asyncio.timeout(15):
        return [json.loads(await connection.recv()) for _ in range(wanted)]
