"""What was seen of a call while it happened, and waiting for it to be seen."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from voipbin.core.commands.demo.failure import StepFailed

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Seen:
    """One report of the platform or of the phone."""

    source: str
    "platform or phone."
    kind: str
    "call_ringing; answered."
    data: dict[str, Any]


class Witness:
    """Collects reports and wakes who waits for them."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.seen_call = False
        """Whether the call has begun: what came before is not about it."""
        self.last_id = "0"
        """Of the event log, where a later call goes on."""
        self._news = asyncio.Event()
        self._failure: StepFailed | None = None

    def report(self, source: str, kind: str, data: dict[str, Any]) -> Seen:
        """Writes down a report."""
        seen = Seen(source, kind, data)
        self.seen.append(seen)
        self._news.set()
        return seen

    def give_up(self, failure: StepFailed) -> None:
        """Nothing more can come: who waits is told."""
        self._failure = self._failure or failure
        self._news.set()

    def all(self, source: str, kind: str) -> list[dict[str, Any]]:
        """Every report of that kind."""
        return [seen.data for seen in self.seen if (seen.source, seen.kind) == (source, kind)]

    def first(self, source: str, kind: str) -> dict[str, Any] | None:
        """The first report of that kind."""
        return next(iter(self.all(source, kind)), None)

    async def until(
        self,
        step: str,
        expected: str,
        find: Callable[["Witness"], T | None],
        *,
        within_s: float,
        log: Path,
    ) -> T:
        """Waits until something is found.

        Raises:
            StepFailed: not within the time, or a process is gone.
        """
        try:
            async with asyncio.timeout(within_s):
                while (found := find(self)) is None:
                    if self._failure is not None:
                        raise self._failure
                    self._news.clear()
                    await self._news.wait()
                return found
        except TimeoutError:
            last = self.seen[-1] if self.seen else None
            came = f"only {last.source} {last.kind} last" if last else "nothing"
            raise StepFailed(step, f"{expected} within {within_s:.0f} s", came, log) from None
