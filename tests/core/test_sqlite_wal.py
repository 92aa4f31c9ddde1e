"""The write-ahead log of SQLite, which is brought back into the file beside the event loop."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from voipbin.core import sqlite_wal
from voipbin.core.database import Database, open_database

ROWS = 300
_ROW = {"text": "x" * 4000}


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log that is long already after some dozens of rows."""
    monkeypatch.setattr(sqlite_wal, "_LONG", 256 * 1024)


async def filled(path: Path, rows: int = ROWS) -> tuple[Database, int]:
    """A database with rows, one transaction each, and the longest its log has been."""
    database = open_database(f"sqlite:///{path}")
    longest = 0
    async with database.writing() as connection:
        await connection.execute(text("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)"))
    for _ in range(rows):
        async with database.writing() as connection:
            await connection.execute(text("INSERT INTO note (text) VALUES (:text)"), _ROW)
        longest = max(longest, Path(f"{path}-wal").stat().st_size)
        await asyncio.sleep(0)
    return database, longest


async def test_log_stays_short(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    database, _ = await filled(path)
    await database._log.close()  # type: ignore[attr-defined]
    assert Path(f"{path}-wal").stat().st_size < ROWS * 4000 / 2
    async with database.reading() as connection:
        count = await connection.execute(text("SELECT count(*) FROM note"))
    assert count.scalar_one() == ROWS
    await database.close()


async def test_log_is_not_shortened_by_a_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite alone would not let it grow beyond 1,000 pages."""
    monkeypatch.setattr(sqlite_wal, "_LONG", 1 << 40)
    database, longest = await filled(tmp_path / "a.db", 1100)
    assert longest > 2 * 1000 * 4096
    await database.close()


async def test_somebody_reads(tmp_path: Path) -> None:
    """Who reads for long keeps the log from being shortened, and nobody from writing."""
    path = tmp_path / "a.db"
    database, _ = await filled(path, 1)
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM note").fetchone()
        for _ in range(ROWS):
            async with database.writing() as connection:
                await connection.execute(text("INSERT INTO note (text) VALUES (:text)"), _ROW)
        await database._log.close()  # type: ignore[attr-defined]
        assert other.execute("SELECT count(*) FROM note").fetchone() == (1,)
        other.rollback()
    await database.close()
    with closing(sqlite3.connect(path)) as after:
        assert after.execute("SELECT count(*) FROM note").fetchone() == (ROWS + 1,)


async def test_killed_with_a_long_log(tmp_path: Path) -> None:
    """What a process leaves that is killed; a copy of the files is the same."""
    path = tmp_path / "a.db"
    database, _ = await filled(path, 40)
    for end in ("", "-wal"):
        Path(f"{tmp_path / 'b.db'}{end}").write_bytes(Path(f"{path}{end}").read_bytes())
    with closing(sqlite3.connect(tmp_path / "b.db")) as after:
        assert after.execute("SELECT count(*) FROM note").fetchone() == (40,)
    await database.close()
