"""What serves an operation in a room, standard verbs included."""

from typing import Any

from voipbin.core.contract.operations import operations
from voipbin.core.serving import Operations


def served(room: Operations, name: str) -> Any:
    """The handler of the operation of a name."""
    return room.handler(next(spec for spec in operations().values() if spec.title == name))
