"""Mutated messages by the thousand: nothing raises, nothing grows."""

import asyncio
import contextlib
import logging
import random
from pathlib import Path

import pytest

from voipbin.media.sip import Flow, HostPort, Session, SessionError
from voipbin.media.sip.framing import StreamFramer
from voipbin.media.sip.parser import BadMessage, parse_message
from voipbin.media.sip.sdp import parse_sdp

from .fake_handler import FakeHandler
from .network import Network
from .script import SDP, ScriptedPeer
from .stage import HOST, endpoint
from .test_loss import invite
from .virtual_time import run_virtual

TORTURE = Path(__file__).parent / "torture"
BITS = [
    b"\r\n",
    b"\0",
    b";",
    b",",
    b'"',
    b"<",
    b">",
    b"=",
    b":",
    b"*",
    b"%00",
    b" ",
    b"\xff",
    b"9" * 30,
]


def corpus() -> list[bytes]:
    """Well-formed and tortuous messages to start from."""
    network = Network()
    peer = ScriptedPeer(network, HOST)
    lines = ("Supported: timer", "Session-Expires: 100", "Record-Route: <sip:10.0.0.9;lr>")
    found = [path.read_bytes() for path in sorted(TORTURE.glob("*.dat"))]
    found += [
        peer.request("INVITE", body=SDP, extra=lines),
        peer.request("REGISTER", extra=('Proxy-Authorization: Digest realm="r", nonce="x"',)),
        peer.request("ACK", to_tag="x"),
        peer.request("CANCEL"),
        peer.request("BYE", to_tag="x"),
    ]
    return found


def mutate(data: bytes, draw: random.Random) -> bytes:
    """One to five small injuries."""
    for _ in range(draw.choice((1, 1, 1, 2, 5))):
        at = draw.randrange(len(data) + 1)
        end = min(len(data), at + draw.choice((1, 1, 2, 8, 40)))
        kind = draw.randrange(5)
        if kind == 0:
            data = data[:at] + data[end:]
        elif kind == 1:
            data = data[:at] + draw.choice(BITS) + data[at:]
        elif kind == 2:
            data = data[:at] + bytes([draw.randrange(256)]) + data[at + 1 :]
        elif kind == 3:
            data = data[:end] + data[at:]
        else:
            lines = data.split(b"\r\n")
            lines.insert(draw.randrange(len(lines)), draw.choice(lines))
            data = b"\r\n".join(lines)
    return data


def test_parsers_raise_only_value_errors() -> None:
    draw, seeds = random.Random(4475), corpus()
    parsed = 0
    for _ in range(8000):
        data = mutate(draw.choice(seeds), draw)
        try:
            message = parse_message(data)
        except BadMessage:
            continue
        parsed += 1
        again = parse_message(bytes(message))
        assert again.start_line == message.start_line
        with contextlib.suppress(ValueError):
            parse_sdp(message.body)
    assert parsed > 1000


def test_framer_raises_only_value_errors() -> None:
    draw, seeds = random.Random(5923), corpus()
    for _ in range(500):
        framer = StreamFramer()
        stream = b"".join(mutate(draw.choice(seeds), draw) for _ in range(3))
        with contextlib.suppress(ValueError):
            for index in range(0, len(stream), 211):
                framer.feed(stream[index : index + 211])


@pytest.mark.parametrize("seed", range(3))
def test_endpoint_survives(seed: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)

    async def main() -> None:
        network, handler = Network(), FakeHandler()
        draw, seeds = random.Random(seed), corpus()
        async with endpoint(network, handler, max_transactions=400, max_sessions=50) as sip:
            socket = network.attach(HostPort("10.0.0.9", 5060), lambda data, flow: None)
            target = Flow("udp", socket.address, HostPort(HOST, 5060))
            for index in range(6000):
                socket.send(mutate(draw.choice(seeds), draw), target, None)
                network.log.clear()
                if index % 10 == 0:
                    await asyncio.sleep(0.02)
                    assert sip.counters["transactions"] <= 800
                    assert len(sip.sessions) <= 50
            assert sip.counters["received"] > 1000
            assert sip.counters["fault"] == 0
            await asyncio.sleep(200)
            assert not sip.sessions
            assert sip.counters["transactions"] == 0
            assert all(isinstance(session, Session) for session in handler.calls)

    run_virtual(main())
    assert caplog.text == ""


@pytest.mark.parametrize("seed", range(3))
def test_calls_survive_a_garbling_network(seed: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)

    async def main() -> None:
        network, handler, draw = Network(), FakeHandler(), random.Random(seed)
        network.change = lambda data: mutate(data, draw) if draw.random() < 0.3 else data
        async with endpoint(network, handler) as far, endpoint(network, host="10.0.0.2") as near:
            calls = []
            for _ in range(60):
                calls.append(near.invite(invite(HOST, 5060)))
                await asyncio.sleep(1)
                for session in list(near.sessions | far.sessions):
                    if draw.random() < 0.2:
                        session.hang_up()
                    elif session.state == "up" and draw.random() < 0.5:
                        with contextlib.suppress(SessionError, TimeoutError):
                            async with asyncio.timeout(5):
                                await session.hold()
            await asyncio.sleep(60)
            for session in list(near.sessions | far.sessions):
                session.hang_up()
            await asyncio.sleep(120)
            for side in (near, far):
                assert not side.sessions
                assert side.counters["transactions"] == 0
                assert side.counters["fault"] == 0
            assert all(call.ended is not None for call in calls)

    run_virtual(main())
    assert caplog.text == ""
