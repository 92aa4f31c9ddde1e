"""Players: gapless, counted in time, stopped and looped."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from voipbin.media.audio.pcm import Pcm, silence
from voipbin.media.audio.player import PcmFeed, Player, join


def ramp(samples: int, start: int = 1) -> Pcm:
    return np.arange(start, start + samples).astype(np.int16)


def read_all(player: Player) -> list[Pcm]:
    frames = []
    while (frame := player.read()) is not None:
        frames.append(frame)
    return frames


class TestPlayer:
    @given(st.lists(st.integers(0, 700), max_size=6))
    def test_every_sample_once_in_order(self, sizes: list[int]) -> None:
        sources = [ramp(size, 1 + sum(sizes[:index])) for index, size in enumerate(sizes)]
        player = Player(sources, 8000)
        frames = read_all(player)
        assert {frame.size for frame in frames} <= {160}
        played = join(frames)
        total = sum(sizes)
        assert np.array_equal(played[:total], ramp(total))
        assert not played[total:].any()
        assert played.size - total < 160
        assert player.position_ms == player.duration_ms == total // 8

    def test_position(self) -> None:
        player = Player([ramp(1600)], 16000)
        player.read()
        player.read()
        assert (player.position_ms, player.duration_ms) == (40, 100)

    def test_loop_without_a_gap_until_stopped(self) -> None:
        player = Player([ramp(100), ramp(50, 101)], 8000, loop=True)
        played = join([frame for _ in range(15) if (frame := player.read()) is not None])
        assert np.array_equal(played, np.resize(ramp(150), 2400))
        assert player.position_ms == 300
        player.stop()
        assert player.read() is None

    def test_skipping_missed_ticks(self) -> None:
        player = Player([ramp(1600)], 8000)
        player.skip(4)
        frame = player.read()
        assert frame is not None
        assert frame[0] == 641

    def test_nothing_to_play(self) -> None:
        assert Player([], 8000, loop=True).done
        assert Player([silence(0)], 8000, loop=True).read() is None


class TestFeed:
    @given(st.lists(st.integers(0, 500), max_size=20))
    def test_every_sample_once_in_order(self, sizes: list[int]) -> None:
        feed = PcmFeed(8000)
        for index, size in enumerate(sizes):
            assert feed.push(ramp(size, 1 + sum(sizes[:index])))
        feed.end()
        frames = []
        while (frame := feed.read()) is not None:
            frames.append(frame)
        total = sum(sizes)
        assert np.array_equal(join(frames)[:total], ramp(total))
        assert feed.done
        assert feed.played_ms == total // 8

    def test_marks_at_the_sample_they_were_set(self) -> None:
        feed = PcmFeed(8000)
        feed.mark("start")
        feed.push(ramp(200))
        feed.mark("middle")
        feed.push(ramp(200))
        feed.mark("end")
        assert feed.reached() == ["start"]
        feed.read()
        assert feed.reached() == []
        feed.read()
        assert feed.reached() == ["middle"]
        feed.read()
        assert feed.reached() == ["end"]

    def test_clear_tells_how_much_was_heard(self) -> None:
        feed = PcmFeed(8000)
        feed.push(ramp(1600))
        feed.mark("never")
        feed.read()
        assert feed.clear() == 160
        assert feed.read() is None
        assert feed.buffered_ms == 0
        assert feed.reached() == []
        feed.push(ramp(160, 500))
        frame = feed.read()
        assert frame is not None
        assert frame[0] == 500

    def test_full(self) -> None:
        feed = PcmFeed(8000, max_ms=100)
        assert feed.push(ramp(800))
        assert not feed.push(ramp(1))
        assert feed.buffered_ms == 100
