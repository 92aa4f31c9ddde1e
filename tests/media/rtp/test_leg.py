"""Legs on real loopback sockets: echo call, relay, digits, reports, ports."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from functools import partial

import numpy as np
import pytest

from voipbin.media.audio.codec import make_codec
from voipbin.media.audio.pcm import Pcm
from voipbin.media.audio.player import Player
from voipbin.media.audio.tones import tone, tone_share
from voipbin.media.rtp.dtmf import DigitEnded, DigitEvent, DigitStarted
from voipbin.media.rtp.engine import RtpEngine
from voipbin.media.rtp.leg import RtpLeg
from voipbin.media.rtp.packet import RtpPacket
from voipbin.media.rtp.ports import PortRange

HOST = "127.0.0.1"


@pytest.fixture
async def engine() -> AsyncIterator[RtpEngine]:
    engine = RtpEngine(HOST)
    yield engine
    engine.close()
    engine.close()


def pair(engine: RtpEngine, name: str = "PCMU") -> tuple[RtpLeg, RtpLeg]:
    """Two legs that know each other's address."""
    one = engine.open_leg([make_codec(name)])
    other = engine.open_leg([make_codec(name)], peer=one.local)
    one.negotiated([make_codec(name)], other.local, dtmf_payload_type=101)
    return one, other


async def until(condition: Callable[[], bool], engine: RtpEngine) -> None:
    """Check every tick of the engine's clock, for 10 s at most."""
    done = asyncio.Event()

    def tick(_: float, __: int) -> None:
        if condition():
            done.set()

    entry = engine.pacer.add(tick)
    try:
        await asyncio.wait_for(done.wait(), 10)
    finally:
        engine.pacer.remove(entry)


def speak(engine: RtpEngine, leg: RtpLeg, sound: Pcm) -> list[Pcm]:
    """Play the sound in a loop into the leg and collect what it hears."""
    player = Player([sound], leg.codec.sample_rate_hz, loop=True)
    heard: list[Pcm] = []

    def tick(_: float, missed: int) -> None:
        leg.skip(missed)
        leg.write(player.read())
        heard.append(leg.read())

    engine.pacer.add(tick)
    return heard


def echo(engine: RtpEngine, leg: RtpLeg) -> None:
    engine.pacer.add(lambda _, __: leg.write(leg.read()))


@pytest.mark.parametrize("name", ["PCMU", "PCMA", "G722"])
async def test_echo_call(engine: RtpEngine, name: str) -> None:
    phone, platform = pair(engine, name)
    rate = phone.codec.sample_rate_hz
    echo(engine, platform)
    heard = speak(engine, phone, tone((400.0,), 1000, rate))
    await until(lambda: len(heard) > 60, engine)
    assert tone_share(np.concatenate(heard[20:45]), 400.0, rate) > 0.9


async def relayed(engine: RtpEngine) -> tuple[RtpLeg, RtpLeg, RtpLeg, RtpLeg]:
    """phone A - leg A = leg B - phone B."""
    phone_a, a_leg = pair(engine)
    phone_b, b_leg = pair(engine)
    a_leg.relay_to(b_leg)
    b_leg.relay_to(a_leg)
    return phone_a, a_leg, b_leg, phone_b


async def test_relay_both_ways(engine: RtpEngine) -> None:
    phone_a, a_leg, b_leg, phone_b = await relayed(engine)
    at_a = speak(engine, phone_a, tone((400.0,), 1000, 8000))
    at_b = speak(engine, phone_b, tone((1000.0,), 1000, 8000))
    await until(lambda: len(at_a) > 60, engine)
    assert tone_share(np.concatenate(at_a[20:45]), 1000.0, 8000) > 0.9
    assert tone_share(np.concatenate(at_b[20:45]), 400.0, 8000) > 0.9
    assert a_leg.statistics().packets_received > 50
    assert b_leg.statistics().packets_sent > 50
    assert a_leg.statistics().packets_lost == 0


