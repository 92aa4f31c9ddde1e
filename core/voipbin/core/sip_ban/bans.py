"""Bans as the platform keeps them: made by media nodes, lengthened here, told to every node."""

import asyncio
from collections.abc import Sequence
from typing import Any, Protocol

import structlog
from sqlalchemy import ColumnElement, func, or_, select

from voipbin.core.ids import new_id
from voipbin.core.node.link import CommandFailed
from voipbin.core.repository import Repository
from voipbin.core.route.model import DEFAULT_OWNER
from voipbin.core.sip_ban.model import SIP_BAN, SipBanRow, banned_address
from voipbin.core.unit_of_work import Store, UnitOfWork
from voipbin.media.v1 import node_pb2

_log = structlog.get_logger(__name__)

EVERY_S = 5.0
"How soon a ban by hand, or a carrier's new address, is known to the nodes."
_SECOND_US = 1_000_000
_REMEMBERED_US = 30 * 86_400 * _SECOND_US
_DURATIONS_S = (600, 3600, 6 * 3600, 86_400)
"Of the first ban within a month, the second and so on; the last one counts for all further."
_MOST = 10_000
"Bans a node is told of, the newest ones."
_TABLE = SIP_BAN.table


class Node(Protocol):
    """The media node, as bans use it."""

    @property
    def generation(self) -> int:
        """Grows with every start of the process: a new one knows of nothing."""

    async def command(self, channel_id: str, **command: Any) -> None:
        """Sends a command of node.proto.

        Raises:
            CommandFailed: it was not carried out.
        """


class Carriers(Protocol):
    """Who is never banned."""

    async def has(self, host: str) -> bool:
        """Whether a numeric address is a carrier's."""

    async def networks(self) -> list[str]:
        """All their addresses and networks."""


class SipBans:
    """Keeps bans, and the nodes in step with them."""

    def __init__(self, store: Store, carriers: Carriers, node: Node) -> None:
        self._store = store
        self._carriers = carriers
        self._node = node
        self._told: tuple[Any, ...] = ()
        self._telling = asyncio.Lock()

    async def is_carrier(self, address: str) -> bool:
        """Whether an address is one that is never banned."""
        return await self._carriers.has(address.partition("/")[0])

    async def seen(self, event: node_pb2.SourceBanned) -> None:
        """A node banned somebody: stores for how long, and tells the node so.

        A source that is banned already, by hand or because a node tells it once more, stays so for
        as long as it was.
        """
        if await self.is_carrier(event.address):
            _log.warning("a carrier is not banned", source=event.address, detail=event.detail)
        else:
            await self._keep(event)
        self._told = ()
        await self.sync()

    async def sync(self) -> None:
        """Sends bans and carriers, when they or the node are not those of the last time.

        A node that is not attached is told when it is. Those who ask at one moment take turns:
        what is sent last is what is stored.
        """
        async with self._telling:
            now_us = self._store.clock.now_us()
            rows, trusted = await self._in_force(now_us), sorted(await self._carriers.networks())
            telling = (self._node.generation, tuple(row.id for row in rows), tuple(trusted))
            if telling == self._told:
                return
            command = node_pb2.SetBans(trusted=trusted, banned=_told_of(rows, now_us))
            try:
                await self._node.command("", set_bans=command)
            except CommandFailed as error:
                if error.error != "NODE_LOST":
                    _log.warning("a media node does not take bans", error=str(error))
                return
            self._told = telling

    async def _keep(self, event: node_pb2.SourceBanned) -> None:
        address = banned_address(event.address)
        async with self._store.writing() as work:
            now_us = work.clock.now_us()
            known = select(func.count()).where(
                _TABLE.c.address == address, _TABLE.c.tm_delete.is_(None), _lasting(now_us)
            )
            if (await work.execute(known)).scalar_one():
                return
            row = await self._add(work, event, address, now_us)
        _log.warning("a source is banned", source=row.address, reason=row.reason, times=row.times)

    async def _add(
        self, work: UnitOfWork, event: node_pb2.SourceBanned, address: str, now_us: int
    ) -> SipBanRow:
        times = await times_banned(work, address) + 1
        duration_s = _DURATIONS_S[min(times, len(_DURATIONS_S)) - 1]
        row = SipBanRow(
            id=new_id(),
            customer_id=DEFAULT_OWNER,
            address=address,
            reason=event.reason,
            detail=event.detail[:1024],
            times=times,
            tm_expire=now_us + duration_s * _SECOND_US,
            tm_create=now_us,
        )
        every = Repository.across_customers_for_super_admin(SIP_BAN, work.connection)
        return await every.add(row)

    async def _in_force(self, now_us: int) -> list[SipBanRow]:
        async with self._store.reading() as connection:
            every = Repository.across_customers_for_super_admin(SIP_BAN, connection)
            newest = every.select_live().where(_lasting(now_us)).order_by(_TABLE.c.tm_create.desc())
            return await every.all(newest.limit(_MOST))


def _lasting(now_us: int) -> ColumnElement[bool]:
    return or_(_TABLE.c.tm_expire.is_(None), _TABLE.c.tm_expire > now_us)


def _told_of(rows: Sequence[SipBanRow], now_us: int) -> list[node_pb2.BannedSource]:
    """Each address once, for as long as the longest of its bans."""
    left_ms: dict[str, int] = {}
    for row in rows:
        # Nought is for ever, and longer than any.
        left = 0 if row.tm_expire is None else (row.tm_expire - now_us) // 1000 + 1
        known = left_ms.get(row.address, 1)
        left_ms[row.address] = 0 if not (left and known) else max(left, known)
    return [
        node_pb2.BannedSource(address=address, remaining_ms=left)
        for address, left in left_ms.items()
    ]


async def times_banned(work: UnitOfWork, address: str) -> int:
    """How often an address was banned within the last month; what an operator took back is not
    counted.
    """
    since_us = work.clock.now_us() - _REMEMBERED_US
    before = select(func.count()).where(
        _TABLE.c.address == address, _TABLE.c.tm_create > since_us, _TABLE.c.tm_delete.is_(None)
    )
    return int((await work.execute(before)).scalar_one())
