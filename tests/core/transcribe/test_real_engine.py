"""The local engine behind the port, on real audio."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from tests.core.transcribe.conftest import Live
from tests.fixtures.fake_audio import FRAME_SAMPLES
from tests.peers import require_peer
from voipbin.core.errors import Unavailable
from voipbin.core.transcribe.audio_client import HeardAudio
from voipbin.core.transcribe.batch import transcribe_files
from voipbin.core.transcribe.media_speech import MediaSpeech
from voipbin.core.transcribe.request import LiveRequest, TranscribeOptions
from voipbin.core.transcribe.service import TranscribeService
from voipbin.core.transcribe.speech_port import ListenOptions, SpeechSession
from voipbin.media.speech import Pcm, Speech, SpeechRequest, SpeechSettings

SENTENCE = "I would like to make an appointment for Monday morning."
SILENCE = bytes(2 * 16_000)
"One second at 16 kHz."
WORKER_THAT_LISTENS = ["voipbin.media.speech.worker", "stt"]


@pytest_asyncio.fixture
async def speech() -> AsyncIterator[Speech]:
    require_peer("speech")
    speech = Speech(SpeechSettings())
    yield speech
    await speech.aclose()


@pytest_asyncio.fixture
async def spoken(speech: Speech) -> bytes:
    """The sentence between a second of silence and another, 16 kHz."""
    said = await speech.synthesize(SpeechRequest(text=SENTENCE), provider="local")
    return SILENCE + said.pcm.resampled(16_000).to_bytes() + SILENCE


async def test_recording(speech: Speech, spoken: bytes, tmp_path: Path) -> None:
    files = {"in": tmp_path / "x_in.wav", "out": tmp_path / "x_out.wav"}
    files["in"].write_bytes(Pcm.from_bytes(spoken, 16_000).to_wav_bytes())
    files["out"].write_bytes(Pcm.from_bytes(b"", 16_000).to_wav_bytes())
    said = await transcribe_files(MediaSpeech(speech), files, ListenOptions("en-US"))
    assert "appointment for monday" in " ".join(sentence.text for sentence in said).lower()
    assert {sentence.direction for sentence in said} == {"in"}
    assert 800 <= said[0].offset_ms <= 1300


async def test_not_a_wav(speech: Speech, tmp_path: Path) -> None:
    file = tmp_path / "x_in.wav"
    file.write_bytes(b"no audio")
    with pytest.raises(Unavailable):
        await transcribe_files(MediaSpeech(speech), {"in": file}, ListenOptions("en-US"))


class CountingSpeech(MediaSpeech):
    """Tells when an engine takes the place of another."""

    def __init__(self, speech: Speech) -> None:
        super().__init__(speech)
        self.sessions = 0
        self.replaced = asyncio.Event()

    async def open(self, options: ListenOptions) -> SpeechSession:
        session = await super().open(options)
        self.sessions += 1
        if self.sessions == 2:
            self.replaced.set()
        return session


def kill_listeners() -> int:
    """Kills the workers of this process that listen; how many."""
    workers = [
        child
        for child in psutil.Process().children()
        if child.cmdline()[3:5] == WORKER_THAT_LISTENS
    ]
    for worker in workers:
        worker.kill()
    return len(workers)


def frames(spoken: bytes) -> list[HeardAudio]:
    step = 2 * FRAME_SAMPLES
    return [HeardAudio("in", at // 2, spoken[at : at + step]) for at in range(0, len(spoken), step)]


async def test_killed_worker_is_replaced(live: Live, speech: Speech, spoken: bytes) -> None:
    ears = CountingSpeech(speech)
    service = TranscribeService(live.store, live.audio, ears, live.children)
    await service.start(LiveRequest(live.call, TranscribeOptions(direction="in")))
    assert kill_listeners() >= 1
    await asyncio.wait_for(ears.replaced.wait(), 30)
    live.audio.send(*frames(spoken))
    heard = await live.events.until("transcript_created")
    assert "appointment" in heard[-1][1]["message"].lower()
    await service.close()
    assert ears.sessions == 2


async def test_live(live: Live, speech: Speech, spoken: bytes) -> None:
    service = TranscribeService(live.store, live.audio, MediaSpeech(speech), live.children)
    row = await service.start(LiveRequest(live.call))
    live.audio.send(*frames(spoken))
    heard = await live.events.until("transcript_created")
    live.audio.end()
    await service.settled()
    await service.close()
    kinds = [kind for kind, _ in heard]
    assert kinds[:3] == [
        "transcribe_created",
        "transcribe_progressing",
        "transcribe_speech_started",
    ]
    assert kinds[-2] == "transcribe_speech_ended"
    transcript = heard[-1][1]
    assert "appointment for monday" in transcript["message"].lower()
    assert (transcript["direction"], transcript["transcribe_id"]) == ("in", row.id)
    assert "0001-01-01T00:00:00.8" <= transcript["tm_transcript"] <= "0001-01-01T00:00:01.3"