async def test_relay_passes_digits_and_hears_them(engine: RtpEngine) -> None:
    phone_a, a_leg, _, phone_b = await relayed(engine)
    at_leg: list[DigitEvent] = []
    at_phone: list[DigitEvent] = []
    a_leg.on_digit(at_leg.append)
    phone_b.on_digit(at_phone.append)
    speak(engine, phone_a, tone((400.0,), 1000, 8000))
    speak(engine, phone_b, tone((1000.0,), 1000, 8000))
    phone_a.send_digits("8", duration_ms=100)
    await until(lambda: len(at_leg) == 2 and len(at_phone) == 2, engine)
    assert at_leg == at_phone == [DigitStarted("8"), DigitEnded("8", 100)]


async def test_prompt_after_relay_continues_the_stream(engine: RtpEngine) -> None:
    phone_a, a_leg, b_leg, phone_b = await relayed(engine)
    speak(engine, phone_a, tone((400.0,), 1000, 8000))
    at_b = speak(engine, phone_b, tone((1000.0,), 1000, 8000))
    await until(lambda: len(at_b) > 30, engine)
    a_leg.stop_relay()
    b_leg.stop_relay()
    speak(engine, b_leg, tone((700.0,), 1000, 8000))
    start = len(at_b)
    await until(lambda: len(at_b) > start + 50, engine)
    assert tone_share(np.concatenate(at_b[start + 20 : start + 45]), 700.0, 8000) > 0.9
    stats = phone_b.statistics()
    assert stats.packets_lost == 0
    assert phone_b.session.jitter.counters.resets == 0


async def test_relay_needs_the_same_codec(engine: RtpEngine) -> None:
    one = engine.open_leg([make_codec("PCMU")])
    other = engine.open_leg([make_codec("PCMA")])
    assert not one.can_relay_to(other)
    with pytest.raises(ValueError, match="cannot be relayed"):
        one.relay_to(other)


async def test_relay_refuses_strangers(engine: RtpEngine) -> None:
    phone_a, a_leg, _, phone_b = await relayed(engine)
    speak(engine, phone_a, tone((400.0,), 1000, 8000))
    at_b = speak(engine, phone_b, tone((1000.0,), 1000, 8000))
    await until(lambda: len(at_b) > 10, engine)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for index in range(20):
            stranger.sendto(RtpPacket(0, index, 0, 666, bytes(160)).build(), a_leg.local)
    await until(lambda: a_leg.session.peer.rejected == 20, engine)
    assert phone_b.session.receiver is not None
    assert a_leg.session.peer.destination == phone_a.local


async def test_relay_follows_a_peer_behind_a_rebound_nat(engine: RtpEngine) -> None:
    _, a_leg, _, phone_b = await relayed(engine)
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as before,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as after,
    ):
        a_leg.session.peer.expect(None)
        for index in range(20):
            before.sendto(RtpPacket(0, index, index * 160, 5, bytes(160)).build(), a_leg.local)
        await until(partial(has_received, phone_b, 20), engine)
        assert a_leg.session.last_received_ms is not None
        a_leg.session.last_received_ms -= 5000  # as if it had been silent for that long
        after.sendto(RtpPacket(0, 270, 270 * 160, 5, bytes(160)).build(), a_leg.local)
        await until(partial(has_received, phone_b, 21), engine)
        after.sendto(b"", a_leg.local)
    assert a_leg.session.peer.locked


async def test_held_party_hears_nothing_of_the_relay(engine: RtpEngine) -> None:
    phone_a, a_leg, b_leg, phone_b = await relayed(engine)
    speak(engine, phone_a, tone((400.0,), 1000, 8000))
    b_leg.session.sending = False
    await until(lambda: a_leg.statistics().packets_received > 10, engine)
    assert phone_b.statistics().packets_received == 0
    b_leg.session.sending = True
    await until(lambda: phone_b.statistics().packets_received > 5, engine)


