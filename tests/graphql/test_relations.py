"""Relations read by level, not by row: the calls to the core are counted."""

from typing import Any

import grpc
import pytest

from tests.graphql.conftest import Client
from tests.graphql.fake_core import Refused, reason
from tests.graphql.world import CUSTOMER, FLOW, call_id, serve_world
from voipbin.v1 import flow_pb2, recording_pb2, transcribe_pb2

DEEP = """
query Deep($size: Int) {
  calls(pageSize: $size) {
    nextPageToken
    nodes {
      id
      customer { name }
      flow { name actions { id type option } }
      activeflow { flow { id } call { id } }
      groupcall { calls { id } }
      masterCall { id }
      chainedCalls { id }
      recordings {
        call { id }
        transcribes { transcripts { message direction tmTranscript } }
      }
      transcribes { id }
    }
  }
}
"""


@pytest.mark.parametrize("size", [1, 3, 40])
async def test_calls_to_the_core_do_not_depend_on_rows(client: Client, size: int) -> None:
    serve_world(client.core, size)
    data = await client.data(DEEP, {"size": size})
    assert len(data["calls"]["nodes"]) == size
    assert client.core.asked == {
        "ListCalls": 1,
        "GetOwnCustomer": 1,
        "BatchGetFlows": 1,
        "BatchGetActiveflows": 1,
        # Group members and masters, asked for on different levels of the query.
        "BatchGetCalls": client.core.asked["BatchGetCalls"],
        "BatchGetGroupcalls": 1,
        "BatchListRecordings": 1,
        "BatchListTranscribes": 2,
        "BatchListTranscripts": 1,
    }
    assert 1 <= client.core.asked["BatchGetCalls"] <= 3


async def test_every_row_finds_its_own_children(client: Client) -> None:
    serve_world(client.core, 3)
    query = """{ calls { nodes { id recordings { id referenceId
      transcribes { referenceId transcripts { message } } } } } }"""
    for call in (await client.data(query))["calls"]["nodes"]:
        assert {one["referenceId"] for one in call["recordings"]} == {call["id"]}
        for recording in call["recordings"]:
            for transcribe in recording["transcribes"]:
                assert transcribe["referenceId"] == recording["id"]
                texts = [one["message"] for one in transcribe["transcripts"]]
                assert texts == ["sentence 0", "sentence 1"]


async def test_references_are_followed(client: Client) -> None:
    serve_world(client.core, 3)
    query = """
    query One($id: ID!) { call(id: $id) {
      masterCall { id } chainedCalls { id } flow { id name } customer { id }
      groupcall { calls { id } } activeflow { call { id } }
    } }"""
    first = (await client.data(query, {"id": call_id(0)}))["call"]
    assert first["masterCall"] is None
    assert [one["id"] for one in first["chainedCalls"]] == [call_id(1), call_id(2)]
    assert first["flow"] == {"id": FLOW, "name": "Greeting"}
    assert first["customer"] == {"id": CUSTOMER}
    assert len(first["groupcall"]["calls"]) == 3
    assert first["activeflow"]["call"]["id"] == call_id(0)


async def test_reference_to_a_deleted_row_is_null(client: Client) -> None:
    serve_world(client.core, 3)
    client.core.handlers["BatchGetFlows"] = lambda request: _no_flows()
    data = await client.data("{ calls(pageSize: 1) { nodes { flowId flow { id } } } }")
    assert data["calls"]["nodes"] == [{"flowId": FLOW, "flow": None}]


async def test_page_size_reaches_the_batch(client: Client) -> None:
    serve_world(client.core, 2)
    await client.data("{ calls { nodes { recordings(pageSize: 7) { id } } } }")
    sizes = [one.page_size for name, one in client.core.requests if name == "BatchListRecordings"]
    assert sizes == [7]


async def test_more_parents_than_a_batch_takes(client: Client) -> None:
    serve_world(client.core, 100, each=11)
    query = "{ calls { nodes { recordings { transcribes(pageSize: 11) { id } } } } }"
    await client.run(query)
    taken = [len(one.reference_ids) for name, one in client.core.requests if "Transcribes" in name]
    assert taken == [1000]


async def test_failure_of_one_call_is_of_its_keys_alone(client: Client) -> None:
    serve_world(client.core, 100, each=11)
    rows = client.core.handlers["BatchListTranscribes"]

    def first_only(request: transcribe_pb2.BatchListTranscribesRequest) -> Any:
        if len(request.reference_ids) == 1000:
            return transcribe_pb2.BatchListTranscribesResponse(result=rows(request).result[::11])
        raise Refused(grpc.StatusCode.UNAVAILABLE, "disk gone", reason("UNAVAILABLE"))

    client.core.handlers["BatchListTranscribes"] = first_only
    query = "{ calls { nodes { recordings { transcribes(pageSize: 1) { id } } } } }"
    body = await client.run(query)
    found = [
        recording["transcribes"]
        for call in body["data"]["calls"]["nodes"]
        for recording in call["recordings"]
    ]
    assert [one is None for one in found] == [False] * 1000 + [True] * 100
    assert len(body["errors"]) == 100


async def test_file_url(client: Client) -> None:
    serve_world(client.core, 1)
    data = await client.data("{ calls { nodes { recordings { id fileUrl } } } }")
    for recording in data["calls"]["nodes"][0]["recordings"]:
        assert recording["fileUrl"] == f"http://files.test/{recording['id']}.zip"


async def test_file_url_of_a_recording_that_has_none(client: Client) -> None:
    serve_world(client.core, 1)
    links = client.core.handlers["GetRecordingFile"]

    def first_only(request: recording_pb2.GetRecordingFileRequest) -> recording_pb2.RecordingFile:
        if request.id.endswith("0"):
            return links(request)  # type: ignore[no-any-return]
        raise Refused(grpc.StatusCode.FAILED_PRECONDITION, "not ended", reason("NOT_ENDED"))

    client.core.handlers["GetRecordingFile"] = first_only
    body = await client.run("{ calls { nodes { recordings { fileUrl } } } }")
    (first, second) = body["data"]["calls"]["nodes"][0]["recordings"]
    assert first["fileUrl"]
    assert second["fileUrl"] is None
    assert [one["extensions"]["reason"] for one in body["errors"]] == ["NOT_ENDED"]


def _no_flows() -> flow_pb2.BatchGetFlowsResponse:
    return flow_pb2.BatchGetFlowsResponse()
