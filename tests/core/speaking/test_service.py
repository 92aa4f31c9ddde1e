"""Sessions: opened, fed, flushed, stopped, ended with their call."""

import asyncio

import pytest

from tests.core.speaking.conftest import Talking
from voipbin.core.errors import AlreadyExists, FailedPrecondition, ResourceExhausted
from voipbin.core.ids import new_id
from voipbin.core.speaking.model import TRANSITIONS, SpeakingStatus
from voipbin.core.speaking.service import Speakings
from voipbin.core.speaking.session import AHEAD, CHUNK_MS, MAX_WAITING
from voipbin.core.speaking.voice import SAMPLE_RATE_HZ, VoiceOptions, provider_of

PIECE = SAMPLE_RATE_HZ * CHUNK_MS // 1000 * 2


async def test_life(talking: Talking) -> None:
    row = await talking.open(language="ko-KR", provider="gcp", voice_id="v")
    assert await talking.status(row) == "active"
    talking.service.say(row.id, "Hello there, my friend.")
    assert await talking.stream.has(1) == [b"Hello there, my friend."]
    assert talking.voice.spoken == [("Hello there, my friend.", VoiceOptions("ko-KR", "gcp", "v"))]
    await talking.service.stop(row.id)
    await talking.service.stop(row.id)
    assert await talking.status(row) == "stopped"
    heard = [kind for kind, _ in await talking.events.until("speaking_stopped")]
    assert heard == ["speaking_created", "speaking_started", "speaking_stopped"]


def test_nothing_leaves_stopped() -> None:
    assert TRANSITIONS[SpeakingStatus.STOPPED] == frozenset()


@pytest.mark.parametrize("ends", ["end", "break_off"])
async def test_end_of_the_call(talking: Talking, ends: str) -> None:
    row = await talking.open()
    getattr(talking.stream, ends)()
    await asyncio.wait_for(talking.service.settled(), 5)
    assert await talking.status(row) == "stopped"
    assert talking.stream.closed
    with pytest.raises(FailedPrecondition, match="is over"):
        talking.service.say(row.id, "x")
    with pytest.raises(FailedPrecondition):
        await talking.service.flush(row.id)


async def test_attaching_fails(talking: Talking) -> None:
    talking.talkers.refuses = True
    row = await talking.open()
    assert await talking.status(row) == "stopped"
    heard = [kind for kind, _ in await talking.events.until("speaking_stopped")]
    assert "speaking_started" not in heard


async def test_stop_before_the_audio_is_there(talking: Talking) -> None:
    talking.talkers.starts = False
    opening = asyncio.ensure_future(talking.open())
    while not talking.talkers.streams:
        await asyncio.sleep(0)
    (id,) = talking.service._running
    await talking.service.stop(id)
    assert await talking.status(await opening) == "stopped"


async def test_one_on_a_reference(talking: Talking) -> None:
    first = await talking.open(reference_id=new_id())
    with pytest.raises(AlreadyExists, match=f"speaking {first.id} is open"):
        await talking.open(reference_id=first.reference_id)
    assert len(talking.talkers.streams) == 1
    await talking.service.stop(first.id)
    assert await talking.status(await talking.open(reference_id=first.reference_id)) == "active"


async def test_of_many_at_once_one_wins(talking: Talking) -> None:
    reference_id = new_id()
    opened = await asyncio.gather(
        *(talking.open(reference_id=reference_id) for _ in range(5)), return_exceptions=True
    )
    assert sum(isinstance(answer, AlreadyExists) for answer in opened) == 4


async def test_sentences_are_made_one_by_one(talking: Talking) -> None:
    row = await talking.open()
    talking.service.say(row.id, "The first sentence is here. The second sentence is there.")
    assert await talking.stream.has(2) == [
        b"The first sentence is here.",
        b"The second sentence is there.",
    ]