async def test_renegotiation_ends_relays_both_ways(engine: RtpEngine) -> None:
    _, a_leg, b_leg, _ = await relayed(engine)
    a_leg.negotiated([make_codec("G722")], None, dtmf_payload_type=101)
    assert (a_leg.relayed_to, a_leg.relayed_from) == (None, None)
    assert (b_leg.relayed_to, b_leg.relayed_from) == (None, None)


async def test_session_refresh_disturbs_nothing(engine: RtpEngine) -> None:
    phone, platform = pair(engine)
    codec = platform.codec
    platform.relay_to(platform)
    platform.negotiated([make_codec("PCMU")], phone.local, dtmf_payload_type=101)
    assert platform.codec is codec
    assert platform.relayed_to is platform


async def test_closing_one_leg_of_a_relay(engine: RtpEngine) -> None:
    phone_a, a_leg, b_leg, _ = await relayed(engine)
    b_leg.close()
    assert a_leg.relayed_to is None
    speak(engine, phone_a, tone((400.0,), 1000, 8000))
    await until(lambda: a_leg.statistics().packets_received > 5, engine)
    assert a_leg.transport.send_errors == 0


async def test_reports_flow_and_can_be_captured(engine: RtpEngine) -> None:
    phone, platform = pair(engine)
    seen: list[bytes] = []
    platform.on_rtcp = lambda data, source, destination: seen.append(data)
    echo(engine, platform)
    heard = speak(engine, phone, tone((400.0,), 1000, 8000))
    await until(lambda: len(heard) > 5, engine)
    for leg in (phone, platform):
        leg.housekeep(leg.transport.now_ms + 60_000)
        await until(lambda: True, engine)
    await until(lambda: len(seen) >= 2, engine)
    phone.close()
    await until(lambda: platform.session.reporter.peer_left, engine)
    assert engine.legs == 1


async def test_rtcp_shares_the_port_when_muxed(engine: RtpEngine) -> None:
    one = engine.open_leg([make_codec("PCMU")], rtcp_mux=True)
    other = engine.open_leg([make_codec("PCMU")], peer=one.local, rtcp_mux=True)
    other.write(None)
    await until(lambda: one.session.receiver is not None, engine)
    other.close()
    await until(lambda: one.session.reporter.peer_left, engine)


async def test_ports_are_even_and_come_back() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((HOST, 0))
        low = min(probe.getsockname()[1], 65000) // 2 * 2 + 2
    engine = RtpEngine(HOST, PortRange(low, low + 7))
    try:
        legs = []
        with pytest.raises(OSError, match="no free RTP port pair"):
            for _ in range(5):
                legs.append(engine.open_leg([make_codec("PCMU")]))
        assert all(leg.local[1] % 2 == 0 for leg in legs)
        assert legs, "some ports of the range are free"
        legs[0].close()
        legs[0].close()
        assert engine.open_leg([make_codec("PCMU")]).local == legs[0].local
    finally:
        engine.close()


async def test_unreachable_peer_harms_nobody(engine: RtpEngine) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as gone:
        gone.bind((HOST, 0))
        address = gone.getsockname()
    leg = engine.open_leg([make_codec("PCMU")], peer=address)
    heard = speak(engine, leg, tone((400.0,), 1000, 8000))
    await until(lambda: len(heard) > 10, engine)
    assert engine.pacer.failures == 0
    assert not np.concatenate(heard).any()


def has_received(leg: RtpLeg, packets: int) -> bool:
    return leg.statistics().packets_received == packets


async def test_busy_poller_reads_everything(engine: RtpEngine) -> None:
    """Bursts switch the poller to its timer and calm switches it back; nothing is left unread."""
    leg = engine.open_leg([make_codec("PCMU")])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as phone:
        sequence = 0
        for burst in (100, 1, 100, 1):
            for _ in range(burst):
                phone.sendto(
                    RtpPacket(0, sequence, sequence * 160, 5, bytes(160)).build(), leg.local
                )
                sequence += 1
            await until(partial(has_received, leg, sequence), engine)
            for _ in range(30):
                await until(lambda: True, engine)
