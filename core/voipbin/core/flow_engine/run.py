"""One step under way: the state being changed and the effects asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from voipbin.core.flow_engine.effects import (
    ActionProblem,
    CancelTimer,
    Effect,
    StartTimer,
)
from voipbin.core.flow_engine.limits import Limits
from voipbin.core.flow_engine.outcome import STAY, Outcome
from voipbin.core.flow_engine.state import EngineState, Wait
from voipbin.core.flow_engine.variables import (
    CALL_STATUS,
    DIGITS,
    REFERENCE_DATA,
    Substitution,
    VariableError,
    clean_text,
    set_variable,
)

ReferenceData = str | Callable[[], str]
"""JSON of the call or conversation of the run, or how to get it when a flow asks for it."""

_UNANSWERED = ("dialing", "ringing")
_ORDER = {"ringing": 1, "progressing": 2, "terminating": 3, "canceling": 3, "hangup": 4}


@dataclass(slots=True)
class Run:
    """What an action sees of the engine."""

    state: EngineState
    now_us: int
    limits: Limits
    reference_data: ReferenceData = ""
    effects: list[Effect] = field(default_factory=list)
    template: Mapping[str, Any] = field(default_factory=dict)
    """Option of the action being started, before substitution."""

    @property
    def token(self) -> int:
        """Token of the current action."""
        return self.state.serial

    @property
    def stage(self) -> str:
        """What the current action waits for."""
        return self.state.wait.stage if self.state.wait else ""

    def emit(self, effect: Effect) -> None:
        """Ask for an effect."""
        self.effects.append(effect)

    def problem(self, reason: str) -> None:
        """Tell that the current action could not do its work."""
        action = self.state.current_action
        self.emit(ActionProblem(action["id"], action["type"], reason))

    def wait(self, stage: str = "", *, timer_ms: int | None = None) -> Outcome:
        """Stay with the current action until something happens, or a time has passed."""
        self.state.wait = Wait(self.token, stage, timer_ms is not None)
        if timer_ms is not None:
            self.emit(StartTimer(self.token, timer_ms, self.now_us + timer_ms * 1000))
        return STAY

    def leave(self, *, timer_fired: bool = False) -> None:
        """Wait no longer."""
        wait, self.state.wait = self.state.wait, None
        if wait and wait.has_timer and not timer_fired:
            self.emit(CancelTimer(wait.token))

    @property
    def must_answer(self) -> bool:
        """Whether the call is an incoming one that nobody has answered yet."""
        call = self.state.call
        return call is not None and call.direction == "incoming" and call.status in _UNANSWERED

    def set_call_status(self, status: str) -> None:
        """Remember how the call stands; late news never takes it back."""
        call = self.state.call
        if call is not None and _ORDER[status] > _ORDER.get(call.status, 0):
            self.state.call = replace(call, status=status)
            self.state.variables[CALL_STATUS] = status

    @property
    def digits(self) -> str:
        """Keys the party has pressed, as the flow sees them."""
        return self.get(DIGITS)

    @digits.setter
    def digits(self, value: str) -> None:
        self.state.variables[DIGITS] = value

    def get(self, name: str) -> str:
        """A variable; "" when there is none."""
        if name == REFERENCE_DATA:
            data = self.reference_data
            return clean_text(data if isinstance(data, str) else data())
        return self.state.variables.get(name, "")

    def set(self, name: str, value: object) -> None:
        """Set a variable.

        Raises:
            VariableError: there are too many, or the value is too long.
        """
        set_variable(self.state.variables, clean_text(name), clean_text(value), self.limits)

    def set_all(self, values: Mapping[str, object]) -> None:
        """Set what fits: a long value is cut, a variable too many is left out."""
        for name, value in values.items():
            try:
                self.set(name, clean_text(value)[: self.limits.max_value_length])
            except VariableError:
                continue

    def substitution(self) -> Substitution:
        """A fresh substitution over the variables as they are now."""
        return Substitution(self.get, self.limits.max_text_length)
