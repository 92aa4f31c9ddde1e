"""A session on a call: it listens, lets the ai answer, and speaks, until somebody ends it."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

import structlog

from voipbin.core.clock import Clock
from voipbin.core.errors import VoipbinError
from voipbin.core.speaking.session import SpeakingSession
from voipbin.core.speaking.voice import MAX_TEXT_BYTES, Voice
from voipbin.core.transcribe.audio_client import AudioSource
from voipbin.core.transcribe.ear import Ear
from voipbin.core.transcribe.live import LiveTranscriber
from voipbin.core.transcribe.speech_port import (
    Guess,
    Heard,
    ListenOptions,
    SpeechBegan,
    SpeechPort,
    Utterance,
)
from voipbin.core.transcribe.timeline import Timeline

_log = structlog.get_logger(__name__)

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
SILENCE_MS = 800
"After which what the party said is complete."
NO_NEWS_MS = 5000
"""After which whoever began to speak counts as silent: some engines say nothing of a cough, and a
caller must not wait for an answer that waits for the caller."""
SORRY = "Sorry, I cannot answer right now."
"Said when the model does not answer: a caller must not be left in silence."
_LAST_WORDS_S = 20.0
"Longest that the end waits for a goodbye to be heard."


class Host(Protocol):
    """What the session is for the platform."""

    async def attached(self) -> None:
        """Audio flows."""

    async def note(self, text: str) -> None:
        """Keeps what the party said."""

    async def answer(self, say: Callable[[str], bool], overtaken: asyncio.Event) -> None:
        """Lets the ai answer, unless more is said meanwhile.

        Raises:
            VoipbinError: it does not.
        """

    @property
    def is_ending(self) -> bool:
        """The ai wants the session to end."""
        ...


@dataclass(frozen=True, slots=True)
class _Turn:
    """Something the ai is to answer."""

    text: str = ""
    'What was said, to be kept; "" where it is kept already, or nothing was said yet.'
    is_spoken: bool = True
    serial: int = 0
    "Of the latest thing the party said: an answer to something earlier is not spoken any more."


class VoiceTalk:
    """Listens and speaks.

    Args:
        mouth: speaks to the party, not running yet.
        voice: tells what can be spoken.
        audio: where the voice of the party comes from.
        speech: who understands it.
    """

    def __init__(
        self,
        call_id: str,
        host: Host,
        mouth: SpeakingSession,
        voice: Voice,
        audio: AudioSource,
        speech: SpeechPort,
        listening: ListenOptions,
        clock: Clock,
    ) -> None:
        self._call_id = call_id
        self._host = host
        self._mouth = mouth
        self._voice = voice
        self._audio = audio
        self._speech = speech
        self._listening = listening
        self._ear: Ear | None = None
        self._clock = clock
        self._turns: asyncio.Queue[_Turn] = asyncio.Queue()
        self._serial = 0
        self._overtaken = asyncio.Event()
        "Of the turn that is being answered."
        self._words: list[str] = []
        "What the party said since its last turn."
        self._is_speaking = False
        self._held: list[str] = []
        "Answers that wait for the party to fall silent."
        self._silence: asyncio.Task[None] | None = None
        self._flushing: asyncio.Task[None] | None = None
        self._attached = asyncio.Event()
        self._stopped = asyncio.Event()

    def stop(self) -> None:
        """Ends `run`."""
        self._stopped.set()

    def press(self, digit: str, duration_ms: int) -> None:
        """The party pressed a key."""
        self._heard_out(f"type: DTMF_EVENT\ndigit: {digit}\nduration: {duration_ms}\n")
        if not self._mouth.is_quiet:
            self._flushing = asyncio.create_task(self._mouth.flush(), name="flushing")

    def told(self) -> None:
        """Something was written to the ai, and is kept already: it answers without a sound."""
        self._turns.put_nowait(_Turn(is_spoken=False))

    def listen_as(self, options: ListenOptions) -> None:
        """Lets another engine listen from now on."""
        self._listening = options
        if self._ear is not None:
            self._ear.switch(options)

    async def run(self) -> None:
        """Works until the call ends, the ai ends it, or somebody stops it.

        Raises:
            VoipbinError: no engine can listen, or the audio broke off.
        """
        session = await self._speech.open(self._listening)
        ear = self._ear = Ear(self._speech, self._listening, session, self)
        transcriber = LiveTranscriber(self._call_id, self._audio, {"in": ear}, last_words_s=0)
        tasks = [
            asyncio.create_task(work)
            for work in (
                self._mouth.run(self._attach),
                self._when_attached(transcriber.run),
                self._when_attached(self._think),
                self._wait_for_stop(),
            )
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            if self._silence is not None:
                self._silence.cancel()
            for task in tasks:
                task.cancel()
            self._mouth.stop()
            await asyncio.gather(*tasks, return_exceptions=True)
            await ear.close()

    # -- what is heard: the notes of the ear

    async def note(self, heard: Heard, timeline: Timeline) -> None:
        """The engine heard something."""
        if isinstance(heard, SpeechBegan | Guess):
            await self._began()
        elif isinstance(heard, Utterance):
            self._is_speaking = False
            if words := heard.text.strip():
                self._words.append(words)
            silent_ms = timeline.fed_ms - heard.offset_ms - heard.duration_ms
            self._fell_silent(max(0, SILENCE_MS - max(0, silent_ms)))

    async def broken_off(self) -> None:
        """The engine died; another one takes its place."""
        self._is_speaking = False
        self._fell_silent(SILENCE_MS)

    async def _began(self) -> None:
        was_speaking, self._is_speaking = self._is_speaking, True
        self._fell_silent(NO_NEWS_MS)
        if not was_speaking and not self._mouth.is_quiet:
            await self._mouth.flush()

    def _fell_silent(self, left_ms: int) -> None:
        """Unless something is heard meanwhile."""
        if self._silence is not None:
            self._silence.cancel()
        self._silence = asyncio.create_task(self._complete(left_ms))

    async def _complete(self, left_ms: int) -> None:
        await self._clock.sleep(left_ms / 1000)
        self._is_speaking = False
        if self._words:
            text, self._words = " ".join(self._words), []
            self._heard_out(text)
        held, self._held = self._held, []
        for text in held:
            self._speak(text)

    def _heard_out(self, text: str) -> None:
        """The party has said something: what is not spoken yet is no answer to it."""
        self._serial += 1
        self._overtaken.set()
        self._held = []
        self._turns.put_nowait(_Turn(text, serial=self._serial))

    # -- what is said

    async def _think(self) -> None:
        turn = _Turn()  # the ai may greet
        while True:
            await self._answer(turn)
            if self._host.is_ending:
                await self._say_goodbye()
                return
            turn = await self._noted(await self._turns.get())
            while not self._turns.empty():  # one answer to all that was said meanwhile
                more = await self._noted(self._turns.get_nowait())
                serial = max(turn.serial, more.serial)
                turn = _Turn(is_spoken=turn.is_spoken or more.is_spoken, serial=serial)

    async def _noted(self, turn: _Turn) -> _Turn:
        if turn.text:
            await self._host.note(turn.text)
        return turn

    async def _answer(self, turn: _Turn) -> None:
        def say(text: str) -> bool:
            if not turn.is_spoken:
                return True
            if turn.serial != self._serial:
                return False
            if self._is_speaking:
                self._held.append(text)
            else:
                self._speak(text)
            return True

        overtaken = asyncio.Event()
        if turn.is_spoken:
            self._overtaken = overtaken
            if turn.serial != self._serial:
                return
        try:
            await self._host.answer(say, overtaken)
        except VoipbinError:
            say(SORRY)

    def _speak(self, text: str) -> None:
        try:
            self._mouth.say(self._speakable(text))
        except (ValueError, VoipbinError) as error:
            _log.warning("an answer was not spoken", call=self._call_id, error=str(error))

    def _speakable(self, text: str) -> str:
        """A text as it can be spoken: models write markup of the web, and at length."""
        try:
            self._voice.check(text)
        except ValueError:
            plain = _TAG.sub(" ", text).replace("<", " ")
            text = plain.encode()[:MAX_TEXT_BYTES].decode(errors="ignore")
            self._voice.check(text)
        return text

    async def _say_goodbye(self) -> None:
        try:
            async with asyncio.timeout(_LAST_WORDS_S):
                await self._mouth.finished()
        except TimeoutError:
            _log.warning("an ai was cut off at its end", call=self._call_id)

    # -- beginning and end

    async def _attach(self) -> None:
        await self._host.attached()
        self._attached.set()

    async def _when_attached(self, work: Callable[[], Awaitable[None]]) -> None:
        await self._attached.wait()
        await work()

    async def _wait_for_stop(self) -> None:
        await self._stopped.wait()
