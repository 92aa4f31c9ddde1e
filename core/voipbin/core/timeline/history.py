"""Keeping what passed for calls, and forgetting it in time."""

from typing import Any

from sqlalchemy import delete, insert, select

from voipbin.core.call.calls import Calls
from voipbin.core.call.live import LiveCall
from voipbin.core.timeline.packet import PACKETS, QUALITIES
from voipbin.core.unit_of_work import Store
from voipbin.media.v1 import node_pb2

_DAY_US = 24 * 3600 * 1_000_000
_BATCH = 1000
"Rows deleted in one transaction: nobody waits long for the database."


class SipHistory:
    """Stores packets and measurements of calls.

    Args:
        days: how long they are kept; 0 keeps nothing.
    """

    def __init__(self, store: Store, calls: Calls, days: int) -> None:
        self._store = store
        self._calls = calls
        self._days = days

    async def captured(self, event: node_pb2.ChannelEvent) -> None:
        """Stores packets of a channel; those of channels that became no call are let go."""
        owner = self._calls.owner_of_channel(event.channel_id)
        if owner is None or not self._days:
            return
        call_id, customer_id = owner
        rows = [
            {
                "call_id": call_id,
                "customer_id": customer_id,
                "tm_create": packet.tm_us,
                "transport": packet.transport,
                "source_ip": packet.source_ip,
                "source_port": packet.source_port,
                "destination_ip": packet.destination_ip,
                "destination_port": packet.destination_port,
                "is_rtcp": packet.is_rtcp,
                "data": packet.data,
            }
            for packet in event.captured.packets
        ]
        async with self._store.writing() as work:
            await work.execute(insert(PACKETS), rows)

    async def measured(self, live: LiveCall, event: node_pb2.HungUp) -> None:
        """Stores how good the audio of a call was that is over."""
        told = event.statistics
        expected = told.packets_received + told.packets_lost
        if not self._days or not expected:
            return
        row = {
            "call_id": live.id,
            "customer_id": live.row.customer_id,
            "tm_create": self._store.clock.now_us(),
            "mos": told.mos,
            "jitter_ms": told.jitter_ms,
            "packet_loss_pct": 100 * told.packets_lost / expected,
            "round_trip_us": told.round_trip_us,
            "rtp_bytes": told.octets_received,
            "rtp_packets": told.packets_received,
            "rtp_errors": told.errors,
            "rtcp_bytes": told.report_octets_received,
            "rtcp_packets": told.reports_received,
        }
        async with self._store.writing() as work:
            await work.execute(delete(QUALITIES).where(QUALITIES.c.call_id == live.id))
            await work.execute(insert(QUALITIES), [row])

    async def forget(self) -> None:
        """Deletes what is older than the days it is kept."""
        before = self._store.clock.now_us() - self._days * _DAY_US
        for table, key in ((PACKETS, PACKETS.c.id), (QUALITIES, QUALITIES.c.call_id)):
            while await self._delete_some(table, key, before) == _BATCH:
                pass

    async def _delete_some(self, table: Any, key: Any, before: int) -> int:
        old = select(key).where(table.c.tm_create < before).limit(_BATCH)
        async with self._store.writing() as work:
            ids = [row[0] for row in (await work.execute(old)).all()]
            if ids:
                await work.execute(delete(table).where(key.in_(ids)))
        return len(ids)
