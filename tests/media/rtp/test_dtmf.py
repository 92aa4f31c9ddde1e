"""Telephone events: every way packets of a key press can be lost, repeated or late."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voipbin.media.rtp.dtmf import (
    DIGITS,
    DigitEnded,
    DigitEvent,
    DigitStarted,
    DtmfPacket,
    DtmfReceiver,
    DtmfSender,
    TelephoneEvent,
)

Wire = tuple[bytes, int, bool, float]


def press(digit: str, start: int, at_ms: float, updates: int = 5) -> list[Wire]:
    """Payload, timestamp, marker and arrival of one key press: updates, then three ends."""
    code = DIGITS.index(digit)
    packets: list[Wire] = [
        (TelephoneEvent(code, False, 10, 160 * (n + 1)).build(), start, n == 0, at_ms + 20 * n)
        for n in range(updates)
    ]
    end = TelephoneEvent(code, True, 10, 160 * (updates + 1)).build()
    packets += [(end, start, False, at_ms + 20 * (updates + n)) for n in range(3)]
    return packets


def feed(receiver: DtmfReceiver, packets: list[Wire]) -> list[DigitEvent]:
    return [
        event
        for payload, timestamp, marker, at in packets
        for event in receiver.receive(payload, timestamp, marker, at)
    ]


def one(digit: str, duration_ms: int = 120) -> list[DigitEvent]:
    return [DigitStarted(digit), DigitEnded(digit, duration_ms)]


def test_payload_round_trip() -> None:
    wire = bytes.fromhex("0b8a0320")
    event = TelephoneEvent.parse(wire)
    assert event == TelephoneEvent(11, True, 10, 800)
    assert event.build() == wire


def test_payload_too_short() -> None:
    with pytest.raises(ValueError, match="length 3"):
        TelephoneEvent.parse(b"\x01\x0a\x00")


class TestReceive:
    def test_rfc4733_end_bit_repeated(self) -> None:
        assert feed(DtmfReceiver(), press("5", 1000, 0)) == one("5")

    def test_every_digit(self) -> None:
        receiver = DtmfReceiver()
        for index, digit in enumerate(DIGITS):
            assert feed(receiver, press(digit, index * 3200, index * 400.0)) == one(digit)

    def test_start_lost(self) -> None:
        assert feed(DtmfReceiver(), press("5", 1000, 0)[3:]) == one("5")

    def test_only_the_last_end_arrives(self) -> None:
        assert feed(DtmfReceiver(), press("*", 1000, 0)[-1:]) == one("*")

    def test_all_ends_lost_then_timeout(self) -> None:
        receiver = DtmfReceiver()
        assert feed(receiver, press("5", 1000, 0)[:5]) == [DigitStarted("5")]
        assert receiver.pressed == "5"
        assert receiver.expire(270.0) == []
        assert receiver.expire(281.0) == [DigitEnded("5", 100)]
        assert receiver.expire(900.0) == []
        assert receiver.pressed is None

    def test_all_ends_lost_then_next_digit(self) -> None:
        events = feed(DtmfReceiver(), press("5", 1000, 0)[:5] + press("5", 2600, 200))
        assert events == [DigitStarted("5"), DigitEnded("5", 100), *one("5")]

    def test_ends_and_next_marker_lost(self) -> None:
        events = feed(DtmfReceiver(), press("5", 1000, 0)[:5] + press("5", 2600, 200)[1:])
        assert events == [DigitStarted("5"), DigitEnded("5", 100), *one("5")]

    def test_same_digit_twice(self) -> None:
        packets = press("1", 1000, 0) + press("1", 2600, 200)
        assert feed(DtmfReceiver(), packets) == one("1") * 2

    def test_duplicates_and_reordering(self) -> None:
        packets = press("7", 1000, 0)
        shuffled = [packets[1], packets[0], packets[0], packets[3], packets[2], *packets[4:]]
        assert feed(DtmfReceiver(), shuffled) == one("7")

    def test_late_packets_of_an_older_digit(self) -> None:
        first, second = press("1", 1000, 0), press("2", 2600, 200)
        packets = first[:6] + second[:3] + first[6:] + second[3:]
        assert feed(DtmfReceiver(), packets) == one("1") + one("2")

    def test_timestamp_wraps_between_digits(self) -> None:
        packets = press("1", 0xFFFFFF00, 0) + press("2", 800, 200)
        assert feed(DtmfReceiver(), packets) == one("1") + one("2")

    def test_long_press_in_segments(self) -> None:
        receiver = DtmfReceiver()
        events = feed(receiver, [(TelephoneEvent(3, False, 10, 65440).build(), 500, True, 0.0)])
        later = 500 + 0xFFFF
        events += feed(
            receiver,
            [
                (TelephoneEvent(3, False, 10, 100).build(), later, False, 20.0),
                (TelephoneEvent(3, True, 10, 14465).build(), later, False, 40.0),
                (TelephoneEvent(3, True, 10, 14465).build(), later, False, 60.0),
            ],
        )
        assert events == one("3", 10000)

    def test_phone_that_moves_the_timestamp(self) -> None:
        packets = [
            (payload, 1000 + 160 * index, marker, at)
            for index, (payload, _, marker, at) in enumerate(press("9", 0, 0))
        ]
        assert feed(DtmfReceiver(), packets) == one("9")

    def test_hook_flash_is_ignored(self) -> None:
        assert DtmfReceiver().receive(TelephoneEvent(16, True, 0, 400).build(), 5, True, 0.0) == []

    @given(st.sets(st.integers(0, 7), max_size=7), st.text(alphabet=DIGITS, min_size=1, max_size=8))
    def test_any_loss_but_all_leaves_each_digit_once(self, lost: set[int], digits: str) -> None:
        receiver, heard = DtmfReceiver(), []
        for index, digit in enumerate(digits):
            packets = press(digit, index * 3200, index * 400.0)
            heard += feed(receiver, [p for n, p in enumerate(packets) if n not in lost])
            heard += receiver.expire(index * 400.0 + 390.0)
        assert [e.digit for e in heard if isinstance(e, DigitStarted)] == list(digits)
        assert [e.digit for e in heard if isinstance(e, DigitEnded)] == list(digits)

    @given(st.lists(st.tuples(st.binary(min_size=4, max_size=8), st.integers(0, 0xFFFFFFFF))))
    def test_starts_and_ends_alternate_whatever_comes(self, wires: list[tuple[bytes, int]]) -> None:
        receiver, pressed = DtmfReceiver(), None
        for index, (payload, timestamp) in enumerate(wires):
            for event in receiver.receive(payload, timestamp, index % 2 == 0, index * 20.0):
                if isinstance(event, DigitStarted):
                    assert pressed is None
                    pressed = event.digit
                else:
                    assert pressed == event.digit
                    pressed = None
        assert receiver.pressed == pressed


def play(sender: DtmfSender, ticks: int, start: int = 0) -> list[DtmfPacket | None]:
    return [sender.tick(start + 160 * n & 0xFFFFFFFF) for n in range(ticks)]


class TestSend:
    def test_one_digit_on_the_wire(self) -> None:
        sender = DtmfSender()
        sender.queue("5", duration_ms=100, gap_ms=60)
        packets = play(sender, 12, start=8000)
        sent = [packet for packet in packets if packet is not None]
        assert [packet.marker for packet in sent] == [True] + [False] * 6
        assert {packet.timestamp for packet in sent} == {8000}
        events = [TelephoneEvent.parse(packet.payload) for packet in sent]
        assert [event.duration for event in events] == [160, 320, 480, 640, 800, 800, 800]
        assert [event.end for event in events] == [False] * 4 + [True] * 3
        assert {event.code for event in events} == {5}
        assert packets[7:] == [None] * 5
        assert not sender.busy

    def test_gap_between_digits(self) -> None:
        sender = DtmfSender()
        sender.queue("12", duration_ms=100, gap_ms=100)
        kinds = ["-" if packet is None else "x" for packet in play(sender, 20)]
        # 5 updates with the first end, 2 repeated ends, then what is left of 100 ms.
        assert "".join(kinds) == "xxxxxxx---xxxxxxx---"

    def test_received_by_our_receiver(self) -> None:
        sender, receiver = DtmfSender(), DtmfReceiver()
        sender.queue("0123456789*#abcd", duration_ms=60, gap_ms=0)
        heard: list[DigitEvent] = []
        for index, packet in enumerate(play(sender, 200, start=0xFFFFE000)):
            if packet is not None:
                at = index * 20.0
                heard += receiver.receive(packet.payload, packet.timestamp, packet.marker, at)
        assert [e for e in heard if isinstance(e, DigitEnded)] == [
            DigitEnded(digit, 60) for digit in DIGITS
        ]

    def test_press_longer_than_the_duration_field(self) -> None:
        sender, receiver = DtmfSender(), DtmfReceiver()
        sender.queue("3", duration_ms=20000)
        heard: list[DigitEvent] = []
        for index, packet in enumerate(play(sender, 1010)):
            if packet is not None:
                at = index * 20.0
                heard += receiver.receive(packet.payload, packet.timestamp, packet.marker, at)
        assert heard == one("3", 20000)

    def test_clear_ends_the_running_digit_properly(self) -> None:
        sender = DtmfSender()
        sender.queue("123", duration_ms=100, gap_ms=0)
        play(sender, 2)
        sender.clear()
        rest = [packet for packet in play(sender, 30) if packet is not None]
        events = [TelephoneEvent.parse(packet.payload) for packet in rest]
        assert {event.code for event in events} == {1}
        assert [event.end for event in events[-3:]] == [True] * 3
        assert not sender.busy

    def test_idle(self) -> None:
        assert DtmfSender().tick(0) is None

    @pytest.mark.parametrize(
        ("digits", "duration_ms", "gap_ms", "message"),
        [("1x", 100, 0, "'X'"), ("1", 20, 0, "duration_ms 20"), ("1", 100, -1, "gap_ms -1")],
    )
    def test_refused(self, digits: str, duration_ms: int, gap_ms: int, message: str) -> None:
        with pytest.raises(ValueError, match=message):
            DtmfSender().queue(digits, duration_ms=duration_ms, gap_ms=gap_ms)
