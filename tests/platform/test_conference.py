"""Telephones in a conference of the running platform."""

import asyncio
from functools import partial

import pytest

from tests.media.node.crowd import TONES_HZ, Hearing, all_hear_all
from tests.peers import require_peer
from tests.platform.api import Json
from tests.platform.conferences import crowd, joins, opened, shown, stay_of
from tests.platform.flow_run import WAITS, tells, told
from tests.platform.stage import LocalStage, action, eventually
from tests.platform.web import Web
from voipbin.core.conference.expiry import ConferenceExpiry
from voipbin.core.conference.model import CONFERENCE
from voipbin.core.flow_engine import Forward
from voipbin.core.ids import new_id
from voipbin.core.recording.model import RECORDING
from voipbin.core.repository import Repository
from voipbin.core.serve.seed import DEMO_CUSTOMER_ID
from voipbin.media.audio.pcm import Pcm
from voipbin.media.audio.tones import tone_share
from voipbin.media.audio.wav import read_wav

pytestmark = pytest.mark.asyncio(loop_scope="module")

NIL = "00000000-0000-0000-0000-000000000000"
A_HZ, B_HZ, C_HZ, _ = TONES_HZ


def statuses(stage: LocalStage, id: str) -> list[str]:
    """What was told of a stay."""
    return [type.removeprefix("conferencecall_") for type in stage.timeline.types(id)]


async def test_three_telephones(stage: LocalStage) -> None:
    conference = await opened(stage, name="Monday")
    phones, calls = await crowd(stage, conference)
    await all_hear_all(phones)
    stays = [(await stay_of(stage, call))["id"] for call in calls]
    assert sorted((await shown(stage, conference))["conferencecall_ids"]) == sorted(stays)
    first = await stage.api("ConferencecallService.GetConferencecall", id=stays[0])
    assert first["conference_id"] == conference["id"]
    assert (first["reference_type"], first["status"]) == ("call", "joined")
    assert first["activeflow_id"] == calls[0]["activeflow_id"]
    phones[0].call.hang_up()
    await stage.ended(calls[0])
    assert statuses(stage, stays[0]) == ["joining", "joined", "leaved"]
    await all_hear_all(phones[1:])
    for phone, call in zip(phones[1:], calls[1:], strict=True):
        phone.call.hang_up()
        await stage.ended(call)
    # One that is made to talk in survives when everybody left.
    after = await shown(stage, conference)
    assert (after["status"], after["conferencecall_ids"]) == ("progressing", [])
    updates = [
        len(event["data"]["conferencecall_ids"])
        for event in stage.timeline.of(conference["id"])
        if event["type"] == "conference_updated"
    ]
    assert updates == [1, 2, 3, 2, 1, 0]


async def test_caller_is_answered_and_hears_the_pre_flow_first(stage: LocalStage, web: Web) -> None:
    room, bridge = "voipbin.conference.", "voipbin.confbridge."
    seen = f"${{{room}id}} ${{{room}name}} ${{{room}type}} ${{{room}status}} ${{{bridge}id}}"
    pre_flow = await stage.api(
        "FlowService.CreateFlow", actions=[tells(web, f"before {seen}"), action("beep")]
    )
    post_flow = await stage.api("FlowService.CreateFlow", actions=[tells(web, f"after {seen}")])
    conference = await opened(
        stage, name="the room", pre_flow_id=pre_flow["id"], post_flow_id=post_flow["id"]
    )
    flow = await stage.api(
        "FlowService.CreateFlow", actions=[joins(conference), tells(web, "behind"), WAITS]
    )
    caller = await stage.phone()
    caller.dial(await stage.number(flow["id"]))
    id = conference["id"]
    what = f"{id} {conference['name']} conference progressing {id}"
    assert await told(web) == f"before {what}"
    await caller.event("answered")
    call = await stage.incoming(caller)
    stay = await stay_of(stage, call)
    await stage.api("ConferencecallService.DeleteConferencecall", id=stay["id"])
    assert await told(web) == f"after {what}"
    assert await told(web) == "behind"
    caller.call.hang_up()
    await stage.ended(call)


