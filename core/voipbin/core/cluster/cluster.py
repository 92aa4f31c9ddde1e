"""One process among those of its database, from its first sign of life to its last."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

import structlog

from voipbin.core.cluster.forwarder import Forwarder
from voipbin.core.cluster.lease import Leases
from voipbin.core.cluster.members import Members
from voipbin.core.cluster.relay import EventRelay
from voipbin.core.own_address import own_address
from voipbin.core.periodic import Periodic
from voipbin.core.unit_of_work import Store

_TAKE_OVER = "take over what dead processes left behind"
_log = structlog.get_logger(__name__)

TakeOver = Callable[[], Awaitable[None]]


class Cluster:
    """What a process has of the others.

    Args:
        relay: events of all processes; None where there is only this one.
        forwarder: operations on what others have; None where there is only this one.
        dead_after_s: a process without a sign of life for so long is dead.
    """

    def __init__(
        self,
        store: Store,
        members: Members,
        relay: EventRelay | None,
        forwarder: Forwarder | None,
        dead_after_s: float,
    ) -> None:
        self._store = store
        self._members = members
        self._dead_after_s = dead_after_s
        self.relay = relay
        self.forwarder = forwarder
        self.leases = None if relay is None else Leases(store)
        self._closing = AsyncExitStack()

    @property
    def is_shared(self) -> bool:
        """Other processes may use the database."""
        return self.relay is not None

    async def join(self) -> None:
        """Registers this process and begins to tell and hear of events.

        Raises:
            ValueError: another process has another secret key.
            OSError: the others cannot be told of events.
        """
        if self.relay is not None:
            self._closing.push_async_callback(self._close_connections)
            await self.relay.start()
            self._store.relay = self.relay
        await self._members.join()
        self._closing.push_async_callback(self._leave)
        if self.is_shared:
            self._begin("give a sign of life", self._members.beat)

    async def take_over(self, work: TakeOver) -> None:
        """Deals with what was left behind before this process began."""
        if self.is_shared:
            await self._take_over(work, always=True)
            return
        dead = await self._members.find_dead()
        await work()
        await self._members.forget(dead)

    async def serve(self, address: str, work: TakeOver) -> None:
        """Tells the others where this process is reached, and looks after them from now on."""
        await self._members.listens_at(address)
        if self.is_shared:
            self._begin("look after the other processes", lambda: self._take_over(work))

    async def close(self) -> None:
        """Leaves; may be called twice."""
        await self._closing.aclose()

    def _begin(self, name: str, work: Callable[[], Awaitable[object]]) -> None:
        job = Periodic(name, self._dead_after_s / 3, work)
        job.start()
        self._closing.push_async_callback(job.close)

    async def _take_over(self, work: TakeOver, *, always: bool = False) -> None:
        """Deals with what dead processes left, in one process at a time.

        Each row is claimed as well (`claimed`), so a lease that is lost halfway does no harm; and
        who dies meanwhile is found dead in turn, with what it had claimed.
        """
        dead = await self._members.find_dead()
        assert self.leases is not None
        if not (dead or always) or not await self.leases.take(_TAKE_OVER):
            return
        async with self.leases.held(_TAKE_OVER):
            await work()
            if dead:
                _log.info("took over what ended processes left behind", processes=dead)
                await self._members.forget(dead)
                await self.leases.release_all_of(dead)
        await self.leases.release(_TAKE_OVER)

    async def _close_connections(self) -> None:
        if self.relay is not None:
            await self.relay.close()
        if self.forwarder is not None:
            await self.forwarder.close()

    async def _leave(self) -> None:
        try:
            if self.leases is not None:
                await self.leases.release_all_of([self._store.process_id])
            await self._members.leave()
        except Exception as error:
            # The others find it dead, and nothing left of it.
            _log.warning("this process could not take leave of the others", error=str(error))


def reachable(grpc: str, advertised: str) -> str:
    """Where other processes reach a gRPC server.

    Args:
        grpc: HOST:PORT it listens on.
        advertised: HOST:PORT or HOST as the operator says; "" for the address itself, or for that
            of this machine where it listens on all.
    """
    host, _, port = grpc.rpartition(":")
    if advertised:
        return advertised if advertised.rpartition(":")[2].isdigit() else f"{advertised}:{port}"
    if host.strip("[]") in ("0.0.0.0", "::", ""):  # noqa: S104 - compared, not listened on
        return f"{own_address('127.0.0.1')}:{port}"
    return grpc
