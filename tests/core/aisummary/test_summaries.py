"""The life of summaries, with engines that hear what the test says."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.core.cluster.dying import dies, lives
from tests.core.cluster.test_lease import process
from tests.fixtures.callers import CUSTOMER
from tests.fixtures.event_log import event_types
from tests.fixtures.fake_audio import FakeAudio
from tests.fixtures.fake_children import FakeChildren
from tests.fixtures.fake_speech import FakeSpeech
from tests.fixtures.manual_clock import ManualClock
from voipbin.core.aisummary.listening import Listening
from voipbin.core.aisummary.model import AISUMMARY, AisummaryRow
from voipbin.core.aisummary.said import Said
from voipbin.core.aisummary.service import Summaries, Wanted
from voipbin.core.aisummary.sources import SaidIn
from voipbin.core.call.model import CALL, CallRow
from voipbin.core.conference.model import CONFERENCE, ConferenceRow
from voipbin.core.errors import FailedPrecondition, InvalidArgument, Unavailable
from voipbin.core.ids import new_id
from voipbin.core.recording.model import RECORDING, RecordingRow
from voipbin.core.repository import Repository
from voipbin.core.transcribe.model import TRANSCRIBE, TranscribeRow
from voipbin.core.transcribe.speech_port import Utterance
from voipbin.core.transcribe.transcript_model import TRANSCRIPT, TranscriptRow
from voipbin.core.unit_of_work import Store

RESOURCES: dict[str, Any] = {
    "call": CALL,
    "conference": CONFERENCE,
    "transcribe": TRANSCRIBE,
    "recording": RECORDING,
}


class Scribe:
    """Writes down what it is given, or cannot."""

    def __init__(self) -> None:
        self.given: list[tuple[list[str], str, dict[str, str]]] = []
        self.failures = 0

    async def write(self, said: Sequence[Said], language: str, variables: Mapping[str, str]) -> str:
        """One line."""
        if self.failures:
            self.failures -= 1
            raise Unavailable("the model is busy")
        self.given.append(([one.text for one in said], language, dict(variables)))
        return f"{len(said)} sentences"


class Flows(FakeChildren):
    """Flows that follow, and variables of runs."""

    async def variables_of(self, activeflow_id: str) -> dict[str, str]:
        """One."""
        return {"whose": activeflow_id} if activeflow_id else {}


class Files:
    """The files of every recording."""

    def __init__(self) -> None:
        self.audio: dict[str, Path] = {"in": Path("x_in.wav"), "out": Path("x_out.wav")}

    async def audio_of(self, row: RecordingRow) -> dict[str, Path]:
        """By direction."""
        return self.audio


class Desk:
    """Summaries with everything around them."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.audio, self.speech = FakeAudio(), FakeSpeech()
        self.scribe, self.flows, self.files = Scribe(), Flows(), Files()
        recordings: Any = self.files
        self.summaries = Summaries(
            store,
            Listening(store, self.audio, self.speech),
            SaidIn(store, recordings, self.speech),
            self.scribe,
            self.flows,
        )

    async def stored(self, row: Any) -> Any:
        """A row of a reference, in its table."""
        async with self.store.writing() as work:
            kind = next(one for one in RESOURCES.values() if isinstance(row, one.row))
            return await Repository(kind, work, CUSTOMER).add(row)

    async def call(self, status: str = "progressing") -> CallRow:
        """A call."""
        row = CallRow(id=new_id(), customer_id=CUSTOMER, status=status, tm_create=1)
        return await self.stored(row)  # type: ignore[no-any-return]

    async def shown(self, id: str) -> AisummaryRow:
        """A summary as it is stored."""
        async with self.store.reading() as connection:
            return await Repository(AISUMMARY, connection, CUSTOMER).get(id)

    async def hears(self, place: int, text: str, offset_ms: int = 0) -> None:
        """One voice says something."""
        self.speech.sessions[place].utter(text, offset_ms)

    async def ends(self) -> None:
        """The call is over, and all is written."""
        self.audio.end()
        await asyncio.wait_for(self.summaries.settled(), 10)


@pytest_asyncio.fixture
async def desk(store: Store) -> AsyncIterator[Desk]:
    desk = Desk(Store(store.database, ManualClock(), store.events))
    yield desk
    await desk.summaries.close()