class TestKick:
    """DELETE /conferencecalls/{id}."""

    async def test_goes_on_behind_the_conference(self, stage: LocalStage, web: Web) -> None:
        conference = await opened(stage)
        phones, calls = await crowd(stage, conference, [tells(web, "behind"), WAITS])
        stay = await stay_of(stage, calls[0])
        for _ in range(2):
            kicked = await stage.api("ConferencecallService.DeleteConferencecall", id=stay["id"])
            assert (kicked["status"], kicked["tm_delete"]) == ("leaved", None)
        assert await told(web) == "behind"
        assert statuses(stage, stay["id"]) == ["joining", "joined", "leaving", "leaved"]
        await all_hear_all(phones[1:])
        assert (await stage.api.call(calls[0]["id"]))["status"] == "progressing"

    async def test_in_the_pre_flow(self, stage: LocalStage, web: Web) -> None:
        pre_flow = await stage.api("FlowService.CreateFlow", actions=[tells(web, "pre"), WAITS])
        conference = await opened(stage, pre_flow_id=pre_flow["id"])
        phone = await stage.phone()
        call = await stage.dial(phone, [joins(conference), tells(web, "behind"), WAITS])
        assert await told(web) == "pre"
        stay = await stay_of(stage, call, "joining")
        await stage.api("ConferencecallService.DeleteConferencecall", id=stay["id"])
        assert await told(web) == "behind"
        assert statuses(stage, stay["id"]) == ["joining", "leaving", "leaved"]
        assert not stage.platform.engines.conferences.stays

    async def test_flow_goes_elsewhere(self, stage: LocalStage, web: Web) -> None:
        pre_flow = await stage.api("FlowService.CreateFlow", actions=[tells(web, "pre"), WAITS])
        conference = await opened(stage, pre_flow_id=pre_flow["id"])
        plain = await opened(stage)
        elsewhere = {**tells(web, "elsewhere"), "id": new_id()}
        phone = await stage.phone()
        flow = [joins(conference), {**joins(plain), "id": (again := new_id())}, elsewhere, WAITS]
        call = await stage.dial(phone, flow)
        assert await told(web) == "pre"
        for target, of in ((again, conference), (elsewhere["id"], plain)):
            stage.platform.engines.activeflows.feed(call["activeflow_id"], Forward(target))
            await stage.timeline.wait("conferencecall_leaved", partial(_is_of, of))
            if of is conference:
                await stage.timeline.wait("conferencecall_joined", partial(_is_of, plain))
        assert await told(web) == "elsewhere"


