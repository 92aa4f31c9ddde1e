"""Packets of strangers on real sockets: the far end does not hear them, and they are counted."""

import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from voipbin.media.audio.codec import make_codec
from voipbin.media.audio.pcm import Pcm
from voipbin.media.audio.tones import tone, tone_share
from voipbin.media.rtp import rtcp
from voipbin.media.rtp.engine import RtpEngine
from voipbin.media.rtp.leg import RtpLeg
from voipbin.media.rtp.packet import RtpPacket
from voipbin.media.rtp.srtp import SHA1_80, SrtpTransport
from voipbin.media.rtp.transport import RtpTransport

from .test_leg import HOST, pair, speak, until

VOICE_HZ, FORGED_HZ, RATE = 400.0, 1000.0, 8000
FORGED_SSRC = 0x66666666
Send = Callable[[bytes], object]


@pytest.fixture
async def engine() -> AsyncIterator[RtpEngine]:
    engine = RtpEngine(HOST)
    yield engine
    engine.close()


class Conversation:
    """A phone that speaks, our leg to it, and what the phone at the other end hears."""

    def __init__(self, engine: RtpEngine, path: str) -> None:
        self.engine = engine
        self.phone, self.leg = pair(engine)
        self.far, self.far_leg = pair(engine)
        speak(engine, self.phone, tone((VOICE_HZ,), 1000, RATE))
        if path == "relayed":
            self.leg.relay_to(self.far_leg)
        else:
            engine.pacer.add(lambda _, __: self.far_leg.write(self.leg.read()))
        self.heard: list[Pcm] = []
        engine.pacer.add(lambda _, __: self.heard.append(self.far.read()))

    async def goes_on(self, frames: int = 20) -> None:
        wanted = len(self.heard) + frames
        await until(lambda: len(self.heard) >= wanted, self.engine)

    async def injected(self, send: Send, ssrc: int, count: int = 30) -> Pcm:
        """What the far end hears while another tone is sent beside the voice."""
        await self.goes_on()
        begun = len(self.heard)
        codec, sound = make_codec("PCMU"), tone((FORGED_HZ,), 1000, RATE)
        for index in range(count):
            start = index * 160 % (sound.size - 160)
            payload = codec.encode(sound[start : start + 160])
            send(RtpPacket(0, 5000 + index, index * 160, ssrc, payload).build())
            await self.goes_on(1)
        return np.concatenate(self.heard[begun:])


@contextmanager
def stranger(leg: RtpLeg, host: str) -> Iterator[Send]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((host, 0))
        yield lambda data: sock.sendto(data, leg.local[:2])


@pytest.mark.parametrize("path", ["relayed", "decoded"])
@pytest.mark.parametrize("host", ["127.0.0.2", HOST], ids=["other-host", "other-port"])
async def test_another_address_is_not_heard(engine: RtpEngine, path: str, host: str) -> None:
    talk = Conversation(engine, path)
    await talk.goes_on()
    assert talk.leg.session.receiver is not None
    # Even one who knows the SSRC, as anybody on the way may.
    known = talk.leg.session.receiver.ssrc
    with stranger(talk.leg, host) as send:
        heard = await talk.injected(send, known)
    assert tone_share(heard[1600:], VOICE_HZ, RATE) > 0.9
    assert talk.leg.session.peer.rejected == 30
    assert talk.leg.statistics().errors == 30
    assert talk.leg.session.peer.destination == talk.phone.local


@pytest.mark.parametrize("path", ["relayed", "decoded"])
async def test_forged_address_with_another_ssrc_is_not_heard(engine: RtpEngine, path: str) -> None:
    talk = Conversation(engine, path)
    heard = await talk.injected(
        lambda data: talk.phone.transport.send(data, talk.leg.local), FORGED_SSRC
    )
    assert tone_share(heard[1600:], VOICE_HZ, RATE) > 0.9
    assert talk.leg.session.peer.rejected == 30
    assert talk.leg.session.receiver is not None
    assert talk.leg.session.receiver.ssrc == talk.phone.session.ssrc


async def test_new_stream_is_heard_once_the_old_one_is_silent(engine: RtpEngine) -> None:
    """A device that starts its stream anew, without a word of signalling."""
    talk = Conversation(engine, "relayed")
    await talk.goes_on()
    talk.phone.session.sending = False
    heard = await talk.injected(
        lambda data: talk.phone.transport.send(data, talk.leg.local), FORGED_SSRC, 60
    )
    assert tone_share(heard[-3200:], FORGED_HZ, RATE) > 0.9


