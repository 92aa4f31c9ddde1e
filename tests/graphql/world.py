"""A customer with calls, recordings, transcribes and transcripts, as the fake core serves them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from tests.graphql.fake_core import FakeCore
from voipbin.v1 import (
    activeflow_pb2,
    call_pb2,
    customer_pb2,
    flow_pb2,
    groupcall_pb2,
    recording_pb2,
    transcribe_pb2,
    transcript_pb2,
)

CUSTOMER = "c0000000-0000-4000-8000-000000000001"
FLOW = "f0000000-0000-4000-8000-000000000001"


def uuid(kind: int, number: int) -> str:
    """The number-th id of a kind."""
    return str(UUID(int=(kind << 96) | number))


def call_id(number: int) -> str:
    """Id of a call of the world."""
    return uuid(1, number)


def serve_world(core: FakeCore, calls: int, each: int = 2) -> None:
    """Give every call `each` recordings, each of these as many transcribes, and so on."""
    rows = [_call(number) for number in range(calls)]
    core.handlers |= {
        "ListCalls": lambda request: call_pb2.ListCallsResponse(
            result=rows[: request.page_size or 100], next_page_token="next"
        ),
        "GetCall": lambda request: _found(rows, request.id),
        "BatchGetCalls": _batch(rows, call_pb2.BatchGetCallsResponse),
        "BatchGetFlows": _batch([_flow()], flow_pb2.BatchGetFlowsResponse),
        "BatchGetActiveflows": _batch(
            [_activeflow(number) for number in range(calls)],
            activeflow_pb2.BatchGetActiveflowsResponse,
        ),
        "BatchGetGroupcalls": _batch(
            [groupcall_pb2.Groupcall(id=uuid(5, 0), call_ids=[row.id for row in rows[:3]])],
            groupcall_pb2.BatchGetGroupcallsResponse,
        ),
        "GetOwnCustomer": lambda request: customer_pb2.Customer(id=CUSTOMER, name="Demo"),
        "BatchListRecordings": lambda request: recording_pb2.BatchListRecordingsResponse(
            result=[_recording(parent, n) for parent in request.reference_ids for n in range(each)]
        ),
        "GetRecordingFile": lambda request: recording_pb2.RecordingFile(
            url=f"http://files.test/{request.id}.zip"
        ),
        "BatchListTranscribes": lambda request: transcribe_pb2.BatchListTranscribesResponse(
            result=[_transcribe(parent, n) for parent in request.reference_ids for n in range(each)]
        ),
        "BatchListTranscripts": lambda request: transcript_pb2.BatchListTranscriptsResponse(
            result=[
                _transcript(parent, n) for parent in request.transcribe_ids for n in range(each)
            ]
        ),
    }


def _found(rows: list[Any], id: str) -> Any:
    return next(row for row in rows if row.id == id)


def _batch(rows: list[Any], answer: Callable[..., Any]) -> Callable[[Any], Any]:
    by_id = {row.id: row for row in rows}
    return lambda request: answer(result=[by_id[key] for key in request.ids if key in by_id])


def _call(number: int) -> call_pb2.Call:
    call = call_pb2.Call(
        id=call_id(number),
        customer_id=CUSTOMER,
        flow_id=FLOW,
        activeflow_id=uuid(4, number),
        type=call_pb2.CALL_TYPE_SIP_SERVICE,
        status=call_pb2.CALL_STATUS_HANGUP,
        groupcall_id=uuid(5, 0),
        master_call_id=call_id(0) if number else "",
        chained_call_ids=[call_id(1), call_id(2)] if number == 0 else [],
    )
    call.source.target = "+15550100"
    call.tm_create.seconds, call.tm_create.nanos = 1_700_000_000, 1_000 * number
    return call


def _flow() -> flow_pb2.Flow:
    flow = flow_pb2.Flow(id=FLOW, customer_id=CUSTOMER, name="Greeting")
    flow.actions.add(id="menu", type="FLOW_ACTION_TYPE_TALK").option.update({"text": "Hi", "n": 5})
    return flow


def _activeflow(number: int) -> activeflow_pb2.Activeflow:
    return activeflow_pb2.Activeflow(
        id=uuid(4, number),
        flow_id=FLOW,
        reference_type=activeflow_pb2.ACTIVEFLOW_REFERENCE_TYPE_CALL,
        reference_id=call_id(number),
    )


def _recording(call: str, number: int) -> recording_pb2.Recording:
    return recording_pb2.Recording(
        id=str(UUID(int=(2 << 96) | (UUID(call).int & 0xFFFFFFFF) * 100 + number)),
        reference_type=recording_pb2.RECORDING_REFERENCE_TYPE_CALL,
        reference_id=call,
    )


def _transcribe(reference: str, number: int) -> transcribe_pb2.Transcribe:
    return transcribe_pb2.Transcribe(
        id=str(UUID(int=(3 << 96) | (UUID(reference).int & 0xFFFFFFFF) * 100 + number)),
        reference_type=transcribe_pb2.TRANSCRIBE_REFERENCE_TYPE_RECORDING,
        reference_id=reference,
    )


def _transcript(transcribe: str, number: int) -> transcript_pb2.Transcript:
    transcript = transcript_pb2.Transcript(
        id=str(UUID(int=(6 << 96) | (UUID(transcribe).int & 0xFFFFFFFF) * 100 + number)),
        transcribe_id=transcribe,
        direction=transcript_pb2.TRANSCRIPT_DIRECTION_IN,
        message=f"sentence {number}",
    )
    transcript.tm_transcript.seconds = -62_135_596_800 + number
    return transcript
