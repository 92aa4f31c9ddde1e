"""Vendor adapters against fakes that check what is on the wire."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import numpy as np
import pytest
from starlette.responses import JSONResponse, PlainTextResponse

from tests.fixtures import fake_stt, fake_tts
from tests.fixtures.fake_stt import FakeDeepgram, FakeGoogleStt
from tests.fixtures.fake_tts import FakeTts, google_quota
from voipbin.core.transcribe.media_speech import MediaSpeech
from voipbin.core.transcribe.speech_port import ListenOptions
from voipbin.media.speech import (
    Ended,
    Final,
    Interim,
    Pcm,
    Speech,
    SpeechDenied,
    SpeechQuota,
    SpeechRequest,
    SpeechSettings,
    SpeechStarted,
    SpeechUnavailable,
    SttOptions,
    SttSession,
)
from voipbin.media.speech.elevenlabs_tts import DEFAULT_VOICE, ElevenLabsTts
from voipbin.media.speech.gcp_stt import GcpStt
from voipbin.media.speech.gcp_tts import GcpTts

from .conftest import Serve, needs_voice

HELLO = SpeechRequest("Hello big world")


@contextlib.asynccontextmanager
async def google(serve: Serve, fake: FakeTts, key: str = fake_tts.API_KEY) -> AsyncIterator[GcpTts]:
    async with serve(fake.app) as url:
        engine = GcpTts(key, url, backoff_s=(0.0, 0.0))
        try:
            yield engine
        finally:
            await engine.aclose()


class TestGoogleVoice:
    async def test_audio(self, serve: Serve) -> None:
        fake = FakeTts()
        async with google(serve, fake) as engine:
            pcm = await engine.synthesize(HELLO)
        assert (pcm.duration_ms, pcm.sample_rate_hz) == (300, 24000)
        assert fake.requests[0]["voice"] == {"languageCode": "en-US", "name": "en-US-Wavenet-F"}
        assert fake.requests[0]["input"] == {"ssml": "<speak>Hello big world</speak>"}

    async def test_markup_and_gender(self, serve: Serve) -> None:
        fake = FakeTts()
        request = SpeechRequest("A & B<break time='1s'/>", "fi-FI", gender="female")
        async with google(serve, fake) as engine:
            await engine.synthesize(request)
        assert fake.requests[0]["voice"] == {"languageCode": "fi-FI", "ssmlGender": "FEMALE"}
        assert fake.requests[0]["input"]["ssml"] == ('<speak>A &amp; B<break time="1s"/></speak>')

    async def test_wrong_key(self, serve: Serve) -> None:
        async with google(serve, FakeTts(), "wrong") as engine:
            with pytest.raises(SpeechDenied, match="API key not valid"):
                await engine.synthesize(HELLO)

    async def test_unknown_voice(self, serve: Serve) -> None:
        async with google(serve, FakeTts()) as engine:
            with pytest.raises(ValueError, match="Requested voice does not exist"):
                await engine.synthesize(SpeechRequest("a", voice_id="Joanna"))

    async def test_quota(self, serve: Serve) -> None:
        async with google(serve, FakeTts([google_quota("7.5s")])) as engine:
            with pytest.raises(SpeechQuota) as caught:
                await engine.synthesize(HELLO)
        assert caught.value.retry_after_s == 7.5

    async def test_server_error_is_tried_again(self, serve: Serve) -> None:
        fake = FakeTts([PlainTextResponse("busy", 503), PlainTextResponse("busy", 500)])
        async with google(serve, fake) as engine:
            assert (await engine.synthesize(HELLO)).duration_ms == 300
        assert len(fake.requests) == 3

    async def test_server_error_to_the_end(self, serve: Serve) -> None:
        fake = FakeTts([PlainTextResponse("busy", 503)] * 3)
        async with google(serve, fake) as engine:
            with pytest.raises(SpeechUnavailable, match="HTTP 503 busy"):
                await engine.synthesize(HELLO)

    @pytest.mark.parametrize("content", [None, "", "not base64!", "UklGRg=="])
    async def test_unusable_audio(self, serve: Serve, content: str | None) -> None:
        fake = FakeTts([JSONResponse({"audioContent": content})])
        async with google(serve, fake) as engine:
            with pytest.raises(SpeechUnavailable, match="unusable audioContent"):
                await engine.synthesize(HELLO)

    async def test_nobody_there(self) -> None:
        engine = GcpTts("key", "http://127.0.0.1:9", backoff_s=())
        with pytest.raises(SpeechUnavailable, match="Google Text-to-Speech"):
            await engine.synthesize(HELLO)
        await engine.aclose()


class TestChoice:
    async def test_key_makes_it_the_default(self, serve: Serve) -> None:
        async with serve(FakeTts().app) as url:
            speech = Speech(SpeechSettings(gcp_api_key=fake_tts.API_KEY, gcp_tts_url=url))
            spoken = await speech.synthesize(HELLO)
            await speech.aclose()
        assert (spoken.requested, spoken.engine.name) == ("", "gcp")

    @needs_voice
    async def test_refusal_falls_back_and_says_so(self, serve: Serve) -> None:
        async with serve(FakeTts().app) as url:
            speech = Speech(SpeechSettings(gcp_api_key="wrong", gcp_tts_url=url))
            spoken = await speech.synthesize(HELLO, "gcp")
            await speech.aclose()
        assert (spoken.requested, spoken.engine.name) == ("gcp", "local")

    async def test_fallback_drops_the_voice(self, serve: Serve) -> None:
        fake = FakeTts()
        async with serve(fake.app) as url:
            speech = Speech(SpeechSettings(gcp_api_key=fake_tts.API_KEY, gcp_tts_url=url))
            spoken = await speech.synthesize(SpeechRequest("a", voice_id="Joanna"), "aws")
            await speech.aclose()
        assert spoken.engine.name == "gcp"
        assert fake.requests[0]["voice"]["name"] == "en-US-Wavenet-F"

    async def test_broken_markup_reaches_nobody(self, serve: Serve) -> None:
        fake = FakeTts()
        async with serve(fake.app) as url:
            speech = Speech(SpeechSettings(gcp_api_key=fake_tts.API_KEY, gcp_tts_url=url))
            with pytest.raises(ValueError, match="broken markup at line 1, column 1"):
                await speech.synthesize(SpeechRequest("<speak>a"))
            await speech.aclose()
        assert fake.requests == []


class TestElevenLabs:
    async def test_audio(self, serve: Serve) -> None:
        fake = FakeTts()
        async with serve(fake.app) as url:
            engine = ElevenLabsTts(fake_tts.API_KEY, url)
            pcm = await engine.synthesize(SpeechRequest("Hello <break time='1s'/> world"))
            await engine.aclose()
        assert (pcm.duration_ms, pcm.sample_rate_hz) == (200, 16000)
        assert fake.requests[0]["voice"] == DEFAULT_VOICE
        assert fake.requests[0]["text"] == "Hello world"

    async def test_wrong_key(self, serve: Serve) -> None:
        async with serve(FakeTts().app) as url:
            engine = ElevenLabsTts("wrong", url)
            with pytest.raises(SpeechDenied, match="invalid_api_key"):
                await engine.synthesize(HELLO)
            await engine.aclose()


async def spoken_twice(speech: Speech) -> Pcm:
    word = (await speech.synthesize(SpeechRequest("Good morning"), "local")).pcm.resampled(16000)
    quiet = np.zeros(16000, np.int16)
    parts = [quiet, word.samples, quiet, word.samples, quiet]
    return Pcm(np.concatenate(parts), 16000)


@needs_voice
class TestGoogleRecognition:
    async def test_each_utterance_is_one_request(self, serve: Serve) -> None:
        fake = FakeGoogleStt(["Good morning.", "Good night."])
        async with serve(fake.app) as url:
            speech = Speech(SpeechSettings(gcp_api_key=fake_stt.API_KEY, gcp_stt_url=url))
            audio = await spoken_twice(speech)
            result = await speech.transcribe(audio, SttOptions(language="de-de"))
            await speech.aclose()
        assert result.engine.name == "gcp"
        assert [segment.text for segment in result.segments] == ["Good morning.", "Good night."]
        assert abs(result.segments[0].offset_ms - 1000) < 200
        assert {config["languageCode"] for config in fake.configs} == {"de-DE"}
        assert all(800 < duration_ms < 3000 for duration_ms in fake.durations_ms)

    async def test_nothing_understood(self, serve: Serve) -> None:
        async with serve(FakeGoogleStt().app) as url:
            speech = Speech(SpeechSettings(gcp_api_key=fake_stt.API_KEY, gcp_stt_url=url))
            audio = await spoken_twice(speech)
            session = await speech.open_stream(SttOptions())
            await session.feed(audio.to_bytes())
            await session.finish()
            events = [event async for event in session]
            await speech.aclose()
        assert [event.text for event in events if isinstance(event, Final)] == ["", ""]
        assert [type(event) for event in events] == [SpeechStarted, Final] * 2 + [Ended]

    async def test_denied_mid_stream(self, serve: Serve) -> None:
        async with serve(FakeGoogleStt(["a"]).app) as url:
            engine = GcpStt("wrong", url, backoff_s=())
            speech = Speech(SpeechSettings())
            audio = await spoken_twice(speech)
            session = await engine.open(SttOptions())
            await session.feed(audio.to_bytes()[:96000])
            await session.finish()
            with pytest.raises(SpeechDenied):
                _ = [event async for event in session]
            await engine.aclose()
            await speech.aclose()


class TestDeepgram:
    async def hear(self, session: SttSession) -> list[object]:
        for _ in range(50):
            await session.feed(bytes(640))
        await session.finish()
        async with asyncio.timeout(10):
            return [event async for event in session]

    async def test_events(self) -> None:
        fake = FakeDeepgram()
        async with fake.running() as url:
            speech = Speech(SpeechSettings(deepgram_api_key=fake_stt.API_KEY, deepgram_url=url))
            session = await speech.open_stream(SttOptions(provider="deepgram"))
            events = await self.hear(session)
            await session.close()
            await speech.aclose()
        assert session.engine.name == "deepgram"
        assert events == [
            SpeechStarted(250),
            Interim("hello", 250),
            Final("hello there", 250, 750),
            Ended(1000),
        ]
        assert fake.received_bytes == 32000

    async def test_noise_ends_like_speech(self) -> None:
        """Who waits for the end of what began must hear of it."""
        async with FakeDeepgram(is_noise=True).running() as url:
            speech = Speech(SpeechSettings(deepgram_api_key=fake_stt.API_KEY, deepgram_url=url))
            session = await speech.open_stream(SttOptions(provider="deepgram"))
            events = await self.hear(session)
            await session.close()
            await speech.aclose()
        assert events[-2:] == [Final("", 250, 750), Ended(1000)]

    async def test_engine_of_a_word_the_contract_knows_and_we_do_not(self) -> None:
        """An ai of `stt_type` cartesia listens with the engine there is."""
        async with FakeDeepgram().running() as url:
            settings = SpeechSettings(deepgram_api_key=fake_stt.API_KEY, deepgram_url=url)
            hearing = MediaSpeech(Speech(settings), "deepgram")
            session = await hearing.open(ListenOptions("en-US", "cartesia"))
            await session.close()

    async def test_recording(self) -> None:
        async with FakeDeepgram().running() as url:
            speech = Speech(SpeechSettings(deepgram_api_key=fake_stt.API_KEY, deepgram_url=url))
            result = await speech.transcribe(
                Pcm(np.zeros(16000, np.int16), 16000), SttOptions(provider="deepgram")
            )
            await speech.aclose()
        assert result.text == "hello there"

    async def test_wrong_key(self) -> None:
        from voipbin.media.speech.deepgram_stt import DeepgramStt

        async with FakeDeepgram().running() as url:
            with pytest.raises(SpeechDenied, match="key refused"):
                await DeepgramStt("wrong", url).open(SttOptions())

    async def test_dropped_mid_stream(self) -> None:
        from voipbin.media.speech.deepgram_stt import DeepgramStt

        async with FakeDeepgram(drop_after_bytes=3200).running() as url:
            session = await DeepgramStt(fake_stt.API_KEY, url).open(SttOptions())
            await session.feed(bytes(3200))
            with pytest.raises(SpeechUnavailable, match="NET-0001"):
                async with asyncio.timeout(10):
                    _ = [event async for event in session]
            await session.close()
