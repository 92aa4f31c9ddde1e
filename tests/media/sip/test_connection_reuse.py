"""Dialogs of proxies that connect to our TLS listener stay on their connections (RFC 5923)."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from voipbin.media.sip import (
    EndpointConfig,
    Flow,
    HostPort,
    Listen,
    LocalMedia,
    NameAddr,
    OutgoingInvite,
    SipEndpoint,
    TlsConfig,
    Uri,
)
from voipbin.media.sip.framing import StreamFramer
from voipbin.media.sip.headers import Headers
from voipbin.media.sip.message import Message, Request, Response, make_response
from voipbin.media.sip.origin import Origin
from voipbin.media.sip.parser import parse_message
from voipbin.media.sip.transport.resolve import numeric_hop
from voipbin.media.sip.transport.tls import server_context

from .certificates import certificate_of
from .fake_handler import FakeHandler
from .fake_names import FakeNames
from .script import SDP

NAMES = FakeNames({"proxy.test": ["127.0.0.1"], "named.test": ["127.0.0.1"]})
WAIT_S = 5.0


@dataclass
class Wire:
    """One connection as a proxy sees it: whole messages in, whole messages out."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    inbox: list[Message] = field(default_factory=list)
    framer: StreamFramer = field(default_factory=StreamFramer)

    def send(self, message: bytes) -> None:
        self.writer.write(message)

    async def next(self) -> Message:
        async with asyncio.timeout(WAIT_S):
            while not self.inbox:
                data = await self.reader.read(65536)
                assert data, "closed"
                self.inbox += map(parse_message, self.framer.feed(data)[0])
        return self.inbox.pop(0)

    async def request(self, method: str) -> Request:
        message = await self.next()
        assert isinstance(message, Request) and message.method == method, message
        return message

    async def final(self) -> Response:
        while isinstance(message := await self.next(), Response):
            if message.status >= 200:
                return message
        raise AssertionError(message)

    async def close(self) -> None:
        self.writer.close()
        with contextlib.suppress(OSError):
            await self.writer.wait_closed()


class Proxy:
    """A proxy: it connects to us, and listens on a port of its own."""

    def __init__(self, wire: Wire, port: int) -> None:
        self.wire, self.port = wire, port
        self.connections: asyncio.Queue[Wire] = asyncio.Queue()
        self.route = ""
        self.contact = "<sip:far@192.0.2.9>"

    async def call(self, via: str = "127.0.0.1:{port}") -> Response:
        """A call from behind it; the answer, which is acknowledged."""
        via = via.format(port=self.port)
        self.wire.send(self._request("INVITE", via, "<sip:2000@us>", SDP))
        answer = await self.wire.final()
        self.wire.send(self._request("ACK", via, str(answer.to)))
        return answer

    def accept(self, request: Request, wire: Wire | None = None) -> None:
        answer = make_response(request, 200, body=SDP if request.method == "INVITE" else b"")
        answer.headers.add("Contact", "<sip:far@192.0.2.9>")
        if answer.body:
            answer.headers.add("Content-Type", "application/sdp")
        (wire or self.wire).send(bytes(answer))

    async def update(self, wire: Wire, to: str, cseq: int) -> Response:
        """A request within the call, on any connection of its."""
        via = f"127.0.0.1:{self.port}"
        wire.send(self._request("UPDATE", via, to, cseq=cseq))
        return await wire.final()

    def _request(
        self, method: str, via: str, to: str, body: bytes = b"", *, cseq: int = 1
    ) -> bytes:
        behind = ("Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKfar", f"Record-Route: {self.route}")
        lines = [
            f"{method} sip:2000@us SIP/2.0",
            f"Via: SIP/2.0/TLS {via};branch=z9hG4bK{method}{cseq};rport",
            *(behind if self.route else ()),
            "From: <sip:far@carrier.test>;tag=far",
            f"To: {to}",
            "Call-ID: far",
            f"CSeq: {cseq} {method}",
            f"Contact: {self.contact}",
            "Content-Type: application/sdp",
            f"Content-Length: {len(body)}",
        ]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@dataclass
class Stage:
    sip: SipEndpoint
    handler: FakeHandler
    proxy: Proxy
    connect: Callable[[], Awaitable[Wire]]
    """Makes another connection to us."""


