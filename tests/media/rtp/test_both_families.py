"""Legs that hear from IPv4 and from IPv6."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import structlog

from tests.fixtures.ports import free_port
from voipbin.media.audio.codec import make_codec
from voipbin.media.node.line import Line, choose_codecs
from voipbin.media.rtp.both_families import BothFamilies
from voipbin.media.rtp.engine import RtpEngine
from voipbin.media.rtp.peer import Address
from voipbin.media.rtp.ports import PortRange
from voipbin.media.rtp.session import RtpSession
from voipbin.media.sip import Security

HOSTS = ["127.0.0.1", "::1"]


@pytest_asyncio.fixture
async def engine() -> AsyncIterator[RtpEngine]:
    engine = RtpEngine("127.0.0.1", other_host="::1")
    yield engine
    engine.close()


def opened(engine: RtpEngine, *, rtcp_mux: bool = False) -> BothFamilies:
    transport = engine.open_leg([make_codec("PCMU")], rtcp_mux=rtcp_mux).transport
    assert isinstance(transport, BothFamilies)
    return transport


def party(host: str, port: int = 0) -> socket.socket:
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind((host, port))
    sock.setblocking(False)
    return sock


async def received(sock: socket.socket) -> bytes:
    async with asyncio.timeout(5):
        return await asyncio.get_running_loop().sock_recv(sock, 2048)


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("rtcp_mux", [False, True])
async def test_both_ways(engine: RtpEngine, host: str, rtcp_mux: bool) -> None:
    transport = opened(engine, rtcp_mux=rtcp_mux)
    heard: asyncio.Queue[tuple[str, bytes, Address]] = asyncio.Queue()
    transport.on_rtp = lambda size, source: heard.put_nowait(
        ("rtp", bytes(transport.view[:size]), source)
    )
    transport.on_rtcp = lambda size, source: heard.put_nowait(
        ("rtcp", bytes(transport.view[:size]), source)
    )
    port = transport.local[1]
    with party(host) as phone:
        phone.sendto(b"audio", (host, port))
        async with asyncio.timeout(5):
            assert await heard.get() == ("rtp", b"audio", phone.getsockname())
        assert transport.send(b"back", phone.getsockname())
        assert await received(phone) == b"back"
        assert transport.send_rtcp(b"report", (host, phone.getsockname()[1]))
        assert await received(phone) == b"report"
        if not rtcp_mux:
            phone.sendto(b"quality", (host, port + 1))
            async with asyncio.timeout(5):
                assert (await heard.get())[:2] == ("rtcp", b"quality")
    assert transport.send_errors == 0


async def test_every_address_of_both() -> None:
    """On the same port: "::" leaves IPv4 to the socket beside it."""
    engine = RtpEngine("0.0.0.0", other_host="::")
    transport = opened(engine)
    heard: asyncio.Queue[Address] = asyncio.Queue()
    transport.on_rtp = lambda size, source: heard.put_nowait(source)
    for host in HOSTS:
        with party(host) as phone:
            phone.sendto(b"audio", (host, transport.local[1]))
            async with asyncio.timeout(5):
                assert (await heard.get())[0] == host
    engine.close()


async def test_what_cannot_be_sent_is_counted(engine: RtpEngine) -> None:
    transport = opened(engine)
    assert not transport.send(b"", ("::1", 0))
    assert not transport.send_rtcp(b"", ("::1", 0))
    assert transport.send_errors == 2


async def test_closed_twice_frees_its_ports(engine: RtpEngine) -> None:
    transport = opened(engine)
    port = transport.local[1]
    transport.close()
    transport.close()
    for host in HOSTS:
        for number in (port, port + 1):
            party(host, number).close()


@pytest.mark.parametrize(
    ("hosts", "left"),
    [(("127.0.0.1", "2001:db8::1"), "127.0.0.1"), (("192.0.2.1", "::1"), "::1")],
)
async def test_an_address_that_is_gone_leaves_the_other(hosts: tuple[str, str], left: str) -> None:
    """No machine has an address for documentation."""
    engine = RtpEngine(hosts[0], other_host=hosts[1])
    with structlog.testing.capture_logs() as logs:
        lines = [
            Line(engine, "198.51.100.1", choose_codecs([]), security, other_host="2001:db8::5")
            for security in (Security.NONE, Security.DTLS)
        ]
    told = "2001:db8::5" if ":" in left else "198.51.100.1"
    for line in lines:
        assert line.leg.local[0] == left
        assert (line.offer.host, line.offer.other_host) == (told, "")
    assert lines[1].offer.dtls is not None
    assert lines[1].offer.dtls.hosts == (told, left)
    (gone,) = (host for host in hosts if host != left)
    assert [entry["host"] for entry in logs] == [gone], "told once"
    engine.close()


async def test_both_addresses_gone() -> None:
    engine = RtpEngine("192.0.2.1", other_host="2001:db8::1")
    with pytest.raises(OSError, match="assign requested address"):
        engine.open_leg([make_codec("PCMU")])
    engine.close()


@pytest.mark.parametrize("host", HOSTS)
async def test_captured_reports_are_of_one_family(engine: RtpEngine, host: str) -> None:
    leg = engine.open_leg([make_codec("PCMU")])
    seen: asyncio.Queue[tuple[Address, Address]] = asyncio.Queue()
    leg.on_rtcp = lambda _, source, destination: seen.put_nowait((source, destination))
    ours = (host, leg.local[1] + 1)
    with party(host) as phone:
        peer = phone.getsockname()
        leg.session.peer.expect(peer)
        leg.rtcp_peer = peer
        report = RtpSession([make_codec("PCMU")], cname="phone")
        phone.sendto(report.report(0.0), ours)
        async with asyncio.timeout(5):
            assert await seen.get() == (peer, ours)
        leg.write_encoded(bytes(160))
        leg.close()  # who has sent says goodbye
        assert seen.get_nowait() == (ours, peer)


async def test_a_port_taken_in_one_family_is_passed_over() -> None:
    low = free_port("::1") & ~1
    ports = PortRange(low, low + 3)
    with party("::1", low):
        engine = RtpEngine("127.0.0.1", ports, other_host="::1")
        assert opened(engine).local[1] == low + 2
        with pytest.raises(OSError, match="no free RTP port"):
            opened(engine)
        assert ports.available == 1, "the one that was taken may become free"
        engine.close()
