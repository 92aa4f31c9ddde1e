"""Three API processes on one PostgreSQL and one bucket which tell each other of events by NATS."""

import asyncio
from contextlib import ExitStack
from pathlib import Path

from tests.api.running import RunningPlatform, free_settings
from tests.fixtures.fake_s3 import ACCESS_KEY, BUCKET, serving_s3
from tests.platform.cluster import NatsServer
from tests.platform.program import Program
from voipbin.core.serve.platform import Addresses, Platform

_OTHERS = 2
_PUBLIC_URL = "https://voipbin.test"
"Links are the same whoever is asked."
_NEVER_S = "120"
"Nobody dies here, however busy the machine is."


class RunningCluster(RunningPlatform):
    """The platform in this process and two more in processes of their own; requests go round."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self._nats = NatsServer(folder)
        self._stack = ExitStack()
        bucket = self._stack.enter_context(serving_s3())
        self._shared = {
            "public_url": _PUBLIC_URL,
            "storage_url": f"s3://{BUCKET}",
            "storage_endpoint": bucket.url,
            "storage_access_key": ACCESS_KEY,
            "storage_secret_key": "secret",
        }
        settings = free_settings(
            folder / "0",
            database_url,
            dev=True,
            nats=self._nats.url,
            dead_after_s=float(_NEVER_S),
            **self._shared,
        )
        super().__init__(Platform(settings))
        self._folder = folder
        self._others: list[Program] = []

    async def start(self) -> None:
        """Starts NATS, the first process, which makes the secret key, and then the others."""
        await self._nats.start()
        await super().start()
        key = (self.platform.settings.data_dir / "secret.key").read_text().strip()
        shared = [f"--{name.replace('_', '-')}={value}" for name, value in self._shared.items()]
        for number in range(1, 1 + _OTHERS):
            folder = self._folder / str(number)
            folder.mkdir()
            self._others.append(
                Program(
                    folder,
                    *("--database-url", self.platform.settings.database_url),
                    *("--nats", self._nats.url, "--secret-key", key),
                    *("--dead-after-s", _NEVER_S, "--auth-rate", "1000000"),
                    *shared,
                )
            )
        await asyncio.gather(*(program.start() for program in self._others))
        for program in self._others:
            facts = program.facts
            self.reached.append(Addresses(facts["rest"], facts["graphql"], facts["grpc"]))

    async def close(self) -> None:
        """Ends all."""
        await asyncio.gather(*(program.close() for program in self._others))
        await super().close()
        await self._nats.stop()
        self._stack.close()