class TestEnd:
    """Closing a conference."""

    async def test_delete_lets_everybody_go(self, stage: LocalStage, web: Web) -> None:
        conference = await opened(stage)
        _, calls = await crowd(stage, conference, [tells(web, "behind"), WAITS], size=2)
        deleted = await stage.api("ConferenceService.DeleteConference", id=conference["id"])
        assert (deleted["status"], deleted["tm_end"]) == ("terminating", None)
        assert [await told(web) for _ in calls] == ["behind", "behind"]
        ended = await stage.timeline.wait(
            "conference_deleted", lambda body: body["status"] == "terminated"
        )
        assert ended["conferencecall_ids"] == []
        assert ended["tm_end"] is not None
        told_of = [
            (event["type"], event["data"]["status"])
            for event in stage.timeline.of(conference["id"])
        ]
        assert told_of[-3:] == [
            ("conference_updated", "terminating"),
            ("conference_deleted", "terminating"),
            ("conference_deleted", "terminated"),
        ]

    async def test_time_is_up(self, stage: LocalStage, web: Web) -> None:
        conference = await opened(stage, timeout=60)
        _, calls = await crowd(stage, conference, [tells(web, "behind"), WAITS], size=1)
        engines = stage.platform.engines
        async with engines.store.writing() as work:
            rows = Repository(CONFERENCE, work, DEMO_CUSTOMER_ID)
            row = await rows.get(conference["id"])
            row.tm_due = row.tm_create
            await rows.save(row, "tm_due")
        await ConferenceExpiry(engines.store, engines.conferences).sweep()
        assert await told(web) == "behind"
        await stage.timeline.wait(
            "conference_deleted",
            lambda body: body["id"] == conference["id"] and body["status"] == "terminated",
        )
        assert (await stage.api.call(calls[0]["id"]))["status"] == "progressing"

    async def test_connect_ends_with_one_left(self, stage: LocalStage, web: Web) -> None:
        conference = await opened(stage, type="connect")
        phones, calls = await crowd(stage, conference, [tells(web, "behind"), WAITS], size=2)
        await all_hear_all(phones)
        phones[0].call.hang_up()
        assert await told(web) == "behind"
        await stage.timeline.wait(
            "conference_deleted",
            lambda body: body["id"] == conference["id"] and body["status"] == "terminated",
        )
        assert (await stage.api.call(calls[1]["id"]))["status"] == "progressing"

    async def test_closed_one_cannot_be_joined(self, stage: LocalStage) -> None:
        conference = await opened(stage)
        await stage.api("ConferenceService.DeleteConference", id=conference["id"])
        phone = await stage.phone()
        call = await stage.dial(phone, [joins(conference), WAITS])
        await stage.ended(call)
        nobody = await stage.dial(phone, [joins({"id": new_id()}), WAITS])
        await stage.ended(nobody)


class TestAudio:
    """Recording, transcribing and streaming a conference."""

    async def test_recording(self, stage: LocalStage) -> None:
        conference = await opened(stage)
        phones, _ = await crowd(stage, conference, size=2)
        await stage.api("ConferenceService.StartConferenceRecording", id=conference["id"])
        recording_id = (await shown(stage, conference))["recording_id"]
        again = await stage.api.refused(
            "ConferenceService.StartConferenceRecording", id=conference["id"]
        )
        assert again == "CONFERENCE_RECORDING"
        await all_hear_all(phones)
        await stage.api("ConferenceService.StopConferenceRecording", id=conference["id"])
        done = await stage.timeline.wait(
            "recording_finished", lambda body: body["id"] == recording_id
        )
        assert (done["reference_type"], done["reference_id"]) == ("confbridge", conference["id"])
        after = await shown(stage, conference)
        assert (after["recording_id"], after["recording_ids"]) == (NIL, [recording_id])
        pcm, rate = await _recorded(stage, recording_id)
        loud = pcm[-int(1.3 * rate) : -int(0.3 * rate)]
        assert min(tone_share(loud, hz, rate) for hz in (A_HZ, B_HZ)) > 0.2
        files = await stage.api("FileService.ListFiles")
        names = [file["filename"] for file in files["result"] if file["reference_id"] == done["id"]]
        assert len(names) == 1
        assert names[0].startswith(f"confbridge_{conference['id']}_")
        assert names[0].endswith("_in.wav")
        refused = await stage.api.refused(
            "ConferenceService.StopConferenceRecording", id=conference["id"]
        )
        assert refused == "CONFERENCE_NOT_RECORDING"

    async def test_recording_ends_with_the_conference(self, stage: LocalStage) -> None:
        conference = await opened(stage)
        await crowd(stage, conference, size=1)
        await stage.api("ConferenceService.StartConferenceRecording", id=conference["id"])
        recording_id = (await shown(stage, conference))["recording_id"]
        await stage.api("ConferenceService.DeleteConference", id=conference["id"])
        await stage.timeline.wait("recording_finished", lambda body: body["id"] == recording_id)

    async def test_recording_of_a_customer_that_is_locked_out(self, stage: LocalStage) -> None:
        """Nobody may stop it any more, and silence would be charged for weeks."""
        conference = await opened(stage)
        await stage.api("ConferenceService.StartConferenceRecording", id=conference["id"])
        recording_id = (await shown(stage, conference))["recording_id"]
        await stage.platform.engines.conferences.closing.silence(DEMO_CUSTOMER_ID)
        await stage.timeline.wait("recording_finished", lambda body: body["id"] == recording_id)
        assert (await shown(stage, conference))["status"] == conference["status"]

    async def test_transcribe(self, stage: LocalStage) -> None:
        require_peer("speech")
        conference = await opened(stage)
        await crowd(stage, conference, size=1)
        id = conference["id"]
        await stage.api("ConferenceService.StartConferenceTranscribe", id=id, language="en-US")
        transcribe_id = (await shown(stage, conference))["transcribe_id"]
        row = await stage.api("TranscribeService.GetTranscribe", id=transcribe_id)
        assert (row["reference_type"], row["reference_id"]) == ("confbridge", id)
        assert (row["direction"], row["status"]) == ("in", "progressing")
        again = await stage.api.refused("ConferenceService.StartConferenceTranscribe", id=id)
        assert again == "CONFERENCE_TRANSCRIBING"
        await stage.api("ConferenceService.StopConferenceTranscribe", id=id)
        await stage.timeline.wait("transcribe_done", lambda body: body["id"] == transcribe_id)
        after = await shown(stage, conference)
        assert (after["transcribe_id"], after["transcribe_ids"]) == (NIL, [transcribe_id])
        refused = await stage.api.refused("ConferenceService.StopConferenceTranscribe", id=id)
        assert refused == "CONFERENCE_NOT_TRANSCRIBING"

    @pytest.mark.parametrize("kind", ["confbridge", "conference"])
    async def test_transcribe_by_reference(self, stage: LocalStage, kind: str) -> None:
        require_peer("speech")
        conference = await opened(stage)
        row = await stage.api(
            "TranscribeService.CreateTranscribe",
            reference_type=kind,
            reference_id=conference["id"],
        )
        assert (row["reference_type"], row["reference_id"]) == ("confbridge", conference["id"])
        await stage.api("ConferenceService.DeleteConference", id=conference["id"])
        await stage.timeline.wait("transcribe_done", lambda body: body["id"] == row["id"])


