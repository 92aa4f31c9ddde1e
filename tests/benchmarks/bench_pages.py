"""What page 10,000 of a list of a million rows costs, against page 1.

Run as `python -m tests.benchmarks.bench_pages`; pages are asked for by REST, the two in turn, on
SQLite and on PostgreSQL.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy import insert, text

from tests.api.conftest import migrated_database
from tests.api.running import RunningPlatform, free_settings
from tests.fixtures.database import postgres_server
from voipbin.core.paging import token_of
from voipbin.core.serve.platform import Platform
from voipbin.core.tag.model import TagRow

ROWS = 1_000_000
PAGE = 100
FAR_PAGE = 10_000
GOAL = 1.2
_FIRST_US = 1_768_469_400_000_000
_BATCH = 20_000
_TABLE: Any = TagRow.__table__  # type: ignore[attr-defined]


def tag_id(index: int) -> str:
    """Id of a row."""
    return f"00000000-0000-4000-8000-{index:012x}"


def moment(index: int) -> int:
    """When a row was created; two rows share a moment now and then."""
    return _FIRST_US + index // 3


async def fill(platform: RunningPlatform, customer_id: str, rows: int) -> None:
    """Stores the rows."""
    statement = insert(_TABLE)
    for start in range(0, rows, _BATCH):
        values = [
            {
                "id": tag_id(index),
                "customer_id": customer_id,
                "name": f"tag {index}",
                "detail": "one of many",
                "tm_create": moment(index),
            }
            for index in range(start, min(start + _BATCH, rows))
        ]
        async with platform.store.writing() as work:
            await work.execute(statement, values)
    async with platform.store.writing() as work:
        # A fresh PostgreSQL knows nothing of the table yet; its autovacuum would look at it soon.
        await work.execute(text("ANALYZE"))


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, str]]:
    """A database of either kind."""
    (folder / "runtime").mkdir()
    with postgres_server(folder / "runtime") as server:
        yield {
            "sqlite": f"sqlite:///{folder}/voipbin.db",
            "postgresql": migrated_database(server, "pages"),
        }


def measure(platform: RunningPlatform, rows: int, rounds: int) -> tuple[float, float]:
    """Median seconds of the first page and of the far one."""
    demo = platform.platform.demo
    assert demo is not None
    platform.do(fill(platform, demo.customer_id, rows), timeout_s=600)
    far = rows - PAGE * (min(FAR_PAGE, rows // PAGE) - 1)
    pages = {"first": "", "far": token_of(moment(far), tag_id(far))}
    took: dict[str, list[float]] = {name: [] for name in pages}
    with httpx2.Client(trust_env=False) as client:
        for _ in range(rounds):
            for name, token in pages.items():
                query: dict[str, str | int] = {
                    "page_token": token,
                    "accesskey": demo.accesskey,
                    "page_size": PAGE,
                }
                began = time.perf_counter()
                answer = client.get(f"{platform.rest}/tags", params=query)
                took[name].append(time.perf_counter() - began)
                listed = answer.json()["result"]
                newest = rows if name == "first" else far
                wanted = [tag_id(index) for index in range(newest - 1, newest - PAGE - 1, -1)]
                assert [row["id"] for row in listed] == wanted[: len(listed)], name
    return statistics.median(took["first"]), statistics.median(took["far"])


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--rounds", type=int, default=200)
    given = parser.parse_args()
    reached = True
    with tempfile.TemporaryDirectory() as folder, databases(Path(folder)) as urls:
        for name, url in urls.items():
            settings = free_settings(Path(folder) / f"data-{name}", url, dev=True)
            with RunningPlatform(Platform(settings)) as platform:
                first_s, far_s = measure(platform, given.rows, given.rounds)
            reached &= far_s <= GOAL * first_s
            print(
                f"{name}: page {min(FAR_PAGE, given.rows // PAGE)} of {given.rows} rows costs "
                f"{far_s / first_s:.2f}x page 1 (goal {GOAL}x)",
                flush=True,
            )
    if not reached:
        sys.exit("a page costs more than it may")


if __name__ == "__main__":
    main()