async def test_no_more_is_sent_than_is_heard_soon(talking: Talking) -> None:
    row = await talking.open()
    talking.voice.bytes_each = PIECE * (AHEAD + 3)
    talking.service.say(row.id, "A long story, told at length.")
    await talking.stream.has(AHEAD)
    await talking.service.flush(row.id)  # also lets everything go as far as it can
    assert talking.stream.sent == []
    talking.service.say(row.id, "A long story, told at length.")
    await talking.stream.has(AHEAD)
    talking.stream.hear(2)
    await talking.stream.has(AHEAD)
    assert len(talking.stream.sent) == AHEAD
    assert {len(piece) for piece in talking.stream.sent} == {PIECE}


async def test_flush_drops_what_is_spoken_made_and_waiting(talking: Talking) -> None:
    row = await talking.open()
    talking.service.say(row.id, "This one is spoken already.")
    await talking.stream.has(1)
    talking.voice.busy = asyncio.Event()
    talking.voice.asked.clear()
    talking.service.say(row.id, "This one is being made now.")
    talking.service.say(row.id, "This one waits for its turn.")
    await talking.voice.asked.wait()
    await talking.service.flush(row.id)
    assert (talking.stream.sent, talking.stream.clears) == ([], 1)
    talking.voice.busy.set()
    talking.service.say(row.id, "And this one comes after it.")
    assert await talking.stream.has(1) == [b"And this one comes after it."]
    assert len(talking.voice.spoken) == 3
    assert await talking.status(row) == "active"


async def test_flushes_at_once_leave_one_speaker(talking: Talking) -> None:
    row = await talking.open()
    talking.service.say(row.id, "This one is spoken already.")
    await talking.stream.has(1)
    await asyncio.gather(*(talking.service.flush(row.id) for _ in range(4)))
    for word in ("Number one is said first.", "Number two is said after it."):
        talking.service.say(row.id, word)
    sent = await talking.stream.has(2)
    assert sent == [b"Number one is said first.", b"Number two is said after it."]


async def test_text_that_cannot_be_spoken_is_passed_over(talking: Talking) -> None:
    row = await talking.open()
    talking.voice.fails_on = "broken"
    talking.service.say(row.id, "This is a broken sentence.")
    talking.service.say(row.id, "This is a good sentence.")
    assert await talking.stream.has(1) == [b"This is a good sentence."]
    with pytest.raises(ValueError, match="nothing to say"):
        talking.service.say(row.id, " ")


async def test_texts_that_wait_are_counted(talking: Talking) -> None:
    row = await talking.open()
    talking.voice.busy = asyncio.Event()
    talking.service.say(row.id, "first")
    await talking.voice.asked.wait()
    for _ in range(MAX_WAITING):
        talking.service.say(row.id, "more")
    with pytest.raises(ResourceExhausted, match="flush them"):
        talking.service.say(row.id, "too much")


async def test_nobody_is_to_hear_it(talking: Talking) -> None:
    row = await talking.open(direction="")
    talking.service.say(row.id, "Nobody hears this sentence.")
    await talking.service.flush(row.id)
    assert (talking.stream.sent, talking.voice.spoken) == ([], [])
    assert talking.stream.target.direction == ""


async def test_a_conference_is_a_target_too(talking: Talking) -> None:
    row = await talking.open(reference_type="confbridge", direction="both")
    target = talking.stream.target
    assert (target.kind, target.id, target.direction) == ("conference", row.reference_id, "both")


async def test_what_a_dead_process_left_open_is_ended(talking: Talking) -> None:
    row = await talking.open()
    await Speakings(talking.store, talking.talkers, talking.voice).recover()
    assert await talking.status(row) == "stopped"


@pytest.mark.parametrize(
    ("word", "provider"),
    [("", "elevenlabs"), ("GCP ", "gcp"), ("aws", "aws"), ("local", "local"), ("x", "elevenlabs")],
)
def test_provider(word: str, provider: str) -> None:
    assert provider_of(word) == provider
