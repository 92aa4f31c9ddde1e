"""Waiting for what happens elsewhere, but not for long."""

import time
from collections.abc import Callable
from typing import TypeVar

_T = TypeVar("_T")
_PAUSE_S = 0.02


def eventually(look: Callable[[], _T], wanted: Callable[[_T], bool], timeout_s: float = 10.0) -> _T:
    """What look gives once it is what is wanted; fails when that takes too long."""
    deadline = time.monotonic() + timeout_s
    while not wanted(seen := look()):
        assert time.monotonic() < deadline, f"still {seen} after {timeout_s} s"
        time.sleep(_PAUSE_S)
    return seen
