"""100 calls with recordings and transcripts: one GraphQL query against the REST calls for the same.

Run as `python -m tests.benchmarks.bench_graphql`. Both are asked over one kept connection, in turn.
CPU is that of the server process.
"""

import argparse
import http.client
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import create_engine
from sqlmodel import Session, col, select

from tests.benchmarks.bench_rest import Side, start_platform
from tests.benchmarks.rest_rows import call_id
from voipbin.core.call.model import CallRow
from voipbin.core.recording.model import RecordingRow
from voipbin.core.transcribe.model import TranscribeRow
from voipbin.core.transcribe.transcript_model import TranscriptRow

CALLS = 100
SENTENCES = 3
GOAL = 10.0
QUERY = """{ calls(pageSize: 100) { nodes {
  id status tmCreate
  recordings { id status transcribes { id language transcripts { message tmTranscript } } }
} } }"""

Ask = Callable[[str, str, Any], Any]


def recording_id(index: int) -> str:
    """Id of the recording of a call."""
    return call_id(4_000_000 + index)


def transcribe_id(index: int) -> str:
    """Id of the transcribe of a recording."""
    return call_id(5_000_000 + index)


def fill(database: Path) -> None:
    """Give the newest calls a recording, a transcribe and sentences each."""
    engine = create_engine(f"sqlite:///{database}")
    with Session(engine) as session:
        newest = select(CallRow).order_by(col(CallRow.tm_create).desc()).limit(CALLS)
        for index, call in enumerate(session.exec(newest).all()):
            call.recording_ids = [recording_id(index)]
            session.add(call)
            session.add_all(_rows(index, call))
        session.commit()
    engine.dispose()


def _rows(index: int, call: CallRow) -> list[Any]:
    owned: dict[str, Any] = {"customer_id": call.customer_id, "tm_create": call.tm_create}
    recording = RecordingRow(
        id=recording_id(index),
        reference_type="call",
        reference_id=call.id,
        status="ended",
        name=f"call_{index}",
        key_in=f"{index}_in.wav",
        key_out=f"{index}_out.wav",
        **owned,
    )
    transcribe = TranscribeRow(
        id=transcribe_id(index),
        reference_type="recording",
        reference_id=recording.id,
        status="done",
        language="en-US",
        direction="both",
        **owned,
    )
    sentences = [
        TranscriptRow(
            id=call_id(6_000_000 + index * SENTENCES + place),
            transcribe_id=transcribe.id,
            direction="in",
            message=f"sentence {place} of call {index}",
            offset_us=place * 1_000_000,
            **owned,
        )
        for place in range(SENTENCES)
    ]
    return [recording, transcribe, *sentences]


def by_rest(ask: Ask, key: str) -> int:
    """Ask for the calls, then for what belongs to each; returns the sentences read."""
    calls = ask("GET", f"/v1.0/calls?page_size={CALLS}&accesskey={key}", None)["result"]
    transcribes = ask("GET", f"/v1.0/transcribes?page_size=100&accesskey={key}", None)["result"]
    of_recording = {row["reference_id"]: row["id"] for row in transcribes}
    sentences = 0
    for call in calls:
        for id in call["recording_ids"]:
            recording = ask("GET", f"/v1.0/recordings/{id}?accesskey={key}", None)
            path = (
                f"/v1.0/transcripts?transcribe_id={of_recording[recording['id']]}&accesskey={key}"
            )
            sentences += len(ask("GET", path, None)["result"])
    return sentences


def by_graphql(ask: Ask, key: str) -> int:
    """Ask once; returns the sentences read."""
    calls = ask("POST", f"/graphql?accesskey={key}", {"query": QUERY})["data"]["calls"]["nodes"]
    return sum(
        len(transcribe["transcripts"])
        for call in calls
        for recording in call["recordings"]
        for transcribe in recording["transcribes"]
    )


def asker(base: str) -> Ask:
    """What sends a request over one kept connection."""
    parts = urlsplit(base)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)

    def ask(method: str, path: str, body: Any) -> Any:
        text = None if body is None else json.dumps(body)
        connection.request(method, path, text, {"content-type": "application/json"})
        return json.loads(connection.getresponse().read())

    return ask


def measure(server: Side, rounds: int) -> bool:
    """Print the figures; return whether the goal is reached."""
    ask = asker(server.base)
    ways: dict[str, Callable[[Ask, str], int]] = {"REST": by_rest, "GraphQL": by_graphql}
    took_s: dict[str, list[float]] = {name: [] for name in ways}
    cpu_s = dict.fromkeys(ways, 0.0)
    for way in ways.values():
        assert way(ask, server.key) == CALLS * SENTENCES
    for _ in range(rounds):
        for name, way in ways.items():
            cpu_before, began = server.cpu_s(), time.perf_counter()
            way(ask, server.key)
            took_s[name].append(time.perf_counter() - began)
            cpu_s[name] += server.cpu_s() - cpu_before
    rest, graphql = (statistics.median(took_s[name]) for name in ways)
    print(f"REST asks {2 + 2 * CALLS} times, GraphQL once")
    print(f"GraphQL answers {rest / graphql:.1f}x sooner (goal {GOAL}x)")
    print(f"GraphQL takes {cpu_s['GraphQL'] / cpu_s['REST']:.2f}x the CPU of the server")
    return rest >= GOAL * graphql


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, start_platform(Path(folder)) as server:
        fill(Path(folder) / "voipbin.db")
        if not measure(server, given.rounds):
            raise SystemExit("the goal was not reached")


if __name__ == "__main__":
    main()
