"""Live transcribes from start to end."""

import asyncio
from itertools import product
from typing import Any

import pytest

from tests.core.transcribe.conftest import Live
from tests.fixtures.callers import CUSTOMER
from tests.fixtures.event_log import event_types
from tests.fixtures.fake_audio import FakeAudio
from tests.fixtures.fake_speech import FakeSession
from voipbin.core.contract import codec
from voipbin.core.errors import FailedPrecondition, InvalidArgument, Unavailable
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository
from voipbin.core.transcribe.calls import CallFacts
from voipbin.core.transcribe.ear import Ear
from voipbin.core.transcribe.journal import Journal
from voipbin.core.transcribe.live import LiveTranscriber
from voipbin.core.transcribe.model import (
    TRANSCRIBE,
    TRANSITIONS,
    TranscribeRow,
    TranscribeStatus,
    may_become,
)
from voipbin.core.transcribe.speech_port import Guess, ListenOptions, SpeechBegan, Utterance
from voipbin.core.transcribe.transcript_model import TRANSCRIPT, TranscriptRow
from voipbin.v1 import transcribe_pb2, transcript_pb2

S = TranscribeStatus


async def stored(live: Live, id: str) -> TranscribeRow:
    async with live.store.reading() as connection:
        return await Repository(TRANSCRIBE, connection, CUSTOMER).get(id)


async def transcripts(live: Live) -> list[TranscriptRow]:
    async with live.store.reading() as connection:
        repository = Repository(TRANSCRIPT, connection, CUSTOMER)
        statement = repository.select_live().order_by(TRANSCRIPT.table.c.tm_create)
        return await repository.all(statement)


class TestTransitions:
    @pytest.mark.parametrize(("status", "wanted"), list(product(S, S)))
    def test_every_move(self, status: S, wanted: S) -> None:
        assert may_become(status.value, wanted) is ((status, wanted) == (S.PROGRESSING, S.DONE))

    def test_states_are_the_contract(self) -> None:
        assert set(TRANSITIONS) == set(S)
        assert {f"TRANSCRIBE_STATUS_{state.name}" for state in S} == set(
            transcribe_pb2.TranscribeStatus.keys()
        ) - {"TRANSCRIBE_STATUS_UNSPECIFIED"}


class TestStart:
    async def test_row_and_event(self, live: Live) -> None:
        row = await live.start()
        assert (row.status, row.direction, row.language) == ("progressing", "both", "en-US")
        assert (row.reference_type, row.reference_id) == ("call", live.call.id)
        assert (row.customer_id, row.activeflow_id) == (CUSTOMER, live.call.activeflow_id)
        assert await live.events.next() == ("transcribe_created", TRANSCRIBE.to_json(row))
        assert live.service.variables(row) == {
            "voipbin.transcribe.id": row.id,
            "voipbin.transcribe.language": "en-US",
            "voipbin.transcribe.direction": "both",
        }

    @pytest.mark.parametrize(
        ("direction", "engines"), [("", 2), ("both", 2), ("in", 1), ("out", 1)]
    )
    async def test_direction(self, live: Live, direction: str, engines: int) -> None:
        await live.start(direction)
        await asyncio.wait_for(live.audio.listening.wait(), 5)
        assert len(live.speech.sessions) == engines
        assert live.audio.asked == [(live.call.id, direction or "both")]

    async def test_unknown_direction(self, live: Live) -> None:
        with pytest.raises(InvalidArgument) as refused:
            await live.start("up")
        assert [field for field, _ in refused.value.violations] == ["direction"]

    @pytest.mark.parametrize("status", ["dialing", "ringing", "progressing"])
    async def test_live_call(self, live: Live, status: str) -> None:
        live.call = CallFacts(new_id(), CUSTOMER, status)
        assert (await live.start()).status == "progressing"

    @pytest.mark.parametrize("status", ["terminating", "canceling", "hangup"])
    async def test_ended_call(self, live: Live, status: str) -> None:
        live.call = CallFacts(new_id(), CUSTOMER, status)
        with pytest.raises(FailedPrecondition) as refused:
            await live.start()
        assert refused.value.reason == "CALL_NOT_LIVE"
        assert live.speech.sessions == []

    async def test_same_id_again(self, live: Live) -> None:
        first = await live.start(id="1c1b0a3e-0000-4000-8000-000000000001")
        again = await live.start(id="1c1b0a3e-0000-4000-8000-000000000001")
        assert first.id == again.id
        assert len(live.speech.sessions) == 2

    async def test_no_engine(self, live: Live) -> None:
        live.speech.refuses_after = 1
        with pytest.raises(Unavailable) as refused:
            await live.start()
        assert refused.value.reason == "SPEECH_UNAVAILABLE"
        assert [session.closed for session in live.speech.sessions] == [True]
        assert await event_types(live.store) == []


