"""Actions checked and put into their one form before anything runs them."""

from collections.abc import Callable
from typing import Any

import orjson

from voipbin.core.contract.rejection import shown
from voipbin.core.flow_engine.actions import REGISTRY
from voipbin.core.flow_engine.actions.kind import ActionKind
from voipbin.core.flow_engine.ids import RESERVED_IDS, canonical_id
from voipbin.core.flow_engine.option import Check, Violation
from voipbin.core.flow_engine.state import Action

MAX_ACTIONS = 1000
MAX_BYTES = 1_048_576
MAX_DEPTH = 32
MAX_ID_LENGTH = 128
MAX_VIOLATIONS = 100


class ActionsError(ValueError):
    """A list of actions is refused."""

    reason = "INVALID_ACTIONS"

    def __init__(self, violations: list[Violation]) -> None:
        self.violations = violations[:MAX_VIOLATIONS]
        super().__init__("; ".join(f"{v.field} {v.description}" for v in self.violations))


def validate_actions(raw: Any, *, new_id: Callable[[], str], path: str = "actions") -> list[Action]:
    """Check a list of actions and answer it with every field of every action present.

    Where jumps lead is looked at when they are made, for they may lead out of the list: to the
    flow that fetched this one. Of several actions with one id they find the first.

    Args:
        raw: as a client wrote it; None is an empty list.
        new_id: gives ids to actions that have none.
        path: name of the list in error messages.

    Raises:
        ActionsError: with every violation, at most MAX_VIOLATIONS.
    """
    raw = [] if raw is None else raw
    _check_shape(raw, path)
    checked = [_action(item, f"{path}[{i}]", new_id) for i, item in enumerate(raw)]
    violations = [v for _, found in checked for v in found]
    if violations:
        raise ActionsError(violations)
    return [action for action, _ in checked]


def _check_shape(raw: Any, path: str) -> None:
    """What has to hold before one looks at single actions."""
    if not isinstance(raw, list):
        raise ActionsError([Violation(path, f"must be a list of actions, got {shown(raw)}")])
    if len(raw) > MAX_ACTIONS:
        text = f"must have at most {MAX_ACTIONS} entries, has {len(raw)}"
        raise ActionsError([Violation(path, text)])
    if _is_too_deep(raw):
        raise ActionsError([Violation(path, f"must not nest deeper than {MAX_DEPTH} levels")])
    try:
        size = len(orjson.dumps(raw))
    except TypeError as error:
        raise ActionsError([Violation(path, f"must be JSON: {error}")]) from error
    if size > MAX_BYTES:
        text = f"must have at most {MAX_BYTES} bytes of JSON, has {size}"
        raise ActionsError([Violation(path, text)])


def _is_too_deep(raw: Any) -> bool:
    level: list[Any] = [raw]
    for _ in range(MAX_DEPTH):
        level = [child for value in level for child in _children(value)]
        if not level:
            return False
    return True


def _children(value: Any) -> list[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list):
        return []
    return [item for item in value if isinstance(item, dict | list)]


def _action(item: Any, path: str, new_id: Callable[[], str]) -> tuple[Action, list[Violation]]:
    check = Check(allows_templates=True)
    if not isinstance(item, dict):
        check.fault(path, f"must be an object, got {shown(item)}")
        return {}, check.violations
    word, option = item.get("type"), item.get("option")
    option = {} if option is None else option
    action = {
        "id": _id(item.get("id"), f"{path}.id", check) or new_id(),
        "next_id": _id(item.get("next_id"), f"{path}.next_id", check),
        "type": word,
        "option": option,
        "tm_execute": None,
    }
    if action["id"] in RESERVED_IDS:
        check.fault(f"{path}.id", f"must not be the reserved id {action['id']}")
    kind = _kind(word, f"{path}.type", check)
    if kind is not None:
        kind.read_option(option, f"{path}.option", check)
        _check_nul(option, f"{path}.option", check)
    return action, check.violations


def _id(value: Any, path: str, check: Check) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        check.fault(path, f"must be a text, got {shown(value)}")
        return ""
    if len(value) > MAX_ID_LENGTH:
        check.fault(path, f"must have at most {MAX_ID_LENGTH} characters, has {len(value)}")
    elif "\0" in value:
        check.fault(path, "must not contain NUL")
    return canonical_id(value)


def _kind(word: Any, path: str, check: Check) -> ActionKind | None:
    kind = REGISTRY.get(word) if isinstance(word, str) else None
    if kind is not None:
        return kind
    check.fault(path, f"must be one of {_available()}, got {shown(word)}")
    return None


def _available() -> str:
    return ", ".join(sorted(REGISTRY))


def _check_nul(option: Any, path: str, check: Check) -> None:
    """PostgreSQL cannot keep a NUL in JSON, wherever it stands."""
    if b"\\u0000" in orjson.dumps(option) and _has_nul(option):
        check.fault(path, "must not contain NUL")


def _has_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any("\0" in key or _has_nul(item) for key, item in value.items())
    return isinstance(value, list) and any(map(_has_nul, value))
