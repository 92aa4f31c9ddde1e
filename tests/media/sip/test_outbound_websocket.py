"""Calling servers over WebSocket (RFC 7118): real sockets, and servers of `websockets`."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.typing import Subprotocol

from voipbin.media.sip import (
    Admission,
    EndpointConfig,
    Flow,
    HostPort,
    Listen,
    LocalMedia,
    NameAddr,
    OutgoingCall,
    OutgoingInvite,
    RegisterRequest,
    SessionError,
    SipEndpoint,
    TlsConfig,
    Uri,
)
from voipbin.media.sip.message import Request, Response, make_response
from voipbin.media.sip.parser import parse_message
from voipbin.media.sip.transport import dialer
from voipbin.media.sip.transport.names import Naptr, Srv
from voipbin.media.sip.transport.tls import server_context

from .certificates import certificate_of
from .fake_handler import REALM, FakeHandler
from .fake_names import FakeNames
from .script import SDP

HOSTS = ("carrier.test", "sip.carrier.test", "x.invalid")
NAMES = FakeNames({host: ["127.0.0.1"] for host in HOSTS})
MEDIA = LocalMedia("127.0.0.1", 4000)
ANYWHERE = "0.0.0.0"


@contextlib.asynccontextmanager
async def endpoint(
    *listen: Listen, handler: FakeHandler | None = None, names: FakeNames = NAMES
) -> AsyncIterator[SipEndpoint]:
    sip = SipEndpoint(EndpointConfig(listen=listen), handler or FakeHandler(), names=names)
    await sip.start()
    try:
        yield sip
    finally:
        await sip.close()


def outbound(tls: TlsConfig | None = None) -> tuple[Listen, ...]:
    """A platform that listens for no WebSocket."""
    trust = tls or TlsConfig()
    return (
        Listen("udp"),
        *(Listen(name, ANYWHERE, tls=trust, outbound_only=True) for name in ("ws", "wss")),
    )


def dial(sip: SipEndpoint, uri: str, flow: Flow | None = None) -> OutgoingCall:
    return sip.invite(
        OutgoingInvite(
            target=Uri.parse(uri), caller=NameAddr(Uri("h", "2000")), media=MEDIA, flow=flow
        )
    )


async def answered(call: OutgoingCall) -> None:
    async with asyncio.timeout(5):
        await call.wait_answered()


async def refused(call: OutgoingCall) -> str:
    """Why it did not even get a connection."""
    with pytest.raises(SessionError):
        await answered(call)
    assert call.ended is not None
    assert (call.ended.kind, call.ended.status) == ("transport", 503)
    return call.ended.reason


class SipServer:
    """Answers INVITE and says BYE when told to."""

    def __init__(self) -> None:
        self.requests: asyncio.Queue[Request] = asyncio.Queue()
        self.connections: list[ServerConnection] = []

    async def handle(self, connection: ServerConnection) -> None:
        self.connections.append(connection)
        async for data in connection:
            assert isinstance(data, str), "RFC 7118 5: text is sent as text"
            message = parse_message(data.encode())
            if not isinstance(message, Request):
                continue
            self.requests.put_nowait(message)
            if (answer := self.answer(message)) is not None:
                await connection.send(bytes(answer).decode())

    def answer(self, request: Request) -> Response | None:
        """What it says to a request."""
        if request.method != "INVITE":
            return None
        answer = make_response(request, 200, to_tag="s", body=SDP)
        answer.headers.add("Contact", "<sip:far@far.invalid;transport=ws>")
        answer.headers.add("Content-Type", "application/sdp")
        return answer

    async def request_of(self, method: str) -> Request:
        async with asyncio.timeout(5):
            request = await self.requests.get()
        assert request.method == method
        return request

    async def hang_up(self, invite: Request, to: str) -> None:
        lines = [
            f"BYE {invite.contacts[0].uri} SIP/2.0",
            "Via: SIP/2.0/WS far.invalid;branch=z9hG4bKbye",
            f"From: {to}",
            f"To: {invite.from_}",
            f"Call-ID: {invite.call_id}",
            "CSeq: 1 BYE",
            "Content-Length: 0",
        ]
        await self.connections[-1].send("\r\n".join(lines) + "\r\n\r\n")


@contextlib.asynccontextmanager
async def web_server(handle: Any, **more: Any) -> AsyncIterator[int]:
    """The port of a server of `websockets`."""
    more.setdefault("subprotocols", [Subprotocol("sip")])
    server: Server
    async with serve(handle, "127.0.0.1", 0, **more) as server:
        yield server.sockets[0].getsockname()[1]


async def test_a_call_and_its_end_from_the_other_side() -> None:
    far = SipServer()
    async with web_server(far.handle) as port, endpoint(*outbound()) as sip:
        assert [item.transport for item in sip.addresses] == ["udp"]
        call = dial(sip, f"sip:bob@carrier.test:{port};transport=ws")
        await answered(call)
        invite = await far.request_of("INVITE")
        (connection,) = far.connections
        assert connection.request is not None
        assert connection.request.path == "/ws"
        assert connection.request.headers["Host"] == f"carrier.test:{port}"
        assert invite.via.transport == "WS"
        contact = invite.contacts[0].uri
        assert (contact.transport, contact.host, contact.port) == ("ws", *connection.remote_address)
        ack = await far.request_of("ACK")
        assert ack.raw_uri == "sip:far@far.invalid;transport=ws"
        await far.hang_up(invite, str(ack.to))
        async with asyncio.timeout(5):
            assert (await call.wait_ended()).by == "remote"


async def test_a_connection_is_kept_and_made_again_when_it_is_gone() -> None:
    far = SipServer()
    async with web_server(far.handle) as port, endpoint(*outbound()) as sip:
        uri = f"sip:bob@carrier.test:{port};transport=ws"
        await answered(dial(sip, uri))
        await answered(dial(sip, uri))
        (only,) = far.connections
        await only.close()
        await answered(dial(sip, uri))
        assert len(far.connections) == 2


@pytest.mark.parametrize(
    ("scheme", "transport"), [("sip", "wss"), ("sips", "ws")], ids=["sip", "sips"]
)
async def test_wss_between_endpoints(tmp_path: Path, scheme: str, transport: str) -> None:
    tls = certificate_of(tmp_path, names=["carrier.test"])
    handler = FakeHandler()
    async with (
        endpoint(Listen("wss", tls=tls), handler=handler) as carrier,
        endpoint(*outbound(TlsConfig(ca=tls.ca))) as sip,
    ):
        port = carrier.addresses[0].port
        call = dial(sip, f"{scheme}:1000@carrier.test:{port};transport={transport}")
        await answered(call)
        (incoming,) = handler.calls
        assert incoming.flow.transport == "wss"
        contact = NameAddr.parse(incoming.headers["Contact"]).uri
        assert (contact.scheme, contact.transport) == (scheme, "ws"), "RFC 7118 5.4"
        incoming.hang_up()
        async with asyncio.timeout(5):
            assert (await call.wait_ended()).by == "remote"


@pytest.mark.parametrize(
    ("names", "is_trusted", "fault"),
    [
        (["carrier.test"], True, ""),
        (["*.carrier.test"], True, ""),
        (["x.test"], True, "certificate verify failed"),
        (["carrier.test"], False, "certificate verify failed"),
    ],
    ids=["name", "wildcard", "another name", "issuer"],
)
async def test_rfc6455_4_1_certificate(
    tmp_path: Path, names: list[str], is_trusted: bool, fault: str
) -> None:
    """By the rules of the web, other than those of SIP over TLS."""
    tls = certificate_of(tmp_path, names=names)
    handler = FakeHandler()
    async with (
        endpoint(Listen("wss", tls=tls), handler=handler) as carrier,
        endpoint(*outbound(TlsConfig(ca=tls.ca if is_trusted else ""))) as sip,
    ):
        host = "sip.carrier.test" if names[0].startswith("*") else "carrier.test"
        call = dial(sip, f"sip:1@{host}:{carrier.addresses[0].port};transport=wss")
        if not fault:
            await answered(call)
        else:
            assert fault in await refused(call)
            assert not handler.calls


async def test_rfc7118_5_3_a_domain_that_has_nothing_else(tmp_path: Path) -> None:
    """Its records lead to a server, whose certificate is of the domain."""
    tls = certificate_of(tmp_path, names=["carrier.test"])
    far = SipServer()
    async with web_server(far.handle, ssl=server_context(tls)) as port:
        names = FakeNames(
            {"edge.test": ["127.0.0.1"]},
            {"_web.carrier.test": [Srv(1, 0, port, "edge.test")]},
            {"carrier.test": [Naptr(1, 1, "SIPS+D2W", "_web.carrier.test")]},
        )
        async with endpoint(*outbound(TlsConfig(ca=tls.ca)), names=names) as sip:
            await answered(dial(sip, "sip:bob@carrier.test"))
            assert (await far.request_of("INVITE")).via.transport == "WSS"


async def test_rfc7118_4_a_server_that_chooses_no_subprotocol() -> None:
    far = SipServer()
    async with web_server(far.handle, subprotocols=None) as port, endpoint(*outbound()) as sip:
        text = await refused(dial(sip, f"sip:a@carrier.test:{port};transport=ws"))
        assert "the server chose no subprotocol" in text
        assert far.requests.empty()


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "HTTP 404"),
        (b"SIP/2.0 400 Bad Request\r\n\r\n", "valid HTTP response"),
        (b"", "closed during the handshake"),
    ],
    ids=["other", "no http", "nothing"],
)
async def test_what_is_no_server_for_sip(answer: bytes, fault: str) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with endpoint(*outbound()) as sip:
        port = server.sockets[0].getsockname()[1]
        assert fault in await refused(dial(sip, f"sip:a@carrier.test:{port};transport=ws"))
    server.close()


async def test_a_handshake_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialer, "DIAL_TIMEOUT_S", 0.1)
    over = asyncio.Event()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(4096):
            pass
        over.set()
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with endpoint(*outbound()) as sip:
        port = server.sockets[0].getsockname()[1]
        text = await refused(dial(sip, f"sip:a@carrier.test:{port};transport=ws"))
        assert "timed out" in text
        async with asyncio.timeout(5):
            await over.wait()
    server.close()


async def test_rfc7118_5_a_browser_is_not_connected_to() -> None:
    """Its flow is its own connection; what listens at that address now is somebody else."""
    far = SipServer()
    async with web_server(far.handle) as port, endpoint(Listen("ws")) as sip:
        own = HostPort(sip.addresses[0].host, sip.addresses[0].port)
        flow = Flow("ws", own, HostPort("127.0.0.1", port))
        assert "connection closed" in await refused(
            dial(sip, "sip:abc@127.0.0.1;transport=ws", flow)
        )
        assert not far.connections


async def test_rfc7118_5_2_an_address_that_is_none() -> None:
    async with endpoint(*outbound()) as sip:
        text = await refused(dial(sip, "sip:abc@x.invalid;transport=ws"))
        assert "can only be reached on the connection it came by" in text


async def test_registering_by_websocket() -> None:
    handler = FakeHandler()
    handler.admission = lambda _: Admission.public()
    async with endpoint(Listen("ws"), handler=handler) as registrar, endpoint(*outbound()) as sip:
        port = registrar.addresses[0].port
        registration = sip.register(
            RegisterRequest(
                registrar=Uri.parse(f"sip:carrier.test:{port};transport=ws"),
                aor=Uri.parse(f"sip:1000@{REALM}"),
            )
        )
        async with asyncio.timeout(5):
            await registration.wait_registered()
