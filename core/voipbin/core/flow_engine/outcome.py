"""What an action may ask of the stepper."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run goes on after an action has started or heard something."""


@dataclass(frozen=True, slots=True)
class Stay(Outcome):
    """The action is not over."""


@dataclass(frozen=True, slots=True)
class Next(Outcome):
    """The action is over; the following one is next."""


@dataclass(frozen=True, slots=True)
class Jump(Outcome):
    """The action is over; another one is next, in this stack or further out."""

    target_id: str
    """Its id."""


@dataclass(frozen=True, slots=True)
class Push(Outcome):
    """Other actions come first; then the run goes on after this one."""

    actions: object
    """A list of actions."""
    is_system: bool = False
    """Made by the platform: neither checked nor counted."""
    is_waiting: bool = False
    """A round in which a call waits until something happens outside its flow."""


@dataclass(frozen=True, slots=True)
class Fail(Outcome):
    """The action could not do its work: its failure rule decides."""

    reason: str
    """Words for the log."""


@dataclass(frozen=True, slots=True)
class End(Outcome):
    """The run is over."""

    reason: str
    """An EndReason."""


STAY = Stay()
NEXT = Next()
