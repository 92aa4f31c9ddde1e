"""An event loop whose clock jumps to the next timer instead of waiting for it."""

import asyncio
import selectors
import socket
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _JumpingSelector(selectors.SelectSelector):
    """Never blocks: the time the loop wants to sleep is added to its clock."""

    loop: "VirtualTimeLoop"

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError("deadlock: every task waits and no timer is set")
        self.loop.now_s += max(timeout, 0.0)
        return super().select(0)


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """Loop starting at second 0 of its own time."""

    def __init__(self) -> None:
        self.now_s = 0.0
        selector = _JumpingSelector()
        selector.loop = self
        super().__init__(selector)

    def time(self) -> float:
        return self.now_s

    def run_in_executor(  # type: ignore[override]
        self, executor: Any, work: Any, *args: Any
    ) -> asyncio.Future[Any]:
        """No names here: a thread that resolves them would live on real time."""
        assert work.func is socket.getaddrinfo
        unknown: asyncio.Future[Any] = self.create_future()
        unknown.set_exception(socket.gaierror(f"{work.args[0]} does not resolve"))
        return unknown


def run_virtual(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` to its end on virtual time."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(work)


class ManualClock:
    """A `Clock` for code without a loop: `advance` runs what falls due, in order."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self._timers: list[_Timer] = []

    def time(self) -> float:
        return self.now_s

    def call_later(self, delay: float, callback: Any, *args: object) -> "_Timer":
        timer = _Timer(self.now_s + delay, len(self._timers), callback, args)
        self._timers.append(timer)
        return timer

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass."""
        end_s = self.now_s + seconds
        while due := [t for t in self._timers if not t.done and t.at_s <= end_s + 1e-9]:
            timer = min(due, key=lambda t: (t.at_s, t.order))
            self.now_s = max(self.now_s, timer.at_s)
            timer.done = True
            timer.callback(*timer.args)
        self.now_s = end_s


class _Timer:
    def __init__(self, at_s: float, order: int, callback: Any, args: tuple[object, ...]) -> None:
        self.at_s, self.order, self.callback, self.args = at_s, order, callback, args
        self.done = False

    def cancel(self) -> None:
        self.done = True
