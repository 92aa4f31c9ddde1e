"""The worker's frames, its cutting of utterances, and engines it is asked to find."""

import asyncio
import io
import os
import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from voipbin.media.speech import SpeechUnavailable
from voipbin.media.speech.espeak import EspeakProgram, FliteProgram
from voipbin.media.speech.frames import (
    Frame,
    encode_audio,
    encode_message,
    read_frame,
    receive_frame,
)
from voipbin.media.speech.listener import Listener
from voipbin.media.speech.pcm import Pcm, levelled
from voipbin.media.speech.pool import WorkerPool
from voipbin.media.speech.process import WorkerProcess
from voipbin.media.speech.segmenter import Closed, Continued, Opened, Segmenter
from voipbin.media.speech.vad import WINDOW_SAMPLES, EnergyVad, Window


class TestFrames:
    def test_round_trip(self) -> None:
        pipe = io.BytesIO(encode_message({"op": "x", "n": 1}) + encode_audio(b"\1\2"))
        assert read_frame(pipe) == Frame(message={"op": "x", "n": 1})
        assert read_frame(pipe) == Frame(audio=b"\1\2")
        assert read_frame(pipe) is None

    @pytest.mark.parametrize("cut", range(1, 8))
    async def test_cut_short(self, cut: int) -> None:
        data = encode_audio(b"abc")[:cut]
        assert read_frame(io.BytesIO(data)) is None
        reader = asyncio.StreamReader()
        reader.feed_data(data)
        reader.feed_eof()
        assert await receive_frame(reader) is None

    @pytest.mark.parametrize(
        ("data", "problem"),
        [
            (b"X\0\0\0\1a", "frame kind b'X'"),
            (b"J\xff\0\0\0", "frame length"),
            (b"J\0\0\0\2[]", "is not an object"),
            (b"J\0\0\0\2{a", "Expecting"),
        ],
    )
    def test_no_frame(self, data: bytes, problem: str) -> None:
        with pytest.raises(ValueError, match=problem):
            read_frame(io.BytesIO(data))


class ScriptedVad:
    """Speech wherever the first sample of a window is not zero."""

    def probability(self, window: Window) -> float:
        return 1.0 if window[0] else 0.0

    def reset(self) -> None:
        return


def windows(*loud: tuple[int, bool]) -> Window:
    """Runs of windows: (count, speech)."""
    return np.concatenate(
        [np.full(count * WINDOW_SAMPLES, int(speech), np.int16) for count, speech in loud]
    )