async def test_call(desk: Desk) -> None:
    call = await desk.call()
    row = await desk.summaries.create(Wanted("call", call, "de", activeflow_id="flow-1"))
    assert (row.status, row.content, row.reference_id) == ("progressing", "", call.id)
    await desk.hears(1, "what can I do for you", 500)
    await desk.hears(0, "hello", 100)
    await desk.ends()
    done = await desk.shown(row.id)
    assert (done.status, done.content, done.said) == ("done", "2 sentences", [])
    assert desk.scribe.given == [
        (["hello", "what can I do for you"], "de", {"whose": "flow-1"}),
    ]
    assert [session.options.language for session in desk.speech.sessions] == ["de", "de"]
    assert await event_types(desk.store) == ["summary_created", "summary_updated"]
    assert desk.flows.started == []


async def test_conference_is_one_voice(desk: Desk) -> None:
    conference = await desk.stored(
        ConferenceRow(id=new_id(), customer_id=CUSTOMER, status="progressing", tm_create=1)
    )
    row = await desk.summaries.create(Wanted("conference", conference))
    await desk.hears(0, "we begin")
    await desk.ends()
    assert desk.audio.asked == [(conference.id, "mix")]
    assert (await desk.shown(row.id)).content == "1 sentences"


async def test_silence_is_said_to_be_silence(desk: Desk) -> None:
    row = await desk.summaries.create(Wanted("call", await desk.call()))
    await desk.ends()
    done = await desk.shown(row.id)
    assert done.status == "done" and done.content.startswith("Nothing was said")
    assert desk.scribe.given == []


async def test_one_for_each_language(desk: Desk) -> None:
    call = await desk.call()
    rows = await asyncio.gather(
        *(desk.summaries.create(Wanted("call", call, language)) for language in ("de", "de", "fr"))
    )
    assert len({row.id for row in rows}) == 2
    assert len(desk.speech.sessions) == 4


async def test_model_that_is_busy_is_asked_again(desk: Desk) -> None:
    desk.scribe.failures = 2
    row = await desk.summaries.create(Wanted("call", await desk.call()))
    await desk.hears(0, "hello")
    await desk.ends()
    assert (await desk.shown(row.id)).content == "1 sentences"


async def test_model_that_never_answers_loses_nothing(desk: Desk) -> None:
    """The sentences themselves take the place of a summary: they are kept nowhere else."""
    desk.scribe.failures = 100
    row = await desk.summaries.create(Wanted("call", await desk.call()))
    await desk.hears(0, "hello")
    await desk.ends()
    done = await desk.shown(row.id)
    assert done.status == "done"
    head, *sentences = done.content.splitlines()
    assert head == "No model wrote a summary (the model is busy). What was said:"
    assert len(sentences) == 1 and sentences[0].endswith("hello")


async def test_flow_of_the_end_knows_the_content(desk: Desk) -> None:
    wanted = Wanted("call", await desk.call(), "en-US", "flow-2", "flow-1")
    row = await desk.summaries.create(wanted)
    await desk.hears(0, "hello")
    await desk.ends()
    (started,) = desk.flows.started
    assert (started.flow_id, started.parent_activeflow_id) == ("flow-2", "flow-1")
    assert (started.reference_type, started.reference_id) == ("ai", row.id)
    assert started.variables["voipbin.ai_summary.content"] == "1 sentences"
    assert not (await desk.shown(row.id)).on_end_due


@pytest.mark.parametrize("kind", ["transcribe", "recording"])
async def test_what_is_over_is_summarised_at_once(desk: Desk, kind: str) -> None:
    row = await desk.summaries.create(Wanted(kind, await spoken(desk, kind), "en-US", "flow-2"))
    assert (row.status, row.content) == ("done", "2 sentences")
    assert desk.scribe.given[0][0] == ["good morning", "hello"]
    await desk.summaries.settled()
    assert await event_types(desk.store) == ["summary_created"]
    assert len(desk.flows.started) == 1


