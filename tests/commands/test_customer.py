"""`voipbin customer create`: the way in without --dev."""

import json
from pathlib import Path

import pytest

from tests.commands.running import Ran, run


async def create(folder: Path, *flags: str) -> Ran:
    return await run("customer", "create", "--data-dir", "data", *flags, cwd=folder)


async def test_account_is_made(tmp_path: Path) -> None:
    made = await create(
        tmp_path, "--email", "ada@example.com", "--number", "+15550001234", "--json"
    )
    assert made.code == 0, made.err
    facts = json.loads(made.out)
    assert facts["username"] == "ada@example.com"
    assert facts["numbers"] == ["+15550001234"]
    assert facts["accesskey"].startswith("vb_")
    assert len(facts["password"]) >= 12


async def test_taken_login(tmp_path: Path) -> None:
    assert (await create(tmp_path, "--email", "ada@example.com")).code == 0
    again = await create(tmp_path, "--email", "ada@example.com")
    assert again.code == 1
    assert "taken already: ada@example.com" in again.err


@pytest.mark.parametrize(
    ("flags", "complaint"),
    [
        (("--email", "nobody"), "--email must be an e-mail address, got 'nobody'"),
        (("--email", "a@b.c", "--number", "123"), "--number must be E.164"),
        (("--email", "a@b.c", "--plan", "gold"), "--plan must be one of free, basic,"),
    ],
)
async def test_malformed(tmp_path: Path, flags: tuple[str, ...], complaint: str) -> None:
    refused = await create(tmp_path, *flags)
    assert refused.code == 1
    assert complaint in refused.err
