"""Dependencies point one way."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = {
    "core": ROOT / "core/voipbin/core",
    "gateway": ROOT / "gateway/voipbin/gateway",
    "graphql": ROOT / "graphql/voipbin/graphql",
    "media": ROOT / "media/voipbin/media",
    "gen": ROOT / "gen/voipbin",
}
COMPOSITION = {"serve", "commands"}
"Parts of core that put everything together, and the commands that start it."


def imports_of(file: Path, package: str) -> Iterator[str]:
    """Absolute names of the modules that a file imports."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: -(node.level - 1) or None] if node.level else []
            module = ".".join([*base, *filter(None, [node.module])])
            yield module
            yield from (f"{module}.{name.name}" for name in node.names)


def ours(room: str) -> Iterator[tuple[Path, str]]:
    """(file, name of one of our modules that it imports)."""
    for file in sorted(ROOMS[room].rglob("*.py")):
        parts = file.relative_to(ROOT / room).with_suffix("").parts
        for name in imports_of(file, ".".join(parts[:-1])):
            if name.startswith("voipbin."):
                yield file, name


@pytest.mark.parametrize("room", ["gateway", "graphql"])
def test_faces_know_the_contract_alone(room: str) -> None:
    allowed = ("voipbin.core.contract", "voipbin.core.live_audio", f"voipbin.{room}", "voipbin.v1")
    wrong = [
        (file.name, name)
        for file, name in ours(room)
        if not name.startswith(allowed) and name != "voipbin.core"
    ]
    assert wrong == []
    assert any(name.startswith("voipbin.core.contract") for _, name in ours(room))


def test_media_knows_nobody() -> None:
    wrong = [(f.name, n) for f, n in ours("media") if not n.startswith("voipbin.media")]
    assert wrong == []


def test_generated_code_knows_itself_alone() -> None:
    wrong = [
        (f.name, n) for f, n in ours("gen") if not n.startswith(("voipbin.v1", "voipbin.media.v1"))
    ]
    assert wrong == []


def test_core_knows_the_contracts_of_media() -> None:
    """Only the composition knows the media packages themselves; one module adapts speech."""
    wrong = []
    for file, name in ours("core"):
        part = file.relative_to(ROOMS["core"]).parts[0]
        if part in COMPOSITION or name.startswith(
            ("voipbin.core", "voipbin.v1", "voipbin.media.v1")
        ):
            continue
        if name == "voipbin.media" or file.name == "media_speech.py":
            continue
        wrong.append((str(file.relative_to(ROOT)), name))
    assert wrong == []


def test_live_audio_knows_the_stream_alone() -> None:
    wrong = [
        (file.name, name)
        for file, name in ours("core")
        if file.parent.name == "live_audio"
        and not name.startswith(("voipbin.core.live_audio", "voipbin.media.v1"))
    ]
    assert wrong == []


def test_contract_needs_no_services() -> None:
    """The faces load it: a database behind it would come along."""
    wrong = [
        (file.name, name)
        for file, name in ours("core")
        if file.parent.name == "contract"
        and not name.startswith(("voipbin.core.contract", "voipbin.v1"))
        and name != "voipbin.core"
    ]
    assert wrong == []


def test_namespace_roots_hold_no_packages() -> None:
    for room in ("core", "gateway", "graphql", "media", "gen"):
        assert not (ROOT / room / "__init__.py").exists()
        assert not (ROOT / room / "voipbin" / "__init__.py").exists()
    assert not (ROOMS["media"] / "__init__.py").exists()
