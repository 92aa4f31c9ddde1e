"""SIP over TLS and WebSocket on real sockets, against clients of Python's ssl and websockets."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake
from websockets.typing import Subprotocol

from voipbin.core.node.secure_sip import self_signed
from voipbin.media.sip import (
    Admission,
    Aor,
    EndpointConfig,
    Flow,
    Listen,
    LocalMedia,
    NameAddr,
    OutgoingCall,
    OutgoingInvite,
    SessionError,
    SipEndpoint,
    TlsConfig,
    Uri,
)
from voipbin.media.sip.framing import StreamFramer
from voipbin.media.sip.message import Message, Request, Response, make_response
from voipbin.media.sip.parser import parse_message
from voipbin.media.sip.transport.resolve import numeric_hop

from .fake_handler import REALM, FakeHandler
from .script import SDP

MEDIA = LocalMedia("127.0.0.1", 4000)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A certificate for 127.0.0.1 and localhost, signed by itself."""
    path = tmp_path_factory.mktemp("tls") / "cert.pem"
    path.write_bytes(self_signed("127.0.0.1"))
    return str(path)


@pytest.fixture
def tls(certificate: str) -> TlsConfig:
    """What an endpoint needs to speak TLS and to trust such endpoints."""
    return TlsConfig(certificate, certificate, ca=certificate)


@contextlib.asynccontextmanager
async def endpoint(
    *listen: Listen, handler: FakeHandler | None = None
) -> AsyncIterator[SipEndpoint]:
    sip = SipEndpoint(EndpointConfig(listen=listen), handler or FakeHandler())
    await sip.start()
    try:
        yield sip
    finally:
        await sip.close()


def port_of(sip: SipEndpoint, transport: str) -> int:
    return next(item.port for item in sip.addresses if item.transport == transport)


def request(
    method: str, *, via: str, uri: str = "sip:x@h", contact: str = "", more: str = ""
) -> bytes:
    lines = [
        f"{method} {uri} SIP/2.0",
        f"Via: SIP/2.0/{via};branch=z9hG4bK{method}",
        f"From: <sip:1000@{REALM}>;tag=1",
        f"To: <sip:1000@{REALM}>",
        "Call-ID: c1",
        f"CSeq: 1 {method}",
        "Content-Length: 0",
    ]
    if contact:
        lines.append(f"Contact: {contact}")
    return ("\r\n".join(lines) + "\r\n" + more + "\r\n").encode()


