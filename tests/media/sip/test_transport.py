"""Real sockets on loopback: framing, reuse of connections, response routing, garbage."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest

from voipbin.media.sip import (
    Aor,
    Credentials,
    EndpointConfig,
    Flow,
    Listen,
    LocalMedia,
    NameAddr,
    OutgoingInvite,
    RegisterRequest,
    SipEndpoint,
    TraceRecord,
    Uri,
)
from voipbin.media.sip.framing import StreamFramer
from voipbin.media.sip.message import Response
from voipbin.media.sip.parser import parse_message

from .fake_handler import PASSWORD, REALM, FakeHandler


def options(port: int, *, via: str = "", call_id: str = "c1", transport: str = "UDP") -> bytes:
    return (
        f"OPTIONS sip:127.0.0.1:{port} SIP/2.0\r\n"
        f"Via: SIP/2.0/{transport} {via or '127.0.0.1:9;rport'};branch=z9hG4bK{call_id}\r\n"
        f"From: <sip:a@h>;tag=1\r\nTo: <sip:b@h>\r\nCall-ID: {call_id}\r\nCSeq: 1 OPTIONS\r\n"
        "Content-Length: 0\r\n\r\n"
    ).encode()


@contextlib.asynccontextmanager
async def server(handler: FakeHandler | None = None, **more: Any) -> AsyncIterator[SipEndpoint]:
    trace = more.pop("trace", None)
    sip = SipEndpoint(EndpointConfig(**more), handler or FakeHandler(), trace=trace)
    await sip.start()
    try:
        yield sip
    finally:
        await sip.close()


def port_of(sip: SipEndpoint, transport: str = "udp") -> int:
    return next(item.port for item in sip.addresses if item.transport == transport)


async def receive(sock: socket.socket) -> Response:
    async with asyncio.timeout(5):
        data = await asyncio.get_running_loop().sock_recv(sock, 65536)
    message = parse_message(data)
    assert isinstance(message, Response)
    return message


def udp_socket() -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setblocking(False)
    sock.bind(("127.0.0.1", 0))
    return sock


async def test_port_zero_takes_one_port_for_both_transports() -> None:
    async with server() as sip:
        ports = {item.port for item in sip.addresses}
        assert 0 not in ports
        assert [item.transport for item in sip.addresses] == ["udp", "tcp"]


async def test_address_in_use_leaves_nothing_open() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        sip = SipEndpoint(EndpointConfig(listen=(Listen("udp"), Listen("tcp", port=port))))
        with pytest.raises(OSError):
            await sip.start()
        assert sip.addresses == ()


async def test_close_twice_and_before_start() -> None:
    sip = SipEndpoint()
    await sip.close()
    await sip.start()
    await sip.close()
    await sip.close()


async def test_rport_response_goes_to_the_source() -> None:
    async with server() as sip:
        with udp_socket() as sock:
            sock.sendto(options(port_of(sip)), ("127.0.0.1", port_of(sip)))
            via = (await receive(sock)).via
            assert via.param("rport") == str(sock.getsockname()[1])
            assert via.param("received") == "127.0.0.1"


async def test_without_rport_the_via_port_counts() -> None:
    async with server() as sip:
        with udp_socket() as one, udp_socket() as other:
            via = f"client.invalid:{other.getsockname()[1]}"
            one.sendto(options(port_of(sip), via=via), ("127.0.0.1", port_of(sip)))
            response = await receive(other)
            assert response.via.param("received") == "127.0.0.1"


async def test_garbage_is_counted_and_survived() -> None:
    async with server() as sip:
        with udp_socket() as sock:
            for data in (
                b"\0" * 500,
                b"x",
                b"GET / HTTP/1.1\r\n\r\n",
                b"\xff" * 1400,
                b"SIP/2.0\r\n\r\n",
            ):
                sock.sendto(data, ("127.0.0.1", port_of(sip)))
            sock.sendto(b"\r\n\r\n", ("127.0.0.1", port_of(sip)))
            sock.sendto(options(port_of(sip)), ("127.0.0.1", port_of(sip)))
            assert (await receive(sock)).status == 200
        assert sip.counters["garbage"] >= 4
        assert sip.counters["keepalive"] >= 1
        assert sip.counters["fault"] == 0


async def test_tcp_pieces_pipelining_and_ping() -> None:
    async with server() as sip:
        port = port_of(sip, "tcp")
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        data = options(port, transport="TCP") + options(port, transport="TCP", call_id="c2")
        for index in range(0, len(data), 37):
            writer.write(data[index : index + 37])
            await writer.drain()
        async with asyncio.timeout(5):
            seen = b""
            while seen.count(b"\r\n\r\n") < 2:
                seen += await reader.read(4096)
            assert seen.count(b"SIP/2.0 200") == 2
            writer.write(b"\r\n\r\n")
            assert await reader.readexactly(2) == b"\r\n"
        writer.close()
        await writer.wait_closed()


@pytest.mark.parametrize(
    "data", [b"x" * 70_000, b"OPTIONS sip:a SIP/2.0\r\nVia: x\r\n\r\n", b"A b\r\nl: 999999\r\n\r\n"]
)
async def test_tcp_stream_that_cannot_be_framed_is_closed(data: bytes) -> None:
    async with server() as sip:
        reader, writer = await asyncio.open_connection("127.0.0.1", port_of(sip, "tcp"))
        writer.write(data)
        async with asyncio.timeout(5):
            with contextlib.suppress(ConnectionError):
                assert await reader.read() == b""
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def test_tcp_connections_are_bounded() -> None:
    async with server(max_connections=2) as sip:
        port = port_of(sip, "tcp")
        pairs = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
        async with asyncio.timeout(5):
            with contextlib.suppress(ConnectionError):
                assert await pairs[2][0].read() == b""
        for _, writer in pairs:
            writer.close()


async def test_call_to_a_registered_contact_reuses_its_tcp_connection() -> None:
    handler = FakeHandler()
    async with server(handler) as sip, server(FakeHandler(), listen=(Listen("tcp"),)) as phone:
        registration = phone.register(
            RegisterRequest(
                registrar=Uri.parse(f"sip:127.0.0.1:{port_of(sip, 'tcp')};transport=tcp"),
                aor=Uri.parse(f"sip:1000@{REALM}"),
                credentials=Credentials("1000", PASSWORD),
            )
        )
        await registration.wait_registered()
        (binding,) = handler.store[Aor(REALM, "1000")]
        flow = Flow.parse(binding.flow)
        assert flow.transport == "tcp" and flow.remote.port != port_of(phone, "tcp")
        call = sip.invite(
            OutgoingInvite(
                target=Uri.parse(binding.contact),
                caller=NameAddr(Uri.parse("sip:x@h")),
                media=LocalMedia("127.0.0.1", 4000),
                flow=flow,
            )
        )
        async with asyncio.timeout(5):
            await call.wait_answered()
            call.hang_up()
            await call.wait_ended()
        await registration.close()


async def test_tcp_refused_is_transport_failure() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    async with server() as sip:
        call = sip.invite(
            OutgoingInvite(
                target=Uri.parse(f"sip:a@127.0.0.1:{port};transport=tcp"),
                caller=NameAddr(Uri.parse("sip:x@h")),
                media=LocalMedia("127.0.0.1", 4000),
            )
        )
        async with asyncio.timeout(5):
            last = await call.wait_ended()
        assert (last.kind, last.status) == ("transport", 503)


@pytest.mark.parametrize("target", ["sip:a@no-such-host.invalid", "sip:a@127.0.0.1;transport=tls"])
async def test_unreachable_targets(target: str) -> None:
    async with server() as sip:
        call = sip.invite(
            OutgoingInvite(
                target=Uri.parse(target),
                caller=NameAddr(Uri.parse("sip:x@h")),
                media=LocalMedia("127.0.0.1", 4000),
            )
        )
        async with asyncio.timeout(10):
            assert (await call.wait_ended()).kind == "transport"


async def test_trace_sees_both_ways_and_may_fail(caplog: pytest.LogCaptureFixture) -> None:
    records: list[TraceRecord] = []

    def trace(record: TraceRecord) -> None:
        records.append(record)
        raise RuntimeError("disk full")

    async with server(trace=trace) as sip:
        with udp_socket() as sock:
            sock.sendto(options(port_of(sip)), ("127.0.0.1", port_of(sip)))
            await receive(sock)
            port = sock.getsockname()[1]
    assert [record.direction for record in records] == ["in", "out"]
    assert {record.flow.remote.port for record in records} == {port}
    assert records[0].data.startswith(b"OPTIONS") and records[1].data.startswith(b"SIP/2.0 200")
    assert "disk full" in caplog.text


async def test_advertised_host() -> None:
    handler = FakeHandler()
    listen = (Listen("udp"),)
    async with (
        server(handler) as sip,
        server(listen=listen, advertised_hosts=("203.0.113.5",)) as far,
    ):
        call = far.invite(
            OutgoingInvite(
                target=Uri.parse(f"sip:a@127.0.0.1:{port_of(sip)}"),
                caller=NameAddr(Uri.parse("sip:x@h")),
                media=LocalMedia("127.0.0.1", 4000),
            )
        )
        async with asyncio.timeout(5):
            await call.wait_answered()
            await handler.arrived.wait()
        assert "203.0.113.5" in handler.calls[0].headers["Contact"]
        assert "203.0.113.5" in handler.calls[0].headers["Via"]
        # The Contact cannot be reached from here: our BYE follows the source address.
        handler.calls[0].hang_up()
        async with asyncio.timeout(5):
            assert (await call.wait_ended()).by == "remote"


def test_framer_handles_every_split() -> None:
    one = options(1, call_id="a")
    two = options(2, call_id="b").replace(b"Content-Length: 0\r\n\r\n", b"l: 4\r\n\r\nbody")
    data = b"\r\n\r\n" + one + b"\r\n\r\n" + two
    for cut in range(len(data)):
        framer = StreamFramer()
        first, pings = framer.feed(data[:cut])
        second, more = framer.feed(data[cut:])
        assert first + second == [one, two], cut
        assert 1 <= pings + more <= 2
