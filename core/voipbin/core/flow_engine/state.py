"""Where a run stands: one JSON document, stored after every step."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

from voipbin.core.flow_engine.effects import Effect
from voipbin.core.flow_engine.ids import FINISH_ID, MAIN_STACK_ID, START_ID

VERSION = 1

Action = dict[str, Any]
"""{"id", "next_id", "type", "option", "tm_execute"} in REST spelling; never changed in place."""


class Status(StrEnum):
    """State of a run; ended is final."""

    RUNNING = "running"
    ENDED = "ended"


class EndReason(StrEnum):
    """Why a run is over."""

    FINISHED = "finished"
    STOPPED = "stopped"
    CALL_HANGUP = "call_hangup"
    ACTION_LIMIT = "action_limit"
    STEP_LIMIT = "step_limit"
    STACK_LIMIT = "stack_limit"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What the engine knows of the call of a run."""

    direction: str
    """incoming or outgoing."""
    status: str
    """dialing, ringing, progressing, terminating, canceling or hangup."""


@dataclass(frozen=True, slots=True)
class RunInfo:
    """What a run belongs to; never changes."""

    activeflow_id: str
    """The run."""
    reference_type: str = ""
    """call, api, conversation, campaign, transcribe, recording, ai or ""."""
    reference_id: str = ""
    """That resource."""
    flow_id: str = ""
    """Flow it was made from."""
    reference_activeflow_id: str = ""
    """The run that caused this one."""
    on_complete_flow_id: str = ""
    """Flow that follows at the end."""
    complete_count: int = 0
    """Runs before this one in its chain."""
    hop_count: int = 0
    """Message flows that led to this run, itself included, each begun by a text of the one before;
    0 where no text began it. No variable shows it: texts carry it on, and nobody can set it."""

    def variables(self) -> dict[str, str]:
        """The voipbin.activeflow.* variables."""
        return {
            "voipbin.activeflow.id": self.activeflow_id,
            "voipbin.activeflow.reference_type": self.reference_type,
            "voipbin.activeflow.reference_id": self.reference_id,
            "voipbin.activeflow.reference_activeflow_id": self.reference_activeflow_id,
            "voipbin.activeflow.flow_id": self.flow_id,
            "voipbin.activeflow.complete_count": str(self.complete_count),
        }


@dataclass(frozen=True, slots=True)
class Stack:
    """A list of actions under way; the one below continues where it was pushed."""

    id: str
    """Unique in the run."""
    actions: list[Action]
    """Shared between states, never changed."""
    index: int = -1
    """Current action; -1 before the first."""
    is_system: bool = False
    """Pushed by the platform: free of the action budget."""
    is_waiting: bool = False
    """A round in which a call waits: it goes on for ever, what it calls is free of the budget as
    well, and none of its own actions ends the run."""

    def at(self, index: int) -> "Stack":
        """The same stack with another current action."""
        return replace(self, index=index)

    @property
    def action(self) -> Action | None:
        """The current action."""
        return self.actions[self.index] if self.index >= 0 else None


@dataclass(frozen=True, slots=True)
class Wait:
    """What completes the current action."""

    token: int
    """Token of the answers that count."""
    stage: str = ""
    """Which answer is next, where an action has several."""
    has_timer: bool = False
    """A timer of this token runs."""


def start_action() -> Action:
    """The pseudo-action a run begins with."""
    return {"id": START_ID, "next_id": "", "type": "", "option": {}, "tm_execute": None}


def finish_action() -> Action:
    """The pseudo-action a run ends with."""
    return {"id": FINISH_ID, "next_id": "", "type": "", "option": {}, "tm_execute": None}


@dataclass(slots=True)
class EngineState:
    """A whole run. `step` never changes one: it answers with another."""

    info: RunInfo
    call: CallFacts | None = None
    stacks: list[Stack] = field(default_factory=list)
    current_action: Action = field(default_factory=start_action)
    executed_actions: list[Action] = field(default_factory=list)
    forward_action_id: str = ""
    variables: dict[str, str] = field(default_factory=dict)
    goto_counters: dict[str, int] = field(default_factory=dict)
    action_count: int = 0
    serial: int = 0
    is_started: bool = False
    wait: Wait | None = None
    status: str = Status.RUNNING
    end_reason: str = ""
    last_effects: tuple[Effect, ...] = ()

    @property
    def token(self) -> int:
        """Token that is waited for; 0 for none."""
        return self.wait.token if self.wait else 0

    def copy(self) -> "EngineState":
        """A state that may be changed without touching this one."""
        return replace(
            self,
            stacks=list(self.stacks),
            executed_actions=list(self.executed_actions),
            variables=dict(self.variables),
            goto_counters=dict(self.goto_counters),
        )

    def to_json(self) -> dict[str, Any]:
        """The document to store."""
        info, call, wait = self.info, self.call, self.wait
        return {
            "version": VERSION,
            "info": {name: getattr(info, name) for name in RunInfo.__slots__},
            "call": call and {"direction": call.direction, "status": call.status},
            "stacks": [
                {name: getattr(stack, name) for name in Stack.__slots__} for stack in self.stacks
            ],
            "current_action": self.current_action,
            "executed_actions": list(self.executed_actions),
            "forward_action_id": self.forward_action_id,
            "variables": dict(self.variables),
            "goto_counters": dict(self.goto_counters),
            "action_count": self.action_count,
            "serial": self.serial,
            "is_started": self.is_started,
            "wait": wait
            and {"token": wait.token, "stage": wait.stage, "has_timer": wait.has_timer},
            "status": str(self.status),
            "end_reason": str(self.end_reason),
            "last_effects": [effect.to_json() for effect in self.last_effects],
        }

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> Self:
        """Read what `to_json` wrote.

        Raises:
            ValueError: the document has another version.
        """
        values = dict(document)
        version = values.pop("version", None)
        if version != VERSION:
            raise ValueError(f"version must be {VERSION}, got {version!r}")
        values["info"] = RunInfo(**values["info"])
        values["call"] = CallFacts(**values["call"]) if values["call"] else None
        values["stacks"] = [Stack(**stack) for stack in values["stacks"]]
        values["wait"] = Wait(**values["wait"]) if values["wait"] else None
        values["last_effects"] = tuple(map(Effect.from_json, values["last_effects"]))
        return cls(**values)


def new_state(
    info: RunInfo,
    actions: list[Action],
    *,
    call: CallFacts | None = None,
    variables: dict[str, str] | None = None,
) -> EngineState:
    """A run before its first action.

    Args:
        info: what it belongs to.
        actions: as `validate_actions` answered them.
        call: given for a live call, whose run may use media; None for anything else.
        variables: what it starts with, beside voipbin.activeflow.*.
    """
    return EngineState(
        info=info,
        call=call,
        stacks=[Stack(MAIN_STACK_ID, actions)],
        variables={**(variables or {}), **info.variables()},
    )
