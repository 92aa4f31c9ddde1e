"""Requests of a dialog stay on the connection it was made on (RFC 3261 12.2.1.1, RFC 7118 5)."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from voipbin.media.sip import (
    Flow,
    HostPort,
    Listen,
    NameAddr,
    OutgoingCall,
    RegisterRequest,
    TlsConfig,
    Uri,
)
from voipbin.media.sip.framing import StreamFramer
from voipbin.media.sip.message import Request, Response, make_response
from voipbin.media.sip.origin import Origin
from voipbin.media.sip.parser import parse_message
from voipbin.media.sip.route import protected, stays_on
from voipbin.media.sip.transport.names import Srv
from voipbin.media.sip.transport.tls import server_context

from .certificates import certificate_of
from .fake_handler import FakeHandler
from .fake_names import FakeNames
from .script import SDP
from .test_outbound_websocket import SipServer, dial, endpoint, outbound, web_server

US, PEER = HostPort("10.0.0.1", 40000), HostPort("10.0.0.9", 5061)
ROUTES = [
    pytest.param("<sip:proxy.invalid;transport=ws;lr>", id="a name that is none"),
    pytest.param("<sip:127.0.0.1:{port};transport=ws;lr>", id="address"),
    pytest.param("<sips:carrier.test:{port};transport=ws;lr>", id="sips"),
]


class RecordingServer(SipServer):
    """Stays on the path."""

    def __init__(self, route: str) -> None:
        super().__init__()
        self.route = route

    def answer(self, request: Request) -> Response | None:
        if request.method == "ACK":
            return None
        if request.method in ("BYE", "REGISTER"):
            return make_response(request, 200)
        answer = make_response(request, 200, to_tag="s", body=SDP)
        answer.headers.add("Record-Route", self.route)
        answer.headers.add("Contact", "<sip:far@192.0.2.9>")
        answer.headers.add("Content-Type", "application/sdp")
        return answer


async def stays(call: OutgoingCall, far: RecordingServer) -> None:
    """The whole call is heard by a server."""
    async with asyncio.timeout(5):
        await call.wait_answered()
    await far.request_of("INVITE")
    ack = await far.request_of("ACK")
    assert ack.headers.get("Route") == far.route, "as it was recorded"
    async with asyncio.timeout(5):
        await call.hold()
    await far.request_of("INVITE")
    await far.request_of("ACK")
    call.hang_up()
    assert (await far.request_of("BYE")).headers.get("Route") == far.route


@pytest.mark.parametrize("secure", [True, False], ids=["wss", "ws"])
@pytest.mark.parametrize("route", ROUTES)
async def test_rfc7118_5_a_websocket_server_on_the_path(
    tmp_path: Path, route: str, secure: bool
) -> None:
    tls = certificate_of(tmp_path, names=["carrier.test"])
    far = RecordingServer("")

    async with (
        web_server(far.handle, ssl=server_context(tls) if secure else None) as port,
        endpoint(*outbound(TlsConfig(ca=tls.ca))) as sip,
    ):
        far.route = route.format(port=port)
        transport = "wss" if secure else "ws"
        await stays(dial(sip, f"sip:bob@carrier.test:{port};transport={transport}"), far)
        assert len(far.connections) == 1


class TlsServer(RecordingServer):
    """The same over TLS, counting what connects to it."""

    connected = 0
    writer: asyncio.StreamWriter

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connected += 1
        self.writer = writer
        framer = StreamFramer()
        while data := await reader.read(65536):
            for found in framer.feed(data)[0]:
                message = parse_message(found)
                if not isinstance(message, Request):
                    if message.cseq.method == "INVITE" and message.body:
                        self.say("ACK", message.to)
                    continue
                self.requests.put_nowait(message)
                if (answer := self.answer(message)) is not None:
                    writer.write(bytes(answer))
        writer.close()

    def say(self, method: str, to: NameAddr, body: bytes = b"") -> None:
        """A request of its own, on the connection that was made to it."""
        lines = [
            f"{method} {to.uri} SIP/2.0",
            f"Via: SIP/2.0/TLS 192.0.2.9;branch=z9hG4bK{method}",
            f"Record-Route: {self.route}",
            "From: <sip:far@carrier.test>;tag=s",
            f"To: {to}",
            "Call-ID: far",
            f"CSeq: 1 {method}",
            "Contact: <sip:far@192.0.2.9>",
            "Content-Type: application/sdp",
            f"Content-Length: {len(body)}",
        ]
        self.writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    @contextlib.asynccontextmanager
    async def open(self, context: ssl.SSLContext) -> AsyncIterator[int]:
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0, ssl=context)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
            await server.wait_closed()


NAMES = FakeNames(
    {"carrier.test": ["127.0.0.1"], "near.test": ["127.0.0.1"], "other.test": ["127.0.0.2"]}
)


@pytest.mark.parametrize(
    "route",
    [
        pytest.param("<sip:127.0.0.1:{port};transport=tls;lr>", id="address"),
        pytest.param("<sips:127.0.0.1:{port};lr>", id="sips"),
        pytest.param("<sip:127.0.0.1:{port};lr>", id="the port says it"),
        pytest.param("<sip:carrier.test:{port};lr>", id="the name and the port say it"),
        pytest.param("<sip:near.test:{port};transport=tls;lr>", id="another name of its"),
    ],
)
async def test_a_tls_server_on_the_path(tmp_path: Path, route: str) -> None:
    """Its certificate has the domain that was called, and nothing else."""
    tls = certificate_of(tmp_path, names=["carrier.test"])
    far = TlsServer("")
    async with (
        far.open(server_context(tls)) as port,
        endpoint(*outbound_tls(TlsConfig(ca=tls.ca)), names=NAMES) as sip,
    ):
        far.route = route.format(port=port)
        await stays(dial(sip, f"sip:bob@carrier.test:{port};transport=tls"), far)
        assert far.connected == 1


async def test_of_several_servers_the_one_that_has_the_call(tmp_path: Path) -> None:
    """The domain on the path names two; the connection is to the worse of them."""
    tls = certificate_of(tmp_path, names=["carrier.test", "two.test"])
    far = TlsServer("<sip:two.test;transport=tls;lr>")
    async with far.open(server_context(tls)) as port:
        servers = [Srv(1, 0, port, "other.test"), Srv(2, 0, port, "carrier.test")]
        addresses = {"carrier.test": ["127.0.0.1"], "other.test": ["127.0.0.2"]}
        names = FakeNames(addresses, {"_sips._tcp.two.test": servers})
        async with endpoint(*outbound_tls(TlsConfig(ca=tls.ca)), names=names) as sip:
            await stays(dial(sip, f"sip:bob@carrier.test:{port};transport=tls"), far)
            assert far.connected == 1


async def test_a_call_that_comes_on_the_connection_we_made(tmp_path: Path) -> None:
    """By which a carrier calls whom it has registered; there is no other way to us, nor back."""
    tls = certificate_of(tmp_path, names=["carrier.test"])
    far, handler = TlsServer(""), FakeHandler()
    async with (
        far.open(server_context(tls)) as port,
        endpoint(*outbound_tls(TlsConfig(ca=tls.ca)), handler=handler, names=NAMES) as sip,
    ):
        domain = Uri.parse(f"sip:carrier.test:{port};transport=tls")
        sip.register(RegisterRequest(registrar=domain, aor=domain))
        register = await far.request_of("REGISTER")
        far.route = f"<sip:127.0.0.1:{port};transport=tls;lr>"
        far.say("INVITE", NameAddr(register.contacts[0].uri), SDP)
        async with asyncio.timeout(5):
            await handler.arrived.wait()
            (call,) = handler.calls
            await call.wait_answered()
        call.hang_up()
        assert (await far.request_of("BYE")).headers.get("Route") == far.route
        assert far.connected == 1


def outbound_tls(tls: TlsConfig) -> tuple[Listen, ...]:
    return Listen("udp"), Listen("tls", "0.0.0.0", tls=tls, outbound_only=True)


@pytest.mark.parametrize(
    ("transport", "uri", "stays"),
    [
        ("wss", "sip:x.invalid;transport=ws", True),
        ("wss", "sips:10.0.0.9:5061;transport=ws", True),
        ("ws", "sip:x.invalid;transport=ws", True),
        ("wss", "sip:10.0.0.9:5061;transport=tls", False),
        ("wss", "sip:10.0.0.9", False),
        ("tls", "sip:10.0.0.9;transport=ws", False),
        ("udp", "sip:10.0.0.9", False),
    ],
)
def test_who_can_only_be_reached_by_the_connection(transport: str, uri: str, stays: bool) -> None:
    assert stays_on(Uri.parse(uri), Flow(transport, US, PEER)) is stays


@pytest.mark.parametrize(
    ("transport", "uri", "said"),
    [
        ("tls", "sip:far.test;transport=ws;lr", "sip:far.test;transport=wss;lr"),
        ("wss", "sip:far.test;transport=ws", "sip:far.test;transport=wss"),
        ("tls", "sip:10.0.0.9:5061;lr", "sip:10.0.0.9:5061;lr;transport=tls"),
        ("tls", "sip:Carrier.test.:5061", "sip:Carrier.test.:5061;transport=tls"),
        ("tls", "sip:10.0.0.9:5060;lr", ""),
        ("tls", "sip:10.0.0.8:5061", ""),
        ("tls", "sip:10.0.0.9:5061;transport=udp", ""),
        ("tls", "sip:10.0.0.9", ""),
        ("tls", "sips:10.0.0.9;transport=ws", ""),
        ("ws", "sip:far.test;transport=ws", ""),
        ("tcp", "sip:10.0.0.9:5061", ""),
    ],
)
def test_nothing_protected_goes_on_in_clear(transport: str, uri: str, said: str) -> None:
    """But where the route wants just that."""
    flow = Flow(transport, US, PEER, "carrier.test")
    assert str(protected(Uri.parse(uri), Origin(flow))) == (said or uri)
