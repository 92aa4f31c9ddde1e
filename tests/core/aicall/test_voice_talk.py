"""Listening and speaking: turns, silence, barge-in, keys, the end."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio

from tests.fixtures.fake_audio import FakeAudio
from tests.fixtures.fake_speech import FakeSession, FakeSpeech
from tests.fixtures.fake_talk import FakeStream, FakeVoice
from voipbin.core.ai.model import AiRow
from voipbin.core.aicall.on_call import AicallCall
from voipbin.core.aicall.voice_talk import NO_NEWS_MS, SORRY, VoiceTalk
from voipbin.core.errors import Unavailable
from voipbin.core.speaking.session import SpeakingSession
from voipbin.core.speaking.talk_client import TalkTarget
from voipbin.core.speaking.voice import VoiceOptions
from voipbin.core.transcribe.speech_port import (
    ListenOptions,
    SpeechBegan,
    SpeechSession,
    Utterance,
)


class SilenceClock:
    """A clock whose sleepers wake when the test says so."""

    def __init__(self) -> None:
        self._sleepers: list[tuple[float, asyncio.Event]] = []
        self._came = asyncio.Event()

    def now_us(self) -> int:
        """Not asked here."""
        return 0

    def monotonic_s(self) -> float:
        """Not asked here."""
        return 0.0

    async def sleep(self, seconds: float) -> None:
        """Until the test says so."""
        sleeper = (seconds, asyncio.Event())
        self._sleepers.append(sleeper)
        self._came.set()
        try:
            await sleeper[1].wait()
        finally:
            self._sleepers.remove(sleeper)

    async def pass_by(self, *, without_news: bool = False) -> float:
        """Lets who sleeps now sleep out; how long it wanted to.

        Args:
            without_news: of those who wait for an engine to say something, or else of the others.
        """
        async with asyncio.timeout(5):
            while True:
                await self._came.wait()
                self._came.clear()
                for _ in range(20):  # what was heard is noted, and who sleeps no more is gone
                    await asyncio.sleep(0)
                for seconds, woken in self._sleepers:
                    if (seconds == NO_NEWS_MS / 1000) is without_news:
                        woken.set()
                        return seconds


@dataclass
class FakeHost:
    """Answers as the test says; takes notes."""

    noted: list[str] = field(default_factory=list)
    asked: asyncio.Queue[Callable[[str], bool]] = field(default_factory=asyncio.Queue)
    overtaken: list[asyncio.Event] = field(default_factory=list)
    "Of each answer."
    goes_on: asyncio.Queue[bool] = field(default_factory=asyncio.Queue)
    is_ending: bool = False
    is_attached: bool = False

    async def attached(self) -> None:
        """Notes it."""
        self.is_attached = True

    async def note(self, text: str) -> None:
        """Keeps it."""
        self.noted.append(text)

    async def answer(self, say: Callable[[str], bool], overtaken: asyncio.Event) -> None:
        """Hands the mouth to the test."""
        self.overtaken.append(overtaken)
        self.asked.put_nowait(say)
        if not await self.goes_on.get():
            raise Unavailable("no model")


@dataclass
class Stage:
    """A session and everything around it."""

    host: FakeHost
    stream: FakeStream
    audio: FakeAudio
    speech: FakeSpeech
    clock: SilenceClock
    talk: VoiceTalk
    task: "asyncio.Task[None]"
    voice: FakeVoice

    @property
    def ear(self) -> FakeSession:
        """What hears."""
        return self.speech.sessions[0]

    async def answers(self, *texts: str, works: bool = True) -> None:
        """The ai is asked, and answers."""
        async with asyncio.timeout(5):
            say = await self.host.asked.get()
        for text in texts:
            say(text)
        self.host.goes_on.put_nowait(works)

    async def spoken(self, pieces: int) -> list[str]:
        """What was said and not cleared."""
        return [pcm.decode() for pcm in await self.stream.has(pieces)]

    async def ended(self) -> None:
        """It is over, without an error."""
        async with asyncio.timeout(5):
            await self.task


@pytest_asyncio.fixture
async def stage() -> AsyncIterator[Stage]:
    host, voice, clock = FakeHost(), FakeVoice(), SilenceClock()
    audio, speech = FakeAudio(), FakeSpeech()
    stream = FakeStream(TalkTarget("call", "c", "out"))
    mouth = SpeakingSession(stream, voice, VoiceOptions())
    talk = VoiceTalk("c", host, mouth, voice, audio, speech, ListenOptions("en-US"), clock)
    task = asyncio.create_task(talk.run())
    stream.start()
    stage = Stage(host, stream, audio, speech, clock, talk, task, voice)
    yield stage
    talk.stop()
    await asyncio.wait([task], timeout=5)
    assert speech.sessions[0].closed


async def test_greets_first(stage: Stage) -> None:
    await stage.answers("Hello, who is there?")
    assert await stage.spoken(1) == ["Hello, who is there?"]
    assert stage.host.is_attached
    assert stage.host.noted == []


async def test_turn_ends_after_silence(stage: Stage) -> None:
    await stage.answers()
    stage.ear.utter("I would like")
    assert await stage.clock.pass_by() == 0.8
    await stage.answers("Yes?")
    assert stage.host.noted == ["I would like"]
    assert await stage.spoken(1) == ["Yes?"]


async def test_pause_does_not_end_a_turn(stage: Stage) -> None:
    await stage.answers()
    stage.ear.utter("I would like")
    stage.ear.utter("a table")
    await stage.clock.pass_by()
    await stage.answers()
    assert stage.host.noted == ["I would like a table"]


async def test_barge_in(stage: Stage) -> None:
    await stage.answers("A very long story that nobody wants to hear.")
    await stage.spoken(1)
    stage.ear.hear(SpeechBegan())
    async with asyncio.timeout(5):
        while not stage.stream.clears:
            await asyncio.sleep(0)
    assert stage.stream.sent == []
    stage.ear.hear(Utterance("Stop it", 0, 500))
    await stage.clock.pass_by()
    await stage.answers("Sorry.")
    assert await stage.spoken(1) == ["Sorry."]
    assert stage.host.noted == ["Stop it"]


async def test_answer_that_comes_too_late_is_not_spoken(stage: Stage) -> None:
    say = await asyncio.wait_for(stage.host.asked.get(), 5)
    stage.ear.utter("Hello?")
    await stage.clock.pass_by()
    async with asyncio.timeout(5):
        await stage.host.overtaken[0].wait()
    assert not say("The greeting.")
    stage.host.goes_on.put_nowait(True)
    await stage.answers("Hello!")
    assert await stage.spoken(1) == ["Hello!"]


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Line one<br>line two", "Line one line two"),
        ("Press <b>1 now", "Press  1 now"),
        ("ä" * 3000, "ä" * 50),
    ],
)
async def test_what_cannot_be_spoken_as_it_is(stage: Stage, text: str, spoken: str) -> None:
    await stage.answers(text)
    (first, *_) = await stage.spoken(1)
    assert first.startswith(spoken)


async def test_cough_holds_an_answer_back(stage: Stage) -> None:
    say = await asyncio.wait_for(stage.host.asked.get(), 5)
    stage.ear.hear(SpeechBegan())
    while not stage.talk._is_speaking:
        await asyncio.sleep(0)
    say("Welcome to us.")
    stage.host.goes_on.put_nowait(True)
    stage.ear.hear(Utterance("", 0, 100))
    await stage.clock.pass_by()
    assert await stage.spoken(1) == ["Welcome to us."]
    assert stage.host.noted == []


async def test_engine_that_forgets_a_cough(stage: Stage) -> None:
    """What was said before it is answered, and so is what was held back for it."""
    await stage.answers()
    stage.ear.utter("A table for")
    stage.ear.hear(SpeechBegan())
    await stage.clock.pass_by(without_news=True)
    await stage.answers("For how many?")
    assert stage.host.noted == ["A table for"]
    assert await stage.spoken(1) == ["For how many?"]


async def test_keys(stage: Stage) -> None:
    await stage.answers("Press a key, whichever you like.")
    await stage.spoken(1)
    stage.talk.press("4", 120)
    await stage.answers("Four.")
    assert stage.host.noted == ["type: DTMF_EVENT\ndigit: 4\nduration: 120\n"]
    assert await stage.spoken(1) == ["Four."]


async def test_what_is_written_is_answered_without_a_sound(stage: Stage) -> None:
    await stage.answers()
    stage.talk.told()
    await stage.answers("Silent.")
    stage.talk.press("1", 100)
    await stage.answers("Loud.")
    assert await stage.spoken(1) == ["Loud."]
    assert [text for text, _ in stage.voice.spoken] == ["Loud."]


async def test_model_that_fails(stage: Stage) -> None:
    await stage.answers(works=False)
    assert "".join(await stage.spoken(1)) == SORRY


async def test_goodbye_is_heard_out(stage: Stage) -> None:
    say = await asyncio.wait_for(stage.host.asked.get(), 5)
    say("Goodbye, my friend.")
    stage.host.is_ending = True
    stage.host.goes_on.put_nowait(True)
    await stage.spoken(1)
    assert not stage.task.done()
    stage.stream.hear()
    await stage.ended()
    assert stage.stream.closed


async def test_another_engine_listens(stage: Stage) -> None:
    stage.speech.last_words.append(Utterance("to the first one", 0, 500))
    await stage.answers()
    stage.audio.send(stage.audio.frame())
    async with asyncio.timeout(5):
        await stage.ear.heard_audio.wait()
    stage.speech.opened.clear()
    stage.talk.listen_as(ListenOptions("en-US", "other"))
    async with asyncio.timeout(5):
        await stage.speech.opened.wait()
    first, second = stage.speech.sessions
    assert (first.finished.is_set(), first.closed) == (True, True)
    assert second.options == ListenOptions("en-US", "other")
    stage.audio.send(stage.audio.frame(fill=2))
    async with asyncio.timeout(5):
        await second.heard_audio.wait()
    assert (set(first.fed), set(second.fed)) == ({0, 1}, {0, 2})
    second.utter("and to the second")
    await stage.clock.pass_by()
    await stage.answers()
    assert stage.host.noted == ["to the first one and to the second"]
    second.die()
    async with asyncio.timeout(5):
        while len(stage.speech.sessions) < 3:
            await asyncio.sleep(0)
    assert stage.speech.sessions[2].options.provider == "other"


async def test_next_of_a_team_listens_with_its_engine(stage: Stage) -> None:
    """What an ai does not say stays as it was."""
    nowhere: Any = None
    call = AicallCall(nowhere, nowhere)
    call.talk, call.language = stage.talk, "de-DE"
    await stage.answers()
    call.talk_as(AiRow(id="a", customer_id="c", tm_create=0))
    await asyncio.sleep(0)
    stage.speech.opened.clear()
    call.talk_as(AiRow(id="b", customer_id="c", tm_create=0, stt_type="gcp"))
    async with asyncio.timeout(5):
        await stage.speech.opened.wait()
    assert [session.options for session in stage.speech.sessions] == [
        ListenOptions("en-US"),
        ListenOptions("de-DE", "gcp"),
    ]


async def test_engine_that_is_not_there_is_not_waited_for(stage: Stage) -> None:
    await stage.answers()
    stage.speech.refuses_after = 1
    refused = asyncio.Event()
    opening = stage.speech.open

    async def open_one(options: ListenOptions) -> SpeechSession:
        if options.provider == "other":
            refused.set()
            return await opening(options)
        stage.speech.refuses_after = None
        return await opening(options)

    setattr(stage.speech, "open", open_one)  # noqa: B010
    stage.talk.listen_as(ListenOptions("en-US", "other"))
    async with asyncio.timeout(5):
        await refused.wait()
        while len(stage.speech.sessions) < 2:
            await asyncio.sleep(0)
    stage.speech.sessions[1].utter("Still here")
    await stage.clock.pass_by()
    await stage.answers()
    assert stage.host.noted == ["Still here"]
    assert stage.speech.sessions[1].options == ListenOptions("en-US")


async def test_same_engine_goes_on_listening(stage: Stage) -> None:
    await stage.answers()
    stage.talk.listen_as(ListenOptions("en-US"))
    stage.ear.utter("still here")
    await stage.clock.pass_by()
    await stage.answers()
    assert stage.host.noted == ["still here"]
    assert len(stage.speech.sessions) == 1


async def test_call_ends(stage: Stage) -> None:
    await stage.answers("Hello.")
    stage.stream.end()
    await stage.ended()


async def test_stopped_from_outside(stage: Stage) -> None:
    stage.talk.stop()
    await stage.ended()