class TestWords:
    async def test_order_and_bodies(self, live: Live) -> None:
        row = await live.start()
        for _ in ("created", "progressing"):
            await live.events.next()
        live.session(0).hear(
            SpeechBegan(), Guess(""), Guess("hello"), Guess("hello"), Guess("hello wor")
        )
        live.session(0).hear(Utterance(" hello world ", 12_500, 900))
        heard = await live.events.until("transcript_created")
        assert [(kind, body["message"]) for kind, body in heard] == [
            ("transcribe_speech_started", ""),
            ("transcribe_speech_interim", "hello"),
            ("transcribe_speech_interim", "hello wor"),
            ("transcribe_speech_ended", ""),
            ("transcript_created", "hello world"),
        ]
        speech = [body for kind, body in heard[:-1]]
        assert all(set(body) == set(speech_fields()) for body in speech)
        for field in ("id", "streaming_id"):
            assert len({body[field] for body in speech}) == 1
        assert {(body["transcribe_id"], body["direction"]) for body in speech} == {(row.id, "in")}
        transcript = heard[-1][1]
        assert set(transcript) == set(transcript_fields())
        assert transcript["tm_transcript"] == "0001-01-01T00:00:12.500000Z"
        assert (transcript["direction"], transcript["transcribe_id"]) == ("in", row.id)

    async def test_directions_have_streams_of_their_own(self, live: Live) -> None:
        await live.start()
        live.session(0).utter("from the party")
        first = (await live.events.until("transcript_created"))[-2:]
        live.session(1).utter("from the platform")
        second = (await live.events.until("transcript_created"))[-2:]
        assert [body["direction"] for _, body in first + second] == ["in", "in", "out", "out"]
        assert first[0][1]["streaming_id"] != second[0][1]["streaming_id"]
        assert first[1][1]["tm_transcript"] == "0001-01-01T00:00:00.000000Z"

    async def test_nothing_understood(self, live: Live) -> None:
        row = await live.start("in")
        live.session().utter("")
        live.session().utter("words")
        heard = [kind for kind, _ in await live.events.until("transcript_created")]
        assert heard == [
            "transcribe_created",
            "transcribe_progressing",
            "transcribe_speech_started",
            "transcribe_speech_ended",
            "transcribe_speech_started",
            "transcribe_speech_ended",
            "transcript_created",
        ]
        assert [row.message for row in await transcripts(live)] == ["words"]
        assert row.direction == "in"

    async def test_engine_without_a_beginning(self, live: Live) -> None:
        await live.start("in")
        live.session().hear(Guess("hel"), Utterance("hello", 0))
        heard = [kind for kind, _ in await live.events.until("transcript_created")]
        assert heard[2:] == [
            "transcribe_speech_started",
            "transcribe_speech_interim",
            "transcribe_speech_ended",
            "transcript_created",
        ]


