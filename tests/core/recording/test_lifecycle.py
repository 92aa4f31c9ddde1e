"""Recordings as the media node reports them."""

import re
from itertools import product
from typing import Any

import pytest

from tests.core.recording.conftest import Recordings
from tests.fixtures.callers import CUSTOMER
from tests.fixtures.event_log import event_types, events
from voipbin.core.errors import FailedPrecondition, InvalidArgument, NotFound
from voipbin.core.ids import new_id
from voipbin.core.recording.model import (
    RECORDING,
    TRANSITIONS,
    RecordingRow,
    RecordingStatus,
    may_become,
)
from voipbin.core.repository import Repository
from voipbin.v1 import recording_pb2

S = RecordingStatus
LEGAL = {
    (S.INITIATING, S.RECORDING),
    (S.INITIATING, S.STOPPING),
    (S.INITIATING, S.ENDED),
    (S.RECORDING, S.STOPPING),
    (S.RECORDING, S.ENDED),
    (S.STOPPING, S.ENDED),
}


async def stored(recordings: Recordings, id: str) -> RecordingRow:
    async with recordings.store.reading() as connection:
        return await Repository(RECORDING, connection, CUSTOMER).get(id)


class TestTransitions:
    @pytest.mark.parametrize(("status", "wanted"), list(product(S, S)))
    def test_every_move(self, status: S, wanted: S) -> None:
        assert may_become(status.value, wanted) is ((status, wanted) in LEGAL)

    def test_every_state_has_a_line(self) -> None:
        assert set(TRANSITIONS) == set(S)

    def test_states_are_the_contract(self) -> None:
        assert {f"RECORDING_STATUS_{state.name}" for state in S} == set(
            recording_pb2.RecordingStatus.keys()
        ) - {"RECORDING_STATUS_UNSPECIFIED"}


