"""Legs that are dialled for a bridge, one after the other."""

from collections.abc import Sequence
from typing import Protocol

from voipbin.core.call.live import LiveCall


class WaitingBridges(Protocol):
    """Knows which bridges still wait for somebody."""

    def waits(self, id: str) -> bool:
        """Whether one of its legs is yet to answer."""

    def add(self, id: str, legs: Sequence[LiveCall]) -> None:
        """Takes further legs, or hangs up on them."""


class BridgeNewcomers:
    """Legs that are dialled for a bridge, also those dialled while it is not told of the first."""

    def __init__(self, bridges: WaitingBridges, bridge_id: str) -> None:
        self._bridges = bridges
        self._id = bridge_id
        self._early: list[LiveCall] | None = []

    @property
    def are_wanted(self) -> bool:
        """Whether the bridge waits for somebody."""
        return self._early is not None or self._bridges.waits(self._id)

    def add(self, legs: Sequence[LiveCall]) -> None:
        """Takes calls that were made after the first ones."""
        if self._early is not None:
            self._early += legs
        else:
            self._bridges.add(self._id, legs)

    def taken(self, legs: Sequence[LiveCall]) -> list[LiveCall]:
        """The first legs and those that came early; later ones go to the bridge itself."""
        early, self._early = self._early or [], None
        return [*legs, *early]
