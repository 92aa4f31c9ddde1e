"""The rows both sides of the REST benchmark serve."""

import uuid
from typing import Any

_FIRST_US = 1_768_469_400_000_000
FLOW_BODY: dict[str, Any] = {
    "name": "greeting",
    "detail": "says hello and hangs up",
    "actions": [
        {"type": "answer"},
        {"type": "talk", "option": {"text": "Hello, and welcome.", "language": "en-US"}},
        {"type": "hangup"},
    ],
}


def call_id(index: int) -> str:
    """Return the id of a row."""
    return str(uuid.UUID(int=0x550E8400E29B41D4A716446655440000 + index))


def call_values(count: int) -> list[dict[str, Any]]:
    """Return that many ended calls, a second apart, by column; tm_create in microseconds."""
    return [_call(index) for index in range(count)]


def _call(index: int) -> dict[str, Any]:
    address = {"type": "tel", "target_name": "", "name": "", "detail": ""}
    option = {"text": "Hello, and welcome.", "language": "en-US"}
    return {
        "id": call_id(index),
        "flow_id": call_id(1_000_000),
        "activeflow_id": call_id(2_000_000 + index),
        "source": address | {"target": "+14155551234"},
        "destination": address | {"target": f"+1415556{index:04d}"},
        "status": "hangup",
        "action": {"id": call_id(3_000_000), "next_id": "", "type": "talk", "option": option},
        "hangup_by": "remote",
        "hangup_reason": "normal",
        "tm_create": _FIRST_US + index * 1_000_000,
    }
