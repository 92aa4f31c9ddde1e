"""A short soak: after a few hundred calls nothing is left of them."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.benchmarks.soak import Look, growth, leaks, soak
from tests.peers import require_peer


@pytest.mark.asyncio
async def test_nothing_is_left(tmp_path: Path) -> None:
    """No row and no object that is still alive, which `soak` looks at itself, and no file
    descriptor.
    """
    require_peer("sipp")
    looks = await soak(tmp_path, calls=240, batch=120, at_once=8, settled_s=20.0)
    assert not any(leaks(looks).values()), looks


@pytest.mark.parametrize(
    ("held_mb", "part"),
    [
        ([150, 160, 100, 120, 100, 120, 100, 120, 100, 120, 110], 0.0),
        ([100, 100, 100, 110, 110, 120, 120, 130, 130, 140, 110], 0.27),
    ],
    ids=["between collections of garbage", "a leak"],
)
def test_growth_is_that_of_peaks(held_mb: Sequence[float], part: float) -> None:
    """What is given back in time is no growth; the warm-up and the rest at the end do not count."""
    looks = [Look(n * 10, 0.0, {"core": mb}, {}, {}, 0.0) for n, mb in enumerate(held_mb)]
    assert growth(looks, "core") == pytest.approx(part, abs=0.01)