class TestAudio:
    async def test_reaches_its_engine(self, live: Live) -> None:
        await live.start()
        party, platform = live.audio.frame("in", fill=1), live.audio.frame("out", fill=2)
        live.audio.send(party, platform)
        live.audio.end()
        await live.events.until("transcribe_done")
        assert bytes(live.session(0).fed) == party.pcm
        assert bytes(live.session(1).fed) == platform.pcm

    async def test_only_the_wanted_direction(self, live: Live) -> None:
        await live.start("out")
        live.audio.send(live.audio.frame("in", fill=1), live.audio.frame("out", fill=2))
        live.audio.end()
        await live.events.until("transcribe_done")
        assert set(bytes(live.session().fed)) == {0, 2}

    async def test_lost_frames_do_not_shift_time(self, live: Live) -> None:
        """The engine hears 60 ms, misses 600, and hears the sentence at its own 60 ms."""
        await live.start("in")
        live.audio.send(live.audio.frame(), live.audio.frame(skip=10))
        live.speech.last_words[:] = [Utterance("late", 60, 60)]
        live.audio.end()
        heard = await live.events.until("transcript_created")
        assert heard[-1][1]["tm_transcript"] == "0001-01-01T00:00:00.660000Z"

    async def test_slow_engine_loses_the_oldest(self, live: Live) -> None:
        row = await live.start("in")
        await asyncio.wait_for(live.audio.listening.wait(), 5)
        live.session().ready.clear()
        frames = [live.audio.frame(fill=n % 250 + 1) for n in range(400)]
        live.audio.send(*frames)
        live.audio.end()
        await asyncio.wait_for(live.audio.left.wait(), 5)
        live.session().ready.set()
        await live.events.until("transcribe_done")
        fed = bytes(live.session().fed)
        assert fed.endswith(b"".join(frame.pcm for frame in frames[-250:]))
        assert len(fed) < 260 * len(frames[0].pcm)
        assert (await stored(live, row.id)).status == "done"


class TestEnd:
    async def test_with_the_call(self, live: Live) -> None:
        row = await live.start()
        live.speech.last_words += [SpeechBegan(), Utterance("bye", 100)]
        live.audio.end()
        heard = await live.events.until("transcribe_done")
        assert sorted(row.message for row in await transcripts(live)) == ["bye", "bye"]
        assert heard[-1][1] == TRANSCRIBE.to_json(await stored(live, row.id))
        assert heard[-1][1]["status"] == "done"
        await live.service.settled()
        assert all(session.closed for session in live.speech.sessions)

    async def test_stop_understands_the_last_words(self, live: Live) -> None:
        row = await live.start("in")
        live.speech.last_words += [SpeechBegan(), Utterance("last", 0)]
        await live.service.stop(row.id)
        assert (await stored(live, row.id)).status == "done"
        kinds = [kind for kind, _ in await live.events.until("transcribe_done")]
        assert kinds[-2:] == ["transcript_created", "transcribe_done"]
        assert live.session().finished.is_set()

    async def test_stop_twice(self, live: Live) -> None:
        row = await live.start()
        await asyncio.gather(live.service.stop(row.id), live.service.stop(row.id))
        await live.service.stop(row.id)
        await live.service.stop(new_id())
        assert (await event_types(live.store)).count("transcribe_done") == 1

    async def test_stop_for_call(self, live: Live) -> None:
        rows = [await live.start("in"), await live.start("out")]
        other_call = CallFacts(new_id(), CUSTOMER, "progressing")
        here, live.call = live.call, other_call
        elsewhere = await live.start("in")
        await live.service.stop_for_call(here.id)
        assert [(await stored(live, row.id)).status for row in rows] == ["done", "done"]
        assert (await stored(live, elsewhere.id)).status == "progressing"

    async def test_node_dies(self, live: Live) -> None:
        row = await live.start("in")
        live.audio.break_off()
        await live.events.until("transcribe_done")
        assert (await stored(live, row.id)).status == "done"

    async def test_close_ends_all(self, live: Live) -> None:
        row = await live.start()
        await live.service.close()
        await live.service.close()
        assert (await stored(live, row.id)).status == "done"
        assert live.audio.closed

    async def test_recover(self, live: Live) -> None:
        row = await live.start(on_end_flow_id=new_id())
        later = live.restarted()
        await later.recover()
        await later.settled()
        assert (await stored(live, row.id)).status == "done"
        assert [child.reference_id for child in live.children.started] == [row.id]


