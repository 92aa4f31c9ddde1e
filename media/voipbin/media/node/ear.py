"""What a program on a channel wants to be told besides its audio."""

from typing import Protocol


class Ear(Protocol):
    """Told by a channel; must not block."""

    def digit(self, digit: str, duration_ms: int) -> None:
        """The party pressed a key."""

    def hold(self, on: bool) -> None:
        """The party put us on hold or took us back."""

    def ended(self, reason: str) -> None:
        """The channel is gone; `reason` in the words of the API."""
