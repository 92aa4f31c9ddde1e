"""The `voipbin` command itself: help, version, models."""

import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.commands.running import environment, run
from voipbin.core.settings import Settings

COMMANDS = ("serve", "migrate", "demo", "doctor", "contract", "models")
HEAVY = (
    "grpc",
    "google.protobuf",
    "numpy",
    "sqlalchemy",
    "strawberry",
    "starlette",
    "httpx2",
    "alembic",
)


async def test_version(tmp_path: Path) -> None:
    ran = await run("--version", cwd=tmp_path)
    assert (ran.code, ran.out) == (0, f"voipbin {version('voipbin')}\n")


async def test_help_lists_every_command(tmp_path: Path) -> None:
    ran = await run("--help", cwd=tmp_path)
    assert ran.code == 0
    listed = re.findall(r"^│ (\w+) ", ran.out, re.MULTILINE)
    assert sorted(COMMANDS) == sorted(name for name in listed if name in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
async def test_help_of_a_command(command: str, tmp_path: Path) -> None:
    ran = await run(command, "--help", cwd=tmp_path)
    assert ran.code == 0
    assert f"Usage: voipbin {command}" in ran.out.replace("python -m voipbin.core", "voipbin")


@pytest.mark.parametrize("command", ["serve", "doctor", "migrate"])
async def test_every_setting_is_a_flag(command: str, tmp_path: Path) -> None:
    ran = await run(command, "--help", cwd=tmp_path, env=environment(COLUMNS="200"))
    missing = [n for n in Settings.model_fields if f"--{n.replace('_', '-')}" not in ran.out]
    assert missing == []


async def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    env = environment(PYTHONPROFILEIMPORTTIME="1")
    ran = await run("--help", cwd=tmp_path, env=env)
    loaded = {line.rpartition("|")[2].strip() for line in ran.err.splitlines()}
    assert "typer" in loaded
    assert loaded & set(HEAVY) == set()


def test_workers_start_without_the_fork_handlers_of_grpc(tmp_path: Path) -> None:
    # Whatever the import of the command brings along, gRPC must have been told before.
    code = (
        "import sys, os\n"
        "class Watch:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'grpc': print('told', os.environ.get('GRPC_ENABLE_FORK_SUPPORT'))\n"
        "sys.meta_path.insert(0, Watch())\n"
        "import voipbin.core.cli, grpc\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={k: v for k, v in environment().items() if k != "GRPC_ENABLE_FORK_SUPPORT"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert told.stdout == "told 0\n"


async def test_models(tmp_path: Path) -> None:
    for arguments in (["models"], ["models", "list"]):
        ran = await run(*arguments, cwd=tmp_path)
        assert ran.code == 0
        assert "pocketsphinx" in ran.out
    folder = str(tmp_path / "models")
    missing = await run("models", "path", "nothing", "--models-dir", folder, cwd=tmp_path)
    assert missing.code == 1
    assert "voipbin models fetch nothing" in missing.out + missing.err
