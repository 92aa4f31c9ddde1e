"""The machine's clock."""

import time

from voipbin.core.clock import SystemClock


def test_never_the_same_twice() -> None:
    clock = SystemClock()
    moments = [clock.now_us() for _ in range(10_000)]
    assert len(set(moments)) == len(moments)
    assert moments == sorted(moments)


def test_is_the_time() -> None:
    before = time.time_ns() // 1000
    now_us = SystemClock().now_us()
    assert before <= now_us <= time.time_ns() // 1000 + 1
