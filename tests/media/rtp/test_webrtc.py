"""ICE-lite and DTLS-SRTP between two legs of ours, and against who has no business there."""

import asyncio
import hmac
import secrets
import socket
import struct
import zlib
from collections.abc import AsyncIterator, Callable

import pytest

from voipbin.media.audio.codec import make_codec
from voipbin.media.rtp import dtls
from voipbin.media.rtp.dtls import DtlsHandshake, DtlsKeys
from voipbin.media.rtp.engine import RtpEngine
from voipbin.media.rtp.leg import RtpLeg
from voipbin.media.rtp.transport import RtpTransport
from voipbin.media.rtp.webrtc import WebRtcTransport

HOST = "127.0.0.1"


@pytest.fixture
async def engine() -> AsyncIterator[RtpEngine]:
    engine = RtpEngine(HOST)
    yield engine
    engine.close()


def open_leg(engine: RtpEngine) -> tuple[RtpLeg, WebRtcTransport]:
    leg = engine.open_leg([make_codec("PCMU")], rtcp_mux=True)
    assert isinstance(leg.transport, RtpTransport)
    transport = WebRtcTransport(leg.transport, leg.session.peer.expect)
    leg.put_below(transport)
    return leg, transport


def check(ufrag: str, pwd: str, *, nominate: bool = True) -> bytes:
    """A connectivity check of a controlling agent (RFC 8445 7.2.2)."""

    def attribute(kind: int, value: bytes) -> bytes:
        return struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)

    body = attribute(0x0006, f"{ufrag}:theirs".encode()) + attribute(0x802A, bytes(8))
    if nominate:
        body += attribute(0x0025, b"")
    transaction = secrets.token_bytes(12)

    def head(length: int) -> bytes:
        return struct.pack("!HHI", 1, length, 0x2112A442) + transaction

    digest = hmac.digest(pwd.encode(), head(len(body) + 24) + body, "sha1")
    body += attribute(0x0008, digest)
    value = zlib.crc32(head(len(body) + 8) + body) ^ 0x5354554E
    return head(len(body) + 8) + body + attribute(0x8028, struct.pack("!I", value))


def udp() -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setblocking(False)
    sock.bind((HOST, 0))
    return sock


async def receive(sock: socket.socket) -> bytes:
    async with asyncio.timeout(5):
        return await asyncio.get_running_loop().sock_recv(sock, 2048)


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.001)


class TestIce:
    """RFC 8445, the lite half."""

    async def test_check_is_answered_and_chosen(self, engine: RtpEngine) -> None:
        leg, transport = open_leg(engine)
        with udp() as browser:
            browser.sendto(check(transport.ice.ufrag, transport.ice.pwd), leg.local)
            answer = await receive(browser)
            assert answer[:2] == b"\x01\x01"
            assert leg.session.peer.destination == browser.getsockname()

    async def test_nomination_moves_the_path(self, engine: RtpEngine) -> None:
        leg, transport = open_leg(engine)
        ice = transport.ice
        with udp() as first, udp() as second:
            for sock, nominate in ((first, True), (second, False)):
                sock.sendto(check(ice.ufrag, ice.pwd, nominate=nominate), leg.local)
                await receive(sock)
            assert leg.session.peer.destination == first.getsockname()
            second.sendto(check(ice.ufrag, ice.pwd), leg.local)
            await receive(second)
            assert leg.session.peer.destination == second.getsockname()

    async def test_peer_that_stops_its_checks_is_gone(self, engine: RtpEngine) -> None:
        """RFC 7675 5.1."""
        leg, transport = open_leg(engine)
        assert transport.failure == ""
        with udp() as browser:
            browser.sendto(check(transport.ice.ufrag, transport.ice.pwd), leg.local)
            await receive(browser)
            assert transport.failure == ""
            transport._checked_ms -= WebRtcTransport.CONSENT_MS
            assert transport.failure
            browser.sendto(check(transport.ice.ufrag, transport.ice.pwd), leg.local)
            await receive(browser)
            assert transport.failure == ""

    async def test_stranger_is_not_answered(self, engine: RtpEngine) -> None:
        leg, transport = open_leg(engine)
        ice = transport.ice
        with udp() as stranger:
            for data in (check(ice.ufrag, "guess"), check("guess", ice.pwd), b"\x00\x01junk"):
                stranger.sendto(data, leg.local)
            await until(lambda: transport.refused_checks == 2)
            assert leg.session.peer.destination is None

    async def test_another_peer_is_not_answered(self, engine: RtpEngine) -> None:
        leg, transport = open_leg(engine)
        transport.ice.peer_ufrag = "somebody"
        with udp() as stranger:
            stranger.sendto(check(transport.ice.ufrag, transport.ice.pwd), leg.local)
            await until(lambda: transport.refused_checks == 1)


def expect(transport: WebRtcTransport, other: RtpLeg, *, client: bool, fingerprint: str) -> None:
    transport.expect(
        client=client,
        hash_name="sha-256",
        fingerprint=fingerprint,
        ufrag="",
        address=other.local,
    )


class TestDtls:
    """RFC 5763, RFC 5764."""

    async def test_two_legs_agree_and_talk(self, engine: RtpEngine) -> None:
        (one, below_one), (other, below_other) = open_leg(engine), open_leg(engine)
        own = dtls.certificate().fingerprint
        one.session.peer.expect(other.local)
        other.session.peer.expect(one.local)
        expect(below_other, one, client=False, fingerprint=own)
        expect(below_one, other, client=True, fingerprint=own)

        def heard() -> bool:
            one.write_encoded(b"\x12" * 160)
            other.write_encoded(b"\x13" * 160)
            return all(leg.statistics().packets_received > 2 for leg in (one, other))

        await until(heard)

    async def test_other_certificate_than_named(self, engine: RtpEngine) -> None:
        """RFC 5763 5: the association must be torn down."""
        (one, below_one), (other, below_other) = open_leg(engine), open_leg(engine)
        expect(below_other, one, client=False, fingerprint=":".join(["00"] * 32))
        expect(below_one, other, client=True, fingerprint=dtls.certificate().fingerprint)
        handshake = below_other._handshake
        assert handshake is not None
        await until(lambda: handshake.failure)
        assert "certificate" in handshake.failure
        assert below_other._keys is None

    async def test_lost_flights_are_repeated(self) -> None:
        """The first datagram of each side never arrives."""
        keys: list[DtlsKeys] = []
        sides: list[DtlsHandshake] = []
        lost = [1, 1]

        def send_to(side: int) -> Callable[[bytes], None]:
            def send(data: bytes) -> None:
                if lost[side]:
                    lost[side] -= 1
                    return
                asyncio.get_running_loop().call_soon(sides[side].receive, data)

            return send

        for side, client in ((1, True), (0, False)):
            sides.append(
                DtlsHandshake(
                    client=client,
                    hash_name="sha-256",
                    fingerprint=dtls.certificate().fingerprint,
                    send=send_to(side),
                    done=keys.append,
                )
            )
        sides[0].start()
        await until(lambda: len(keys) == 2)
        assert (keys[0].ours, keys[0].theirs) == (keys[1].theirs, keys[1].ours)

    async def test_garbage_fails_or_is_ignored_but_never_raises(self) -> None:
        sent: list[bytes] = []
        handshake = DtlsHandshake(
            client=False,
            hash_name="sha-256",
            fingerprint=dtls.certificate().fingerprint,
            send=sent.append,
            done=lambda _: pytest.fail("done"),
        )
        for size in (1, 13, 40, 1200):
            handshake.receive(b"\x16" + secrets.token_bytes(size))
        handshake.close()
        handshake.close()
