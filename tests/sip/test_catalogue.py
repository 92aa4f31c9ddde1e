"""The suite is whole: every scenario says what it proves, under its name, and is played."""

from pathlib import Path

from .catalogue import TABLE, entries, table

PLAYERS = (
    *Path(__file__).parent.glob("test_*.py"),
    *(Path(__file__).parents[1] / "platform").glob("test_*.py"),
)


def test_names_are_rules() -> None:
    wrong = [entry for entry in entries() if not entry.name.startswith(entry.rule + "_")]
    assert wrong == []


def test_every_scenario_is_played() -> None:
    """A file nobody plays says nothing about us."""
    text = "\n".join(path.read_text() for path in PLAYERS)
    assert [entry.name for entry in entries() if entry.name not in text] == []


def test_table_is_current() -> None:
    assert TABLE.read_text() == table(), "run python -m tests.sip.catalogue"
