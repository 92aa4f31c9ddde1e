"""Notices through NATS JetStream."""

import asyncio
from collections.abc import Sequence
from typing import Any

import orjson
import structlog

from voipbin.core.background import end
from voipbin.core.cluster.relay import EventRelay
from voipbin.core.event.stored import StoredEvent

STREAM = "VOIPBIN"
SUBJECT = "voipbin.events"
_CONNECT_S = 5
_PAUSE_S = 1.0
_KEPT_S = 3600.0
_MOST_KEPT = 100_000
_MOST_SCOPES = 1000
"A notice that has more says none: it is for everybody."
_log = structlog.get_logger(__name__)


class NatsNotices:
    """Small messages: which id the log has reached, and whose events those are.

    They are stored for an hour, for programs that follow. Processes of ours hear them as they come
    and read the rows from the database; after NATS was away, they look there once.

    Args:
        installation: word of the database, so that several may share one NATS.
    """

    def __init__(self, url: str, installation: str, process_id: str) -> None:
        self._url = url
        self._subject = f"{SUBJECT}.{installation}"
        self._process_id = process_id
        self._client: Any = None
        self._sending: asyncio.Task[None] | None = None
        self._due = asyncio.Event()
        self._last_id = 0
        self._scopes: set[str] = set()

    async def start(self, relay: EventRelay) -> None:
        """Connects and listens.

        Raises:
            ImportError: the package is not installed.
            OSError: there is no NATS with JetStream at the URL.
        """
        try:
            import nats
        except ImportError as error:
            raise ImportError(f"--nats needs more: pip install 'voipbin[nats]' ({error})") from None

        async def back() -> None:
            await self._make_stream()
            relay.look()

        async def heard(message: Any) -> None:
            if message.headers is None or message.headers.get("process") != self._process_id:
                relay.look()

        try:
            self._client = await nats.connect(
                self._url,
                name="voipbin",
                connect_timeout=_CONNECT_S,
                max_reconnect_attempts=-1,
                reconnect_time_wait=_PAUSE_S,
                allow_reconnect=True,
                reconnected_cb=back,
                error_cb=_noted,
            )
            await self._make_stream()
        except Exception as error:
            await self.close()
            reason = str(error) or type(error).__name__
            raise OSError(f"no NATS with JetStream (nats-server -js) at --nats: {reason}") from None
        await self._client.subscribe(self._subject, cb=heard)
        await self._client.flush(_CONNECT_S)
        self._sending = asyncio.create_task(self._send())

    def send(self, stored: Sequence[StoredEvent]) -> None:
        """Notes what is to be told; what waits already goes with it."""
        self._last_id = stored[-1].id
        for event in stored:
            self._scopes.update((event.customer_id, *event.agent_ids))
        self._due.set()

    async def close(self) -> None:
        """Ends; may be called twice."""
        sending, self._sending = self._sending, None
        await end(sending)
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def _send(self) -> None:
        stream = self._client.jetstream()
        while True:
            await self._due.wait()
            self._due.clear()
            scopes, self._scopes = self._scopes, set()
            try:
                await stream.publish(
                    self._subject,
                    _notice(self._last_id, scopes),
                    headers={"process": self._process_id},
                    timeout=_PAUSE_S,
                )
            except Exception as error:
                # The others look by themselves meanwhile, only later.
                _log.warning("NATS takes no notices; trying again", error=repr(error))
                self._scopes |= scopes
                self._due.set()
                await asyncio.sleep(_PAUSE_S)

    async def _make_stream(self) -> None:
        await self._client.jetstream().add_stream(
            name=STREAM,
            subjects=[f"{SUBJECT}.*"],
            max_age=_KEPT_S,
            max_msgs=_MOST_KEPT,
        )


def _notice(last_id: int, scopes: set[str]) -> bytes:
    shown = sorted(scopes) if len(scopes) <= _MOST_SCOPES else []
    return orjson.dumps({"event_id": str(last_id), "scopes": shown})


async def _noted(error: Exception) -> None:
    _log.debug("NATS", error=repr(error))
