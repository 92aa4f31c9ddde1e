"""A name server on loopback, which says what a test has written down."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

from voipbin.media.sip import HostPort

Zone = dict[tuple[str, str], list[str]]
"""(name, type) to records in the presentation format; names end with a dot."""


class DnsServer(asyncio.DatagramProtocol):
    """Answers over UDP, counting what it is asked."""

    def __init__(self, zone: Zone, ttl_s: int) -> None:
        self.zone = zone
        self.ttl_s = ttl_s
        self.asked: Counter[tuple[str, str]] = Counter()
        self.is_silent = False
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    @property
    def address(self) -> HostPort:
        return HostPort(*self._transport.get_extra_info("sockname")[:2])

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if self.is_silent:
            return
        query = dns.message.from_wire(data)
        (question,) = query.question
        kind = dns.rdatatype.to_text(question.rdtype)
        name = question.name.to_text().lower()
        self.asked[name, kind] += 1
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.AA
        records = self.zone.get((name, kind))
        if records is not None:
            answer.answer.append(dns.rrset.from_text_list(name, self.ttl_s, "IN", kind, records))
        elif all(known != name for known, _ in self.zone):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        self._transport.sendto(answer.to_wire(), addr)


@contextlib.asynccontextmanager
async def dns_server(zone: Zone, ttl_s: int = 60) -> AsyncIterator[DnsServer]:
    """A running name server."""
    transport, server = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: DnsServer(zone, ttl_s), local_addr=("127.0.0.1", 0)
    )
    try:
        yield server
    finally:
        transport.close()