class TlsPeer:
    """A TLS client that reads whole messages without bodies."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def connect(cls, port: int, ca: str) -> "TlsPeer":
        context = ssl.create_default_context(cafile=ca)
        return cls(
            *await asyncio.open_connection(
                "127.0.0.1", port, ssl=context, server_hostname="localhost"
            )
        )

    async def receive(self) -> Message:
        async with asyncio.timeout(5):
            framer = StreamFramer()
            while not (messages := framer.feed(await self.reader.read(4096))[0]):
                pass
            return parse_message(messages[0])

    async def close(self) -> None:
        self.writer.close()
        with contextlib.suppress(OSError):
            await self.writer.wait_closed()


async def test_tls_request_is_answered_on_its_connection(tls: TlsConfig) -> None:
    async with endpoint(Listen("tls", tls=tls)) as sip:
        peer = await TlsPeer.connect(port_of(sip, "tls"), tls.ca)
        peer.writer.write(request("OPTIONS", via="TLS 10.0.0.1:5061;rport"))
        answer = await peer.receive()
        assert isinstance(answer, Response)
        assert (answer.status, answer.via.transport) == (200, "TLS")
        assert answer.via.param("received") == "127.0.0.1"
        await peer.close()


async def test_tls_ping_is_answered(tls: TlsConfig) -> None:
    """RFC 5626 3.5.1."""
    async with endpoint(Listen("tls", tls=tls)) as sip:
        peer = await TlsPeer.connect(port_of(sip, "tls"), tls.ca)
        peer.writer.write(b"\r\n\r\n")
        async with asyncio.timeout(5):
            assert await peer.reader.readexactly(2) == b"\r\n"
        await peer.close()


async def test_sips_needs_tls(tls: TlsConfig) -> None:
    """RFC 3261 8.2.2.1 and 26.2.2: 416 on a connection anybody can read."""
    async with endpoint(Listen("tcp"), Listen("tls", tls=tls)) as sip:
        peer = await TlsPeer.connect(port_of(sip, "tls"), tls.ca)
        peer.writer.write(request("OPTIONS", via="TLS h:1", uri="sips:x@h"))
        answer = await peer.receive()
        assert isinstance(answer, Response)
        assert answer.status == 200
        await peer.close()
        plain = TlsPeer(*await asyncio.open_connection("127.0.0.1", port_of(sip, "tcp")))
        plain.writer.write(request("OPTIONS", via="TCP h:1", uri="sips:x@h"))
        answer = await plain.receive()
        assert isinstance(answer, Response)
        assert answer.status == 416
        await plain.close()


async def test_call_to_a_registered_tls_phone_uses_its_connection(tls: TlsConfig) -> None:
    async with endpoint(Listen("tls", tls=tls)) as sip:
        port = port_of(sip, "tls")
        peer = await TlsPeer.connect(port, tls.ca)
        own = peer.writer.get_extra_info("sockname")
        flow = Flow.parse(f"tls:127.0.0.1:{port}>127.0.0.1:{own[1]}")
        invite = OutgoingInvite(
            target=Uri.parse("sip:1000@10.9.9.9:5061;transport=tls"),
            caller=NameAddr(Uri("h", "2000")),
            media=MEDIA,
            flow=flow,
        )
        call = sip.invite(invite)
        got = await peer.receive()
        assert isinstance(got, Request)
        assert got.via.transport == "TLS"
        assert got.contacts[0].uri.transport == "tls"
        assert got.contacts[0].uri.port == port
        call.hang_up()
        await peer.close()


@pytest.mark.parametrize("scheme", ["sip", "sips"])
async def test_call_between_endpoints_stays_on_one_connection(tls: TlsConfig, scheme: str) -> None:
    """The callee's Contact is an address the certificate need not carry (RFC 5923)."""
    handler = FakeHandler()
    async with (
        endpoint(Listen("tls", tls=tls), handler=handler) as callee,
        endpoint(Listen("tls", tls=tls)) as caller,
    ):
        port = port_of(callee, "tls")
        uri = f"{scheme}:1000@localhost:{port};transport=tls"
        invite = OutgoingInvite(
            target=Uri.parse(uri), caller=NameAddr(Uri("h", "2000")), media=MEDIA
        )
        call = caller.invite(invite)
        async with asyncio.timeout(5):
            await call.wait_answered()
        (incoming,) = handler.calls
        assert call.dialog is not None
        assert call.dialog.target.scheme == scheme
        call.hang_up()
        async with asyncio.timeout(5):
            await incoming.wait_ended()


@pytest.mark.parametrize(
    ("host", "ca"), [("127.0.0.2", True), ("localhost", False)], ids=["name", "issuer"]
)
async def test_server_is_verified(tls: TlsConfig, host: str, ca: bool) -> None:
    """RFC 5922 7.3: a certificate of another name, or of an issuer nobody trusts."""
    doubting = TlsConfig(tls.certificate, tls.key, ca=tls.ca if ca else "")
    async with (
        endpoint(Listen("tls", "0.0.0.0", tls=tls)) as callee,
        endpoint(Listen("tls", tls=doubting)) as caller,
    ):
        uri = Uri.parse(f"sip:1000@{host}:{port_of(callee, 'tls')};transport=tls")
        call = caller.invite(
            OutgoingInvite(target=uri, caller=NameAddr(Uri("h", "2000")), media=MEDIA)
        )
        with pytest.raises(SessionError):
            async with asyncio.timeout(5):
                await call.wait_answered()
        assert call.ended is not None
        assert call.ended.kind == "transport"


async def test_unreadable_certificate(tmp_path: Path) -> None:
    missing = TlsConfig(f"{tmp_path}/none.pem", f"{tmp_path}/none.pem")
    with pytest.raises(OSError, match=r"none\.pem"):
        async with endpoint(Listen("tls", tls=missing)):
            pass


