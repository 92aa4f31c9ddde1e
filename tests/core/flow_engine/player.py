"""Plays inputs to a run and keeps what it answers."""

import json
from typing import Any, TypeVar

from voipbin.core.flow_engine import (
    DEFAULT_LIMITS,
    Action,
    ActivityChanged,
    CallFacts,
    Effect,
    EngineState,
    Input,
    Limits,
    RunInfo,
    Start,
    derived_ids,
    new_state,
    step,
    validate_actions,
)

INCOMING = CallFacts("incoming", "ringing")
ANSWERED = CallFacts("incoming", "progressing")
OUTGOING = CallFacts("outgoing", "progressing")

_Kind = TypeVar("_Kind", bound=Effect)


def act(type_: str, id_: str = "", next_id: str = "", /, **option: Any) -> Action:
    """An action as a client writes it."""
    return {"id": id_, "next_id": next_id, "type": type_, "option": option}


def valid(*actions: Action) -> list[Action]:
    """Actions as the engine stores them."""
    return validate_actions(list(actions), new_id=derived_ids("test"))


def through_json(state: EngineState) -> EngineState:
    """The state as it is after a restart."""
    return EngineState.from_json(json.loads(json.dumps(state.to_json())))


class Player:
    """One run under test; every state passes through JSON on its way."""

    def __init__(
        self,
        *actions: Action,
        call: CallFacts | None = ANSWERED,
        reference_type: str | None = None,
        variables: dict[str, str] | None = None,
        limits: Limits = DEFAULT_LIMITS,
        info: RunInfo | None = None,
        now_us: int = 1_000_000,
        reference_data: str = "",
        checked: bool = True,
    ) -> None:
        default_type = "call" if call else "api"
        kind = default_type if reference_type is None else reference_type
        self.state = new_state(
            info or RunInfo("run-1", kind, "ref-1"),
            valid(*actions) if checked else list(actions),
            call=call,
            variables=variables,
        )
        self.limits, self.now_us, self.reference_data = limits, now_us, reference_data
        self.log: list[Effect] = []

    def feed(self, event: Input) -> list[Effect]:
        """Play one input; the effects, without the notices of changed actions."""
        before = self.state.to_json()
        after, effects = step(
            self.state,
            event,
            self.now_us,
            limits=self.limits,
            reference_data=self.reference_data,
        )
        assert self.state.to_json() == before, "step changed the state it was given"
        self.state = through_json(after)
        assert self.state == after
        self.log += effects
        return [effect for effect in effects if not isinstance(effect, ActivityChanged)]

    def start(self) -> list[Effect]:
        """Play the first input."""
        return self.feed(Start())

    def all(self, kind: type[_Kind]) -> list[_Kind]:
        """Every effect of one kind so far."""
        return [effect for effect in self.log if isinstance(effect, kind)]

    @property
    def token(self) -> int:
        """Token that is waited for."""
        return self.state.token

    @property
    def current(self) -> str:
        """Type of the current action."""
        return str(self.state.current_action["type"])

    @property
    def history(self) -> list[str]:
        """Types of the executed actions, without the start."""
        assert self.state.executed_actions[0]["id"].endswith("0001")
        return [action["type"] for action in self.state.executed_actions[1:]]
