"""What a language model is asked and what it answers, whoever runs it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool the model wants to be run."""

    id: str
    "What the model calls it; the result is sent back with it."
    name: str
    arguments: str
    "A JSON object as text, as the model wrote it: it may be malformed."


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the history."""

    role: str
    "system, user, assistant or tool."
    content: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""


@dataclass(frozen=True, slots=True)
class Tool:
    """A function the model may call."""

    name: str
    description: str
    parameters: Mapping[str, Any]
    "JSON Schema of the arguments."


@dataclass(frozen=True, slots=True)
class Turn:
    """What the model answered: a text, tools to run, or both."""

    text: str
    tool_calls: tuple[ToolCall, ...] = ()


class Llm(Protocol):
    """One model, ready to be asked."""

    async def complete(self, messages: Sequence[Said], tools: Sequence[Tool] = ()) -> Turn:
        """One turn.

        Raises:
            VoipbinError: there is no answer; says why, without secrets.
        """
        ...
