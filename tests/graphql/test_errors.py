"""What fails says so with the same facts as the other faces, and only where it failed."""

import grpc
import pytest
from google.protobuf.duration_pb2 import Duration
from google.rpc import error_details_pb2

from tests.graphql.conftest import Client
from tests.graphql.fake_core import Refused, reason
from tests.graphql.world import call_id, serve_world
from voipbin.graphql import errors


def _failing(refused: Refused) -> object:
    def handler(request: object) -> object:
        raise refused

    return handler


async def test_facts_of_the_status(client: Client) -> None:
    client.core.handlers["GetCall"] = _failing(  # type: ignore[assignment]
        Refused(grpc.StatusCode.NOT_FOUND, "call x not found", reason("CALL_NOT_FOUND"))
    )
    body = await client.run("query($id: ID!) { call(id: $id) { id } }", {"id": call_id(1)})
    assert body["data"] == {"call": None}
    (error,) = body["errors"]
    assert error["message"] == "call x not found"
    assert error["path"] == ["call"]
    request_id = error["extensions"].pop("requestId")
    assert error["extensions"] == {
        "code": "NOT_FOUND",
        "reason": "CALL_NOT_FOUND",
        "violations": [],
    }
    assert client.core.metadata[0]["x-request-id"] == request_id


async def test_violations_and_delay(client: Client) -> None:
    violation = error_details_pb2.BadRequest.FieldViolation(
        field="destinations[0].target", description="must be E.164"
    )
    client.core.handlers["CreateCalls"] = _failing(  # type: ignore[assignment]
        Refused(
            grpc.StatusCode.INVALID_ARGUMENT,
            "bad destination",
            reason("BAD_DESTINATION"),
            error_details_pb2.BadRequest(field_violations=[violation]),
            error_details_pb2.RetryInfo(retry_delay=Duration(seconds=2)),
        )
    )
    error = await client.error(
        "mutation { createCalls(input: {destinations: []}) { calls { id } } }"
    )
    extensions = error["extensions"]
    assert extensions["violations"] == [
        {"field": "destinations[0].target", "description": "must be E.164"}
    ]
    assert extensions["retryAfterSeconds"] == 2


async def test_only_the_field_that_failed_is_null(client: Client) -> None:
    serve_world(client.core, 2)
    client.core.handlers["BatchListRecordings"] = _failing(  # type: ignore[assignment]
        Refused(grpc.StatusCode.UNAVAILABLE, "disk gone", reason("UNAVAILABLE"))
    )
    body = await client.run("{ calls { nodes { id recordings { id } flow { name } } } }")
    nodes = body["data"]["calls"]["nodes"]
    assert [node["recordings"] for node in nodes] == [None, None]
    assert [node["flow"]["name"] for node in nodes] == ["Greeting", "Greeting"]
    paths = [error["path"] for error in body["errors"]]
    assert ["calls", "nodes", 0, "recordings"] in paths
    assert {error["extensions"]["code"] for error in body["errors"]} == {"UNAVAILABLE"}


async def test_what_grpc_itself_says_is_withheld(client: Client) -> None:
    """The fake core answers with an address of its own and without our details."""
    error = await client.error("{ me { id } }")
    assert error["extensions"]["code"] == "UNIMPLEMENTED"
    assert "10.0.0.7" not in error["message"]


async def test_a_handler_that_breaks_is_withheld(client: Client) -> None:
    client.core.handlers["GetMe"] = lambda request: 1 / 0
    error = await client.error("{ me { id } }")
    assert error["extensions"]["code"] == "UNKNOWN"
    assert "division" not in str(error)


async def test_our_own_fault_is_withheld_and_logged(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    from voipbin.v1 import call_pb2

    call = call_pb2.Call(id=call_id(1))
    call.tm_create.seconds = 10**15
    client.core.handlers["GetCall"] = lambda request: call
    error = await client.error(f'{{ call(id: "{call_id(1)}") {{ id tmCreate }} }}')
    assert error["message"] == errors._INTERNAL
    assert error["extensions"]["code"] == "INTERNAL"
    assert "resolver failed" in caplog.text


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("{ calls { nodes { nothing } } }", "Cannot query field 'nothing'"),
        ('{ calls(pageSize: "x") { nodes { id } } }', "Int cannot represent"),
        ("{ calls ", "Syntax Error"),
        ("", "Syntax Error"),
    ],
)
async def test_malformed_queries(client: Client, query: str, says: str) -> None:
    response = await client.http.post("/graphql", json={"query": query})
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "INVALID_ARGUMENT"
    if query:
        assert says in error["message"]


async def test_arguments_are_checked_by_the_codec(client: Client) -> None:
    error = await client.error('{ call(id: "not-a-uuid") { id } }')
    assert error["extensions"]["violations"] == [
        {"field": "id", "description": "must be a UUID, got 'not-a-uuid'"}
    ]
    assert not client.core.asked


async def test_unknown_enum_word_names_the_allowed_ones(client: Client) -> None:
    error = await client.error(
        f'mutation {{ muteCall(id: "{call_id(1)}", input: {{direction: "up"}}) }}'
    )
    (violation,) = error["extensions"]["violations"]
    assert violation["field"] == "direction"
    assert '"both"' in violation["description"]