async def test_confbridge_join(stage: LocalStage, web: Web) -> None:
    conference = await opened(stage)
    phones, _ = await crowd(stage, conference, size=1)
    other = await stage.phone()
    join = action("confbridge_join", confbridge_id=conference["id"])
    call = await stage.dial(other, [join, tells(web, "behind"), WAITS])
    stay = await stay_of(stage, call)
    await all_hear_all([*phones, other])
    await stage.api("ConferencecallService.DeleteConferencecall", id=stay["id"])
    assert await told(web) == "behind"
    stranger = await stage.dial(
        await stage.phone(), [action("confbridge_join", confbridge_id=new_id()), WAITS]
    )
    await stage.timeline.call(stranger["id"], "progressing")


async def test_operations_on_a_member(stage: LocalStage) -> None:
    conference = await opened(stage)
    phones, calls = await crowd(stage, conference, size=2)
    await stage.api("CallService.MuteCall", id=calls[0]["id"], direction="in")
    speaking = asyncio.create_task(phones[0].speak_tone(A_HZ, 500))
    await phones[1].hears_silence(for_ms=300)
    await speaking
    await stage.api("CallService.UnmuteCall", id=calls[0]["id"])
    await all_hear_all(phones)
    await stage.api("CallService.TalkCall", id=calls[0]["id"], text="Hello", language="en-US")
    listening = Hearing(phones[1])
    speaking = asyncio.create_task(phones[0].speak_tone(A_HZ, 600))
    await listening.until_heard([A_HZ], [])
    await speaking


def _is_of(conference: Json, stay: Json) -> bool:
    return bool(stay["conference_id"] == conference["id"])


async def _recorded(stage: LocalStage, recording_id: str) -> tuple[Pcm, int]:
    engines = stage.platform.engines
    async with engines.store.reading() as connection:
        row = await Repository(RECORDING, connection, DEMO_CUSTOMER_ID).get(recording_id)
    (path,) = engines.recordings.paths(row)
    await eventually(path.exists, lambda: f"no {path}")
    return read_wav(path)