async def recorded(desk: Desk, status: str = "ended") -> Any:
    """A recording."""
    return await desk.stored(
        RecordingRow(
            id=new_id(),
            customer_id=CUSTOMER,
            status=status,
            reference_type="call",
            reference_id=new_id(),
            name="x",
            key_in="x_in.wav",
            key_out="x_out.wav",
            tm_create=1,
        )
    )


async def spoken(desk: Desk, kind: str) -> Any:
    """Something with two sentences."""
    if kind == "recording":
        desk.speech.recordings = {
            "_in.wav": [Utterance("hello", 900)],
            "_out.wav": [Utterance("good morning", 100)],
        }
        return await recorded(desk)
    row = await desk.stored(
        TranscribeRow(
            id=new_id(),
            customer_id=CUSTOMER,
            reference_type="call",
            reference_id=new_id(),
            language="en-US",
            direction="both",
            tm_create=1,
        )
    )
    async with desk.store.writing() as work:
        for direction, text, offset_us in (("in", "hello", 900), ("out", "good morning", 100)):
            await Repository(TRANSCRIPT, work, CUSTOMER).add(
                TranscriptRow(
                    id=new_id(),
                    customer_id=CUSTOMER,
                    transcribe_id=row.id,
                    direction=direction,
                    message=text,
                    offset_us=offset_us,
                    tm_create=1,
                )
            )
    return row


async def test_model_that_is_busy_is_told_to_who_waits(desk: Desk) -> None:
    desk.scribe.failures = 1
    transcribe = await spoken(desk, "transcribe")
    with pytest.raises(Unavailable):
        await desk.summaries.create(Wanted("transcribe", transcribe))
    assert await desk.summaries.known(CUSTOMER, transcribe.id, "") is None
    assert (await desk.summaries.create(Wanted("transcribe", transcribe))).status == "done"


async def test_recording_that_goes_on(desk: Desk) -> None:
    recording = await recorded(desk, "recording")
    with pytest.raises(FailedPrecondition, match="once it has ended"):
        await desk.summaries.create(Wanted("recording", recording))


async def test_call_that_is_over(desk: Desk) -> None:
    with pytest.raises(FailedPrecondition, match="over"):
        await desk.summaries.create(Wanted("call", await desk.call("hangup")))


async def test_no_engine_no_summary(desk: Desk) -> None:
    desk.speech.refuses_after = 1
    call = await desk.call()
    with pytest.raises(Unavailable):
        await desk.summaries.create(Wanted("call", call))
    assert desk.speech.sessions[0].closed
    assert await desk.summaries.known(CUSTOMER, call.id, "") is None


async def test_deleted_while_it_is_listened_to(desk: Desk) -> None:
    row = await desk.summaries.create(Wanted("call", await desk.call()))
    async with desk.store.writing() as work:
        own = Repository(AISUMMARY, work, CUSTOMER)
        kept = await own.get(row.id)
        kept.tm_delete = work.clock.now_us()
        await own.save(kept)
    desk.summaries.deleted(row.id)
    await asyncio.wait_for(desk.summaries.settled(), 10)
    assert desk.scribe.given == []
    assert await event_types(desk.store) == ["summary_created"]


async def test_what_a_dead_process_heard_is_written(desk: Desk) -> None:
    await lives(desk.store, "a")
    first = Desk(process(desk.store, "a"))
    wanted = Wanted("call", await first.call(), "en-US", "flow-2")
    row = await first.summaries.create(wanted)
    await first.hears(0, "hello")
    await first.hears(1, "good morning", 400)
    while len((await desk.shown(row.id)).said) < 2:
        await asyncio.sleep(0)
    await first.summaries.close()
    assert (await desk.shown(row.id)).status == "progressing"
    await desk.summaries.recover()
    await desk.summaries.settled()
    assert desk.scribe.given == []
    await dies(desk.store, "a")
    await desk.summaries.recover()
    await desk.summaries.settled()
    assert (await desk.shown(row.id)).content == "2 sentences"
    assert [one.reference_id for one in desk.flows.started] == [row.id]


async def test_nothing_of_another_customer(desk: Desk) -> None:
    call = await desk.call()
    assert (await desk.summaries.find(CUSTOMER, "call", call.id)).id == call.id
    with pytest.raises(InvalidArgument, match="no such call"):
        await desk.summaries.find(new_id(), "call", call.id)