@contextlib.asynccontextmanager
async def stage(folder: Path, route: str, name: str = "proxy.test") -> AsyncIterator[Stage]:
    """Us, and a proxy whose certificate has that name and no address."""
    ours = certificate_of(folder, names=["us.test"])
    theirs = certificate_of(folder, names=[name])
    handler = FakeHandler()
    listen = Listen("tls", tls=TlsConfig(ours.certificate, ours.key, ca=theirs.ca))
    config = EndpointConfig(listen=(Listen("udp"), listen))
    sip = SipEndpoint(config, handler, names=NAMES)
    await sip.start()
    try:
        connections: asyncio.Queue[Wire] = asyncio.Queue()

        async def arrived(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            connections.put_nowait(Wire(reader, writer))

        server = await asyncio.start_server(arrived, "127.0.0.1", 0, ssl=server_context(theirs))
        port = next(item.port for item in sip.addresses if item.transport == "tls")
        context = ssl.create_default_context(cafile=ours.ca)

        async def connect() -> Wire:
            return Wire(
                *await asyncio.open_connection(
                    "127.0.0.1", port, ssl=context, server_hostname="us.test"
                )
            )

        wire = await connect()
        proxy = Proxy(wire, server.sockets[0].getsockname()[1])
        proxy.connections = connections
        proxy.route = route.format(port=proxy.port)
        try:
            yield Stage(sip, handler, proxy, connect)
        finally:
            await wire.close()
            while not connections.empty():
                await connections.get_nowait().close()
            server.close()
            await server.wait_closed()
    finally:
        await sip.close()


ROUTES = [
    pytest.param("<sip:127.0.0.1:{port};transport=tls;lr>", id="address"),
    pytest.param("<sips:127.0.0.1:{port};lr>", id="sips"),
    pytest.param("<sip:127.0.0.1:{port};lr>", id="the port says it"),
    pytest.param("<sip:127.0.0.1;lr>", id="bare"),
    pytest.param("<sip:127.0.0.1:{port};transport=tls>", id="strict"),
    pytest.param("<sip:nowhere.test:{port};transport=tls;maddr=127.0.0.1;lr>", id="maddr"),
    pytest.param("<sip:named.test:{port};transport=tls;lr>", id="a name it cannot prove"),
]


@pytest.mark.parametrize("route", ROUTES)
async def test_requests_go_back_on_the_connection(tmp_path: Path, route: str) -> None:
    """Hold, and the end: there is no certificate for where the route leads."""
    async with stage(tmp_path, route) as it:
        await it.proxy.call()
        (call,) = it.handler.calls
        async with asyncio.timeout(WAIT_S):
            await call.wait_answered()
        held = asyncio.create_task(call.hold())
        it.proxy.accept(await it.proxy.wire.request("INVITE"))
        await it.proxy.wire.request("ACK")
        await held
        call.hang_up()
        bye = await it.proxy.wire.request("BYE")
        uri = bye.uri if it.proxy.route.endswith("tls>") else None
        strict = str(uri) == it.proxy.route.strip("<>")
        assert strict or bye.headers.get("Route") == it.proxy.route
        it.proxy.accept(bye)
        assert it.proxy.connections.empty()


@pytest.mark.parametrize(
    ("via", "route"),
    [
        ("10.0.0.9:5071", "<sip:10.0.0.9:5071;transport=tls;lr>"),
        ("10.0.0.9", "<sips:10.0.0.9;lr>"),
        ("edge.internal:5071", "<sip:edge.internal:5071;transport=tls;lr>"),
        ("[2001:db8::9]:5071", "<sip:[2001:DB8:0::9]:5071;transport=tls;lr>"),
    ],
)
async def test_a_proxy_behind_nat(tmp_path: Path, via: str, route: str) -> None:
    """It calls itself by an address, or a name, that only its own network knows."""
    async with stage(tmp_path, route) as it:
        await it.proxy.call(via)
        it.handler.calls[0].hang_up()
        it.proxy.accept(await it.proxy.wire.request("BYE"))


@pytest.mark.parametrize(
    "route",
    [
        pytest.param("<sip:127.0.0.1:{port};transport=tls;lr>", id="address"),
        pytest.param("<sip:127.0.0.1:{port};lr>", id="the port says it"),
    ],
)
async def test_without_its_connection_nobody_unproven_is_told(tmp_path: Path, route: str) -> None:
    """The certificate of who listens there does not have the address; nor is UDP tried."""
    async with stage(tmp_path, route) as it:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as clear:
            clear.bind(("127.0.0.1", it.proxy.port))
            clear.setblocking(False)
            await it.proxy.call()
            (call,) = it.handler.calls
            await it.proxy.wire.close()
            await gone(it.sip, call.flow)
            call.hang_up()
            async with asyncio.timeout(WAIT_S):
                while it.sip.sessions:
                    await asyncio.sleep(0.01)
            with pytest.raises(BlockingIOError):
                clear.recv(4096)
        while not it.proxy.connections.empty():
            assert await it.proxy.connections.get_nowait().reader.read() == b""


async def test_without_its_connection_a_proven_name_is_called(tmp_path: Path) -> None:
    async with stage(tmp_path, "<sip:proxy.test:{port};transport=tls;lr>") as it:
        await it.proxy.call("proxy.test:{port}")
        (call,) = it.handler.calls
        await it.proxy.wire.close()
        await gone(it.sip, call.flow)
        call.hang_up()
        async with asyncio.timeout(WAIT_S):
            made = await it.proxy.connections.get()
        bye = await made.request("BYE")
        assert bye.via.param("alias") == "", "what it asks of us may come here (RFC 5923 8.1)"
        it.proxy.accept(bye, made)


async def test_another_proxy_has_its_own_connection(tmp_path: Path) -> None:
    """One that recorded itself before it: at the same address, but not where it listens."""
    async with stage(tmp_path, "<sip:proxy.test:{port};transport=tls;lr>") as it:
        await it.proxy.call("127.0.0.1:5061")
        it.handler.calls[0].hang_up()
        async with asyncio.timeout(WAIT_S):
            made = await it.proxy.connections.get()
        it.proxy.accept(await made.request("BYE"), made)
        assert not it.proxy.wire.inbox


async def test_no_other_destination_finds_the_connection(tmp_path: Path) -> None:
    """A new call to the very address is none of the dialog: its certificate has to prove it."""
    async with stage(tmp_path, "<sip:127.0.0.1:{port};transport=tls;lr>") as it:
        await it.proxy.call()
        target = Uri.parse(f"sip:1@127.0.0.1:{it.proxy.port};transport=tls")
        invite = OutgoingInvite(
            target=target, caller=NameAddr(Uri("h", "2")), media=LocalMedia("127.0.0.1", 4000)
        )
        async with asyncio.timeout(WAIT_S):
            ended = await it.sip.invite(invite).wait_ended()
        assert (ended.kind, ended.status) == ("transport", 503)
        assert not it.proxy.wire.inbox


async def test_a_call_to_a_phone_behind_a_proxy_that_connected(tmp_path: Path) -> None:
    """RFC 3327: it registered on the proxy's connection, where the answer's route leads too."""
    async with stage(tmp_path, "") as it:
        own = it.proxy.wire.writer.get_extra_info("sockname")
        tls = next(item for item in it.sip.addresses if item.transport == "tls")
        flow = Flow("tls", HostPort(tls.host, tls.port), HostPort(*own[:2]))
        route = f"<sip:127.0.0.1:{it.proxy.port};transport=tls;lr>"
        call = it.sip.invite(
            OutgoingInvite(
                target=Uri.parse("sip:far@192.0.2.9"),
                caller=NameAddr(Uri("h", "2000")),
                media=LocalMedia("127.0.0.1", 4000),
                flow=flow,
                routes=(NameAddr.parse(route),),
            )
        )
        invite = await it.proxy.wire.request("INVITE")
        answer = make_response(invite, 200, to_tag="far", body=SDP)
        answer.headers.add("Record-Route", route)
        answer.headers.add("Contact", "<sip:far@192.0.2.9>")
        answer.headers.add("Content-Type", "application/sdp")
        it.proxy.wire.send(bytes(answer))
        await it.proxy.wire.request("ACK")
        call.hang_up()
        it.proxy.accept(await it.proxy.wire.request("BYE"))
        assert it.proxy.connections.empty()


async def gone(sip: SipEndpoint, flow: Flow) -> None:
    """Wait until the end of a connection was noticed."""
    async with asyncio.timeout(WAIT_S):
        while sip._transport.holds(flow):
            await asyncio.sleep(0)


CONTACTS = [
    pytest.param("<sip:far@proxy.test:{port};transport=tls>", True, id="proven"),
    pytest.param("<sips:far@proxy.test:{port}>", True, id="sips"),
    pytest.param("<sip:far@proxy.test:{port};transport=udp>", True, id="never in clear"),
    pytest.param("<sip:far@127.0.0.1:{port};transport=tls>", False, id="address"),
    pytest.param("<sip:far@127.0.0.1:{port}>", False, id="address alone"),
]


@pytest.mark.parametrize(("contact", "is_proven"), CONTACTS)
@pytest.mark.parametrize("is_there", [True, False])
async def test_a_carrier_that_connects_itself(
    tmp_path: Path, contact: str, is_proven: bool, is_there: bool
) -> None:
    """No proxy: its connection as long as it is there, then its Contact if that can prove itself.

    Many close what is idle for minutes, long before a call ends.
    """
    async with stage(tmp_path, "") as it:
        it.proxy.contact = contact.format(port=it.proxy.port)
        await it.proxy.call()
        (call,) = it.handler.calls
        if is_there:
            call.hang_up()
            it.proxy.accept(await it.proxy.wire.request("BYE"))
            assert it.proxy.connections.empty()
            return
        await it.proxy.wire.close()
        await gone(it.sip, call.flow)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as clear:
            clear.bind(("127.0.0.1", it.proxy.port))
            clear.setblocking(False)
            call.hang_up()
            if is_proven:
                async with asyncio.timeout(WAIT_S):
                    made = await it.proxy.connections.get()
                it.proxy.accept(await made.request("BYE"), made)
            async with asyncio.timeout(WAIT_S):
                while it.sip.sessions:
                    await asyncio.sleep(0.01)
            with pytest.raises(BlockingIOError):
                clear.recv(4096)


async def test_a_phone_that_comes_back_on_another_connection(tmp_path: Path) -> None:
    """Its Contact leads nowhere; as long as the first connection is there, the second means
    nothing."""
    async with stage(tmp_path, "") as it:
        answer = await it.proxy.call()
        (call,) = it.handler.calls
        first, to = it.proxy.wire, str(answer.to)
        beside = await it.connect()
        assert (await it.proxy.update(beside, to, 2)).status == 200
        assert call.dialog is not None and call.dialog.origin is not None
        assert call.dialog.origin.flow == call.flow
        await first.close()
        await gone(it.sip, call.flow)
        assert (await it.proxy.update(beside, to, 3)).status == 200
        call.hang_up()
        it.proxy.accept(await beside.request("BYE"), beside)
        await beside.close()


US, FROM = HostPort("10.0.0.1", 5061), HostPort("192.0.2.7", 40123)


def origin(via: str, flow: Flow) -> Origin:
    headers = Headers()
    headers.add("Via", f"SIP/2.0/TLS {via};branch=z9hG4bK1")
    return Origin.of_request(Request("INVITE", Uri("us"), headers), flow)


@pytest.mark.parametrize(
    ("uri", "is_meant"),
    [
        ("sip:192.0.2.7:5071;transport=tls;lr", True),
        ("sip:10.9.9.9:5071;transport=tls;lr", True),
        ("sip:10.9.9.9;lr", True),
        ("sip:10.9.9.9;transport=tls;lr", False),
        ("sip:10.9.9.9:5060;lr", False),
        ("sip:10.9.9.9:5071;transport=udp;lr", False),
        ("sip:10.9.9.9:5071;transport=sctp;lr", False),
        ("sip:10.9.9.8:5071;transport=tls;lr", False),
        ("sip:proxy.test:5071;transport=tls;lr", False),
        ("tel:1", False),
    ],
)
def test_who_is_meant(uri: str, is_meant: bool) -> None:
    it = origin("10.9.9.9:5071", Flow("tls", US, FROM))
    assert it.is_meant(Uri.parse(uri)) is is_meant


@pytest.mark.parametrize("transport", ["udp", "tcp", "ws"])
def test_only_tls_has_connections_that_cannot_be_made_anew(transport: str) -> None:
    it = origin("10.9.9.9:5071", Flow(transport, US, FROM))
    assert not it.is_meant(Uri.parse(f"sip:10.9.9.9:5071;transport={transport}"))


def test_one_we_made_is_found_by_its_name() -> None:
    it = origin("10.9.9.9:5071", Flow("tls", US, FROM, "carrier.test"))
    hop = numeric_hop(Uri.parse("sip:192.0.2.7:40123;transport=tls"))
    assert hop is not None
    assert not it.places and it.serves(hop)
