"""A platform that is killed at random points; `python -m tests.platform.crashes` goes on longer."""

from pathlib import Path

from tests.platform.crashes import suffered

KILLS = 6


async def test_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    """Everybody is told of everything, the ledger is right, and each thing is there once."""
    ordeal = await suffered(tmp_path, KILLS, seed=1)
    assert not ordeal.faults, ordeal.report()
    assert ordeal.deaths.total() == KILLS
    assert len(ordeal.work.numbers) + len(ordeal.work.tags) > 2 * KILLS
