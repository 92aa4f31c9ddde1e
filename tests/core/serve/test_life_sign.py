"""How long the last process is known to have lived."""

import os
from pathlib import Path

from voipbin.core.serve.life_sign import LifeSign


async def test_last_sign(tmp_path: Path) -> None:
    life = LifeSign(tmp_path)
    assert life.last_us == 0
    await life.give()
    first_us = life.last_us
    assert first_us > 0
    os.utime(tmp_path / "alive", (1, 1))
    assert LifeSign(tmp_path).last_us == 1_000_000
    await life.give()
    assert life.last_us >= first_us
