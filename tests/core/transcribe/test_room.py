"""Operations of TranscribeService and TranscriptService."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.core.served import served
from tests.core.transcribe.conftest import FakeCalls, Live
from tests.fixtures.callers import (
    CUSTOMER,
    STRANGER,
    customer_context,
    super_admin_context,
)
from tests.fixtures.event_log import event_types
from voipbin.core.conference.model import CONFERENCE, ConferenceRow
from voipbin.core.conference.transcriber import ConferenceTranscriber
from voipbin.core.contract.operations import operations
from voipbin.core.errors import (
    DeadlineExceeded,
    FailedPrecondition,
    InvalidArgument,
    NotFound,
)
from voipbin.core.files.store import LocalFileStore
from voipbin.core.flow.model import FLOW, FlowRow
from voipbin.core.ids import new_id
from voipbin.core.recording.model import RECORDING, RecordingRow
from voipbin.core.recording.options import RecordedCall, RecordingOptions
from voipbin.core.recording.service import RecordingService
from voipbin.core.repository import Repository
from voipbin.core.transcribe.batch import transcribe_files
from voipbin.core.transcribe.recording_transcriber import RecordingTranscriber
from voipbin.core.transcribe.room import TranscribeRoom
from voipbin.core.transcribe.speech_port import ListenOptions, Utterance
from voipbin.core.transcribe.transcript_room import TranscriptRoom
from voipbin.media.audio.pcm import silence
from voipbin.media.audio.wav import repair_wav, wav_bytes
from voipbin.v1 import transcribe_pb2 as pb
from voipbin.v1 import transcript_pb2


class Rooms:
    """Both rooms, and recordings to transcribe."""

    def __init__(self, live: Live, directory: Path) -> None:
        self.live = live
        self.recordings = RecordingService(
            live.store, LocalFileStore(directory), live.children, repair=repair_wav
        )
        self.transcriber = RecordingTranscriber(live.store, live.speech, self.recordings)
        self.transcribes = TranscribeRoom(
            FakeCalls(live.call),
            live.service,
            self.transcriber,
            ConferenceTranscriber(live.store, live.service),
        )
        self.transcripts = TranscriptRoom()
        self.ctx = customer_context(live.store)

    async def create(self, ctx: Any = None, **fields: Any) -> Any:
        """CreateTranscribe; of the call when nothing else is said."""
        asked = {
            "reference_type": pb.TRANSCRIBE_REFERENCE_TYPE_CALL,
            "reference_id": self.live.call.id,
            **fields,
        }
        request = pb.CreateTranscribeRequest(**asked)
        return await self.transcribes.create_transcribe(request, ctx or self.ctx)

    async def listed(self, transcribe_id: str, ctx: Any = None, **fields: Any) -> Any:
        """ListTranscripts."""
        request = transcript_pb2.ListTranscriptsRequest(transcribe_id=transcribe_id, **fields)
        return await self.transcripts.list_transcripts(request, ctx or self.ctx)

    async def recording(self, *, ended: bool = True, audio: bool = True) -> RecordingRow:
        """A recording of another call."""
        call = RecordedCall(new_id(), CUSTOMER, new_id(), new_id())
        async with self.live.store.writing() as work:
            row = await self.recordings.create(work, call, RecordingOptions())
        if audio:
            for path in self.recordings.paths(row):
                path.write_bytes(wav_bytes(silence(8000), 8000))
        if ended:
            await self.recordings.finished(row.id, 1000, "stopped")
        async with self.live.store.reading() as connection:
            return await self.ctx.own(RECORDING, connection).get(row.id)

    async def of_recording(self, row: RecordingRow, **fields: Any) -> Any:
        """CreateTranscribe of a recording."""
        kind = pb.TRANSCRIBE_REFERENCE_TYPE_RECORDING
        return await self.create(reference_type=kind, reference_id=row.id, **fields)


@pytest_asyncio.fixture
async def rooms(live: Live, tmp_path: Path) -> Rooms:
    return Rooms(live, tmp_path / "files")


def test_every_operation_is_served(rooms: Rooms) -> None:
    served: dict[str, TranscribeRoom | TranscriptRoom] = {
        "voipbin.v1.TranscribeService": rooms.transcribes,
        "voipbin.v1.TranscriptService": rooms.transcripts,
    }
    specs = [spec for spec in operations().values() if spec.service in served]
    assert len([served[spec.service].handler(spec) for spec in specs]) == 9


async def _add_flow(rooms: Rooms) -> str:
    async with rooms.ctx.store.writing() as work:
        row = FlowRow(id=new_id(), customer_id=CUSTOMER, tm_create=work.clock.now_us())
        await Repository(FLOW, work, CUSTOMER).add(row)
    return row.id


class TestCreate:
    async def test_flow_of_nobody(self, rooms: Rooms) -> None:
        with pytest.raises(InvalidArgument, match="on_end_flow_id no such flow"):
            await rooms.create(on_end_flow_id=new_id())

    async def test_call(self, rooms: Rooms) -> None:
        flow_id = await _add_flow(rooms)
        made = await rooms.create(
            language="de-de",
            direction=pb.TRANSCRIBE_DIRECTION_IN,
            provider=pb.TRANSCRIBE_PROVIDER_AWS,
            on_end_flow_id=flow_id,
        )
        assert made.status == pb.TRANSCRIBE_STATUS_PROGRESSING
        assert made.reference_type == pb.TRANSCRIBE_REFERENCE_TYPE_CALL
        assert (made.language, made.direction) == ("de-DE", pb.TRANSCRIBE_DIRECTION_IN)
        assert (made.provider, made.on_end_flow_id) == (pb.TRANSCRIBE_PROVIDER_AWS, flow_id)
        assert made.activeflow_id == rooms.live.call.activeflow_id
        assert rooms.live.session().options == ListenOptions("de-DE", "aws")

    async def test_defaults(self, rooms: Rooms) -> None:
        made = await rooms.create(language="klingon")
        assert (made.language, made.direction) == ("en-US", pb.TRANSCRIBE_DIRECTION_BOTH)
        assert made.provider == pb.TRANSCRIBE_PROVIDER_UNSPECIFIED

    async def test_other_customer(self, rooms: Rooms) -> None:
        with pytest.raises(NotFound) as refused:
            await rooms.create(customer_context(rooms.live.store, STRANGER))
        assert refused.value.reason == "CALL_NOT_FOUND"

    async def test_super_admin_works_for_the_owner(self, rooms: Rooms) -> None:
        made = await rooms.create(super_admin_context(rooms.live.store))
        assert made.customer_id == CUSTOMER

    async def test_unknown_call(self, rooms: Rooms) -> None:
        with pytest.raises(NotFound):
            await rooms.create(reference_id=new_id())

    @pytest.mark.parametrize(
        "kind",
        [pb.TRANSCRIBE_REFERENCE_TYPE_CONFBRIDGE, pb.TRANSCRIBE_REFERENCE_TYPE_CONFERENCE],
    )
    async def test_conference(self, rooms: Rooms, kind: int) -> None:
        with pytest.raises(NotFound):
            await rooms.create(reference_type=kind, reference_id=new_id())
        room = ConferenceRow(id=new_id(), customer_id=CUSTOMER, tm_create=1)
        async with rooms.live.store.writing() as work:
            await Repository(CONFERENCE, work, CUSTOMER).add(room)
        row = await rooms.create(reference_type=kind, reference_id=room.id)
        assert row.reference_type == pb.TRANSCRIBE_REFERENCE_TYPE_CONFBRIDGE
        assert (row.reference_id, row.direction) == (room.id, pb.TRANSCRIBE_DIRECTION_IN)
        await asyncio.wait_for(rooms.live.audio.listening.wait(), 10)
        assert rooms.live.audio.asked == [(room.id, "mix")]

    async def test_unknown_reference_type(self, rooms: Rooms) -> None:
        with pytest.raises(InvalidArgument) as refused:
            await rooms.create(reference_type=pb.TRANSCRIBE_REFERENCE_TYPE_UNKNOWN)
        assert [field for field, _ in refused.value.violations] == ["reference_type"]


class TestRecording:
    def says(self, rooms: Rooms) -> None:
        rooms.live.speech.recordings = {
            "_in.wav": [Utterance("Hello. I want a pizza", 500, 1000), Utterance("Yes", 9000)],
            "_out.wav": [Utterance("Which one?", 5000)],
        }

    async def test_done_at_once(self, rooms: Rooms) -> None:
        self.says(rooms)
        recording = await rooms.recording()
        made = await rooms.of_recording(recording)
        assert made.status == pb.TRANSCRIBE_STATUS_DONE
        assert (made.reference_id, made.customer_id) == (recording.id, CUSTOMER)
        listed = await rooms.listed(made.id)
        spoken = [
            (row.direction, row.message, row.tm_transcript.seconds + 62_135_596_800)
            for row in reversed(listed.result)
        ]
        d = transcript_pb2
        assert spoken == [
            (d.TRANSCRIPT_DIRECTION_IN, "Hello.", 0),
            (d.TRANSCRIPT_DIRECTION_IN, "I want a pizza", 0),
            (d.TRANSCRIPT_DIRECTION_OUT, "Which one?", 5),
            (d.TRANSCRIPT_DIRECTION_IN, "Yes", 9),
        ]
        assert await event_types(rooms.live.store, "trans") == [
            "transcribe_created",
            "transcribe_progressing",
            *["transcript_created"] * 4,
            "transcribe_done",
        ]

    async def test_each_language_once(self, rooms: Rooms) -> None:
        self.says(rooms)
        recording = await rooms.recording()
        first = await rooms.of_recording(recording, language="en-US")
        again = await rooms.of_recording(recording, language="en_us")
        german = await rooms.of_recording(recording, language="de-DE")
        assert first.id == again.id
        assert german.id != first.id
        assert len(rooms.live.speech.transcribed) == 4

    async def test_at_the_same_time(self, rooms: Rooms) -> None:
        self.says(rooms)
        recording = await rooms.recording()
        made = await asyncio.gather(*(rooms.of_recording(recording) for _ in range(3)))
        assert len({one.id for one in made}) == 1
        assert len(rooms.live.speech.transcribed) == 2

    async def test_direction(self, rooms: Rooms) -> None:
        self.says(rooms)
        recording = await rooms.recording()
        made = await rooms.of_recording(recording, direction=pb.TRANSCRIBE_DIRECTION_OUT)
        listed = await rooms.listed(made.id)
        assert [row.message for row in listed.result] == ["Which one?"]

    async def test_still_running(self, rooms: Rooms) -> None:
        with pytest.raises(FailedPrecondition) as refused:
            await rooms.of_recording(await rooms.recording(ended=False))
        assert refused.value.reason == "RECORDING_NOT_ENDED"

    async def test_without_audio(self, rooms: Rooms) -> None:
        with pytest.raises(NotFound) as refused:
            await rooms.of_recording(await rooms.recording(audio=False))
        assert refused.value.reason == "RECORDING_FILE_NOT_FOUND"

    async def test_other_customer(self, rooms: Rooms) -> None:
        recording = await rooms.recording()
        with pytest.raises(NotFound) as refused:
            await rooms.create(
                customer_context(rooms.live.store, STRANGER),
                reference_type=pb.TRANSCRIBE_REFERENCE_TYPE_RECORDING,
                reference_id=recording.id,
            )
        assert refused.value.reason == "RECORDING_NOT_FOUND"

    async def test_takes_too_long(self, rooms: Rooms) -> None:
        rooms.live.speech.busy = asyncio.Event()
        with pytest.raises(DeadlineExceeded):
            await transcribe_files(
                rooms.live.speech, {"in": Path("x_in.wav")}, ListenOptions("en-US"), 0.01
            )


class TestStop:
    async def stop(self, rooms: Rooms, id: str, ctx: Any = None) -> Any:
        request = pb.StopTranscribeRequest(id=id)
        return await rooms.transcribes.stop_transcribe(request, ctx or rooms.ctx)

    async def test_live(self, rooms: Rooms) -> None:
        made = await rooms.create()
        stopped = await self.stop(rooms, made.id)
        assert stopped.status == pb.TRANSCRIBE_STATUS_DONE
        again = await self.stop(rooms, made.id)
        assert again == stopped

    async def test_other_customer(self, rooms: Rooms) -> None:
        made = await rooms.create()
        with pytest.raises(NotFound):
            await self.stop(rooms, made.id, customer_context(rooms.live.store, STRANGER))
        got = await rooms.transcribes.get(pb.GetTranscribeRequest(id=made.id), rooms.ctx)
        assert getattr(got, "status", 0) == pb.TRANSCRIBE_STATUS_PROGRESSING


class TestDelete:
    async def test_live_with_transcripts(self, rooms: Rooms) -> None:
        made = await rooms.create(direction=pb.TRANSCRIBE_DIRECTION_IN)
        rooms.live.session().utter("private")
        await rooms.live.events.until("transcript_created")
        request = pb.DeleteTranscribeRequest(id=made.id)
        gone: Any = await rooms.transcribes.delete_transcribe(request, rooms.ctx)
        assert gone.status == pb.TRANSCRIBE_STATUS_DONE
        assert gone.HasField("tm_delete")
        assert (await event_types(rooms.live.store))[-2:] == [
            "transcribe_done",
            "transcribe_deleted",
        ]
        with pytest.raises(NotFound):
            await rooms.listed(made.id)
        batch: Any = await served(rooms.transcripts, "BatchListTranscripts")(
            transcript_pb2.BatchListTranscriptsRequest(transcribe_ids=[made.id]), rooms.ctx
        )
        assert not batch.result
        with pytest.raises(NotFound):
            await rooms.transcribes.delete_transcribe(request, rooms.ctx)

    async def test_other_customer(self, rooms: Rooms) -> None:
        made = await rooms.create()
        with pytest.raises(NotFound):
            await rooms.transcribes.delete_transcribe(
                pb.DeleteTranscribeRequest(id=made.id),
                customer_context(rooms.live.store, STRANGER),
            )
        assert "transcribe_done" not in await event_types(rooms.live.store)


class TestTranscripts:
    async def spoken(self, rooms: Rooms, count: int) -> str:
        said = [Utterance(str(n), n * 1000) for n in range(count)]
        rooms.live.speech.recordings = {"_in.wav": said, "_out.wav": []}
        made = await rooms.of_recording(await rooms.recording())
        return str(made.id)

    async def test_pages(self, rooms: Rooms) -> None:
        id = await self.spoken(rooms, 5)
        await self.spoken(rooms, 1)
        first = await rooms.listed(id, page_size=3)
        rest = await rooms.listed(id, page_size=3, page_token=first.next_page_token)
        words = [row.message for page in (first, rest) for row in page.result]
        assert words == ["4", "3", "2", "1", "0"]
        assert rest.next_page_token == ""

    async def test_other_customer(self, rooms: Rooms) -> None:
        id = await self.spoken(rooms, 1)
        with pytest.raises(NotFound) as refused:
            await rooms.listed(id, customer_context(rooms.live.store, STRANGER))
        assert refused.value.reason == "TRANSCRIBE_NOT_FOUND"

    async def test_super_admin(self, rooms: Rooms) -> None:
        id = await self.spoken(rooms, 1)
        listed = await rooms.listed(id, super_admin_context(rooms.live.store))
        assert len(listed.result) == 1

    async def test_batches(self, rooms: Rooms) -> None:
        ids = [await self.spoken(rooms, 3), await self.spoken(rooms, 1)]
        batch: Any = await served(rooms.transcripts, "BatchListTranscripts")(
            transcript_pb2.BatchListTranscriptsRequest(
                transcribe_ids=[*ids, new_id()], page_size=2
            ),
            rooms.ctx,
        )
        assert [(row.transcribe_id, row.message) for row in batch.result] == [
            (ids[1], "0"),
            (ids[0], "2"),
            (ids[0], "1"),
        ]


class TestBatchList:
    async def test_newest_first_for_each(self, rooms: Rooms) -> None:
        made = [await rooms.create(direction=pb.TRANSCRIBE_DIRECTION_IN) for _ in range(3)]
        request = pb.BatchListTranscribesRequest(
            reference_ids=[rooms.live.call.id, new_id()], page_size=2
        )
        batch: Any = await served(rooms.transcribes, "BatchListTranscribes")(request, rooms.ctx)
        assert [row.id for row in batch.result] == [made[2].id, made[1].id]
        stranger = customer_context(rooms.live.store, STRANGER)
        batch = await served(rooms.transcribes, "BatchListTranscribes")(request, stranger)
        assert not batch.result
