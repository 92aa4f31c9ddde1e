"""Jobs that come round again."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from voipbin.core.periodic import Periodic


class Rounds:
    """Counts rounds and lets a test wait for one; the first fails when asked to."""

    def __init__(self, *, first_fails: bool = False) -> None:
        self.count = 0
        self._first_fails = first_fails
        self._third = asyncio.Event()

    async def work(self) -> None:
        self.count += 1
        if self.count == 3:
            self._third.set()
        if self._first_fails and self.count == 1:
            raise ValueError("bad luck")

    async def third(self) -> None:
        await asyncio.wait_for(self._third.wait(), 5)


def slept(naps: list[float]) -> Callable[[float], Awaitable[None]]:
    """A sleep that only takes note."""

    async def sleep(seconds: float) -> None:
        naps.append(seconds)
        await asyncio.sleep(0)

    return sleep


@pytest.mark.parametrize("first_fails", [False, True])
async def test_comes_round(first_fails: bool) -> None:
    rounds, naps = Rounds(first_fails=first_fails), list[float]()
    job = Periodic("count", 60, rounds.work, sleep=slept(naps))
    job.start()
    await rounds.third()
    await job.close()
    assert set(naps) == {60}


async def test_close_ends_a_round_in_the_middle() -> None:
    begun, ended = asyncio.Event(), list[str]()

    async def work() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("ended")

    job = Periodic("wait", 1, work)
    job.start()
    job.start()
    await asyncio.wait_for(begun.wait(), 5)
    await job.close()
    await job.close()
    assert ended == ["ended"]
