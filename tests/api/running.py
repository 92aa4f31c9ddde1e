"""The whole platform in this process, on a thread and an event loop of its own."""

import asyncio
import itertools
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from voipbin.core.auth.tokens import TokenSigner
from voipbin.core.edge.dispatcher import Servicer
from voipbin.core.secrets_box import SecretsBox, load_master_key
from voipbin.core.serve.platform import Addresses, Platform
from voipbin.core.serve.rooms import RoomKeys, build_rooms
from voipbin.core.settings import Settings
from voipbin.core.unit_of_work import Store

_T = TypeVar("_T")
_LONG_S = 60.0


def free_settings(data_dir: Path, database_url: str, **more: Any) -> Settings:
    """Settings with free ports, for clients that ask as fast as they can."""
    nowhere = "127.0.0.1:0"
    return Settings(
        data_dir=data_dir,
        database_url=database_url,
        http=nowhere,
        grpc=nowhere,
        media=nowhere,
        sip=nowhere,
        auth_rate=1e6,
        **more,
    )


class RunningPlatform:
    """A platform; tests speak to its sockets, and to its database by `do`."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="platform")
        self._turns = itertools.count()
        self.reached: list[Addresses] = []
        "Of every process that serves this database."
        self.rooms: dict[str, Servicer] = {}

    def __enter__(self) -> "RunningPlatform":
        self._thread.start()
        try:
            self.do(self.start())
        except BaseException:
            self._end()
            raise
        self.box = SecretsBox(load_master_key(self.platform.settings.data_dir))
        self.signer = TokenSigner(self.box.derive("login tokens"))
        self.rooms = build_rooms(self.platform.engines, RoomKeys(self.box, self.signer))
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.do(self.close())
        finally:
            self._end()

    async def start(self) -> None:
        """Starts what there is to ask."""
        await self.platform.start()
        self.reached = [self.platform.addresses]

    async def close(self) -> None:
        """Ends it."""
        await self.platform.close()

    @property
    def addresses(self) -> Addresses:
        """Where the next client connects: with several processes one after the other."""
        return self.reached[next(self._turns) % len(self.reached)]

    @property
    def store(self) -> Store:
        """Its rows."""
        return self.platform.engines.store

    @property
    def rest(self) -> str:
        """Base URL with /v1.0, of the next process."""
        return self.addresses.rest

    def do(self, work: Coroutine[Any, Any, _T], timeout_s: float = _LONG_S) -> _T:
        """Runs a coroutine where the platform runs."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout_s)

    def _end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_LONG_S)
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()
