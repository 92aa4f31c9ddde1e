"""`voipbin billing`: the books and the prices of an installation."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.commands.running import Ran, run


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """An installation with a customer."""
    made = await run(
        *("customer", "create", "--data-dir", "data", "--email", "a@example.com"), cwd=tmp_path
    )
    assert made.code == 0, made.err
    return tmp_path


async def billing(folder: Path, *arguments: str) -> Ran:
    command, *flags = arguments
    return await run("billing", command, "--data-dir", "data", *flags, cwd=folder)


async def test_in_order(folder: Path) -> None:
    checked = await billing(folder, "check")
    assert (checked.code, checked.out) == (0, "1 accounts, 1 entries, 0 differences\n")


async def test_difference(folder: Path) -> None:
    with sqlite3.connect(folder / "data/voipbin.db") as database:
        database.execute("UPDATE billing_account SET balance_token = 99, balance_credit = 7")
    database.close()
    checked = await billing(folder, "check")
    assert checked.code == 1
    assert "balance 99 tokens and 7 micros, ledger 100 and 0" in checked.out
    checked = await billing(folder, "check", "--json")
    assert checked.code == 1
    found, summary = (json.loads(line) for line in checked.out.splitlines())
    assert (found["balance_token"], found["ledger_token"]) == (99, 100)
    assert (found["balance_credit"], found["ledger_credit"]) == (7, 0)
    assert summary == {"accounts": 1, "entries": 1, "differences": 1}


async def test_no_installation(tmp_path: Path) -> None:
    checked = await billing(tmp_path, "check")
    assert checked.code == 2
    assert "billing:" in checked.err
    assert "Traceback" not in checked.err


async def test_prices(folder: Path) -> None:
    assert (await billing(folder, "price", "sms", "--tokens", "1", "--dollars", "0.02")).code == 0
    listed = json.loads((await billing(folder, "rates", "--json")).out)
    sms = next(rate for rate in listed if rate["cost_type"] == "sms")
    assert (sms["token_per_unit"], sms["credit_per_unit"]) == (1, 20_000)
    assert (await billing(folder, "price", "sms", "--default")).code == 0
    shown = (await billing(folder, "rates")).out
    assert "sms                       0 tokens   0.010000 dollars each" in shown
    refused = await billing(folder, "price", "fax")
    assert refused.code == 2
    assert "fax" in refused.err
