"""Conferences whose calls are in several processes, each with a media node of its own."""

import asyncio
import signal
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.media.node.crowd import TONES_HZ, all_hear_all, hears_only
from tests.media.node.phones import Phone
from tests.media.node.streams import NONE, SEPARATE, StreamClient, bearer
from tests.platform.api import Json
from tests.platform.cluster import Cluster, migrated
from tests.platform.conferences import joins, opened, shown, stay_of
from tests.platform.stage import Stage, action, user_of
from voipbin.media.audio.tones import tone_share
from voipbin.media.audio.wav import read_wav

pytestmark = pytest.mark.asyncio(loop_scope="module")

BEHIND = action("sleep", duration=60_000)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def cluster(
    tmp_path_factory: pytest.TempPathFactory, postgres_url: str
) -> AsyncIterator[Cluster]:
    """Three processes."""
    folder = tmp_path_factory.mktemp("cluster")
    cluster = Cluster(folder, "--database-url", await migrated(postgres_url))
    for name in "abc":
        await cluster.start(name)
    yield cluster
    await cluster.close()


@pytest.fixture
def stages(cluster: Cluster) -> list[Stage]:
    return [cluster.stages[name] for name in "abc"]


async def seated(stage: Any, conference: Json) -> tuple[Phone, Json]:
    """A phone and its call, which is in the conference."""
    phone = await stage.phone()
    call = await stage.dial(phone, [joins(conference), BEHIND])
    await stay_of(stage, call)
    return phone, call


async def test_all_hear_all(stages: list[Stage]) -> None:
    """The home has two of them; who is in neither hears others over two links."""
    a, b, c = stages
    conference = await opened(a, name="room", type="conference")
    seats = [await seated(stage, conference) for stage in (a, b, c, a)]
    phones = [phone for phone, _ in seats]
    await all_hear_all(phones, duration_ms=4000)
    assert len((await shown(b, conference))["conferencecall_ids"]) == 4

    kicked = await stay_of(a, seats[1][1])
    await c.api("ConferencecallService.DeleteConferencecall", id=kicked["id"])
    await stay_of(a, seats[1][1], "leaved")
    others = dict(zip(TONES_HZ[1:3], phones[1:3], strict=True))
    await hears_only(phones[0], others, absent=[TONES_HZ[1]])

    # The home leaves; its bridge goes on for the others.
    for index in (0, 3):
        phones[index].call.hang_up()
        await stay_of(a, seats[index][1], "leaved")
    late, late_call = await seated(b, conference)
    await all_hear_all([phones[2], late], duration_ms=4000)
    late.call.hang_up()
    await stay_of(b, late_call, "leaved")


async def test_transfer_although_the_other_is_elsewhere(stages: list[Stage]) -> None:
    a, b, _ = stages
    conference = await opened(a, name="room", type="conference")
    (leaver, mine), (stays, _) = [await seated(stage, conference) for stage in (a, b)]
    third = await a.phone()
    await a.api(
        "TransferService.CreateTransfer",
        transfer_type="blind",
        transferer_call_id=mine["id"],
        transferee_addresses=[{"type": "extension", "target": user_of(third)}],
    )
    await leaver.event("ended")
    await third.event("answered")
    await all_hear_all([stays, third], duration_ms=4000)
    for phone in (third, stays):
        phone.call.hang_up()
        await phone.event("ended")


async def test_recording_at_home_has_all(cluster: Cluster, stages: list[Stage]) -> None:
    a, b, _ = stages
    conference = await opened(a, name="room", type="conference")
    (one, one_call), (other, other_call) = [await seated(stage, conference) for stage in (a, b)]
    await b.api("ConferenceService.StartConferenceRecording", id=conference["id"], format="wav")
    started = await a.timeline.wait(
        "recording_started", lambda body: body["reference_id"] == conference["id"]
    )
    await all_hear_all([one, other], duration_ms=4000)
    await a.api("ConferenceService.DeleteConference", id=conference["id"])
    for stage, call in ((a, one_call), (b, other_call)):
        await stay_of(stage, call, "leaved")
        assert (await stage.api.call(call["id"]))["status"] == "progressing", "behind it now"
    await a.timeline.wait("recording_finished", lambda body: body["id"] == started["id"])
    (wav,) = cluster.programs["a"].data.rglob("*_in.wav")
    recorded, rate = read_wav(wav)
    assert all(tone_share(recorded, hz, rate) > 0.2 for hz in TONES_HZ[:2])
    await asyncio.gather(one.hears_silence(), other.hears_silence())


async def test_members_apart(stages: list[Stage]) -> None:
    """A program hears each member by itself, at home and in any other process."""
    a, _, c = stages
    conference = await opened(a, name="room", type="conference")
    seats = [await seated(stage, conference) for stage in stages]
    at_home = await a.api(
        "ConferenceService.StreamConferenceMedia", id=conference["id"], encapsulation="sln"
    )
    elsewhere = await c.api(
        "CallService.StreamCallMedia", id=seats[2][1]["id"], encapsulation="sln"
    )
    listeners = [
        StreamClient(at_home["address"], bearer(at_home["token"])),
        StreamClient(elsewhere["address"], c.api.credentials),
    ]
    for listener in listeners:
        listener.start("", conference_id=conference["id"], listen=SEPARATE, talk=NONE)
        await listener.next("started")
    speaking = [
        asyncio.create_task(phone.speak_tone(hz, 5000))
        for (phone, _), hz in zip(seats, TONES_HZ, strict=False)
    ]
    for listener in listeners:
        for (_, call), hz in zip(seats, TONES_HZ, strict=False):
            await listener.hears_tone(hz, call["id"])
    await asyncio.gather(*speaking)
    for listener in listeners:
        await listener.close()
    for phone, _ in seats:
        phone.call.hang_up()
        await phone.event("ended")


async def test_home_that_is_killed(cluster: Cluster, stages: list[Stage]) -> None:
    """Last of all: A is gone afterwards, and the others hear each other without it."""
    a, b, c = stages
    conference = await opened(b, name="room", type="conference")
    seats = [await seated(stage, conference) for stage in (a, b, c)]
    await all_hear_all([phone for phone, _ in seats], duration_ms=4000)
    await cluster.programs["a"].end(signal.SIGKILL)
    await b.timeline.wait(
        "conferencecall_leaved", lambda body: body["reference_id"] == seats[0][1]["id"]
    )
    await all_hear_all([phone for phone, _ in seats[1:]], duration_ms=8000)