class TestFlowOfTheEnd:
    async def test_started_with_the_variables(self, live: Live) -> None:
        flow_id = new_id()
        row = await live.start(on_end_flow_id=flow_id)
        live.audio.end()
        await live.service.settled()
        (child,) = live.children.started
        assert (child.flow_id, child.parent_activeflow_id) == (flow_id, live.call.activeflow_id)
        assert (child.reference_type, child.reference_id) == ("transcribe", row.id)
        assert child.variables == live.service.variables(row)

    async def test_after_a_crash(self, live: Live) -> None:
        live.children.fails = True
        row = await live.start(on_end_flow_id=new_id())
        live.audio.end()
        await live.service.settled()
        assert live.children.started == []
        later = live.restarted()
        for _ in range(2):
            await later.recover()
            await later.settled()
        assert [child.reference_id for child in live.children.started] == [row.id]


class TestDeadEngine:
    async def test_replaced_once(self, live: Live) -> None:
        await live.start("in")
        live.session().hear(SpeechBegan(), Guess("I wanted to"))
        await live.events.until("transcribe_speech_interim")
        live.speech.opened.clear()
        live.session().die()
        # Nobody shall wait for the end of an utterance that is lost.
        assert (await live.events.next())[0] == "transcribe_speech_ended"
        await asyncio.wait_for(live.speech.opened.wait(), 5)
        live.audio.send(live.audio.frame(skip=100))
        await asyncio.wait_for(live.session(1).heard_audio.wait(), 5)
        live.session(1).utter("say this", 20)
        heard = await live.events.until("transcript_created")
        assert heard[-1][1]["message"] == "say this"
        assert heard[-1][1]["tm_transcript"] == "0001-01-01T00:00:06.020000Z"
        assert live.session(0).closed

    async def test_dies_again(self, live: Live, capsys: pytest.CaptureFixture[str]) -> None:
        row = await live.start("in")
        live.speech.opened.clear()
        live.session().die()
        await asyncio.wait_for(live.speech.opened.wait(), 5)
        live.session(1).die()
        await live.events.until("transcribe_done")
        assert (await stored(live, row.id)).status == "done"
        assert "its speech engine died twice" in capsys.readouterr().out
        assert live.audio.left.is_set()

    async def test_no_replacement(self, live: Live) -> None:
        row = await live.start("in")
        live.speech.refuses_after = 1
        live.session().die()
        await live.events.until("transcribe_done")
        assert (await stored(live, row.id)).status == "done"

    async def test_ends_without_a_word(self, live: Live) -> None:
        await live.start("in")
        live.speech.opened.clear()
        live.session().stop_short()
        await asyncio.wait_for(live.speech.opened.wait(), 5)
        assert len(live.speech.sessions) == 2


class TestHungEngine:
    async def test_does_not_hold_up_the_end(self, live: Live) -> None:
        row = await live.start("in")
        session = FakeSession(ListenOptions("en-US"), [])
        session.ready.clear()
        ear = Ear(live.speech, session.options, session, Journal(live.store, row, "in"))
        audio = FakeAudio()
        transcriber = LiveTranscriber(live.call.id, audio, {"in": ear}, last_words_s=0.01)
        audio.send(audio.frame())
        audio.end()
        await asyncio.wait_for(transcriber.run(), 5)
        assert session.closed
        assert not session.finished.is_set()

    async def test_stopped_before_it_ran(self, live: Live) -> None:
        row = await live.start("in")
        session = FakeSession(ListenOptions("en-US"), [])
        ear = Ear(live.speech, session.options, session, Journal(live.store, row, "in"))
        transcriber = LiveTranscriber(live.call.id, FakeAudio(), {"in": ear})
        transcriber.stop()
        await asyncio.wait_for(transcriber.run(), 5)
        assert session.finished.is_set()


def speech_fields() -> list[str]:
    return [field.name for field in transcript_pb2.TranscribeSpeech.DESCRIPTOR.fields]


def transcript_fields() -> dict[str, Any]:
    return codec.to_json(transcript_pb2.Transcript())
