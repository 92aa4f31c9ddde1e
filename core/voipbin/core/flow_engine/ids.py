"""Ids of actions: the reserved ones, one spelling for each, and fresh ones without randomness."""

from collections.abc import Callable
from uuid import UUID, uuid5

NIL_ID = "00000000-0000-0000-0000-000000000000"
START_ID = "00000000-0000-0000-0000-000000000001"
FINISH_ID = "00000000-0000-0000-0000-000000000002"
NEXT_ID = "00000000-0000-0000-0000-000000000003"
MAIN_STACK_ID = START_ID
RESERVED_IDS = frozenset({START_ID, FINISH_ID, NEXT_ID})

_NAMESPACE = UUID("6f1d4a52-5c0b-4f0e-9a5b-5d0f6b1c7e11")
_UUID_LENGTH = 36


def canonical_id(text: str) -> str:
    """Spell a UUID in lower case and the nil UUID as ""; leave a symbolic id as it is."""
    if len(text) != _UUID_LENGTH:
        return text
    try:
        spelled = str(UUID(text))
    except ValueError:
        return text
    return "" if spelled == NIL_ID else spelled


def derived_id(*parts: object) -> str:
    """The same UUID for the same parts, in every process and at every replay."""
    return str(uuid5(_NAMESPACE, ":".join(map(str, parts))))


def derived_ids(*seed: object) -> Callable[[], str]:
    """Endless fresh ids that follow from the seed alone."""
    count = 0

    def next_one() -> str:
        nonlocal count
        count += 1
        return derived_id(*seed, count)

    return next_one
