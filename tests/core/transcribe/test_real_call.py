"""A real call: node, softphone, audio stream and speech engines, all of them ours and running."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.core.transcribe.conftest import Live
from tests.fixtures.callers import CUSTOMER
from tests.media.node.calls import call_up, files
from tests.media.node.conftest import MakePhone
from tests.media.node.fake_core import FakeCore
from tests.peers import require_peer
from voipbin.core.files.store import LocalFileStore
from voipbin.core.recording.model import RECORDING, RecordingRow
from voipbin.core.recording.options import RecordedCall, RecordingOptions
from voipbin.core.recording.service import RecordingService
from voipbin.core.repository import Repository
from voipbin.core.transcribe.audio_client import AudioClient
from voipbin.core.transcribe.calls import AudioAccess
from voipbin.core.transcribe.media_speech import MediaSpeech
from voipbin.core.transcribe.recording_transcriber import RecordingTranscriber
from voipbin.core.transcribe.request import LiveRequest, TranscribeOptions
from voipbin.core.transcribe.service import TranscribeService
from voipbin.media.audio.pcm import from_bytes
from voipbin.media.audio.wav import repair_wav
from voipbin.media.node import MediaNode
from voipbin.media.speech import Pcm, Speech, SpeechRequest, SpeechSettings
from voipbin.media.v1 import node_pb2

PARTY = "I would like to make an appointment for Monday morning."
PLATFORM = "Please call me back on Monday."
CHANNEL = "c1"
SILENCE = bytes(2 * 16_000)


@pytest_asyncio.fixture
async def speech() -> AsyncIterator[Speech]:
    require_peer("speech")
    speech = Speech(SpeechSettings())
    yield speech
    await speech.aclose()


@pytest_asyncio.fixture
async def recordings(live: Live, tmp_path: Path) -> AsyncIterator[RecordingService]:
    files = LocalFileStore(tmp_path / "files")
    recordings = RecordingService(live.store, files, live.children, repair=repair_wav)
    yield recordings
    await recordings.close()


@pytest_asyncio.fixture
async def transcribes(
    live: Live, node: MediaNode, core: FakeCore, speech: Speech
) -> AsyncIterator[TranscribeService]:
    core.tokens, core.calls = {"internal"}, {live.call.id: CHANNEL}

    async def access(call_id: str) -> AudioAccess:
        return AudioAccess(node.audio_address, (("authorization", "Bearer internal"),))

    audio = AudioClient(access)
    transcribes = TranscribeService(live.store, audio, MediaSpeech(speech), live.children)
    yield transcribes
    await transcribes.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_both_sides_are_understood(
    live: Live,
    core: FakeCore,
    make_phone: MakePhone,
    speech: Speech,
    recordings: RecordingService,
    transcribes: TranscribeService,
    tmp_path: Path,
) -> None:
    phone = await make_phone()
    await call_up(core, phone, CHANNEL, call_id=live.call.id)
    assert phone.call.line.sample_rate_hz == 16_000
    transcribe = await transcribes.start(LiveRequest(live.call))
    recording_id = await begin_recording(live, core, recordings)

    prompt = tmp_path / "prompt.wav"
    prompt.write_bytes(Pcm.from_bytes(await say(speech, PLATFORM), 16_000).to_wav_bytes())
    await core.do(CHANNEL, play=files(prompt))
    await core.event("playback_finished")
    await phone.call.speak(from_bytes(await say(speech, PARTY)), PARTY)

    await core.do(CHANNEL, hang_up=node_pb2.HangUp(cause=16))
    done = (await core.event("record_finished")).record_finished
    await recordings.finished(recording_id, done.duration_ms, done.reason)
    await asyncio.wait_for(transcribes.settled(), 30)
    heard = await live.events.until("transcribe_done")
    assert heard[-1][1]["id"] == transcribe.id
    assert "appointment" in words(heard, "in")
    assert "call me back" in words(heard, "out")

    row = await stored(live, recording_id)
    assert row.duration_ms == done.duration_ms > 3000
    transcriber = RecordingTranscriber(live.store, MediaSpeech(speech), recordings)
    await transcriber.transcribe(row, TranscribeOptions(direction="in"))
    heard = await live.events.until("transcribe_done")
    assert "appointment" in words(heard, "in")


async def begin_recording(live: Live, core: FakeCore, recordings: RecordingService) -> str:
    """Starts recording as the call room does; its id."""
    call = live.call
    facts = RecordedCall(call.id, call.customer_id, call.activeflow_id, CHANNEL)
    async with live.store.writing() as work:
        row = await recordings.create(work, facts, RecordingOptions())
    path_in, path_out = map(str, recordings.paths(row))
    start = node_pb2.StartRecord(recording_id=row.id, path_in=path_in, path_out=path_out)
    await core.do(CHANNEL, start_record=start)
    begun = await core.event("record_started")
    await recordings.started(row.id, begun.tm_us)
    return row.id


async def stored(live: Live, recording_id: str) -> RecordingRow:
    async with live.store.reading() as connection:
        return await Repository(RECORDING, connection, CUSTOMER).get(recording_id)


async def say(speech: Speech, text: str) -> bytes:
    """A sentence and a second of silence at 16 kHz."""
    said = await speech.synthesize(SpeechRequest(text=text), provider="local")
    return said.pcm.resampled(16_000).to_bytes() + SILENCE


def words(heard: list[tuple[str, dict[str, Any]]], direction: str) -> str:
    """What was understood in one direction."""
    return " ".join(
        body["message"].lower()
        for kind, body in heard
        if kind == "transcript_created" and body["direction"] == direction
    )
