"""Queries that ask for too much are refused before they run, and say what to lower."""

import time

import pytest

from tests.graphql.conftest import Client
from tests.graphql.world import serve_world
from voipbin.graphql import context
from voipbin.graphql.context import MAX_ROWS


def _nested(levels: int) -> str:
    inner = "id"
    for _ in range(levels):
        inner = f"masterCall {{ {inner} }}"
    return f"{{ calls(pageSize: 1) {{ nodes {{ {inner} }} }} }}"


async def test_pages_multiply(client: Client) -> None:
    error = await client.error(
        "{ calls(pageSize: 100) { nodes { recordings(pageSize: 50) {"
        " transcribes(pageSize: 10) { id } } } } }"
    )
    assert error["extensions"]["code"] == "INVALID_ARGUMENT"
    assert error["extensions"]["reason"] == "QUERY_TOO_LARGE"
    assert "55100 rows" in error["message"]
    assert "calls (100), recordings (50), transcribes (10)" in error["message"]
    assert not client.core.asked


async def test_page_sizes_from_variables(client: Client) -> None:
    serve_world(client.core, 2)
    query = """query Pages($calls: Int = 10, $recordings: Int) {
      calls(pageSize: $calls) { nodes { recordings(pageSize: $recordings) {
        transcribes(pageSize: 100) { id } } } } }"""
    await client.data(query, {"recordings": 5})
    error = await client.error(query, {"recordings": 50})
    assert "50510 rows" in error["message"]


async def test_page_size_beyond_the_maximum_counts_as_the_maximum(client: Client) -> None:
    serve_world(client.core, 2)
    await client.data("{ calls(pageSize: 2000000000) { nodes { id } } }")


async def test_usual_query_over_a_full_page_is_allowed(client: Client) -> None:
    serve_world(client.core, 100)
    query = (
        "{ calls { nodes { id recordings { id transcribes { id transcripts { message } } } } } }"
    )
    data = await client.data(query)
    assert len(data["calls"]["nodes"]) == 100
    assert sum(client.core.asked.values()) == 4


async def test_rows_really_read_are_counted(client: Client) -> None:
    serve_world(client.core, 100, each=10)
    body = await client.run(
        "{ calls { nodes { recordings { transcribes { id transcripts { id } } } } } }"
    )
    assert {one["extensions"]["code"] for one in body["errors"]} == {"RESOURCE_EXHAUSTED"}
    assert str(MAX_ROWS) in body["errors"][0]["message"]
    assert client.core.asked["BatchListTranscripts"] == 0


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("{ calls { nodes { flow { id } activeflow { flow { id name } } } } }", 2 + 1 + 2),
        (
            "{ calls { nodes { recordings { id }"
            " groupcall { calls { recordings { id status } } } } } }",
            2 + 4 + 1 + 2,
        ),
    ],
)
async def test_rows_read_with_two_masks_count_once(
    client: Client, monkeypatch: pytest.MonkeyPatch, query: str, rows: int
) -> None:
    serve_world(client.core, 2)
    monkeypatch.setattr(context, "MAX_ROWS", rows)
    await client.data(query)
    assert max(client.core.asked.values()) == 2, "something was read twice"
    monkeypatch.setattr(context, "MAX_ROWS", rows - 1)
    assert (await client.run(query))["errors"]


@pytest.mark.parametrize(("levels", "allowed"), [(9, True), (10, False)])
async def test_depth(client: Client, levels: int, allowed: bool) -> None:
    serve_world(client.core, 3)
    body = await client.run(_nested(levels))
    assert ("errors" not in body) is allowed
    if not allowed:
        assert "13 levels deep, 12 are allowed" in body["errors"][0]["message"]


async def test_aliases(client: Client) -> None:
    fields = " ".join(f"a{n}: me {{ id }}" for n in range(51))
    error = await client.error(f"{{ {fields} }}")
    assert "51 aliases, 50 are allowed" in error["message"]


async def test_tokens(client: Client) -> None:
    error = await client.error("{ " + "me { id } " * 300 + "}")
    assert error["extensions"]["reason"] == "GRAPHQL_INVALID"
    assert "1000 tokens" in error["message"]


async def test_doubling_fragments_are_measured_at_once(client: Client) -> None:
    """Forty fragments, each spread twice by the one before: 2**40 fields when written out."""
    fragments = "\n".join(
        f"fragment F{n} on Call {{ masterCall {{ ...F{n + 1} }} flow {{ id }} ...F{n + 1} }}"
        for n in range(40)
    )
    query = f"{{ calls {{ nodes {{ ...F0 }} }} }} {fragments} fragment F40 on Call {{ id }}"
    before = time.perf_counter()
    body = await client.run(query)
    assert time.perf_counter() - before < 5
    assert body["errors"]
    assert not client.core.asked


def _objects(levels: int) -> str:
    return "{a: " * levels + "1" + "}" * levels


_DEEP = {
    "fields": "{ calls { nodes { " + "masterCall { " * 300 + "id" + " }" * 303,
    "fragments": "{ calls { nodes { ...F0 } } }"
    + "".join(f"fragment F{n} on Call {{ masterCall {{ ...F{n + 1} }} }}" for n in range(80))
    + "fragment F80 on Call { id }",
    "literal": "mutation { createActiveflow(input: {actions: [{option: "
    + _objects(300)
    + "}]}) { id } }",
}


@pytest.mark.parametrize("query", _DEEP.values(), ids=_DEEP)
async def test_nesting_without_end(client: Client, query: str) -> None:
    body = await client.run(query)
    assert {one["extensions"]["code"] for one in body["errors"]} == {"INVALID_ARGUMENT"}
    assert not client.core.asked


async def test_variables_nested_without_end(client: Client) -> None:
    option: dict[str, object] = {}
    for _ in range(900):
        option = {"a": option}
    error = await client.error(
        "mutation($o: JSON) { createActiveflow(input: {actions: [{option: $o}]}) { id } }",
        {"o": option},
    )
    assert error["extensions"]["code"] == "INVALID_ARGUMENT"


async def test_fragment_cycles_are_refused(client: Client) -> None:
    body = await client.run(
        "{ calls { nodes { ...A } } }"
        "fragment A on Call { masterCall { ...B } } fragment B on Call { masterCall { ...A } }"
    )
    assert "itself" in body["errors"][0]["message"]


async def test_introspection_loops_are_refused(client: Client) -> None:
    inner = "name"
    for _ in range(8):
        inner = f"fields {{ type {{ {inner} }} }}"
    body = await client.run(f"{{ __schema {{ types {{ {inner} }} }} }}")
    assert "introspection depth" in body["errors"][0]["message"].lower()


async def test_introspection_is_allowed(client: Client) -> None:
    from graphql import get_introspection_query

    data = await client.data(get_introspection_query())
    assert data["__schema"]["queryType"]["name"] == "Query"


async def test_a_known_document_is_measured_with_its_new_variables(client: Client) -> None:
    serve_world(client.core, 2)
    query = """query($n: Int) { calls { nodes { recordings(pageSize: $n) {
      transcribes(pageSize: 10) { id } } } } }"""
    await client.data(query, {"n": 2})
    assert "errors" in await client.run(query, {"n": 100})
    await client.data(query, {"n": 2})


async def test_a_wrong_document_stays_wrong(client: Client) -> None:
    for _ in range(2):
        assert "Cannot query" in (await client.error("{ calls { nothing } }"))["message"]
