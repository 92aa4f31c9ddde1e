"""A short soak: after a few hundred calls nothing is left of them."""

from pathlib import Path

import pytest

from tests.benchmarks.soak import leaks, soak
from tests.peers import require_peer


@pytest.mark.asyncio
async def test_nothing_is_left(tmp_path: Path) -> None:
    """No row that is still alive, which `soak` looks at itself, and no file descriptor."""
    require_peer("sipp")
    looks = await soak(tmp_path, calls=240, batch=120, at_once=8, settled_s=1.0)
    assert not any(leaks(looks).values()), looks
