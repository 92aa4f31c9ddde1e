"""One session: audio both ways over simulated links, digits, foreign packets, reports."""

import random
from collections.abc import Iterator

import numpy as np
import pytest

from voipbin.media.audio.codec import Codec, make_codec
from voipbin.media.audio.pcm import Pcm
from voipbin.media.audio.tones import tone, tone_share
from voipbin.media.rtp.dtmf import DigitEnded, DigitEvent, DigitStarted
from voipbin.media.rtp.packet import RtpPacket, build_packet
from voipbin.media.rtp.session import RtpSession
from voipbin.media.rtp.statistics import StreamStatistics

PEER = ("192.0.2.1", 4000)


def session(*names: str, seed: int = 1, dtmf: int | None = 101) -> RtpSession:
    codecs = [make_codec(name) for name in names or ("PCMU",)]
    return RtpSession(codecs, dtmf_payload_type=dtmf, peer=PEER, seed=seed)


def frames(pcm: Pcm, codec: Codec) -> Iterator[Pcm]:
    for start in range(0, pcm.size - codec.frame_samples + 1, codec.frame_samples):
        yield pcm[start : start + codec.frame_samples]


def transmit(
    sender: RtpSession,
    receiver: RtpSession,
    pcm: Pcm,
    loss: float = 0.0,
    jitter_ms: float = 0.0,
    start_ms: float = 0.0,
) -> Pcm:
    """Send the sound over a link; what the receiver reads, tick by tick."""
    dice = random.Random(3)
    wire: list[tuple[float, bytes]] = []
    heard = []
    for index, frame in enumerate(frames(pcm, sender.codec)):
        now = start_ms + index * 20.0
        packet = sender.write(frame)
        if packet is not None and dice.random() >= loss:
            wire.append((now + dice.uniform(0.0, jitter_ms), packet))
        for entry in sorted(entry for entry in wire if entry[0] <= now):
            wire.remove(entry)
            receiver.receive(entry[1], PEER, entry[0])
        heard.append(receiver.read())
    return np.concatenate(heard)


def test_first_sequence_number_is_of_the_lower_half() -> None:
    """A peer that misses the first packets counts the rollovers right (RFC 3711 3.3.1)."""
    drawn = [RtpSession([make_codec("PCMU")], seed=seed).sequence for seed in range(200)]
    assert 0x4000 < max(drawn) < 0x8000
    assert len(set(drawn)) > 190


