"""How far one run may go before the engine ends it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The defaults are those of the VoipBin API; an operator may raise them."""

    max_actions: int = 100
    """Tested before each action of the customer: actions 1 to max_actions + 1 run."""

    max_immediate: int = 1000
    """Actions started by a single input."""

    max_stacks: int = 100
    """Nested stacks, the main one included."""

    max_chain: int = 5
    """Activeflows in a chain of on_complete and on_end flows."""

    max_variables: int = 1000
    """Variables of one run."""

    max_value_length: int = 65_536
    """Characters of one variable."""

    max_text_length: int = 1_048_576
    """Characters of all texts of one option after substitution."""

    max_history: int = 1000
    """Entries of executed_actions; the start pseudo-action and the newest are kept."""


DEFAULT_LIMITS = Limits()