# -- WebSocket --------------------------------------------------------------------------------


def browser(sip: SipEndpoint, transport: str = "ws", **more: Any) -> connect:
    more.setdefault("subprotocols", [Subprotocol("sip")])
    return connect(f"{transport}://localhost:{port_of(sip, transport)}", proxy=None, **more)


async def receive(socket: ClientConnection) -> Message:
    async with asyncio.timeout(5):
        data = await socket.recv(decode=False)
    assert isinstance(data, bytes)
    return parse_message(data)


@pytest.mark.parametrize("transport", ["ws", "wss"])
async def test_websocket_request_is_answered(tls: TlsConfig, transport: str) -> None:
    more = {"ssl": ssl.create_default_context(cafile=tls.ca)} if transport == "wss" else {}
    async with (
        endpoint(Listen(transport, tls=tls)) as sip,
        browser(sip, transport, **more) as socket,
    ):
        await socket.send(request("OPTIONS", via=f"{transport.upper()} abc.invalid").decode())
        answer = await receive(socket)
        assert isinstance(answer, Response)
        assert (answer.status, answer.via.host) == (200, "abc.invalid")


async def test_websocket_without_the_subprotocol_is_refused() -> None:
    """RFC 7118 4.1."""
    async with endpoint(Listen("ws")) as sip:
        with pytest.raises(InvalidHandshake):
            async with browser(sip, subprotocols=None):
                pass


async def test_websocket_keepalive() -> None:
    """RFC 5626 3.5.1: two line breaks get one; a WebSocket ping its pong."""
    async with endpoint(Listen("ws")) as sip, browser(sip) as socket:
        await socket.send("\r\n\r\n")
        async with asyncio.timeout(5):
            assert await socket.recv() == "\r\n"
            await (await socket.ping())


async def test_websocket_fragmented_message() -> None:
    async with endpoint(Listen("ws")) as sip, browser(sip) as socket:
        text = request("OPTIONS", via="WS abc.invalid").decode()
        await socket.send([text[:20], text[20:90], text[90:]])
        answer = await receive(socket)
        assert isinstance(answer, Response)
        assert answer.status == 200


async def test_browser_that_left_makes_room_for_another() -> None:
    """RFC 7118 5: nothing else leads to it; a page that is loaded anew is another contact."""
    handler = FakeHandler()
    handler.admission = lambda _: Admission.public()
    async with endpoint(Listen("ws"), handler=handler) as sip, browser(sip) as stays:
        for page in ("stays", "leaves", "comes"):
            async with contextlib.AsyncExitStack() as loaded:
                socket = stays
                if page != "stays":
                    socket = await loaded.enter_async_context(browser(sip))
                contact = f"<sip:{page}@abc.invalid;transport=ws>"
                text = request("REGISTER", via="WS abc.invalid", contact=contact)
                await socket.send(text.replace(b"Call-ID: c1", f"Call-ID: {page}".encode()))
                answer = await receive(socket)
                assert isinstance(answer, Response)
                assert answer.status == 200
    (bindings,) = handler.store.values()
    users = [Uri.parse(item.contact).user for item in bindings]
    assert users == ["stays", "comes"]


async def test_garbage_for_a_handshake() -> None:
    async with endpoint(Listen("ws")) as sip:
        reader, writer = await asyncio.open_connection("127.0.0.1", port_of(sip, "ws"))
        writer.write(b"INVITE sip:x@h SIP/2.0\r\n\r\n")
        async with asyncio.timeout(5):
            await reader.read()
        writer.close()


