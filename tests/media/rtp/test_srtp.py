"""SRTP below a leg: keys, replay, tampering, and relays to a leg without it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from pylibsrtp import Policy, Session

from voipbin.media.audio.codec import make_codec
from voipbin.media.rtp.engine import RtpEngine
from voipbin.media.rtp.leg import RtpLeg
from voipbin.media.rtp.packet import RtpPacket
from voipbin.media.rtp.srtp import (
    CM_256_SHA1_32,
    CM_256_SHA1_80,
    GCM_128,
    GCM_256,
    SHA1_32,
    SHA1_80,
    SrtpTransport,
)
from voipbin.media.rtp.srtp_policy import policy_of
from voipbin.media.rtp.transport import RtpTransport

HOST = "127.0.0.1"
OURS, THEIRS = bytes(range(46)), bytes(range(46, 92))
_TAGS = {
    GCM_256: 16,
    GCM_128: 16,
    SHA1_80: 10,
    SHA1_32: 4,
    CM_256_SHA1_80: 10,
    CM_256_SHA1_32: 4,
}


class Phone:
    """The far end, with a libsrtp of its own."""

    def __init__(self, suite: str) -> None:
        self.seal = Session(policy_of(suite, THEIRS, Policy.SSRC_ANY_OUTBOUND))
        self.open = Session(policy_of(suite, OURS, Policy.SSRC_ANY_INBOUND))
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.bind((HOST, 0))

    @property
    def address(self) -> tuple[str, int]:
        address: tuple[str, int] = self.socket.getsockname()
        return address

    def __enter__(self) -> "Phone":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    async def receive(self) -> bytes:
        async with asyncio.timeout(5):
            return await asyncio.get_running_loop().sock_recv(self.socket, 2048)


@pytest.fixture
async def engine() -> AsyncIterator[RtpEngine]:
    engine = RtpEngine(HOST)
    yield engine
    engine.close()


@pytest.fixture
def suite(request: pytest.FixtureRequest) -> str:
    value: str = getattr(request, "param", SHA1_80)
    return value


@pytest.fixture
def phone(suite: str) -> Iterator[Phone]:
    with Phone(suite) as phone:
        yield phone


def secured(engine: RtpEngine, phone: Phone, suite: str) -> tuple[RtpLeg, SrtpTransport]:
    leg = engine.open_leg([make_codec("PCMU")], peer=phone.address)
    assert isinstance(leg.transport, RtpTransport)
    transport = SrtpTransport(leg.transport)
    leg.put_below(transport)
    transport.set_keys(suite, OURS, THEIRS)
    return leg, transport


def packet(sequence: int = 1, payload: bytes = b"\x55" * 160) -> bytes:
    return RtpPacket(0, sequence, sequence * 160, 77, payload).build()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.001)


@pytest.mark.parametrize("suite", list(_TAGS), indirect=True)
async def test_both_ways(engine: RtpEngine, phone: Phone, suite: str) -> None:
    leg, _ = secured(engine, phone, suite)
    leg.write_encoded(b"\x12" * 160)
    sealed = await phone.receive()
    assert len(sealed) == 172 + _TAGS[suite]
    assert b"\x12" * 16 not in sealed
    assert RtpPacket.parse(phone.open.unprotect(sealed)).payload == b"\x12" * 160
    phone.socket.sendto(phone.seal.protect(packet()), leg.local)
    await until(lambda: leg.session.receiver is not None)
    assert leg.session.peer.locked


@pytest.mark.parametrize("suite", list(_TAGS), indirect=True)
async def test_every_suite_refuses_what_was_changed(
    engine: RtpEngine, phone: Phone, suite: str
) -> None:
    leg, transport = secured(engine, phone, suite)
    sealed = phone.seal.protect(packet())
    for place in (1, 5, 20, len(sealed) - 1):  # header, timestamp, payload, tag
        forged = bytearray(sealed)
        forged[place] ^= 1
        phone.socket.sendto(forged, leg.local)
    phone.socket.sendto(sealed, leg.local)
    await until(lambda: leg.session.receiver is not None)
    assert transport.rejected == 4


async def test_reports_under_gcm(engine: RtpEngine) -> None:
    """RFC 7714 9: SRTCP."""
    with Phone(GCM_256) as phone:
        leg, transport = secured(engine, phone, GCM_256)
        seen: list[bytes] = []
        transport.on_rtcp = lambda length, source: seen.append(bytes(transport.view[:length]))
        report = bytes.fromhex("80c90001000000 4d".replace(" ", ""))
        phone.socket.sendto(phone.seal.protect_rtcp(report), leg.rtcp_local)
        await until(lambda: bool(seen))
        assert seen == [report]
        transport.send_rtcp(report, phone.address)
        sealed = await phone.receive()
        assert phone.open.unprotect_rtcp(sealed) == report


async def test_replayed_and_forged_packets_are_refused(engine: RtpEngine, phone: Phone) -> None:
    """RFC 3711 3.3; a stranger cannot even make us learn an address."""
    leg, transport = secured(engine, phone, SHA1_80)
    sealed = phone.seal.protect(packet())
    forged = sealed[:20] + bytes([sealed[20] ^ 1]) + sealed[21:]
    for data in (forged, packet(), sealed, sealed):
        phone.socket.sendto(data, leg.local)
    await until(lambda: transport.rejected == 3)
    assert leg.statistics().packets_received == 1


async def test_rtcp_is_sealed_too(engine: RtpEngine, phone: Phone) -> None:
    """RFC 3711 3.4."""
    leg, _ = secured(engine, phone, SHA1_80)
    leg.rtcp_peer = phone.address
    leg.write_encoded(b"\x12" * 160)
    await phone.receive()
    leg.housekeep(leg.transport.clock_ms() + 60_000)
    report = phone.open.unprotect_rtcp(await phone.receive())
    assert report[1] == 200


async def test_nothing_is_sent_before_there_are_keys(engine: RtpEngine, phone: Phone) -> None:
    leg = engine.open_leg([make_codec("PCMU")], peer=phone.address)
    assert isinstance(leg.transport, RtpTransport)
    transport = SrtpTransport(leg.transport)
    leg.put_below(transport)
    leg.write_encoded(b"\x12" * 160)
    phone.socket.sendto(packet(), leg.local)
    transport.set_keys(SHA1_80, OURS, THEIRS)
    leg.write_encoded(b"\x13" * 160)
    opened = RtpPacket.parse(phone.open.unprotect(await phone.receive()))
    assert opened.payload == b"\x13" * 160


async def test_same_keys_again_keep_the_replay_window(engine: RtpEngine, phone: Phone) -> None:
    leg, transport = secured(engine, phone, SHA1_80)
    sealed = phone.seal.protect(packet())
    phone.socket.sendto(sealed, leg.local)
    await until(lambda: leg.statistics().packets_received == 1)
    transport.set_keys(SHA1_80, OURS, THEIRS)
    phone.socket.sendto(sealed, leg.local)
    await until(lambda: transport.rejected == 1)


class TestNewKeyOfOneSide:
    """A re-INVITE gives one side a new key (RFC 4568); the other counts on (RFC 3711 3.3.1)."""

    NEW = bytes(range(92, 138))

    async def test_of_the_peer(self, engine: RtpEngine, phone: Phone) -> None:
        """What it hears is sealed as before, past a rollover it has counted."""
        leg, transport = secured(engine, phone, SHA1_80)
        leg.session.sequence = 0xFFFF
        for _ in range(2):
            leg.write_encoded(b"\x12" * 160)
            phone.open.unprotect(await phone.receive())
        transport.set_keys(SHA1_80, OURS, self.NEW)
        leg.write_encoded(b"\x13" * 160)
        opened = RtpPacket.parse(phone.open.unprotect(await phone.receive()))
        assert (opened.payload, opened.sequence) == (b"\x13" * 160, 1)
        phone.socket.sendto(phone.seal.protect(packet(1)), leg.local)  # the old key is void
        await until(lambda: transport.rejected == 1)
        renewed = Session(policy_of(SHA1_80, self.NEW, Policy.SSRC_ANY_OUTBOUND))
        phone.socket.sendto(renewed.protect(packet(2)), leg.local)
        await until(lambda: leg.statistics().packets_received == 1)

    async def test_of_ours(self, engine: RtpEngine, phone: Phone) -> None:
        """What it says is opened as before, and what was heard once is not heard again."""
        leg, transport = secured(engine, phone, SHA1_80)
        wrap = [phone.seal.protect(packet(number)) for number in (0xFFFF, 0, 1)]
        for sealed in wrap[:2]:
            phone.socket.sendto(sealed, leg.local)
        await until(lambda: leg.statistics().packets_received == 2)
        transport.set_keys(SHA1_80, self.NEW, THEIRS)
        for sealed in wrap[1:]:
            phone.socket.sendto(sealed, leg.local)
        await until(lambda: leg.statistics().packets_received == 3)
        assert transport.rejected == 1
        leg.write_encoded(b"\x14" * 160)
        renewed = Session(policy_of(SHA1_80, self.NEW, Policy.SSRC_ANY_INBOUND))
        opened = RtpPacket.parse(renewed.unprotect(await phone.receive()))
        assert opened.payload == b"\x14" * 160

    async def test_of_another_suite(self, engine: RtpEngine, phone: Phone) -> None:
        """Both begin anew, although the bytes be the same."""
        leg, transport = secured(engine, phone, SHA1_80)
        transport.set_keys(GCM_256, OURS, THEIRS)
        leg.write_encoded(b"\x15" * 160)
        other = Session(policy_of(GCM_256, OURS, Policy.SSRC_ANY_INBOUND))
        opened = RtpPacket.parse(other.unprotect(await phone.receive()))
        assert opened.payload == b"\x15" * 160


async def test_a_key_that_comes_back_counts_on(engine: RtpEngine, phone: Phone) -> None:
    """RFC 3711 9.1: of two forks of a call one may want what was left for the other."""
    leg, transport = secured(engine, phone, SHA1_80)
    leg.session.sequence = 0xFFFF
    for _ in range(2):
        leg.write_encoded(b"\x12" * 160)
        phone.open.unprotect(await phone.receive())
    transport.set_keys(GCM_256, OURS, THEIRS)
    transport.set_keys(SHA1_80, OURS, THEIRS)
    leg.write_encoded(b"\x13" * 160)
    opened = RtpPacket.parse(phone.open.unprotect(await phone.receive()))
    assert (opened.payload, opened.sequence) == (b"\x13" * 160, 1)


def test_unknown_suite() -> None:
    transport = SrtpTransport.__new__(SrtpTransport)
    transport._keys = None
    with pytest.raises(ValueError, match="F8"):
        transport.set_keys("F8_128_HMAC_SHA1_80", OURS, THEIRS)


@pytest.mark.parametrize("name", ["PCMU", "G722", "opus"])
async def test_relay_to_a_plain_leg(engine: RtpEngine, phone: Phone, name: str) -> None:
    """Payloads pass undecoded, sealed on one side and open on the other."""
    one, _ = secured(engine, phone, SHA1_80)
    plain = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    plain.setblocking(False)
    plain.bind((HOST, 0))
    other = engine.open_leg([make_codec(name)], peer=plain.getsockname())
    one.negotiated([make_codec(name)], phone.address, dtmf_payload_type=101)
    kind = one.codec.payload_type
    one.relay_to(other)
    other.relay_to(one)
    said = RtpPacket(kind, 1, 160, 77, b"\x99" * 50).build()
    phone.socket.sendto(phone.seal.protect(said), one.local)
    async with asyncio.timeout(5):
        heard = await asyncio.get_running_loop().sock_recv(plain, 2048)
    assert RtpPacket.parse(heard).payload == b"\x99" * 50
    plain.sendto(RtpPacket(kind, 1, 160, 78, b"\x77" * 50).build(), other.local)
    opened = RtpPacket.parse(phone.open.unprotect(await phone.receive()))
    assert (opened.payload, opened.ssrc) == (b"\x77" * 50, one.session.ssrc)
    plain.close()