@pytest.mark.parametrize("name", ["PCMU", "PCMA", "G722"])
def test_tone_arrives(name: str) -> None:
    sender, receiver = session(name, seed=1), session(name, seed=2)
    rate = sender.codec.sample_rate_hz
    heard = transmit(sender, receiver, tone((440.0,), 1000, rate))
    assert heard.size == rate
    assert tone_share(heard[rate // 5 : rate * 9 // 10], 440.0, rate) > 0.99


@pytest.mark.parametrize(("loss", "jitter_ms"), [(0.05, 0.0), (0.1, 30.0), (0.0, 60.0)])
def test_tone_survives_a_bad_link(loss: float, jitter_ms: float) -> None:
    sender, receiver = session(seed=1), session(seed=2)
    heard = transmit(sender, receiver, tone((400.0,), 4000, 8000), loss, jitter_ms)
    assert heard.size == 4 * 8000
    # 400 Hz repeats every 20 ms, so repeated frames join without a step.
    assert tone_share(heard[8000:], 400.0, 8000) > 0.9


@pytest.mark.parametrize("packet_ms", [10, 30, 40, 60])
def test_other_packet_times(packet_ms: int) -> None:
    receiver = session()
    pcm = tone((440.0,), 1800, 8000)
    codec, size = make_codec("PCMU"), packet_ms * 8
    heard = []
    for tick in range(90):
        for index in range(pcm.size // size):
            if tick * 20 <= index * packet_ms < tick * 20 + 20:
                payload = codec.encode(pcm[index * size : (index + 1) * size])
                packet = RtpPacket(0, index, index * size, 9, payload)
                receiver.receive(packet.build(), PEER, index * float(packet_ms))
        heard.append(receiver.read())
        assert heard[-1].size == 160
    assert tone_share(np.concatenate(heard)[2400:12000], 440.0, 8000) > 0.98


def test_packet_of_one_sample_lets_no_more_of_them_wait() -> None:
    receiver = RtpSession((make_codec("PCMU"),))
    for index in range(20):
        data = build_packet(0, index, index, 7, b"\x7f", False)
        receiver.receive(data, PEER, float(index))
        receiver.read()
    for index in range(20, 2000):  # nobody plays
        receiver.receive(build_packet(0, index, index, 7, b"\x7f", False), PEER, 20.0)
    assert len(receiver.jitter) <= 201


def test_peer_that_changes_to_another_accepted_codec() -> None:
    receiver = session("G722", "PCMU")
    codec = make_codec("PCMU")
    heard = []
    for index, frame in enumerate(frames(tone((440.0,), 1000, 8000), codec)):
        packet = RtpPacket(0, index, index * 160, 9, codec.encode(frame))
        receiver.receive(packet.build(), PEER, index * 20.0)
        heard.append(receiver.read())
    pcm = np.concatenate(heard)
    assert pcm.size == 16000, "frames keep the rate of the codec we send"
    assert tone_share(pcm[4000:15000], 440.0, 16000) > 0.98


class TestOutgoing:
    def test_numbering_and_marker(self) -> None:
        sender = session()
        first, second = (RtpPacket.parse(sender.write(None) or b"") for _ in range(2))
        assert (first.marker, second.marker) == (True, False)
        assert second.sequence == (first.sequence + 1) & 0xFFFF
        assert second.timestamp == (first.timestamp + 160) & 0xFFFFFFFF
        assert first.payload == b"\xff" * 160

    def test_held_leg_keeps_its_clock(self) -> None:
        sender = session()
        before = RtpPacket.parse(sender.write(None) or b"")
        sender.sending = False
        assert [sender.write(None) for _ in range(5)] == [None] * 5
        sender.sending = True
        after = RtpPacket.parse(sender.write(None) or b"")
        assert after.sequence == (before.sequence + 1) & 0xFFFF
        assert after.timestamp == (before.timestamp + 6 * 160) & 0xFFFFFFFF
        assert after.marker

    def test_wrong_frame_length(self) -> None:
        with pytest.raises(ValueError, match="321 samples"):
            session().write(np.zeros(321, dtype=np.int16))

    def test_no_codec(self) -> None:
        with pytest.raises(ValueError, match="codecs is empty"):
            RtpSession([])

    def test_digits_not_negotiated(self) -> None:
        with pytest.raises(ValueError, match="dtmf_payload_type"):
            session(dtmf=None).send_digits("1")


class TestDigits:
    def test_of_another_payload_type_and_clock(self) -> None:
        """RFC 3264 6.1: whoever answered with several may send any of them."""
        opus, heard = make_codec("opus", 111), list[DigitEvent]()
        sender, receiver = session("opus", seed=1), session("opus", seed=2)
        sender.set_codecs([opus], 101, 8000)
        receiver.set_codecs([opus], 110, 48000, {101: 8000})
        receiver.on_digit = heard.append
        sender.send_digits("5", duration_ms=100)
        transmit(sender, receiver, tone((400.0,), 400, opus.sample_rate_hz))
        assert heard == [DigitStarted("5"), DigitEnded("5", 100)]

    def test_arrive_once_and_audio_goes_on(self) -> None:
        sender, receiver = session(seed=1), session(seed=2)
        heard: list[DigitEvent] = []
        receiver.on_digit = heard.append
        sender.send_digits("42#", duration_ms=100, gap_ms=80)
        audio = transmit(sender, receiver, tone((400.0,), 2000, 8000))
        assert [event.digit for event in heard if isinstance(event, DigitStarted)] == [
            "4",
            "2",
            "#",
        ]
        assert [event for event in heard if isinstance(event, DigitEnded)] == [
            DigitEnded(digit, 100) for digit in "42#"
        ]
        assert tone_share(audio[-8000:], 400.0, 8000) > 0.98
        assert receiver.jitter.counters.lost == 0, "digit packets are not missing audio"

    def test_abandoned_press_ends(self) -> None:
        sender, receiver = session(seed=1), session(seed=2)
        heard: list[DigitEvent] = []
        receiver.on_digit = heard.append
        sender.send_digits("7", duration_ms=400)
        receiver.receive(sender.write(None) or b"", PEER, 0.0)
        receiver.expire(100.0)
        assert heard == [DigitStarted("7")]
        receiver.expire(250.0)
        assert heard[1:] == [DigitEnded("7", 20)]

    def test_cut_off_event_is_counted(self) -> None:
        receiver = session()
        receiver.receive(RtpPacket(101, 1, 1, 1, b"\x05").build(), PEER, 0.0)
        assert receiver.malformed == 1


class TestForeignPackets:
    def test_garbage(self) -> None:
        receiver = session()
        dice = random.Random(5)
        for length in range(0, 300, 7):
            receiver.receive(dice.randbytes(length), PEER, 0.0)
        assert receiver.statistics().packets_received + receiver.malformed + (
            receiver.unknown_payload
        ) + receiver.peer.rejected == len(range(0, 300, 7))

    def test_unknown_payload_type_does_not_move_the_peer(self) -> None:
        receiver = session()
        assert not receiver.receive(RtpPacket(96, 1, 1, 1, b"x").build(), ("192.0.2.9", 1), 0.0)
        assert receiver.unknown_payload == 1
        assert receiver.peer.destination == PEER

    def test_comfort_noise_is_silence(self) -> None:
        sender, receiver = session(seed=1), session(seed=2)
        transmit(sender, receiver, tone((440.0,), 400, 8000))
        for index in range(20):
            noise = RtpPacket(13, sender.sequence, sender.timestamp, sender.ssrc, b"\x40")
            sender.sequence = sender.sequence + 1 & 0xFFFF
            assert receiver.receive(noise.build(), PEER, 400.0 + index * 20)
            last = receiver.read()
        assert not last.any()

    def test_new_ssrc_starts_over(self) -> None:
        one, two, receiver = session(seed=1), session(seed=2), session(seed=3)
        transmit(one, receiver, tone((440.0,), 500, 8000))
        heard = transmit(two, receiver, tone((800.0,), 500, 8000), start_ms=600)
        assert tone_share(heard[1600:], 800.0, 8000) > 0.95

    def test_deaf_session_counts_but_keeps_nothing(self) -> None:
        sender, receiver = session(seed=1), session(seed=2)
        receiver.listening = False
        heard = transmit(sender, receiver, tone((440.0,), 500, 8000))
        assert not heard.any()
        assert receiver.statistics().packets_received == 25
        assert len(receiver.jitter) == 0


def test_reports_between_two_sessions() -> None:
    here, there = session(seed=1), session(seed=2)
    transmit(here, there, tone((440.0,), 4000, 8000), loss=0.1)
    transmit(there, here, tone((440.0,), 100, 8000))
    there.receive_rtcp(here.report(4000.0), 4010.0)
    here.receive_rtcp(there.report(5010.0), 5020.0)
    stats: StreamStatistics = here.statistics()
    assert stats.round_trip_ms == pytest.approx(20.0, abs=1.0)
    assert stats.remote_packets_lost == there.statistics().packets_lost
    assert 5 <= stats.remote_packets_lost <= 40
    assert there.statistics().loss_ratio == pytest.approx(0.1, abs=0.08)


def test_malformed_report_is_counted() -> None:
    receiver = session()
    assert receiver.receive_rtcp(b"\x80\xc8\x00\x09", 0.0) == []
    assert receiver.malformed == 1


@pytest.mark.parametrize("name", ["PCMU", "PCMA", "G722"])
def test_silence_after_sound_is_silent(name: str) -> None:
    sender, receiver = session(name), session(name)
    sound = tone((440.0,), 500, sender.codec.sample_rate_hz)
    packets = [sender.write(frame) for frame in frames(sound, sender.codec)]
    packets += [sender.write(None) for _ in range(50)]
    heard = []
    for index, packet in enumerate(packets):
        assert packet is not None
        receiver.receive(packet, PEER, index * 20.0)
        heard.append(receiver.read())
    assert np.abs(np.concatenate(heard[-20:])).max() <= 8
