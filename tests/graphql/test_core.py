"""GraphQL on the core's own services and database: statements, tenants, writes."""

import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import Engine, event

from tests.graphql.real_core import add_calls, add_customer, add_row, build_core
from tests.graphql.world import call_id, uuid
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


_BACKGROUND = (
    *("webhook_", "FROM event", "max(event.id)", "message_copy", "email_job", "campaign_run"),
    *("FROM provider", "sip_ban", "FROM accesskey"),
)
"Words of what couriers, senders, registrations and bans ask now and then, and who callers are."


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """What the database is told meanwhile, but for what is done in the background, and by the
    platforms of other tests, which live in threads of their own."""
    statements: list[str] = []
    here = threading.get_ident()

    def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        is_ours = threading.get_ident() == here
        if is_ours and not any(word in statement for word in _BACKGROUND):
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
          {type: "goto", option: {loop_count: 1}}]}) { id } }"""
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


async def test_customer_with_what_it_has(ask: Asker, store: Store) -> None:
    for number in range(20):
        await add_row(store, "agent", OURS, uuid(20, number), username=f"agent {number}")
        await add_row(store, "number", OURS, uuid(21, number), number=f"+1555{number:07d}")
    query = """query($size: Int) {
      customer { id agents(pageSize: $size) { username customer { name } }
        numbers(pageSize: $size) { number callFlow { name } } }
      flows(pageSize: $size) { nodes { name customer { name } } } }"""
    data = await same_statements(ask, query, lambda data: len(data["customer"]["agents"]))
    assert len({one["number"] for one in data["customer"]["numbers"]}) == 20


async def test_conversation_with_its_messages(ask: Asker, store: Store) -> None:
    for number in range(20):
        conversation = uuid(22, number)
        await add_row(store, "conversation", OURS, conversation)
        for place in range(3):
            of = {"conversation_id": conversation, "text": f"{number}.{place}"}
            await add_row(store, "conversation_message", OURS, uuid(23, number * 10 + place), **of)
    query = """query($size: Int) { conversations(pageSize: $size) { nodes {
      id messages { text conversation { id } } } } }"""
    data = await same_statements(ask, query, lambda data: len(data["conversations"]["nodes"]))
    newest, *_ = data["conversations"]["nodes"]
    assert [one["text"] for one in newest["messages"]] == ["19.2", "19.1", "19.0"]
    assert {one["conversation"]["id"] for one in newest["messages"]} == {newest["id"]}


@pytest.mark.parametrize("parent", ["queue", "campaign"])
async def test_calls_of(parent: str, ask: Asker, store: Store) -> None:
    """queue -> queuecalls -> call, campaign -> campaigncalls -> call."""
    await add_calls(store, OURS, 20, sentences=0)
    child = f"{parent}call"
    for number in range(20):
        await add_row(store, parent, OURS, uuid(24, number))
        of = {f"{parent}_id": uuid(24, number), "reference_type": "call"}
        await add_row(store, child, OURS, uuid(25, number), reference_id=call_id(number), **of)
    query = f"""query($size: Int) {{ {parent}s(pageSize: $size) {{ nodes {{
      {child}s {{ {parent} {{ id }} call {{ id {child}s {{ id }} recordings {{ id }} }} }}
    }} }} }}"""
    data = await same_statements(ask, query, lambda data: len(data[f"{parent}s"]["nodes"]))
    for number, node in enumerate(reversed(data[f"{parent}s"]["nodes"])):
        (found,) = node[f"{child}s"]
        assert found["call"]["id"] == call_id(number)
        assert found["call"][f"{child}s"] == [{"id": uuid(25, number)}]


async def same_statements(ask: Asker, query: str, rows: Callable[[Any], int]) -> Any:
    """The data of a query whose statements do not depend on how many rows it reads."""
    await ask.run(query, size=1)
    counts = []
    for size in (1, 20):
        with counted_statements() as statements:
            body = await ask.run(query, size=size)
        assert "errors" not in body, body
        assert rows(body["data"]) == size
        counts.append(len(statements))
    assert counts[0] == counts[1], statements
    return body["data"]