@pytest.mark.parametrize("transport", ["ws", "wss"])
async def test_call_to_a_browser_uses_its_connection(tls: TlsConfig, transport: str) -> None:
    """RFC 7118 5.2: its Contact is no address at all; 5.4: both kinds are `ws` in a URI."""
    more = {"ssl": ssl.create_default_context(cafile=tls.ca)} if transport == "wss" else {}
    async with endpoint(Listen(transport, tls=tls)) as sip:
        target = Uri.parse("sip:abc@xyz.invalid;transport=ws")
        caller = NameAddr(Uri("h", "2000"))
        async with browser(sip, transport, **more) as socket:
            own = socket.local_address
            port = port_of(sip, transport)
            flow = Flow.parse(f"{transport}:127.0.0.1:{port}>127.0.0.1:{own[1]}")
            call = sip.invite(OutgoingInvite(target=target, caller=caller, media=MEDIA, flow=flow))
            got = await receive(socket)
            assert isinstance(got, Request)
            assert (got.via.transport, str(got.uri)) == (transport.upper(), str(target))
            assert got.contacts[0].uri.transport == "ws"
            call.hang_up()
        again = sip.invite(OutgoingInvite(target=target, caller=caller, media=MEDIA, flow=flow))
        with pytest.raises(SessionError):
            async with asyncio.timeout(5):
                await again.wait_answered()
        assert again.ended is not None
        assert again.ended.status == 503


async def reached(sip: SipEndpoint, socket: ClientConnection) -> tuple[OutgoingCall, Request, str]:
    """A call to a browser that has been answered: its INVITE, and the To of the answer."""
    own, port = socket.local_address[1], port_of(sip, "ws")
    flow = Flow.parse(f"ws:127.0.0.1:{port}>127.0.0.1:{own}")
    target, caller = Uri.parse(BROWSER), NameAddr(Uri("h", "2000"))
    call = sip.invite(OutgoingInvite(target=target, caller=caller, media=MEDIA, flow=flow))
    invite = await receive(socket)
    assert isinstance(invite, Request)
    answer = make_response(invite, 200, to_tag="b", body=SDP)
    answer.headers.add("Contact", f"<{BROWSER}>")
    answer.headers.add("Content-Type", "application/sdp")
    await socket.send(bytes(answer).decode())
    ack = await receive(socket)
    assert isinstance(ack, Request) and ack.method == "ACK"
    return call, invite, str(answer.to)


BROWSER = "sip:abc@xyz.invalid;transport=ws"


async def hears_of_the_end(call: OutgoingCall, socket: ClientConnection) -> Request:
    call.hang_up()
    bye = await receive(socket)
    assert isinstance(bye, Request) and bye.method == "BYE"
    await socket.send(bytes(make_response(bye, 200)).decode())
    return bye


async def test_a_browser_that_comes_back_hears_of_the_end() -> None:
    """Its WebSocket broke for a moment; what it says within the call shows where it is now."""
    async with endpoint(Listen("ws")) as sip:
        async with browser(sip) as socket:
            call, invite, to = await reached(sip, socket)
        assert call.dialog is not None
        kept = call.dialog.kept
        assert kept is not None
        async with asyncio.timeout(5):
            while sip._transport.holds(kept):
                await asyncio.sleep(0)
        async with browser(sip) as socket:
            lines = [
                f"UPDATE {invite.contacts[0].uri} SIP/2.0",
                "Via: SIP/2.0/WS abc.invalid;branch=z9hG4bKupdate",
                f"From: {to}",
                f"To: {invite.from_}",
                f"Call-ID: {invite.call_id}",
                "CSeq: 1 UPDATE",
                f"Contact: <{BROWSER}>",
                "Content-Length: 0",
            ]
            await socket.send("\r\n".join(lines) + "\r\n\r\n")
            updated = await receive(socket)
            assert isinstance(updated, Response) and updated.status == 200
            await hears_of_the_end(call, socket)


INSTANCE = ';+sip.instance="<urn:uuid:1>"'
NEW_CONTACT = "sip:def@xyz.invalid;transport=ws"


