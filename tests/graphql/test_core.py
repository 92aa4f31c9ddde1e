"""GraphQL on the core's own services and database: statements, tenants, writes."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import Engine, event

from tests.graphql.real_core import add_calls, add_customer, build_core
from tests.graphql.world import call_id
from voipbin.core.unit_of_work import Store
from voipbin.graphql.app import create_graphql

OURS, THEIRS = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
OUR_KEY, THEIR_KEY = "vb_" + "a" * 32, "vb_" + "b" * 32

TREE = """query($size: Int) { calls(pageSize: $size) { nodes {
  id status flow { name }
  recordings { id call { id } transcribes { language transcripts { message tmTranscript } } }
} } }"""


class Asker:
    """Sends operations as one customer or the other."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self._http = http

    async def run(self, query: str, key: str = OUR_KEY, **variables: Any) -> Any:
        body = {"query": query, "variables": variables}
        response = await self._http.post("/graphql", params={"accesskey": key}, json=body)
        assert response.status_code == 200
        return response.json()


@pytest.fixture
async def ask(store: Store, tmp_path: Path) -> AsyncIterator[Asker]:
    """The whole way from HTTP to the database."""
    channel, engines = build_core(store, tmp_path)
    await add_customer(store, OURS, OUR_KEY)
    await add_customer(store, THEIRS, THEIR_KEY)
    transport = httpx2.ASGITransport(app=create_graphql(channel))
    async with httpx2.AsyncClient(transport=transport, base_url="http://gql.test") as http:
        yield Asker(http)
    await engines.close(0)


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """What the database is told meanwhile."""
    statements: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def test_statements_do_not_depend_on_rows(ask: Asker, store: Store) -> None:
    await add_calls(store, OURS, 100)
    await ask.run(TREE, size=1)
    counts = []
    for size in (1, 10, 100):
        with counted_statements() as statements:
            body = await ask.run(TREE, size=size)
        nodes = body["data"]["calls"]["nodes"]
        assert "errors" not in body
        assert len(nodes) == size
        counts.append(len(statements))
    # calls, flows, recordings, their calls, transcribes, transcripts
    assert counts == [6, 6, 6], statements
    texts = [one["message"] for one in nodes[0]["recordings"][0]["transcribes"][0]["transcripts"]]
    assert texts == [f"sentence {place} of call 99" for place in (2, 1, 0)]


async def test_other_customer(ask: Asker, store: Store) -> None:
    await add_calls(store, OURS, 2)
    query = (
        f'{{ calls {{ nodes {{ id }} }} call(id: "{call_id(0)}") {{ id recordings {{ id }} }} }}'
    )
    body = await ask.run(query, THEIR_KEY)
    assert body["data"] == {"calls": {"nodes": []}, "call": None}
    (error,) = body["errors"]
    assert error["extensions"]["reason"] == "CALL_NOT_FOUND"


async def test_anonymous_and_unknown(ask: Asker) -> None:
    for key in ("", "vb_nobody"):
        body = await ask.run("{ calls { nodes { id } } customer { id } }", key)
        assert body["data"] == {"calls": None, "customer": None}
        assert {one["extensions"]["code"] for one in body["errors"]} == {"UNAUTHENTICATED"}


async def test_flow_from_cradle_to_grave(ask: Asker) -> None:
    made = await ask.run(
        """mutation { createFlow(input: {name: "Menu", actions: [
          {type: "answer"}, {id: "hi", type: "talk", option: {text: "Hello"}}]}) { id type } }"""
    )
    flow = made["data"]["createFlow"]
    assert flow["type"] == "flow"
    changed = await ask.run(
        """mutation($id: ID!) {
          updateFlow(id: $id, input: {name: "Other"}) { name actions { id } } }""",
        id=flow["id"],
    )
    assert changed["data"]["updateFlow"] == {"name": "Other", "actions": []}
    await ask.run("mutation($id: ID!) { deleteFlow(id: $id) { tmDelete } }", id=flow["id"])
    gone = await ask.run("query($id: ID!) { flow(id: $id) { id } }", id=flow["id"])
    assert gone["data"] == {"flow": None}


async def test_refused_action_names_its_field(ask: Asker) -> None:
    body = await ask.run(
        """mutation { createFlow(input: {actions: [
          {type: "goto", option: {target_id: "x"}}]}) { id } }"""
    )
    (error,) = body["errors"]
    (violation,) = error["extensions"]["violations"]
    assert violation["field"] == "actions[0].option.target_id"


async def test_cursor_leads_through_all_rows(ask: Asker, store: Store) -> None:
    await add_calls(store, OURS, 7, sentences=0)
    query = "query($t: String) { calls(pageSize: 3, pageToken: $t) { nodes { id } nextPageToken } }"
    seen: list[str] = []
    token = ""
    while True:
        page = (await ask.run(query, t=token))["data"]["calls"]
        seen += [node["id"] for node in page["nodes"]]
        token = page["nextPageToken"]
        if not token:
            break
    assert seen == [call_id(number) for number in reversed(range(7))]
