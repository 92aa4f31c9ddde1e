"""The HTTP side: REST, GraphQL and downloads on one port."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import replace

from voipbin.core.file.contents import FileContents
from voipbin.core.file.model import CONTENT_FOLDER
from voipbin.core.files.source import SignedFiles
from voipbin.core.local_channel import LocalChannel
from voipbin.core.recording.archive import RecordingArchive
from voipbin.core.serve.engines import Engines
from voipbin.core.settings import Settings
from voipbin.gateway.app import create_app
from voipbin.gateway.limits import DEFAULT_LIMITS
from voipbin.gateway.server import listen, make_server
from voipbin.gateway.settings import GatewaySettings
from voipbin.graphql.app import create_graphql


class HttpFace:
    """Serves the gateway with GraphQL under /graphql."""

    def __init__(
        self,
        settings: Settings,
        channel: LocalChannel | None,
        engines: Engines,
        settle: Callable[[], None] | None = None,
    ) -> None:
        archive = RecordingArchive(engines.store, engines.blobs)
        contents = FileContents(engines.files, engines.blobs)
        app = create_app(
            channel,
            _gateway_settings(settings),
            graphql=create_graphql(channel, on_built=settle),
            files=SignedFiles(
                engines.links, {"recordings": archive.open, CONTENT_FOLDER: contents.open}
            ),
            email_hooks=engines.email_hooks,
            hooks=engines.hooks,
        )
        self._address = settings.http
        self._server = make_server(app)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> str:
        """Listens; returns the base URL.

        Raises:
            OSError: the address cannot be listened on.
        """
        host, _, port = self._address.rpartition(":")
        try:
            listening = listen(host.strip("[]"), int(port))
        except OSError as error:
            reason = error.strerror or error
            raise OSError(f"cannot listen on {self._address} for HTTP: {reason}") from error
        bound = listening.getsockname()[1]
        self._task = asyncio.get_running_loop().create_task(self._server.serve(sockets=[listening]))
        # uvicorn has no event to wait for.
        while not self._server.started and not self._task.done():  # noqa: ASYNC110
            await asyncio.sleep(0)
        return f"http://{host}:{bound}"

    async def close(self) -> None:
        """Lets running requests end."""
        self._server.should_exit = True
        if self._task is not None:
            with contextlib.suppress(asyncio.CancelledError):
                await self._task


def _gateway_settings(settings: Settings) -> GatewaySettings:
    limits = replace(
        DEFAULT_LIMITS, auth_rate=settings.auth_rate, auth_burst=int(2 * settings.auth_rate) or 1
    )
    return GatewaySettings(dev=settings.dev, limits=limits)
