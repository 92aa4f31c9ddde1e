"""Recordings whose writer died."""

import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.core.recording.conftest import Recordings
from tests.core.recording.test_lifecycle import stored
from tests.fixtures.event_log import event_types
from voipbin.core.ids import new_id
from voipbin.core.recording.model import RecordingRow
from voipbin.media.audio.wav import read_wav, wav_header

WRITER = """
import sys
from pathlib import Path
from voipbin.media.audio.pcm import silence
from voipbin.media.audio.wav import WavWriter

writers = [WavWriter(Path(path), 8000) for path in sys.argv[1:]]
for writer in writers:
    for _ in range(100):
        writer.write(silence(160))
while any(path.stat().st_size < 44 + 2 * 8000 * 2 for path in map(Path, sys.argv[1:])):
    pass
print("written", flush=True)
sys.stdin.read()
"""


def written_and_killed(paths: Sequence[Path]) -> None:
    """Two seconds of audio by a process that is then killed."""
    command = [sys.executable, "-c", WRITER, *map(str, paths)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"written\n"
        writer.send_signal(signal.SIGKILL)


async def running(recordings: Recordings) -> RecordingRow:
    row = await recordings.create()
    await recordings.service.started(row.id, 1_767_225_600_000_000)
    return row


class TestNodeLost:
    async def test_killed_writer(
        self, recordings: Recordings, ended_hook: list[RecordingRow]
    ) -> None:
        row = await running(recordings)
        written_and_killed(recordings.service.paths(row))
        await recordings.service.node_lost([row.id])
        now = await stored(recordings, row.id)
        assert (now.status, now.end_reason, now.duration_ms) == ("ended", "lost", 2000)
        assert now.tm_end == 1_767_225_602_000_000
        assert await event_types(recordings.store) == ["recording_started", "recording_finished"]
        assert [heard.id for heard in ended_hook] == [row.id]
        for path in recordings.service.paths(row):
            samples, rate = read_wav(path)
            assert (samples.size, rate) == (16_000, 8000)

    async def test_header_behind_its_audio(self, recordings: Recordings) -> None:
        row = await running(recordings)
        path_in, _ = recordings.service.paths(row)
        path_in.write_bytes(wav_header(8000, 0) + bytes(16_001))
        await recordings.service.node_lost([row.id])
        samples, _ = read_wav(path_in)
        assert samples.size == 8000
        assert (await stored(recordings, row.id)).duration_ms == 1000

    async def test_no_header_yet(self, recordings: Recordings) -> None:
        row = await running(recordings)
        path_in, path_out = recordings.service.paths(row)
        path_in.write_bytes(b"RIFF")
        await recordings.service.node_lost([row.id])
        assert not path_in.exists()
        assert not path_out.exists()
        assert (await stored(recordings, row.id)).status == "ended"

    async def test_never_began(self, recordings: Recordings) -> None:
        row = await recordings.create()
        await recordings.service.node_lost([row.id])
        now = await stored(recordings, row.id)
        assert (now.status, now.duration_ms, now.tm_start) == ("ended", 0, None)

    async def test_unknown_and_ended(self, recordings: Recordings) -> None:
        row = await recordings.finished()
        await recordings.service.node_lost([row.id, new_id()])
        assert (await stored(recordings, row.id)).end_reason == "stopped"

    async def test_unfinished(self, recordings: Recordings) -> None:
        await recordings.finished()
        row = await recordings.create()
        found = await recordings.service.unfinished()
        assert [(one.id, one.channel_id) for one in found] == [(row.id, recordings.call.channel_id)]
