"""How an action type is declared."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from typing import Any

from google.protobuf.descriptor import Descriptor

from voipbin.core.contract.options import action_of
from voipbin.core.contract.spelling import words_by_number
from voipbin.core.flow_engine.inputs import Input
from voipbin.core.flow_engine.option import Reader, message_reader
from voipbin.core.flow_engine.outcome import Outcome
from voipbin.core.flow_engine.run import Run
from voipbin.v1 import flow_action_pb2

Option = dict[str, Any]
"""Option of an action after substitution, every field of its message present."""


class Media(StrEnum):
    """References a type works with; with others it is skipped in silence."""

    RTC = "rtc"
    """Live calls."""
    ANY = "any"
    """All."""
    NRT = "nrt"
    """All but live calls and no reference at all."""


class Failure(StrEnum):
    """What becomes of the run when an action cannot do its work."""

    NEXT = "next"
    END = "end"
    FALSE = "false"
    """A condition that cannot be read does not hold."""


def hears_nothing(_run: Run, _option: Option, _event: Input) -> Outcome | None:
    """For actions that leave every input to the engine."""
    return None


def _nothing(_run: Run, _option: Option) -> None:
    return None


@dataclass(frozen=True)
class ActionKind:
    """One row of the table of actions."""

    type: str
    """Word in REST spelling."""
    media: Media
    blocks: bool
    """The run stays with it until something happens."""
    failure: Failure
    start: Callable[[Run, Option], Outcome]
    """Begin the action."""
    receive: Callable[[Run, Option, Input], Outcome | None] = hears_nothing
    """Hear an input while waiting; None leaves it to the engine."""
    interrupt: Callable[[Run, Option], None] = _nothing
    """Undo what still goes on when the run leaves early."""

    @cached_property
    def descriptor(self) -> Descriptor:
        """Message of the option."""
        return option_descriptors()[self.type]

    @cached_property
    def read_option(self) -> Reader:
        """Reader of the option."""
        return message_reader(self.descriptor)


@cache
def option_descriptors() -> dict[str, Descriptor]:
    """Option message of every type word of the contract."""
    enum = flow_action_pb2.FlowActionType.DESCRIPTOR
    messages = flow_action_pb2.DESCRIPTOR.message_types_by_name
    found = {}
    for number, word in words_by_number(enum).items():
        if name := action_of(enum.values_by_number[number]).option:
            found[word] = messages[name]
    return found
