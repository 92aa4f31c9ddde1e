"""A line keeps its rate whatever later agreements say."""

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import replace

import numpy as np
import pytest
from pylibsrtp import Policy, Session

from voipbin.media.audio import opus
from voipbin.media.audio.pcm import Pcm
from voipbin.media.audio.tones import tone, tone_share
from voipbin.media.node.line import Line, choose_codecs
from voipbin.media.rtp import dtls, srtp
from voipbin.media.rtp.engine import RtpEngine
from voipbin.media.rtp.srtp import SrtpTransport
from voipbin.media.rtp.srtp_policy import policy_of
from voipbin.media.sip import CODECS, Codec, Crypto, Direction, MediaPlan, Security

HOST = "127.0.0.1"


@pytest.fixture
async def engine() -> AsyncIterator[RtpEngine]:
    """Where legs are opened."""
    engine = RtpEngine(HOST)
    yield engine
    engine.close()


def plan(codec: Codec, peer: Line, direction: Direction = Direction.SENDRECV) -> MediaPlan:
    port = peer.leg.local[1]
    return MediaPlan(HOST, port, codec, codec.payload_type, 101, 20, direction)


async def test_other_rate_later(engine: RtpEngine) -> None:
    one, other = (Line(engine, HOST, choose_codecs([])) for _ in range(2))
    one.agree(plan(CODECS["G722"], other))
    other.agree(plan(CODECS["PCMU"], one))
    assert (one.sample_rate_hz, other.sample_rate_hz) == (16000, 8000)
    one.agree(plan(CODECS["PCMU"], other))
    assert one.sample_rate_hz == 16000
    assert not one.plain
    sounds = {line: tone((500.0,), 800, line.sample_rate_hz) for line in (one, other)}
    heard: dict[Line, list[Pcm]] = {one: [], other: []}
    over = asyncio.Event()

    def tick(_now_ms: float, _missed: int) -> None:
        for line, frames in heard.items():
            size = line.sample_rate_hz // 50
            offset = len(frames) * size
            frames.append(line.read())
            line.write(sounds[line][offset : offset + size])
        if len(frames) == 40:
            over.set()
            engine.pacer.remove(participant)

    participant = engine.pacer.add(tick)
    await asyncio.wait_for(over.wait(), 10)
    for line, frames in heard.items():
        middle = np.concatenate(frames[15:35])
        assert middle.size == 20 * line.sample_rate_hz // 50
        assert tone_share(middle, 500.0, line.sample_rate_hz) > 0.9


@pytest.mark.parametrize(
    ("direction", "plain", "sending"),
    [
        (Direction.SENDRECV, True, True),
        (Direction.SENDONLY, False, True),
        (Direction.RECVONLY, False, False),
        (Direction.INACTIVE, False, False),
    ],
)
async def test_direction(
    engine: RtpEngine, direction: Direction, plain: bool, sending: bool
) -> None:
    one, other = (Line(engine, HOST, choose_codecs([])) for _ in range(2))
    assert not one.ready
    one.agree(plan(CODECS["PCMU"], other, direction))
    assert one.takes_digits
    assert (one.plain, one.leg.session.sending) == (plain, sending)


def test_opus_is_not_offered_where_it_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opus, "available", lambda: False)
    assert [codec.name for codec in choose_codecs([])] == ["G722", "PCMU", "PCMA"]
    with pytest.raises(ValueError, match="opus is installed"):
        choose_codecs(["opus"])


async def test_nothing_is_played_before_it_can_be_heard(engine: RtpEngine) -> None:
    """A browser agrees on keys after the answer; a greeting would lose its beginning."""
    plain, browser = (
        Line(engine, HOST, choose_codecs([]), security)
        for security in (Security.NONE, Security.DTLS)
    )
    told: list[int] = []
    assert plain.when_open(lambda: told.append(0))
    assert not browser.when_open(lambda: told.append(1))
    transport = browser.leg.transport
    assert isinstance(transport, SrtpTransport)
    transport.set_keys("AES_CM_128_HMAC_SHA1_80", bytes(30), bytes(30))
    assert told == [1]
    assert browser.when_open(lambda: told.append(2))


