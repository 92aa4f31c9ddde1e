"""A session under way, as this process knows it."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Protocol

from voipbin.core.ai.model import AiRow
from voipbin.core.aicall.assistant import Assistant
from voipbin.core.aicall.model import AicallRow
from voipbin.core.aicall.party import Member, Party
from voipbin.core.llm.port import Tool


class FlowPort(Protocol):
    """The flow a session belongs to."""

    @property
    def variables(self) -> dict[str, str]:
        """As they are now."""
        ...

    def set_variables(self, values: dict[str, str]) -> None:
        """Changes some."""
        ...


class CallPort(Protocol):
    """The call a session talks on."""

    @property
    def own_number(self) -> str:
        """Our telephone number in it; "" where there is none."""
        ...

    async def stop_media(self) -> None:
        """Ends music and prompts."""
        ...

    def talk_as(self, ai: AiRow) -> None:
        """Another ai speaks and listens; what it does not say about that stays as it was."""
        ...


@dataclass(frozen=True, slots=True)
class Ending:
    """How a session is to end once its ai has said what it had to say."""

    stops_flow: bool = False
    actions: tuple[dict[str, Any], ...] = ()
    "What the flow does before it goes on."


@dataclass(slots=True)
class LiveAicall:
    """One session."""

    row: AicallRow
    assistant: Assistant
    "Of the member that works now."
    party: Party
    member: Member
    flow: FlowPort | None = None
    call: CallPort | None = None
    ending: Ending | None = None
    "Set by a tool."
    told_us: int | None = None
    "When the latest was said that its ai was told of; None before it was told of anything."
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    "One turn at a time."
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    "Without a call: held by who asks, until what follows from the answer is done."
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    "It was deleted: nobody waits for an answer any more."

    @property
    def id(self) -> str:
        """Of the aicall."""
        return self.row.id

    @property
    def tools(self) -> tuple[Tool, ...]:
        """What its ai may use."""
        return self.assistant.tools

    @property
    def customer_id(self) -> str:
        """Its owner."""
        return self.row.customer_id

    def ask_for(self, flow: FlowPort | None, activeflow_id: str) -> None:
        """A flow, or nobody's, asks: what the ai does is done to that one, and how it ends is news
        to it alone."""
        self.flow, self.row.activeflow_id, self.ending = flow, activeflow_id, None
