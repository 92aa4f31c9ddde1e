"""The jitter buffer on simulated links: order, loss, lateness, wrap, bounds."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voipbin.media.rtp.jitter import Buffered, Gap, JitterBuffer

Played = list[int | Gap]


def number(index: int) -> Buffered:
    return Buffered(0, index, index.to_bytes(4, "big"))


def simulate(
    arrivals: Sequence[tuple[float, int]],
    ticks: int,
    buffer: JitterBuffer | None = None,
    first: int = 65500,
) -> tuple[Played, JitterBuffer]:
    """Packets by arrival in ms and index; one turn every 20 ms; what each turn gave."""
    buffer = JitterBuffer() if buffer is None else buffer
    waiting = sorted(arrivals)
    played: Played = []
    for tick in range(ticks):
        now = tick * 20.0 + 10.0
        while waiting and waiting[0][0] <= now:
            at, index = waiting.pop(0)
            buffer.put((first + index) & 0xFFFF, number(index), at, index * 20.0)
        turn = buffer.pop()
        played.append(turn if isinstance(turn, Gap) else turn.timestamp)
    return played, buffer


def indices(played: Played) -> list[int]:
    return [turn for turn in played if isinstance(turn, int)]


def test_clean_link_plays_everything_over_the_sequence_wrap() -> None:
    played, buffer = simulate([(n * 20.0, n) for n in range(200)], 210)
    assert indices(played) == list(range(200))
    assert buffer.counters.lost == 0
    assert played[1] == 0, "40 ms of delay: the second turn plays the first packet"


def test_reordered_packets_are_put_right() -> None:
    arrivals = [(n * 20.0 + (25.0 if n % 5 == 3 else 0.0), n) for n in range(100)]
    played, _ = simulate(arrivals, 120)
    assert indices(played) == list(range(100))


def test_duplicates_are_dropped() -> None:
    arrivals = [(n * 20.0, n) for n in range(50)] + [(n * 20.0 + 1, n) for n in range(50)]
    played, buffer = simulate(arrivals, 60)
    assert indices(played) == list(range(50))
    assert buffer.counters.duplicate + buffer.counters.late == 50


@pytest.mark.parametrize("pattern", ["0001", "0011", "00000111", "01"])
def test_loss_pattern_is_concealed_in_place(pattern: str) -> None:
    kept = [n for n in range(200) if pattern[n % len(pattern)] == "0"]
    played, _ = simulate([(n * 20.0, n) for n in kept], 210)
    begin = next(turn for turn, got in enumerate(played) if got == kept[0])
    for index in kept:
        at = played.index(index)
        assert abs(at - begin - index) <= 1, "time must not stretch or shrink where packets lack"


def test_late_packet_is_counted_and_not_played() -> None:
    arrivals = [(n * 20.0, n) for n in range(50) if n != 20] + [(20 * 20.0 + 200, 20)]
    played, buffer = simulate(arrivals, 60)
    assert 20 not in indices(played)
    assert (buffer.counters.late, buffer.counters.lost) == (1, 1)


def test_pause_of_the_network_is_waited_for() -> None:
    """All packets of 60 ms come at once: concealment first, then all of them in order."""
    arrivals = [(n * 20.0 if n < 20 or n >= 23 else 23 * 20.0, n) for n in range(60)]
    played, buffer = simulate(arrivals, 75)
    assert indices(played) == list(range(60))
    assert buffer.counters.lost == 0


def test_end_of_talk_spurt_is_played_and_then_idle() -> None:
    played, _ = simulate([(n * 20.0, n) for n in range(10)], 40)
    assert indices(played) == list(range(10))
    assert played[-1] is Gap.IDLE


def test_lone_packet_is_played() -> None:
    played, _ = simulate([(0.0, 0)], 30)
    assert indices(played) == [0]


def test_jitter_raises_the_delay_and_calm_lowers_it() -> None:
    dice = random.Random(7)
    arrivals = [(n * 20.0 + dice.uniform(0, 70), n) for n in range(300)]
    buffer = JitterBuffer()
    played, _ = simulate(arrivals, 300, buffer)
    raised = buffer.target_packets
    assert raised >= 3
    lost = sum(turn is Gap.LOST for turn in played[100:])
    assert lost < 20, f"{lost} of 200 turns had nothing to play"
    for n in range(300, 1500):
        buffer.put((65500 + n) & 0xFFFF, number(n), n * 20.0, n * 20.0)
        buffer.pop()
    assert buffer.target_packets == 2
    assert len(buffer) <= 3


def test_burst_after_a_stall_is_bounded() -> None:
    buffer = JitterBuffer(max_ms=200)
    for n in range(200):
        buffer.put(n, number(n), 0.0, n * 20.0)
        assert len(buffer) <= buffer.max_packets
    first = buffer.pop()
    assert isinstance(first, Buffered)
    assert first.timestamp > 150, "what is played is recent, not 4 s old"


def test_new_stream_after_a_jump() -> None:
    played, buffer = simulate([(n * 20.0, n) for n in range(50)], 50)
    for n in range(50, 100):
        buffer.put(30000 + n & 0xFFFF, number(n), n * 20.0, n * 20.0)
        turn = buffer.pop()
        played.append(turn if isinstance(turn, Gap) else turn.timestamp)
    assert buffer.counters.resets == 1
    assert indices(played)[-1] >= 97


def test_skipped_numbers_take_no_time_and_are_not_lost() -> None:
    buffer = JitterBuffer()
    for n in range(30):
        if n in (10, 11, 12):
            buffer.skip(n)
        else:
            buffer.put(n, number(n), n * 20.0, n * 20.0)
        if n in (11, 12):
            continue
        buffer.pop()
    assert buffer.counters.lost == 0


def test_bounds_are_checked() -> None:
    with pytest.raises(ValueError, match="min_ms 300"):
        JitterBuffer(min_ms=300, max_ms=200)


@settings(max_examples=60)
@given(
    st.integers(0, 0xFFFF),
    st.lists(st.tuples(st.floats(0, 120), st.booleans(), st.booleans()), min_size=20, max_size=120),
)
def test_any_link_keeps_order_and_bounds(first: int, link: list[tuple[float, bool, bool]]) -> None:
    """Delay, loss and duplication at will: played at most once, in order, bounded."""
    arrivals = []
    for index, (delay, lost, twice) in enumerate(link):
        if not lost:
            arrivals += [(index * 20.0 + delay, index)] * (2 if twice else 1)
    played, buffer = simulate(arrivals, len(link) + 30, first=first)
    got = indices(played)
    assert got == sorted(set(got))
    assert len(buffer) <= buffer.max_packets
    counters = buffer.counters
    assert counters.accepted + counters.late + counters.duplicate == len(arrivals)
    assert len(got) + counters.trimmed + len(buffer) == counters.accepted


def test_skipped_numbers_do_not_pile_up_while_nobody_plays() -> None:
    """Comfort noise, and repeated ends of keys, of a call on hold."""
    jitter = JitterBuffer()
    for sequence in range(1000):
        jitter.skip(sequence)
    assert len(jitter) <= jitter.max_packets
