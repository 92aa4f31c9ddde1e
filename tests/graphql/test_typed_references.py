"""What a summary is of: a field for each kind, each kind read once."""

from typing import Any

import pytest

from tests.graphql.conftest import Client
from tests.graphql.world import uuid
from voipbin.v1 import aisummary_pb2, call_pb2, conference_pb2, recording_pb2, transcribe_pb2

KINDS = {
    "call": (call_pb2.BatchGetCallsResponse, "BatchGetCalls"),
    "conference": (conference_pb2.BatchGetConferencesResponse, "BatchGetConferences"),
    "transcribe": (transcribe_pb2.BatchGetTranscribesResponse, "BatchGetTranscribes"),
    "recording": (recording_pb2.BatchGetRecordingsResponse, "BatchGetRecordings"),
}
QUERY = """{ aisummaries { nodes {
  referenceType referenceId
  call { id } conference { id } transcribe { id } recording { id }
} } }"""


def serve(client: Client, each: int) -> None:
    """Summaries of every kind; ids of one kind are ids of no other."""
    rows = [
        aisummary_pb2.Aisummary(
            id=uuid(9, 100 * place + n),
            reference_type=f"AISUMMARY_REFERENCE_TYPE_{kind.upper()}",
            reference_id=uuid(place + 1, n),
        )
        for place, kind in enumerate(KINDS)
        for n in range(each)
    ]
    client.core.handlers["ListAisummaries"] = lambda _: aisummary_pb2.ListAisummariesResponse(
        result=rows
    )
    for answer, operation in KINDS.values():
        client.core.handlers[operation] = _echo(answer)


def _echo(answer: Any) -> Any:
    return lambda request: answer(result=[{"id": id} for id in request.ids])


@pytest.mark.parametrize("each", [1, 20])
async def test_each_kind_is_read_once(client: Client, each: int) -> None:
    serve(client, each)
    nodes = (await client.data(QUERY))["aisummaries"]["nodes"]
    assert len(nodes) == 4 * each
    for node in nodes:
        found = {kind: node[kind] for kind in KINDS if node[kind] is not None}
        assert found == {node["referenceType"]: {"id": node["referenceId"]}}
    asked = {operation: 1 for _, operation in KINDS.values()}
    assert client.core.asked == {"ListAisummaries": 1} | asked


async def test_what_is_gone_is_null(client: Client) -> None:
    serve(client, 1)
    client.core.handlers["BatchGetRecordings"] = lambda _: KINDS["recording"][0]()
    nodes = (await client.data(QUERY))["aisummaries"]["nodes"]
    assert [node["recording"] for node in nodes] == [None] * 4
    assert [node["call"] is not None for node in nodes].count(True) == 1
