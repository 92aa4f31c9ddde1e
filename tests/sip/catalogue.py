"""The table of the suite, read from the first comment of each scenario.

`python -m tests.sip.catalogue` writes it to `scenarios/README.md`.
"""

import re
from pathlib import Path
from typing import NamedTuple

from .sipp import SCENARIOS

TABLE = SCENARIOS / "README.md"
_COMMENT = re.compile(r"<!-- RFC (\d+) ([\w.]+)(.*?)-->", re.DOTALL)
_HEAD = """\
# SIP scenarios

Played by [sipp](https://sipp.readthedocs.io) against a real endpoint or the whole platform; each
file is named by the RFC and section it proves. To play one by hand:
`sipp HOST:PORT -sf FILE.xml -s USER -m 1`.

| Scenario | Proves |
| --- | --- |
"""


class Entry(NamedTuple):
    """One scenario."""

    name: str
    rule: str
    """As file names spell it: `rfc3261_8_2_1`."""
    proves: str


def entries() -> list[Entry]:
    """All scenarios, by RFC.

    Raises:
        ValueError: one does not begin by saying which rule it proves.
    """
    found = [_entry(path) for path in SCENARIOS.glob("*.xml")]
    return sorted(found, key=lambda entry: [int(n) for n in re.findall(r"\d+", entry.rule)])


def table() -> str:
    """The README of the suite."""
    rows = (f"| `{entry.name}` | {entry.proves} |\n" for entry in entries())
    return _HEAD + "".join(rows)


def _entry(path: Path) -> Entry:
    match = _COMMENT.search(path.read_text())
    if match is None:
        raise ValueError(f"{path.name}: its first comment names no RFC and section")
    section = match[2].rstrip(".").lower().replace(".", "_")
    said = " ".join(f"RFC {match[1]} {match[2]}{match[3]}".split())
    return Entry(path.stem, f"rfc{match[1]}_{section}", said)


if __name__ == "__main__":
    TABLE.write_text(table())
