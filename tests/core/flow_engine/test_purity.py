"""The engine touches nothing outside itself."""

import ast
from pathlib import Path

import voipbin.core.flow_engine as engine

FORBIDDEN = {
    "asyncio", "grpc", "httpx2", "os", "random", "secrets", "socket", "sqlalchemy", "sqlmodel",
    "threading", "time",
}  # fmt: skip
ALLOWED_ROOMS = ("voipbin.core.flow_engine", "voipbin.core.contract", "voipbin.v1")
SOURCES = sorted(Path(engine.__file__).parent.rglob("*.py"))


def imported(source: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def test_no_clock_no_chance_no_network_no_database() -> None:
    assert len(SOURCES) > 20
    for source in SOURCES:
        names = imported(source)
        assert not {name.partition(".")[0] for name in names} & FORBIDDEN, source
        ours = {name for name in names if name.startswith("voipbin.")}
        assert all(name.startswith(ALLOWED_ROOMS) for name in ours), source


def test_no_hidden_clock_or_chance() -> None:
    for source in SOURCES:
        text = source.read_text()
        assert "uuid4" not in text, source
        assert ".now(" not in text, source
