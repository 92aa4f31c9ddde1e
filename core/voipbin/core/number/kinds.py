"""What numbers look like, and how the virtual ones differ."""

import re
import secrets
from collections.abc import Iterator

from voipbin.core.errors import InvalidArgument

NORMAL = "normal"
VIRTUAL = "virtual"

E164 = re.compile(r"\+[0-9]{7,15}")
VIRTUAL_PREFIX = "+899"
"A calling code that no country has."
VIRTUAL_COUNTRY = "899"
_RESERVED_PREFIX = "+899000"
_VIRTUAL = re.compile(r"\+899[0-9]{9}")
_FIRST, _END = 1_000_000, 1_000_000_000
"What may follow the prefix; less is reserved."


def check_number(number: str, type: str) -> None:
    """Refuses a number that is not of its kind.

    Raises:
        InvalidArgument: naming the number.
    """
    if (fault := _fault(number, type)) is not None:
        raise InvalidArgument.of([("number", f"{fault}, got {number!r}")])


def random_virtual_numbers() -> Iterator[str]:
    """Virtual numbers without end, some of them taken."""
    while True:
        yield f"{VIRTUAL_PREFIX}{_FIRST + secrets.randbelow(_END - _FIRST):09d}"


def _fault(number: str, type: str) -> str | None:
    if number.startswith(_RESERVED_PREFIX):
        return f"must not begin with {_RESERVED_PREFIX}, which is reserved"
    if type == VIRTUAL and _VIRTUAL.fullmatch(number) is None:
        return f"must be {VIRTUAL_PREFIX} and 9 digits to be virtual"
    if type == NORMAL and number.startswith(VIRTUAL_PREFIX):
        return f"must not begin with {VIRTUAL_PREFIX}: such numbers are of the type virtual"
    return None
