"""`voipbin contract` tells what is there, and the README repeats it."""

import json
from pathlib import Path

import pytest

from tests.commands.running import run
from tests.contract.schemas import contract_operations, path_key
from voipbin.core.commands.survey import CONTRACT_OPERATIONS, summary, survey
from voipbin.core.contract.operations import operations

README = Path(__file__).parents[2] / "README.md"


def places(*, extension: bool) -> set[tuple[str, str]]:
    """(method, path) of what is, or is not, an addition of ours."""
    told = [place for one in survey() if one.extension is extension for place in one.rest]
    return {(verb.lower(), path_key(path)) for verb, path in map(str.split, told)}


def test_every_operation_of_the_contract_is_served() -> None:
    assert len(contract_operations()) == CONTRACT_OPERATIONS
    missing = contract_operations().keys() - places(extension=False)
    assert not missing, sorted(missing)


def test_only_operations_of_the_contract_are_counted_as_such() -> None:
    additions = places(extension=False) - contract_operations().keys()
    assert not additions, f"mark with `extension: true`: {sorted(additions)}"
    assert not places(extension=True) & contract_operations().keys()


def test_every_operation_has_a_line() -> None:
    assert len(survey()) == len(operations())
    assert len({one.operation for one in survey()}) == len(operations())


def test_readme_says_the_same() -> None:
    told = summary(survey()).text()
    assert told in README.read_text().splitlines(), f"put into README.md: {told}"


async def test_table(tmp_path: Path) -> None:
    ran = await run("contract", "--service", "transfer", cwd=tmp_path)
    assert ran.code == 0
    titles, row, counts = ran.out.splitlines()
    assert titles.split()[:2] == ["operation", "gRPC"]
    assert row.split()[:4] == [
        "CreateTransfer",
        "TransferService/CreateTransfer",
        "POST",
        "/transfers",
    ]
    assert row.split()[-1] == "manager"
    assert counts.startswith(f"1 of {CONTRACT_OPERATIONS} ")


async def test_json(tmp_path: Path) -> None:
    ran = await run("contract", "--json", cwd=tmp_path)
    told = json.loads(ran.out)
    assert told["summary"] == summary(survey()).text()
    by_name = {row["operation"]: row for row in told["operations"]}
    assert by_name["GetFlow"]["graphql"] == ["query flow"]
    assert by_name["GetFlow"]["rest"] == ["GET /flows/{id}"]
    assert by_name["BatchListRecordings"]["graphql"] == ["Call.recordings", "Conference.recordings"]


@pytest.mark.parametrize("flag", ["--missing-engines", "--extensions"])
async def test_filters(flag: str, tmp_path: Path) -> None:
    ran = await run("contract", flag, "--json", cwd=tmp_path)
    key = {"--missing-engines": "engine", "--extensions": "extension"}[flag]
    rows = json.loads(ran.out)["operations"]
    wanted = [one.operation for one in survey() if getattr(one, key)]
    assert [row["operation"] for row in rows] == wanted


async def test_nothing_is_like_that(tmp_path: Path) -> None:
    ran = await run("contract", "--service", "nowhere", cwd=tmp_path)
    assert ran.code == 1
    assert "no operation" in ran.err
