"""Operations of RecordingService."""

import io
import zipfile
from urllib.parse import urlsplit

import pytest

from tests.core.recording.conftest import Recordings
from tests.core.served import served
from tests.fixtures.callers import STRANGER, customer_context, super_admin_context
from tests.fixtures.event_log import event_types
from voipbin.core.contract.operations import operations
from voipbin.core.errors import FailedPrecondition, NotFound
from voipbin.core.files.source import SignedFiles
from voipbin.core.ids import new_id
from voipbin.core.recording.archive import RecordingArchive
from voipbin.core.recording.options import RecordedCall
from voipbin.v1 import recording_pb2 as pb


def test_every_operation_is_served(recordings: Recordings) -> None:
    served = [
        recordings.room.handler(spec)
        for spec in operations().values()
        if spec.service == "voipbin.v1.RecordingService"
    ]
    assert len(served) == 6


class TestGet:
    async def test_valid(self, recordings: Recordings) -> None:
        row = await recordings.finished()
        got = await recordings.room.get(
            pb.GetRecordingRequest(id=row.id), customer_context(recordings.store)
        )
        assert isinstance(got, pb.Recording)
        assert got.status == pb.RECORDING_STATUS_ENDED
        assert got.reference_type == pb.RECORDING_REFERENCE_TYPE_CALL
        assert got.format == pb.RECORDING_FORMAT_WAV

    async def test_other_customer(self, recordings: Recordings) -> None:
        row = await recordings.finished()
        with pytest.raises(NotFound):
            await recordings.room.get(
                pb.GetRecordingRequest(id=row.id), customer_context(recordings.store, STRANGER)
            )

    async def test_super_admin(self, recordings: Recordings) -> None:
        row = await recordings.finished()
        got = await recordings.room.get(
            pb.GetRecordingRequest(id=row.id), super_admin_context(recordings.store)
        )
        assert getattr(got, "id", "") == row.id


class TestDelete:
    async def test_files_go_too(self, recordings: Recordings) -> None:
        row = await recordings.finished()
        ctx = customer_context(recordings.store)
        answer = await recordings.room.delete(pb.DeleteRecordingRequest(id=row.id), ctx)
        assert isinstance(answer, pb.Recording)
        assert answer.HasField("tm_delete")
        await recordings.service.settled()
        assert not any(path.exists() for path in recordings.service.paths(row))
        assert (await event_types(recordings.store))[-1] == "recording_deleted"
        with pytest.raises(NotFound):
            await recordings.room.get(pb.GetRecordingRequest(id=row.id), ctx)

    async def test_other_customer(self, recordings: Recordings) -> None:
        row = await recordings.finished()
        with pytest.raises(NotFound):
            await recordings.room.delete(
                pb.DeleteRecordingRequest(id=row.id),
                customer_context(recordings.store, STRANGER),
            )
        await recordings.service.settled()
        assert all(path.exists() for path in recordings.service.paths(row))

    async def test_while_it_runs(self, recordings: Recordings) -> None:
        row = await recordings.create()
        with pytest.raises(FailedPrecondition) as refused:
            await recordings.room.delete(
                pb.DeleteRecordingRequest(id=row.id), customer_context(recordings.store)
            )
        assert refused.value.reason == "RECORDING_NOT_ENDED"

    async def test_crash_before_the_files_are_gone(self, recordings: Recordings) -> None:
        row = await recordings.finished()
        await recordings.room.delete(
            pb.DeleteRecordingRequest(id=row.id), customer_context(recordings.store)
        )
        # Closed before the background work had its turn.
        await recordings.service.close()
        assert all(path.exists() for path in recordings.service.paths(row))
        later = recordings.restarted()
        await later.recover()
        await later.settled()
        assert not any(path.exists() for path in recordings.service.paths(row))


class TestFile:
    async def link_to(self, recordings: Recordings, id: str) -> tuple[str, str]:
        answer = await recordings.room.get_recording_file(
            pb.GetRecordingFileRequest(id=id), customer_context(recordings.store)
        )
        assert isinstance(answer, pb.RecordingFile)
        parts = urlsplit(answer.url)
        assert parts.path.startswith("/files/recordings/")
        in_a_day = recordings.store.clock.now_us() // 1_000_000 + 24 * 3600
        assert 0 <= in_a_day - answer.tm_expire.seconds <= 60
        return parts.path.removeprefix("/files/"), parts.query

    def source(self, recordings: Recordings) -> SignedFiles:
        archive = RecordingArchive(recordings.store, recordings.files)
        return SignedFiles(recordings.links, {"recordings": archive.open})

    async def test_zip(self, recordings: Recordings) -> None:
        row = await recordings.finished()
        found = await self.source(recordings).open(*await self.link_to(recordings, row.id))
        assert found.status == 200
        assert found.headers["Content-Type"] == "application/zip"
        assert found.headers["Content-Disposition"] == f'attachment; filename="{row.name}.zip"'
        assert found.chunks is not None
        data = b"".join([piece async for piece in found.chunks()])
        assert found.headers["Content-Length"] == str(len(data))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.testzip() is None
            assert archive.namelist() == [f"{row.name}_in.wav", f"{row.name}_out.wav"]
            assert archive.read(f"{row.name}_in.wav")[:4] == b"RIFF"

    async def test_deleted_since(self, recordings: Recordings) -> None:
        row = await recordings.finished()
        link = await self.link_to(recordings, row.id)
        await recordings.room.delete(
            pb.DeleteRecordingRequest(id=row.id), customer_context(recordings.store)
        )
        assert (await self.source(recordings).open(*link)).status == 404

    async def test_while_it_runs(self, recordings: Recordings) -> None:
        row = await recordings.create()
        with pytest.raises(FailedPrecondition):
            await self.link_to(recordings, row.id)

    async def test_no_audio(self, recordings: Recordings) -> None:
        row = await recordings.create()
        await recordings.service.finished(row.id, 0, "failed")
        with pytest.raises(NotFound) as refused:
            await self.link_to(recordings, row.id)
        assert refused.value.reason == "RECORDING_FILE_NOT_FOUND"

    @pytest.mark.parametrize("name", ["", "x.zip", "{id}", "{id}.wav", "{id}.zip.zip"])
    async def test_other_names(self, recordings: Recordings, name: str) -> None:
        row = await recordings.finished()
        archive = RecordingArchive(recordings.store, recordings.files)
        assert (await archive.open(name.format(id=row.id))).status == 404


class TestBatchList:
    async def test_newest_first_for_each(self, recordings: Recordings) -> None:
        made = [await recordings.finished() for _ in range(3)]
        first_call = recordings.call
        recordings.call = RecordedCall(new_id(), first_call.customer_id, "", "")
        other = await recordings.finished()
        answer = await served(recordings.room, "BatchListRecordings")(
            pb.BatchListRecordingsRequest(
                reference_ids=[first_call.id, recordings.call.id, new_id()], page_size=2
            ),
            customer_context(recordings.store),
        )
        assert isinstance(answer, pb.BatchListRecordingsResponse)
        assert [row.id for row in answer.result] == [other.id, made[2].id, made[1].id]

    async def test_other_customer(self, recordings: Recordings) -> None:
        await recordings.finished()
        answer = await served(recordings.room, "BatchListRecordings")(
            pb.BatchListRecordingsRequest(reference_ids=[recordings.call.id]),
            customer_context(recordings.store, STRANGER),
        )
        assert isinstance(answer, pb.BatchListRecordingsResponse)
        assert not answer.result
