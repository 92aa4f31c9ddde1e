"""The bridge in which a caller waits for the agent that is rung for it."""

from typing import Protocol

from voipbin.core.call.bridge import Bridge
from voipbin.core.call.live import LiveCall
from voipbin.core.queue.waiting import Waiting


class Stays(Protocol):
    """What becomes of a stay."""

    async def served(self, stay: Waiting) -> None:
        """Its agent answered."""

    async def left_bridge(self, stay: Waiting) -> None:
        """It talks to its agent no more."""

    async def back(self, stay: Waiting) -> None:
        """Its agent did not answer."""


class Encounter:
    """Keeps that bridge."""

    keeps_newcomer = False

    def __init__(self, stays: Stays, stay: Waiting) -> None:
        self._stays = stays
        self._stay = stay

    async def answered(self, newcomer: LiveCall) -> None:
        """Agent and caller talk."""
        await self._stays.served(self._stay)

    async def over(self, bridge: Bridge) -> bool:
        """They do not any more, or the agent did not answer and the caller waits again."""
        # An agent that hands the caller over leaves a bridge where nobody has answered yet.
        if bridge.is_answered or self._stay.is_served:
            await self._stays.left_bridge(self._stay)
        elif bridge.caller_token is not None:
            await self._stays.back(self._stay)
        return self._stay.is_over
