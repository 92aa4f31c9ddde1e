"""SIP history: what passed on behalf of each channel, kept until the core has it."""

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from voipbin.media.node.events import EventLog
from voipbin.media.rtp.peer import Address
from voipbin.media.sip import TraceRecord
from voipbin.media.v1 import node_pb2

MOST_MESSAGES = 300
"""SIP of one dialog: one that says more is known well enough."""
MOST_REPORTS = 300
"""RTCP of one dialog: of a long call the beginning is kept. It leaves the messages their room."""
MOST_STRANGERS = 500
"""Dialogs no channel has claimed yet; the oldest gives way."""
MOST_OF_A_STRANGER = 12
"""Packets of one of those: a challenge, its answer and what is repeated."""
FLUSH_S = 2.0
LINGER_S = 5.0
"""After the end of a channel: the answer to a BYE comes then."""

_CALL_ID = re.compile(
    rb"^(?:call-id|i)[ \t]*:[ \t]*([^\r\n]+?)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE
)
_SECRETS = re.compile(
    # The proof in digest credentials, and keys of SRTP in SDP (RFC 4568 6.1).
    rb'(\bresponse="?)[0-9a-fA-F]+|(\binline:)[A-Za-z0-9+/=]+'
)

Packet = node_pb2.CapturedPacket


@dataclass(slots=True)
class _Dialog:
    """One Call-ID of a channel."""

    channel_id: str
    waiting: list[Packet]
    messages: int = 0
    reports: int = 0


class Capture:
    """Hears the SIP trace and the RTCP of every leg, and tells what belongs to a channel.

    A dialog begins to be kept with its INVITE and belongs to whoever claims its Call-ID; what
    nobody claims is forgotten.

    Args:
        events: gets what passed for a channel now and then.
        clock_s: Unix time.
    """

    def __init__(self, events: EventLog, clock_s: Callable[[], float] = time.time) -> None:
        self._events = events
        self._clock_s = clock_s
        self._strangers: OrderedDict[bytes, list[Packet]] = OrderedDict()
        self._dialogs: dict[bytes, _Dialog] = {}
        self._names: dict[str, list[bytes]] = {}
        self._timer: asyncio.TimerHandle | None = None

    def trace(self, record: TraceRecord) -> None:
        """Take one SIP message."""
        found = _CALL_ID.search(record.data)
        if found is None:
            return
        dialog = self._dialogs.get(found[1])
        if dialog is not None:
            if dialog.messages < MOST_MESSAGES:
                dialog.messages += 1
                self._keep(dialog, _sip_packet(record))
            return
        known = self._strangers.get(found[1])
        if known is None:
            if not record.data.startswith(b"INVITE "):
                return
            while len(self._strangers) >= MOST_STRANGERS:
                self._strangers.popitem(last=False)
            known = self._strangers[found[1]] = []
        if len(known) < MOST_OF_A_STRANGER:
            known.append(_sip_packet(record))

    def rtcp(self, channel_id: str, data: bytes, source: Address, destination: Address) -> None:
        """Take one RTCP datagram of a channel."""
        names = self._names.get(channel_id)
        dialog = self._dialogs[names[-1]] if names else None
        if dialog is not None and dialog.reports < MOST_REPORTS:
            dialog.reports += 1
            packet = _packet("udp", self._clock_s(), source, destination, data)
            packet.is_rtcp = True
            self._keep(dialog, packet)

    def claim(self, sip_call_id: str, channel_id: str) -> None:
        """Say which channel a dialog belongs to."""
        name = sip_call_id.encode()
        waiting = self._strangers.pop(name, [])
        self._dialogs[name] = _Dialog(channel_id, waiting, len(waiting))
        self._names.setdefault(channel_id, []).append(name)
        self._arm()

    def release(self, channel_id: str) -> None:
        """The channel is gone: tell the rest in a while, then forget it."""
        asyncio.get_running_loop().call_later(LINGER_S, self._forget, channel_id)

    def flush(self) -> None:
        """Tell everything that waits."""
        self._timer = None
        for dialog in list(self._dialogs.values()):
            self._tell(dialog)

    def _keep(self, dialog: _Dialog, packet: Packet) -> None:
        dialog.waiting.append(packet)
        self._arm()

    def _arm(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(FLUSH_S, self.flush)

    def _tell(self, dialog: _Dialog) -> None:
        if dialog.waiting:
            captured = node_pb2.Captured(packets=dialog.waiting)
            dialog.waiting = []
            event = node_pb2.ChannelEvent(channel_id=dialog.channel_id, captured=captured)
            self._events.append(event, keep=False)

    def _forget(self, channel_id: str) -> None:
        for name in self._names.pop(channel_id, []):
            self._tell(self._dialogs.pop(name))


def _sip_packet(record: TraceRecord) -> Packet:
    local, remote = record.local, record.flow.remote
    source, destination = (remote, local) if record.direction == "in" else (local, remote)
    data = _SECRETS.sub(rb"\1\2***", record.data)
    return _packet(record.flow.transport, record.time_s, source, destination, data)


def _packet(
    transport: str, time_s: float, source: Address, destination: Address, data: bytes
) -> Packet:
    return Packet(
        tm_us=int(time_s * 1_000_000),
        transport=transport,
        source_ip=source[0],
        source_port=source[1],
        destination_ip=destination[0],
        destination_port=destination[1],
        data=data,
    )