class TestSegmenter:
    def test_utterance_with_pre_roll(self) -> None:
        segmenter = Segmenter(ScriptedVad(), silence_ms=320)
        cuts = list(segmenter.feed(windows((20, False), (30, True), (15, False))))
        opened, closed = cuts[0], cuts[-1]
        assert isinstance(opened, Opened)
        assert isinstance(closed, Closed)
        assert opened.offset_samples == 20 * WINDOW_SAMPLES
        assert len(opened.audio) == 13 * WINDOW_SAMPLES * 2
        assert closed.duration_samples == 30 * WINDOW_SAMPLES
        followed = b"".join(cut.audio for cut in cuts if isinstance(cut, Continued))
        assert closed.audio == opened.audio + followed

    def test_click_is_no_speech(self) -> None:
        segmenter = Segmenter(ScriptedVad(), silence_ms=320)
        assert list(segmenter.feed(windows((9, False), (2, True), (30, False)))) == []
        assert list(segmenter.finish()) == []

    def test_short_pause_does_not_split(self) -> None:
        segmenter = Segmenter(ScriptedVad(), silence_ms=320)
        audio = windows((9, True), (9, False), (9, True), (10, False))
        closed = [cut for cut in segmenter.feed(audio) if isinstance(cut, Closed)]
        assert [cut.duration_samples // WINDOW_SAMPLES for cut in closed] == [27]

    def test_endless_talker_is_cut(self) -> None:
        segmenter = Segmenter(ScriptedVad(), silence_ms=320)
        closed = [c for c in segmenter.feed(windows((2000, True))) if isinstance(c, Closed)]
        assert len(closed) == 3
        assert all(cut.duration_samples <= 20_000 * 16 for cut in closed)

    def test_pieces_of_any_length_cut_alike(self) -> None:
        audio = windows((20, False), (30, True), (15, False), (9, True))
        whole = Segmenter(ScriptedVad(), silence_ms=320)
        expected = [*whole.feed(audio), *whole.finish()]
        pieces = Segmenter(ScriptedVad(), silence_ms=320)
        cuts = [
            cut for at in range(0, len(audio), 777) for cut in pieces.feed(audio[at : at + 777])
        ]
        assert [*cuts, *pieces.finish()] == expected

    def test_energy_vad_hears_through_noise(self) -> None:
        rng = np.random.default_rng(1)
        vad = EnergyVad()
        noise = rng.normal(0, 30, (60, WINDOW_SAMPLES)).astype(np.int16)
        speech = rng.normal(0, 2000, (30, WINDOW_SAMPLES)).astype(np.int16)
        quiet = [vad.probability(window) for window in noise]
        assert sum(quiet) == 0
        assert all(vad.probability(window) for window in speech)
        assert not any(vad.probability(window) for window in noise)


class Heard:
    """A recogniser that counts, and a sink that keeps."""

    model = "heard"

    def __init__(self) -> None:
        self.messages: list[dict[str, object]] = []
        self.audio = b""
        self.live = 0

    def send(self, message: dict[str, object]) -> None:
        self.messages.append(message)

    def send_audio(self, audio: bytes) -> None:
        self.audio += audio

    def prepare(self, language: str, grammar: str) -> None:
        return

    def begin(self) -> None:
        self.live = 0

    def hear(self, audio: bytes) -> None:
        self.live += len(audio)

    def guess(self) -> str:
        return f"{self.live // 32} ms"

    def conclude(self, audio: bytes) -> str:
        return f"{len(audio) // 32} ms in all"


@pytest.mark.parametrize("rate_hz", [8000, 16000, 48000])
def test_listener_keeps_time_at_every_rate(rate_hz: int) -> None:
    heard = Heard()
    start = {"language": "en", "grammar": "", "interim": True}
    start |= {"silence_ms": 320, "sample_rate_hz": rate_hz}
    listener = Listener(heard, EnergyVad(), heard, start)
    rng = np.random.default_rng(2)
    loud = rng.normal(0, 3000, rate_hz)
    audio = np.concatenate([np.zeros(rate_hz), loud, np.zeros(rate_hz)]).astype("<i2").tobytes()
    for at in range(0, len(audio), 333):
        listener.hear(audio[at : at + 333])
    listener.finish()
    kinds = [message["type"] for message in heard.messages]
    assert kinds[0] == "speech_started"
    assert kinds[1:-2] == ["interim"] * 4
    assert kinds[-2:] == ["final", "ended"]
    assert heard.messages[-1]["offset_ms"] == 3000
    offset_ms, duration_ms = (heard.messages[-2][key] for key in ("offset_ms", "duration_ms"))
    assert isinstance(offset_ms, int)
    assert isinstance(duration_ms, int)
    assert abs(offset_ms - 1000) < 100
    assert abs(duration_ms - 1000) < 100


def program(folder: Path, script: str) -> str:
    path = folder / "program"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


class TestPrograms:
    def test_espeak_program(self, tmp_path: Path) -> None:
        wav = tmp_path / "a.wav"
        wav.write_bytes(Pcm(np.arange(800, dtype=np.int16), 16000).to_wav_bytes())
        speaker = EspeakProgram(program(tmp_path, f'[ "$2" = en-us ] && cat {wav}'))
        pcm = speaker.say("Hello", ["xx", "en-us"], 150, 50)
        assert (len(pcm.samples), pcm.sample_rate_hz) == (800, 16000)
        with pytest.raises(ValueError, match="voice_id 'xx'"):
            speaker.say("Hello", ["xx"], 150, 50)

    def test_flite_speaks_english_only(self, tmp_path: Path) -> None:
        speaker = FliteProgram(program(tmp_path, "echo broken >&2; exit 1"))
        with pytest.raises(ValueError, match="flite speaks only English"):
            speaker.say("Hallo", ["de"], 150, 50)
        with pytest.raises(SpeechUnavailable, match="broken"):
            speaker.say("Hello", ["en-us"], 150, 50)


class TestProcess:
    async def test_unknown_engine(self) -> None:
        with pytest.raises(ValueError, match="VOIPBIN_STT_ENGINE 'siri'"):
            await WorkerProcess.start("stt", "siri")

    async def test_crash_carries_the_last_words(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "numpy.py").write_text("raise RuntimeError('no numbers today')")
        monkeypatch.syspath_prepend(str(tmp_path))
        with pytest.raises(SpeechUnavailable, match=r"unexpectedly \(1\): .*no numbers today"):
            await WorkerProcess.start("cut")

    async def test_missing_model_names_the_file(self, tmp_path: Path) -> None:
        with pytest.raises(SpeechUnavailable, match=r"no tokens.txt in it"):
            await WorkerProcess.start("stt", "sherpa-onnx", str(tmp_path))

    def test_ends_with_its_stdin(self) -> None:
        # However its parent died, kill -9 included, a worker must not outlive it.
        command = [sys.executable, "-m", "voipbin.media.speech.worker", "cut"]
        paths = os.pathsep.join(path for path in sys.path if path)
        env = {**os.environ, "PYTHONPATH": paths}
        pipe = subprocess.PIPE
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, env=env) as worker:
            assert worker.stdin is not None
            assert worker.stdout is not None
            ready = read_frame(worker.stdout)
            assert ready is not None
            assert ready.message == {"type": "ready", "model": "cut"}
            worker.stdin.close()
            assert worker.wait(10) == 0

    async def test_failing_user_takes_the_worker_along(self) -> None:
        pool = WorkerPool("cut", limit=1)
        pids = []
        for _ in range(2):
            with pytest.raises(KeyError):
                async with pool.borrow() as worker:
                    pids.append(worker.pid)
                    raise KeyError("user")
        assert pids[0] != pids[1]
        for pid in pids:
            with pytest.raises(ProcessLookupError):
                os.kill(pid, 0)
        await pool.aclose()