async def test_rfc3711_9_1_no_key_is_used_a_second_time(engine: RtpEngine) -> None:
    """A peer may go back to a suite that it has left; one it stays with goes on with its key."""
    first, second = "AES_CM_128_HMAC_SHA1_80", "AEAD_AES_128_GCM"
    one, other = (Line(engine, HOST, choose_codecs([])) for _ in range(2))
    keys = one.offer.sdes
    assert keys is not None
    used: list[bytes] = []
    for suite in (first, first, second, first):
        crypto = Crypto(1, suite, bytes(len(keys.masters[suite])))
        used.append(keys.answer(crypto).master)
        one.agree(replace(plan(CODECS["PCMU"], other), crypto=crypto))
    assert used[0] == used[1]
    assert len(set(used)) == 3


async def test_every_fork_of_an_offer_hears_us_by_the_key_it_was_given(engine: RtpEngine) -> None:
    """A carrier plays a tone by one suite, a phone rings by another, voicemail takes the first."""
    carrier, phone = "AEAD_AES_256_GCM", "AES_CM_128_HMAC_SHA1_80"
    one = Line(engine, HOST, choose_codecs(["PCMU"]), Security.SDES)
    keys = one.offer.sdes
    assert keys is not None
    given = {crypto.suite: crypto.master for crypto in keys.offer()}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as fork:
        fork.setblocking(False)
        fork.bind((HOST, 0))
        for number, suite in enumerate((carrier, phone, carrier)):
            theirs = Crypto(1, suite, bytes([number] * len(given[suite])))
            codec, port = CODECS["PCMU"], fork.getsockname()[1]
            agreed = MediaPlan(HOST, port, codec, 0, 101, 20, Direction.SENDRECV, crypto=theirs)
            one.agree(agreed)
            one.write(None)
            async with asyncio.timeout(5):
                sealed = await asyncio.get_running_loop().sock_recv(fork, 2048)
            opened = Session(policy_of(suite, given[suite], Policy.SSRC_ANY_INBOUND))
            assert len(opened.unprotect(sealed)) == 172
    later = {crypto.suite: crypto.master for crypto in keys.offer()}
    assert later[carrier] == given[carrier], "in use"
    assert later[phone] != given[phone], "left"


async def test_plain_after_keys(engine: RtpEngine) -> None:
    """Early media had keys; then SRTP was refused, and the offer without it answered."""
    suite = "AES_CM_128_HMAC_SHA1_80"
    one, other = (Line(engine, HOST, choose_codecs(["PCMU"])) for _ in range(2))
    keys = one.offer.sdes
    assert keys is not None
    first = keys.masters[suite]
    crypto = Crypto(1, suite, bytes(30))
    one.agree(replace(plan(CODECS["PCMU"], other), crypto=crypto))
    one.agree(plan(CODECS["PCMU"], other))
    other.agree(plan(CODECS["PCMU"], one))
    for sender, receiver in ((one, other), (other, one)):
        sender.write(None)
        async with asyncio.timeout(5):
            while not receiver.leg.statistics().packets_received:
                await asyncio.sleep(0.001)
    assert keys.answer(crypto).master != first
    one.agree(replace(plan(CODECS["PCMU"], other), crypto=crypto))
    assert isinstance(one.leg.transport, SrtpTransport) and one.leg.transport.keyed


async def test_browser_without_the_libraries(
    engine: RtpEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dtls, "available", lambda: False)
    with pytest.raises(ValueError, match=r"voipbin\[webrtc\]"):
        Line(engine, HOST, choose_codecs([]), Security.DTLS)
    assert engine.legs == 0
    monkeypatch.setattr(srtp, "available", lambda: False)
    assert Line(engine, HOST, choose_codecs([])).offer.sdes is None


def test_codecs_by_name() -> None:
    assert [codec.name for codec in choose_codecs([])] == ["G722", "opus", "PCMU", "PCMA"]
    assert [codec.name for codec in choose_codecs(["PCMA"])] == ["PCMA"]
    with pytest.raises(ValueError, match="iLBC"):
        choose_codecs(["iLBC"])
