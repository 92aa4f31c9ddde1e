"""Variables of a run and their substitution in options."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from voipbin.core.flow_engine.limits import Limits

DIGITS = "voipbin.call.digits"
CALL_STATUS = "voipbin.call.status"
REFERENCE_DATA = "voipbin.flow.reference_data"

# The shortest text up to a closing brace; the name is taken as it stands.
_REFERENCE = re.compile(r"\$\{([^}]*)\}")
_ADDRESS_FIELDS = ("name", "detail", "target", "target_name", "type")


class VariableError(ValueError):
    """A variable is refused, or a text grows beyond its limit."""


class Substitution:
    """Replaces ${name} in the texts of one option, within one budget of characters."""

    def __init__(self, lookup: Callable[[str], str], max_length: int) -> None:
        self._lookup = lookup
        self._left = max_length

    def apply(self, value: Any) -> Any:
        """Substitute every text at any depth; keys and other types stay.

        Raises:
            VariableError: the texts grow beyond the budget.
        """
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {key: self.apply(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.apply(item) for item in value]
        return value

    def text(self, template: str) -> str:
        """Substitute once: what a variable brings in is not looked at again."""
        if "${" not in template:
            return template
        return _REFERENCE.sub(self._replace, template)

    def _replace(self, match: re.Match[str]) -> str:
        value = self._lookup(match[1])
        self._left -= len(value)
        if self._left < 0:
            raise VariableError("option must not grow further by its variables")
        return value


def set_variable(variables: dict[str, str], name: str, value: str, limits: Limits) -> None:
    """Set one variable.

    Raises:
        VariableError: there are too many, or the value is too long.
    """
    if name not in variables and len(variables) >= limits.max_variables:
        raise VariableError(f"variables must be at most {limits.max_variables}")
    if len(value) > limits.max_value_length:
        raise VariableError(
            f"value must have at most {limits.max_value_length} characters, got {len(value)}"
        )
    variables[name] = value


def clean_text(value: object) -> str:
    """Text that every database and wire format can carry: no NUL, no lone surrogate."""
    text = value if isinstance(value, str) else str(value)
    if text.isascii():
        return text.replace("\0", "")
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def call_variables(
    call: Mapping[str, Any], source: Mapping[str, Any], destination: Mapping[str, Any]
) -> dict[str, str]:
    """The voipbin.call.* variables a run of a call starts with; digits are empty."""
    variables = {
        "voipbin.call.id": clean_text(call.get("id") or ""),
        "voipbin.call.direction": clean_text(call.get("direction") or ""),
        "voipbin.call.master_call_id": clean_text(call.get("master_call_id") or ""),
        CALL_STATUS: clean_text(call.get("status") or ""),
        DIGITS: "",
    }
    for side, address in (("source", source), ("destination", destination)):
        for name in _ADDRESS_FIELDS:
            variables[f"voipbin.call.{side}.{name}"] = clean_text(address.get(name) or "")
    return variables