async def test_closing_waits_for_workers_whose_user_did_not() -> None:
    """Cancelled while it works, and once more while its worker is killed."""
    pool = WorkerPool("cut", limit=1)
    lent: asyncio.Future[WorkerProcess] = asyncio.get_running_loop().create_future()

    async def use() -> None:
        async with pool.borrow() as worker:
            lent.set_result(worker)
            await asyncio.get_running_loop().create_future()

    user = asyncio.create_task(use())
    worker = await lent
    user.cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    user.cancel()
    await asyncio.wait([user])
    await pool.aclose()
    assert not worker.alive
    assert worker._process.returncode is not None, "nobody reaped it"


def test_levelled_neither_clips_nor_amplifies_silence() -> None:
    quiet = Pcm((100 * np.sin(np.arange(8000) / 5)).astype(np.int16), 8000)
    assert abs(levelled(quiet).level_dbfs + 20) < 0.5
    peaky = Pcm(np.concatenate([np.zeros(7999), [30000]]).astype(np.int16), 8000)
    assert np.abs(levelled(peaky).samples.astype(int)).max() < 24000
    silent = Pcm(np.zeros(10, np.int16), 8000)
    assert levelled(silent) is silent


@pytest.mark.parametrize("data", [b"", b"RIFF", b"\0" * 100])
def test_not_a_wav(data: bytes) -> None:
    with pytest.raises(ValueError, match="wav: not a PCM wav file"):
        Pcm.from_wav_bytes(data)
