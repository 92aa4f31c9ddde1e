"""A server whose firewall drops what asks for a TCP connection, on real sockets."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

from voipbin.media.sip import (
    EndpointConfig,
    HostPort,
    Listen,
    LocalMedia,
    NameAddr,
    OutgoingInvite,
    SipEndpoint,
    Uri,
)
from voipbin.media.sip.message import Request, make_response
from voipbin.media.sip.parser import parse_message
from voipbin.media.sip.transport.names import Srv

from .fake_names import FakeNames

FIRST, SECOND = "127.0.0.1", "127.0.0.2"
PATIENCE_S = 1.0


@contextlib.contextmanager
def filtered(host: str) -> Iterator[socket.socket]:
    """A port whose queue is full, so that the system drops every SYN as a firewall does."""
    with contextlib.ExitStack() as stack:
        door = stack.enter_context(socket.create_server((host, 0), backlog=0))
        for _ in range(2):
            queued = stack.enter_context(socket.socket())
            queued.setblocking(False)
            queued.connect_ex(door.getsockname())
        yield door


@dataclass
class UdpServer(asyncio.DatagramProtocol):
    """Refuses every INVITE with 486."""

    requests: list[Request] = field(default_factory=list)
    transport: asyncio.DatagramTransport | None = None

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        message = parse_message(data)
        assert isinstance(message, Request) and self.transport is not None
        self.requests.append(message)
        if message.method == "INVITE":
            self.transport.sendto(bytes(make_response(message, 486, to_tag="s")), addr)


@contextlib.asynccontextmanager
async def udp_server(host: str, port: int) -> AsyncIterator[UdpServer]:
    loop = asyncio.get_running_loop()
    transport, server = await loop.create_datagram_endpoint(UdpServer, local_addr=(host, port))
    server.transport = transport
    try:
        yield server
    finally:
        transport.close()


async def test_rfc3261_18_1_1_the_same_server_by_udp_before_the_next() -> None:
    with filtered(FIRST) as door:
        port = door.getsockname()[1]
        names = FakeNames(
            {"a.test": [FIRST], "b.test": [SECOND]},
            {"_sip._udp.carrier.test": [Srv(1, 0, port, "a.test"), Srv(2, 0, port, "b.test")]},
        )
        config = EndpointConfig(
            listen=(Listen("udp", "0.0.0.0"), Listen("tcp", "0.0.0.0")),
            server_patience_s=PATIENCE_S,
        )
        async with udp_server(FIRST, port) as first, udp_server(SECOND, port) as second:
            sip = SipEndpoint(config, names=names)
            await sip.start()
            try:
                call = sip.invite(
                    OutgoingInvite(
                        target=Uri.parse("sip:+1@carrier.test;transport=udp"),
                        caller=NameAddr(Uri("h", "2000")),
                        media=LocalMedia("127.0.0.1", 4000),
                        headers=(("X-Large", "x" * 1400),),
                    )
                )
                async with asyncio.timeout(5):
                    ended = await call.wait_ended()
                assert ended.status == 486
                assert {request.via.transport for request in first.requests} == {"UDP"}
                assert second.requests == []
                await says_nothing(door, HostPort(FIRST, port))
            finally:
                await sip.close()


async def says_nothing(door: socket.socket, at: HostPort) -> None:
    """The INVITE was taken back: nobody gets it, also when the firewall lets us through at last."""
    door.setblocking(False)
    loop = asyncio.get_running_loop()
    heard = b""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(2):
            while True:
                taken, _ = await loop.sock_accept(door)
                with taken, contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(0.3):
                        heard += await loop.sock_recv(taken, 4096)
    assert heard == b"", f"{at} heard of it twice"