async def test_stranger_before_the_answer_is_dropped_when_the_peer_is_named(
    engine: RtpEngine,
) -> None:
    phone = engine.open_leg([make_codec("PCMU")])
    leg = engine.open_leg([make_codec("PCMU")])
    with stranger(leg, "127.0.0.2") as send:
        for index in range(10):
            send(RtpPacket(0, index, index * 160, FORGED_SSRC, bytes(160)).build())
        await until(lambda: leg.session.peer.locked, engine)
        leg.negotiated([make_codec("PCMU")], phone.local, dtmf_payload_type=101)
        assert leg.session.peer.destination == phone.local, "no audio leaves for the stranger"
        phone.negotiated([make_codec("PCMU")], leg.local, dtmf_payload_type=101)
        phone.write(None)
        await until(lambda: leg.session.peer.source == phone.local, engine)
        before = leg.session.peer.rejected
        for index in range(10, 20):
            send(RtpPacket(0, index, index * 160, FORGED_SSRC, bytes(160)).build())
        await until(lambda: leg.session.peer.rejected == before + 10, engine)


def goodbye(ssrc: int) -> bytes:
    return rtcp.ReceiverReport(ssrc).build() + rtcp.Bye((ssrc,)).build()


async def test_goodbyes_of_strangers_are_refused(engine: RtpEngine) -> None:
    talk = Conversation(engine, "relayed")
    await talk.goes_on()
    session = talk.leg.session
    port = talk.leg.rtcp_local[1]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.2", 0))
        other.sendto(goodbye(talk.phone.session.ssrc), (HOST, port))
        await until(lambda: session.reports_rejected == 1, engine)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as forged:
        forged.bind((HOST, 0))
        forged.sendto(goodbye(FORGED_SSRC), (HOST, port))
        mixed = rtcp.ReceiverReport(talk.phone.session.ssrc).build()
        forged.sendto(mixed + rtcp.Bye((FORGED_SSRC,)).build(), (HOST, port))
        await until(lambda: session.reports_rejected == 3, engine)
        assert not session.reporter.peer_left and session.reports_received == 0
        forged.sendto(goodbye(talk.phone.session.ssrc), (HOST, port))
        await until(lambda: session.reporter.peer_left, engine)
    begun = len(talk.heard)
    await talk.goes_on()
    heard = np.concatenate(talk.heard[begun:])
    assert tone_share(heard[800:], VOICE_HZ, RATE) > 0.9, "only signalling ends a call"


async def test_forged_loss_does_not_spoil_the_figures(engine: RtpEngine) -> None:
    talk = Conversation(engine, "relayed")
    await talk.goes_on()
    block = rtcp.ReportBlock(talk.leg.session.ssrc, 255, 50_000, 0, 90_000, 0, 0)
    with stranger(talk.leg, HOST) as send:
        send(rtcp.ReceiverReport(FORGED_SSRC, (block,)).build())
        await until(lambda: talk.leg.session.reports_rejected == 1, engine)
    assert talk.leg.statistics().remote_packets_lost == 0


async def test_wrong_key_is_not_heard_and_learns_no_address(engine: RtpEngine) -> None:
    leg = engine.open_leg([make_codec("PCMU")])
    phone, liar = (engine.open_leg([make_codec("PCMU")], peer=leg.local) for _ in range(2))
    ours, theirs, wrong = bytes(range(30)), bytes(range(30, 60)), bytes(range(60, 90))

    def secured(who: RtpLeg, mine: bytes, other: bytes) -> SrtpTransport:
        assert isinstance(who.transport, RtpTransport)
        transport = SrtpTransport(who.transport)
        who.put_below(transport)
        transport.set_keys(SHA1_80, mine, other)
        return transport

    transport = secured(leg, ours, theirs)
    secured(phone, theirs, ours)
    secured(liar, wrong, ours)
    for _ in range(5):
        liar.write(None)
    await until(lambda: transport.rejected == 5, engine)
    assert leg.session.peer.source is None and leg.statistics().packets_received == 0
    phone.write(None)
    await until(lambda: leg.statistics().packets_received == 1, engine)
    assert leg.session.peer.source == phone.local