@pytest.mark.parametrize(
    ("first", "again", "is_its"),
    [
        (f"<{BROWSER}>", f"<{BROWSER}>", True),
        (f"<{BROWSER}>{INSTANCE}", f"<{NEW_CONTACT}>{INSTANCE}", True),
        (f"<{BROWSER}>", f"<{NEW_CONTACT}>", False),
        (f"<{BROWSER}>{INSTANCE}", f"<{NEW_CONTACT}>{INSTANCE.replace('1', '2')}", False),
    ],
    ids=["contact", "instance", "other-contact", "other-instance"],
)
async def test_a_browser_that_only_registers_again_takes_its_calls_along(
    first: str, again: str, is_its: bool
) -> None:
    """Its first connection may still seem to be there. Other phones take nothing."""
    handler = FakeHandler()
    handler.admission = lambda _: Admission.public()

    async def register(socket: ClientConnection, contact: str, cseq: int) -> None:
        text = request("REGISTER", via="WS abc.invalid", uri=f"sip:{REALM}", contact=contact)
        text = text.replace(b"z9hG4bK", b"z9hG4bK%d" % cseq).replace(
            b"CSeq: 1 ", b"CSeq: %d " % cseq
        )
        await socket.send(text.decode())
        answer = await receive(socket)
        assert isinstance(answer, Response) and answer.status == 200

    async with endpoint(Listen("ws"), handler=handler) as sip, browser(sip) as socket:
        await register(socket, first, 1)
        call, _, _ = await reached(sip, socket)
        async with browser(sip) as other:
            await register(other, again, 2)
            bye = await hears_of_the_end(call, other if is_its else socket)
            # A phone that has another name now does not know the old one.
            assert f"<{bye.uri}>" == (again if is_its else first).partition(";+sip")[0]


async def test_register_over_websocket_binds_the_flow() -> None:
    handler = FakeHandler()
    handler.admission = lambda _: Admission.public()
    async with endpoint(Listen("ws"), handler=handler) as sip, browser(sip) as socket:
        contact = '<sip:abc@xyz.invalid;transport=ws>;+sip.instance="<urn:uuid:1>";reg-id=1'
        text = request("REGISTER", via="WS abc.invalid", uri=f"sip:{REALM}", contact=contact)
        await socket.send(text.decode())
        answer = await receive(socket)
        assert isinstance(answer, Response)
        assert answer.status == 200
        (binding,) = await handler.bindings(Aor(REALM, "1000"))
        assert Flow.parse(binding.flow).remote[1] == socket.local_address[1]


async def test_stun_keep_alive_on_the_udp_port() -> None:
    """RFC 5626 3.5.2: a phone learns its address from where its registrations go."""
    async with endpoint(Listen("udp")) as sip:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as phone:
            phone.setblocking(False)
            phone.bind(("127.0.0.1", 0))
            transaction = bytes(range(12))
            request = b"\x00\x01\x00\x00\x21\x12\xa4\x42" + transaction
            phone.sendto(request, ("127.0.0.1", port_of(sip, "udp")))
            async with asyncio.timeout(5):
                answer = await asyncio.get_running_loop().sock_recv(phone, 512)
            assert answer[:2] == b"\x01\x01"
            assert answer[8:20] == transaction
            port = int.from_bytes(answer[26:28]) ^ 0x2112
            assert port == phone.getsockname()[1]


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("sip:a@192.0.2.1", ("udp", 5060, "")),
        ("sip:a@192.0.2.1;transport=tls", ("tls", 5061, "192.0.2.1")),
        ("sips:a@192.0.2.1", ("tls", 5061, "192.0.2.1")),
        ("sips:a@pbx.example:5071;maddr=192.0.2.1", ("tls", 5071, "pbx.example")),
        ("sips:a@192.0.2.1;transport=tcp", ("tls", 5061, "192.0.2.1")),
        ("sip:a@192.0.2.1;transport=ws", ("ws", 80, "192.0.2.1")),
        ("sip:a@192.0.2.1;transport=wss", ("wss", 443, "192.0.2.1")),
        ("sips:a@pbx.example;transport=ws;maddr=192.0.2.1", ("wss", 443, "pbx.example")),
    ],
)
def test_next_hop(uri: str, expected: tuple[str, int, str]) -> None:
    """RFC 3261 19.1.2 and 26.2.2, RFC 7118 5.3; certificates have to carry the host of the URI."""
    hop = numeric_hop(Uri.parse(uri))
    assert hop is not None
    assert (hop.transport, hop.address.port, hop.server_name) == expected


@pytest.mark.parametrize(
    "uri", ["sips:a@192.0.2.1;transport=udp", "sip:a@192.0.2.1;transport=sctp", "tel:1"]
)
def test_no_next_hop(uri: str) -> None:
    with pytest.raises(ValueError, match="URI"):
        numeric_hop(Uri.parse(uri))
