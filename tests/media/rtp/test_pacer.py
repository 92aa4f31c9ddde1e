"""The 20 ms clock: no drift, skips instead of bursts, one failing participant harms nobody."""

import asyncio
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voipbin.media.rtp.pacer import Lateness, Pacer, PacerClock


class TestClock:
    def test_deadlines_do_not_drift(self) -> None:
        clock = PacerClock(0.0, slots=1)
        deadlines = []
        now = 0.0
        for _ in range(1000):
            now = clock.deadline_ms + 3.0
            assert clock.due(now) == (0, 3.0, 0)
            deadlines.append(clock.deadline_ms)
        assert deadlines[-1] - deadlines[0] == 999 * 20.0

    def test_not_due(self) -> None:
        assert PacerClock(0.0, slots=4).due(4.9) is None

    def test_slots_take_turns(self) -> None:
        clock = PacerClock(0.0, slots=4)
        turns = [clock.due(clock.deadline_ms) for _ in range(8)]
        assert [turn[0] for turn in turns if turn] == [0, 1, 2, 3] * 2
        assert clock.deadline_ms == 45.0

    def test_short_delay_is_caught_up_with(self) -> None:
        clock = PacerClock(0.0, slots=1)
        assert clock.due(59.0) == (0, 39.0, 0)
        assert clock.due(59.0) == (0, 19.0, 0)
        assert clock.due(59.0) is None

    def test_long_stop_is_skipped(self) -> None:
        clock = PacerClock(0.0, slots=1)
        assert clock.due(5025.0) == (0, 5005.0, 250)
        assert clock.due(5025.0) is None
        assert clock.deadline_ms == 5040.0

    @given(st.lists(st.floats(0.1, 500.0), min_size=1, max_size=60), st.sampled_from([1, 2, 4]))
    def test_ticks_and_skips_add_up_to_the_time(self, pauses: list[float], slots: int) -> None:
        clock = PacerClock(0.0, slots)
        now, turns, skipped = 0.0, 0, 0
        for pause in pauses:
            now += pause
            burst = 0
            while (due := clock.due(now)) is not None:
                turns += 1
                burst += 1
                skipped += due[2]
            assert burst <= 2 * slots
        assert clock.deadline_ms == pytest.approx((turns + 1) * 20.0 / slots + skipped * 20.0)
        assert 0 < clock.deadline_ms - now <= 20.0 / slots + 1e-6


class TestLateness:
    def test_percentiles(self) -> None:
        lateness = Lateness()
        for index in range(1000):
            lateness.record(index / 100)
        assert lateness.percentile(0.5) == pytest.approx(5.0, abs=0.2)
        assert lateness.percentile(0.99) == pytest.approx(9.9, abs=0.2)
        assert lateness.max_ms == 9.99

    def test_empty_and_reset(self) -> None:
        lateness = Lateness()
        assert lateness.percentile(0.99) == 0.0
        lateness.record(500.0)
        assert lateness.percentile(0.5) == pytest.approx(200.1)
        lateness.reset()
        assert (lateness.count, lateness.max_ms) == (0, 0.0)


class TestPacer:
    async def test_everyone_is_called_at_the_pace(self) -> None:
        pacer = Pacer()
        calls = [0] * 10
        missed_ticks = [0] * 10
        done = asyncio.Event()

        def participant(index: int) -> None:
            def tick(_: float, missed: int) -> None:
                calls[index] += 1
                missed_ticks[index] += missed
                if index == 9 and calls[9] + missed_ticks[9] >= 25:
                    done.set()

            pacer.add(tick)

        start = time.monotonic()
        for index in range(10):
            participant(index)
        await asyncio.wait_for(done.wait(), 5)
        elapsed_ms = (time.monotonic() - start) * 1000
        pacer.close()
        assert elapsed_ms >= 24 * 20
        turns = [called + missed for called, missed in zip(calls, missed_ticks, strict=True)]
        assert max(turns) - min(turns) <= 1, "calls and skips add up to the same for everyone"

    async def test_stopped_process_skips(self) -> None:
        pacer = Pacer(slots=1)
        seen: list[int] = []
        done = asyncio.Event()

        def tick(_: float, missed: int) -> None:
            seen.append(missed)
            if len(seen) == 1:
                time.sleep(0.2)  # the loop stands still, as under SIGSTOP
            if len(seen) == 3:
                done.set()

        pacer.add(tick)
        await asyncio.wait_for(done.wait(), 5)
        pacer.close()
        assert 8 <= seen[1] <= 30
        assert pacer.skipped_ticks >= seen[1]

    async def test_failing_participant(self, caplog: pytest.LogCaptureFixture) -> None:
        pacer = Pacer(slots=1)
        done = asyncio.Event()

        def broken(_: float, __: int) -> None:
            raise RuntimeError("no audio today")

        pacer.add(broken)
        pacer.add(lambda _, __: done.set())
        await asyncio.wait_for(done.wait(), 5)
        pacer.close()
        assert pacer.failures >= 1
        assert "no audio today" in caplog.text

    async def test_alongside_shares_the_slot_in_order(self) -> None:
        pacer = Pacer(slots=4)
        order: list[str] = []
        done = asyncio.Event()
        first = pacer.add(lambda _, __: order.append("a"))
        pacer.add(lambda _, __: None)

        def last(_: float, __: int) -> None:
            order.append("b")
            if len(order) >= 6:
                done.set()

        second = pacer.add(last, alongside=first)
        await asyncio.wait_for(done.wait(), 5)
        pacer.close()
        assert second.slot == first.slot
        assert order[:6] == ["a", "b"] * 3

    async def test_leaving_inside_a_tick_and_coming_back(self) -> None:
        pacer = Pacer()
        calls: list[float] = []
        gone = asyncio.Event()

        def once(now: float, _: int) -> None:
            calls.append(now)
            pacer.remove(me)
            pacer.remove(me)
            gone.set()

        me = pacer.add(once)
        await asyncio.wait_for(gone.wait(), 5)
        assert len(pacer) == 0
        back = asyncio.Event()
        pacer.add(lambda _, __: back.set())
        await asyncio.wait_for(back.wait(), 5)
        pacer.close()
        pacer.close()
        assert len(calls) == 1

    async def test_bad_slots(self) -> None:
        with pytest.raises(ValueError, match="slots 0"):
            Pacer(slots=0)
