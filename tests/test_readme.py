"""The README tells the truth: its commands run, its flags, targets and paths exist."""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.commands.running import environment
from tests.peers import require_peer
from voipbin.core.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
BIN = Path(sys.executable).parent
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    """Fenced blocks of a language: `sh` is run here, `console` waits for somebody."""
    return [body for kind, body in _FENCE.findall(README) if kind == language]


@pytest.fixture
async def platform(tmp_path: Path) -> AsyncIterator[dict[str, Any]]:
    """`voipbin serve --dev` on free ports; its ready file."""
    ready = tmp_path / "ready.json"
    addresses = [
        part for name in ("http", "grpc", "media", "sip") for part in (f"--{name}", "127.0.0.1:0")
    ]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "voipbin.core", "serve", "--dev", *addresses),
        *("--data-dir", str(tmp_path / "data"), "--ready-file", str(ready)),
        env=environment(),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    async with asyncio.timeout(60):
        while b"try:" not in await process.stdout.readline():
            pass
    yield json.loads(ready.read_text())
    process.terminate()
    await asyncio.wait_for(process.communicate(), 30)


def _here(script: str, facts: dict[str, Any]) -> str:
    """A block for the ports and the environment at hand."""
    rest = facts["rest"].removesuffix("/v1.0").removeprefix("http://")
    for written, real in (
        ("127.0.0.1:8080", rest),
        ("127.0.0.1:50051", facts["grpc"]),
        ("127.0.0.1:50052", facts["media"]),
        ("127.0.0.1:5060", facts["sip"]),
        (".venv/bin/", f"{BIN}/"),
        ("media/examples/", f"{ROOT}/media/examples/"),
    ):
        script = script.replace(written, real)
    return script


async def test_examples_run(platform: dict[str, Any], tmp_path: Path) -> None:
    for name in ("bash", "curl"):
        require_peer(name)
    if not (BIN / "buf").exists():
        pytest.skip("buf is not installed: pip install buf-bin")
    script = "set -e\ntrap 'kill $(jobs -p)' EXIT\n" + _here("\n".join(blocks("sh")), platform)
    process = await asyncio.create_subprocess_exec(
        *("bash", "-c", script),
        cwd=tmp_path,
        env=environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await asyncio.wait_for(process.communicate(), 90)
    text = out.decode()
    assert process.returncode == 0, text
    assert text.count('"groupcalls"') == 3, text
    assert "voipbin.v1.CallService/CreateCalls" in text
    said = [json.loads(line) for line in (tmp_path / "phone.log").read_text().splitlines()]
    assert sum(event["event"] == "answered" for event in said) == 3
    assert (tmp_path / "call.wav").stat().st_size > 44


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)\b(?= *(?:#|`|$|\)))", README, re.MULTILINE))
    assert {"demo", "test", "serve", "bench", "gen"} <= named <= targets


def test_flags_and_variables_exist() -> None:
    flags = {f"--{name.replace('_', '-')}" for name in Settings.model_fields}
    flags |= {"--ready-file", "--help", "--email", "--number"}
    table = README[README.index("## Settings") : README.index("## Speech")]
    commands = "\n".join(line for line in README.splitlines() if line.startswith("voipbin "))
    named = set(re.findall(r"(--[a-z][a-z-]+)", table + commands))
    assert named <= flags


def test_defaults_are_those_of_the_settings() -> None:
    fields = Settings.model_fields
    ports = [fields[name].default.rpartition(":")[2] for name in ("http", "grpc", "media", "sip")]
    assert f"`127.0.0.1` with ports {', '.join(ports)}" in README
    assert f"`{fields['rtp_ports'].default}`" in README
    assert f"`{fields['data_dir'].default}`" in README


def test_paths_exist() -> None:
    named = re.findall(
        r"`((?:proto|gen|core|gateway|graphql|media|tests)/[\w./]*|[A-Z]+(?:\.md)?)`", README
    )
    assert {"LICENSE", "CHANGELOG.md", "media/examples/"} <= set(named)
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_short_enough_to_be_read() -> None:
    assert len(README.splitlines()) < 220


def test_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text()
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