class TestCreate:
    async def test_row(self, recordings: Recordings) -> None:
        row = await recordings.create(
            end_of_silence_s=5, end_of_key="#", duration_s=60, beep_start=True
        )
        assert (row.status, row.format, row.reference_type) == ("initiating", "wav", "call")
        assert (row.reference_id, row.customer_id) == (recordings.call.id, CUSTOMER)
        assert (row.activeflow_id, row.channel_id) == (
            recordings.call.activeflow_id,
            recordings.call.channel_id,
        )
        assert (row.end_of_silence_ms, row.end_of_key, row.limit_ms) == (5000, "#", 60_000)
        assert row.beep_start
        assert await event_types(recordings.store) == []

    async def test_names(self, recordings: Recordings) -> None:
        row = await recordings.create()
        start = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"
        assert re.fullmatch(f"call_{recordings.call.id}_{start}", row.name)
        path_in, path_out = recordings.service.paths(row)
        assert (path_in.name, path_out.name) == (f"{row.name}_in.wav", f"{row.name}_out.wav")
        assert path_in.parent.is_dir()

    async def test_variables(self, recordings: Recordings) -> None:
        row = await recordings.create()
        assert recordings.service.variables(row) == {
            "voipbin.recording.id": row.id,
            "voipbin.recording.reference_type": "call",
            "voipbin.recording.reference_id": recordings.call.id,
            "voipbin.recording.format": "wav",
            "voipbin.recording.recording_name": row.name,
            "voipbin.recording.filenames": f"{row.name}_in.wav,{row.name}_out.wav",
        }

    async def test_one_at_a_time(self, recordings: Recordings) -> None:
        await recordings.create()
        with pytest.raises(FailedPrecondition) as refused:
            await recordings.create()
        assert refused.value.reason == "RECORDING_IN_PROGRESS"

    async def test_again_after_the_end(self, recordings: Recordings) -> None:
        first = await recordings.finished()
        second = await recordings.create()
        assert first.id != second.id
        assert first.name != second.name

    async def test_at_once_after_the_stop(self, recordings: Recordings) -> None:
        first = await recordings.create()
        async with recordings.store.writing() as work:
            await recordings.service.stopping(work, first.id)
        second = await recordings.create()
        assert {row.id for row in await recordings.service.unfinished()} == {first.id, second.id}

    async def test_same_id_again(self, recordings: Recordings) -> None:
        id = new_id()
        first = await recordings.create(id=id)
        again = await recordings.create(id=id)
        assert (first.id, again.id, again.name) == (id, id, first.name)

    @pytest.mark.parametrize(
        ("options", "field"),
        [
            ({"end_of_silence_s": -1}, "end_of_silence"),
            ({"duration_s": -1}, "duration"),
            ({"duration_s": 86_401}, "duration"),
            ({"end_of_key": "1"}, "end_of_key"),
            ({"end_of_key": "*#"}, "end_of_key"),
        ],
    )
    async def test_bad_option(
        self, recordings: Recordings, options: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(InvalidArgument) as refused:
            await recordings.create(**options)
        assert [name for name, _ in refused.value.violations] == [field]


class TestStarted:
    async def test_event(self, recordings: Recordings) -> None:
        row = await recordings.create()
        await recordings.service.started(row.id, 1_767_225_600_000_000)
        now = await stored(recordings, row.id)
        assert (now.status, now.tm_start) == ("recording", 1_767_225_600_000_000)
        ((kind, body),) = await events(recordings.store)
        assert kind == "recording_started"
        assert body["id"] == row.id
        assert body["status"] == "recording"
        assert body["tm_start"] == "2026-01-01T00:00:00.000000Z"
        assert body["tm_end"] is None

    async def test_told_twice(self, recordings: Recordings) -> None:
        row = await recordings.create()
        await recordings.service.started(row.id, 5)
        await recordings.service.started(row.id, 6)
        assert (await stored(recordings, row.id)).tm_start == 5
        assert await event_types(recordings.store) == ["recording_started"]

    async def test_after_the_stop_was_asked(self, recordings: Recordings) -> None:
        row = await recordings.create()
        async with recordings.store.writing() as work:
            await recordings.service.stopping(work, row.id)
        await recordings.service.started(row.id)
        now = await stored(recordings, row.id)
        assert now.status == "stopping"
        assert now.tm_start is not None

    async def test_after_the_end(self, recordings: Recordings) -> None:
        row = await recordings.create()
        await recordings.service.finished(row.id, 0, "failed")
        await recordings.service.started(row.id)
        assert (await stored(recordings, row.id)).status == "ended"

    async def test_unknown(self, recordings: Recordings) -> None:
        await recordings.service.started(new_id())
        assert await event_types(recordings.store) == []


class TestStopping:
    async def test_then_finished(self, recordings: Recordings) -> None:
        row = await recordings.create()
        await recordings.service.started(row.id)
        async with recordings.store.writing() as work:
            assert (await recordings.service.stopping(work, row.id)).status == "stopping"
        async with recordings.store.writing() as work:
            assert (await recordings.service.stopping(work, row.id)).status == "stopping"
        await recordings.service.finished(row.id, 2500, "stopped")
        now = await stored(recordings, row.id)
        assert (now.status, now.duration_ms, now.end_reason) == ("ended", 2500, "stopped")
        async with recordings.store.writing() as work:
            assert (await recordings.service.stopping(work, row.id)).status == "ended"

    async def test_unknown(self, recordings: Recordings) -> None:
        with pytest.raises(NotFound):
            async with recordings.store.writing() as work:
                await recordings.service.stopping(work, new_id())


class TestFinished:
    async def test_event_and_hook(
        self, recordings: Recordings, ended_hook: list[RecordingRow]
    ) -> None:
        row = await recordings.create()
        await recordings.service.started(row.id)
        await recordings.service.finished(row.id, 1000, "hangup", 1_767_225_600_000_000)
        assert await event_types(recordings.store) == ["recording_started", "recording_finished"]
        body = (await events(recordings.store, "recording_finished"))[0][1]
        assert (body["status"], body["tm_end"]) == ("ended", "2026-01-01T00:00:00.000000Z")
        assert [heard.id for heard in ended_hook] == [row.id]

    async def test_told_twice(self, recordings: Recordings, ended_hook: list[RecordingRow]) -> None:
        row = await recordings.finished()
        await recordings.service.finished(row.id, 9, "hangup")
        assert (await stored(recordings, row.id)).duration_ms == 1000
        assert len(ended_hook) == 1

    async def test_a_failing_hook_leaves_all_as_it_was(self, recordings: Recordings) -> None:
        async def hook(_work: object, _row: RecordingRow) -> None:
            raise ConnectionError("no")

        recordings.service.when_ended(hook)
        row = await recordings.create()
        with pytest.raises(ConnectionError):
            await recordings.service.finished(row.id, 0, "failed")
        assert (await stored(recordings, row.id)).status == "initiating"
        assert await event_types(recordings.store) == []

    async def test_body_is_the_resource(self, recordings: Recordings) -> None:
        row = await recordings.finished()
        body = (await events(recordings.store, "recording_finished"))[0][1]
        assert body == RECORDING.to_json(await stored(recordings, row.id))


class TestFlowOfTheEnd:
    async def test_started_with_the_variables(self, recordings: Recordings) -> None:
        flow_id = new_id()
        row = await recordings.finished(on_end_flow_id=flow_id)
        await recordings.service.settled()
        (child,) = recordings.children.started
        assert (child.flow_id, child.parent_activeflow_id, child.customer_id) == (
            flow_id,
            recordings.call.activeflow_id,
            CUSTOMER,
        )
        assert (child.reference_type, child.reference_id) == ("recording", row.id)
        assert child.variables == recordings.service.variables(row)

    async def test_none_wanted(self, recordings: Recordings) -> None:
        await recordings.finished()
        await recordings.service.settled()
        assert recordings.children.started == []

    async def test_once(self, recordings: Recordings) -> None:
        await recordings.finished(on_end_flow_id=new_id())
        await recordings.service.settled()
        later = recordings.restarted()
        await later.recover()
        await later.settled()
        assert len(recordings.children.started) == 1

    async def test_after_a_crash(self, recordings: Recordings) -> None:
        recordings.children.fails = True
        row = await recordings.finished(on_end_flow_id=new_id())
        await recordings.service.settled()
        assert recordings.children.started == []
        later = recordings.restarted()
        await later.recover()
        await later.settled()
        assert [child.reference_id for child in recordings.children.started] == [row.id]
