"""WAV files: playable while written, after a crash, and never in the caller's way."""

import os
import signal
import struct
import subprocess
import sys
import time
import wave
from pathlib import Path

import numpy as np
import pytest

from voipbin.media.audio import wav
from voipbin.media.audio.pcm import silence
from voipbin.media.audio.tones import tone, tone_share
from voipbin.media.audio.wav import WavWriter, read_wav, repair_wav, wav_bytes


def settle() -> None:
    """Wait until the writer thread has done all it was given."""
    probe = WavWriter(Path(os.devnull), 8000)
    probe.close().result(5)


def test_whole_file(tmp_path: Path) -> None:
    writer = WavWriter(tmp_path / "call.wav", 8000)
    pcm = tone((440.0,), 1010, 8000)
    for at in range(0, pcm.size, 160):
        writer.write(pcm[at : at + 160])
    assert writer.duration_ms == 1010
    path = writer.close().result(5)
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 8000)
        assert file.getnframes() == pcm.size
    heard, rate = read_wav(path)
    assert rate == 8000
    assert np.array_equal(heard, pcm)


def test_playable_while_being_written(tmp_path: Path) -> None:
    writer = WavWriter(tmp_path / "call.wav", 8000)
    for second in range(1, 4):
        for _ in range(50):
            writer.write(silence(160))
        settle()
        with wave.open(str(writer.path)) as file:
            assert file.getnframes() == second * 8000
    writer.close().result(5)


def test_empty_file_is_valid_from_the_start(tmp_path: Path) -> None:
    writer = WavWriter(tmp_path / "call.wav", 16000)
    with wave.open(str(writer.path)) as file:
        assert (file.getnframes(), file.getframerate()) == (0, 16000)
    writer.close().result(5)


def test_close_twice_and_write_after(tmp_path: Path) -> None:
    writer = WavWriter(tmp_path / "call.wav", 8000)
    assert writer.close() is writer.close()
    writer.write(silence(160))
    assert writer.close().result(5).stat().st_size == 44


def test_killed_process_leaves_a_playable_file(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    child = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, numpy, time\n"
            "from pathlib import Path\n"
            "from voipbin.media.audio.wav import WavWriter\n"
            "from voipbin.media.audio.tones import tone\n"
            "writer, pcm = WavWriter(Path(sys.argv[1]), 8000), tone((440.0,), 3300, 8000)\n"
            "for at in range(0, pcm.size, 160): writer.write(pcm[at:at + 160])\n"
            "print('written', flush=True)\n"
            "time.sleep(60)\n",
            str(path),
        ],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == b"written\n"
        # Six batches of half a second are with the writer thread, the rest is lost with us.
        deadline = time.monotonic() + 20
        while read_wav(path)[0].size < 24000:
            assert time.monotonic() < deadline
            assert child.poll() is None
    finally:
        os.kill(child.pid, signal.SIGKILL)
        child.wait(10)
        if child.stdout is not None:
            child.stdout.close()
    pcm, rate = read_wav(path)
    assert pcm.size >= 24000
    assert tone_share(pcm[800:20000], 440.0, rate) > 0.99


@pytest.mark.parametrize("cut", [0, 1, 7, 160])
def test_repair_after_truncation(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "call.wav"
    data = wav_bytes(tone((440.0,), 1000, 8000), 8000)
    path.write_bytes(data[: len(data) - cut])
    duration_ms = repair_wav(path)
    with wave.open(str(path)) as file:
        assert file.getnframes() == (16000 - cut) // 2
        assert len(file.readframes(9000)) == file.getnframes() * 2
    assert duration_ms == (16000 - cut) // 2 // 8
    assert repair_wav(path) == duration_ms


def test_repair_header_that_was_never_corrected(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(wav.wav_header(8000, 0) + bytes(8000))
    assert repair_wav(path) == 500
    assert read_wav(path)[0].size == 4000


@pytest.mark.parametrize("data", [b"", b"RIFF", b"ID3" + bytes(100), bytes(44)])
def test_repair_of_something_else(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "song.wav"
    path.write_bytes(data)
    with pytest.raises(ValueError, match=r"song\.wav"):
        repair_wav(path)
    assert path.read_bytes() == data


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"hello", "RIFF"),
        (b"RIFF\x04\x00\x00\x00WAVE", "lacks a fmt"),
        (wav_bytes(silence(10), 8000).replace(struct.pack("<HH", 1, 1), b"\x01\x00\x02\x00"), "2"),
    ],
)
def test_read_of_something_else(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "x.wav"
    path.write_bytes(data)
    with pytest.raises(ValueError, match=message):
        read_wav(path)


def test_full_disk_stops_the_file_and_nothing_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    writer = WavWriter(tmp_path / "call.wav", 8000)
    os.close(writer._fd)
    writer._fd = os.open(full, os.O_RDWR)
    for _ in range(50):
        writer.write(silence(160))
    with pytest.raises(OSError, match="No space"):
        writer.close().result(5)
    assert writer.error is not None
    assert "call.wav stopped" in caplog.text
