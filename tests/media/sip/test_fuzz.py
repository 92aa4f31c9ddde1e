"""Mutated messages by the thousand: nothing raises, nothing grows."""

import asyncio
import contextlib
import logging
import random

import pytest

from tests.sip.fuzz import TARGETS, mutate, sip_corpus
from voipbin.media.sip import Flow, HostPort, Session, SessionError
from voipbin.media.sip.framing import StreamFramer
from voipbin.media.sip.parser import BadMessage, parse_message
from voipbin.media.sip.sdp import parse_sdp

from .fake_handler import FakeHandler
from .network import Network
from .stage import HOST, endpoint
from .test_loss import invite
from .virtual_time import run_virtual


def test_parsers_raise_only_value_errors() -> None:
    draw, seeds = random.Random(4475), sip_corpus()
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
    draw, seeds = random.Random(5923), sip_corpus()
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
        draw, seeds = random.Random(seed), sip_corpus()
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


@pytest.mark.parametrize("name", ["sdp", "rtp", "rtcp", "stun", "websocket"])
def test_reader_survives(name: str, caplog: pytest.LogCaptureFixture) -> None:
    """A thousandth of what `python -m tests.sip.fuzz` sends, and a little more."""
    caplog.set_level(logging.ERROR)
    fuzz, _ = TARGETS[name]
    fuzz(4000, random.Random(name), lambda index: None)
    assert caplog.text == ""
