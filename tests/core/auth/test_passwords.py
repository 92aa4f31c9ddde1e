"""Password hashes."""

import statistics
import time

from voipbin.core.auth.passwords import hash_password, verify_password


async def test_right_and_wrong() -> None:
    stored = await hash_password("correct horse")
    assert "correct horse" not in stored
    assert await verify_password(stored, "correct horse")
    assert not await verify_password(stored, "correct hors")
    assert not await verify_password(stored, "")


async def test_nobody_and_broken_hashes() -> None:
    assert not await verify_password(None, "anything")
    assert not await verify_password("not a hash", "anything")


async def test_same_time_without_a_user() -> None:
    """Who is no user must not be told by how quickly the answer comes."""
    stored = await hash_password("correct horse")
    known, unknown = [], []
    for _ in range(5):
        known.append(await _cpu_s(stored))
        unknown.append(await _cpu_s(None))
    ratio = statistics.median(unknown) / statistics.median(known)
    assert 0.5 < ratio < 2, f"an unknown user takes {ratio:.2f} of a known one's time"


async def _cpu_s(stored: str | None) -> float:
    # Of all threads: the work is done in one of a pool, and the machine may be busy otherwise.
    before = time.process_time()
    await verify_password(stored, "wrong")
    return time.process_time() - before
