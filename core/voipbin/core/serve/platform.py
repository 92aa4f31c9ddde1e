"""The whole platform in one process, and its media process beside it."""

import asyncio
import base64
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog

from voipbin.core.auth.authenticator import DatabaseAuthenticator
from voipbin.core.auth.tokens import TokenSigner
from voipbin.core.clock import Clock, SystemClock
from voipbin.core.cluster.cluster import reachable
from voipbin.core.database import Database, open_database
from voipbin.core.edge.dispatcher import Dispatcher
from voipbin.core.edge.server import GrpcServer
from voipbin.core.event.log import EventLog
from voipbin.core.local_channel import LocalChannel
from voipbin.core.secrets_box import SecretsBox, load_master_key
from voipbin.core.serve.clustering import build_cluster
from voipbin.core.serve.data_dir import DataDir
from voipbin.core.serve.engines import Engines
from voipbin.core.serve.faces import HttpFace
from voipbin.core.serve.rooms import RoomKeys, build_rooms
from voipbin.core.serve.schema import bring_up_to_date, require_current
from voipbin.core.serve.seed import DEMO_CUSTOMER_ID, SUPER_ADMIN, Demo, is_seeded, seed
from voipbin.core.serve.wiring import build_engines
from voipbin.core.settings import Settings
from voipbin.core.unit_of_work import Store

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Addresses:
    """Where the platform can be reached."""

    rest: str = ""
    graphql: str = ""
    grpc: str = ""
    media: str = ""
    sip: list[str] = field(default_factory=list)


class Platform:
    """Starts everything, ends everything."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        settle: Callable[[], None] | None = None,
    ) -> None:
        """
        Args:
            settings: what the operator chose.
            clock: time, for tests.
            settle: called when something that lives as long as the process has been built.
        """
        self.settings = settings
        self._settle = settle
        self._clock = clock or SystemClock()
        self.addresses = Addresses()
        self.demo: Demo | None = None
        self._closing = contextlib.AsyncExitStack()
        self._engines: Engines | None = None
        self.channel: LocalChannel | None = None

    @property
    def engines(self) -> Engines:
        """The working parts; there after start."""
        assert self._engines is not None, "start() comes first"
        return self._engines

    async def start(self) -> None:
        """Opens the database and every address.

        Raises:
            OSError: an address cannot be listened on.
            ValueError: a setting makes no sense.
        """
        try:
            await self._start()
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Hangs up, flushes and stops; may be called twice."""
        await self._closing.aclose()

    async def _start(self) -> None:
        settings = self.settings
        data_dir = DataDir(settings.data_dir)
        data_dir.open()
        self._closing.callback(data_dir.close)
        box = SecretsBox(_master_key(settings))
        database = await self._open_database()
        store = Store(database, self._clock, EventLog(self._clock, settings.event_kept_us))
        if settings.dev:
            self.demo = await seed(store, box, settings.base_domain)
        elif await is_seeded(store):
            raise ValueError(
                "the database was made by --dev and its passwords are known to everybody: "
                "serve it with --dev, or name another --data-dir or --database-url"
            )
        signer = TokenSigner(box.derive("login tokens"))
        authenticator = DatabaseAuthenticator(store, signer)
        cluster = build_cluster(settings, store, box)
        self._closing.push_async_callback(cluster.close)
        await cluster.join()
        engines = build_engines(
            store,
            settings,
            box,
            authenticator,
            self._base_url,
            DEMO_CUSTOMER_ID if settings.dev else "",
            cluster,
        )
        self._engines = engines
        self._closing.push_async_callback(engines.close, settings.grace_s)
        rooms = build_rooms(engines, RoomKeys(box, signer))
        dispatcher = Dispatcher(
            rooms,
            authenticator,
            store,
            box,
            public_rate=settings.auth_rate,
            elsewhere=cluster.forwarder,
        )
        self.channel = LocalChannel(dispatcher)
        node_started = asyncio.create_task(engines.node.start())
        try:
            await cluster.take_over(engines.take_over)
            await engines.begin()
            await self._serve_grpc(dispatcher)
            await cluster.serve(
                reachable(self.addresses.grpc, settings.advertise), engines.take_over
            )
            await self._serve_http()
        finally:
            await node_started
        # Called first of all: whoever watches events would keep the servers from ending.
        self._closing.callback(store.events.close)
        self.addresses.media = engines.node.audio_address
        self.addresses.sip = engines.node.sip_addresses

    async def _open_database(self) -> Database:
        database = open_database(self.settings.effective_database_url)
        self._closing.push_async_callback(database.close)
        if self.settings.effective_database_url.startswith("sqlite"):
            await database.run_sync(bring_up_to_date)
        else:
            await database.run_sync(require_current)
        return database

    async def _serve_grpc(self, dispatcher: Dispatcher) -> None:
        server = GrpcServer(dispatcher)
        port = await server.start(self.settings.grpc)
        self._closing.push_async_callback(server.stop, self.settings.grace_s)
        self.addresses.grpc = f"{_host(self.settings.grpc)}:{port}"

    async def _serve_http(self) -> None:
        face = HttpFace(self.settings, self.channel, self.engines, self._settle)
        base = await face.start()
        self._closing.push_async_callback(face.close)
        self.addresses.rest = f"{base}/v1.0"
        self.addresses.graphql = f"{base}/graphql"

    def _base_url(self) -> str:
        return self.settings.public_url or self.addresses.rest.removesuffix("/v1.0")


def _master_key(settings: Settings) -> bytes:
    given = settings.secret_key.get_secret_value()
    return base64.b64decode(given) if given else load_master_key(settings.data_dir)


def _host(address: str) -> str:
    return address.rpartition(":")[0]


def ready_facts(platform: Platform) -> dict[str, Any]:
    """What the ready file says."""
    at = platform.addresses
    # The first of a transport; where there are two, the other is of the other address family.
    sip = dict(address.split(":", 1) for address in reversed(at.sip))
    facts: dict[str, Any] = {
        "rest": at.rest,
        "graphql": at.graphql,
        "grpc": at.grpc,
        "media": at.media,
        "sip": sip["udp"],
    }
    for name in ("tls", "ws", "wss"):
        if name in sip:
            facts[f"sip_{name}"] = sip[name]
    if others := [address for address in at.sip if address.split(":", 1)[1] not in sip.values()]:
        facts["sip_also"] = others
    if platform.demo is not None:
        facts["demo"] = platform.demo.to_json()
        facts["super_admin"] = {
            "username": SUPER_ADMIN.username,
            "password": SUPER_ADMIN.password,
        }
    return facts
