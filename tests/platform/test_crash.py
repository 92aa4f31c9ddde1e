"""What is left when a process dies: nothing that is not told, stored and put in order."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.peers import has_peer
from tests.platform.api import Json
from tests.platform.conferences import crowd, opened, stay_of
from tests.platform.program import Program, gone
from tests.platform.stage import MakeStage, Stage, action, user_of
from tests.platform.test_groupcall import agent
from voipbin.media.audio.wav import read_wav

WAITS = action("sleep", duration=60_000)


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[Program]:
    program = Program(tmp_path)
    yield program
    await program.close()


async def recorded(stage: Stage, folder: Path, recording_id: str) -> float:
    """Seconds of the recording's audio that can be played."""
    shown = await stage.api("RecordingService.GetRecording", id=recording_id)
    assert shown["status"] == "ended"
    assert shown["tm_end"] is not None
    seconds = []
    for path in sorted(folder.glob(f"files/recordings/*{shown['reference_id']}*.wav")):
        pcm, rate = read_wav(path)
        seconds.append(pcm.size / rate)
    assert len(seconds) == 2, "both directions have a file"
    return min(seconds)


def control_folder(media_pid: int) -> Path:
    """Where core and media process meet."""
    words = Path(f"/proc/{media_pid}/cmdline").read_text().split("\0")
    return Path(words[words.index("--control") + 1].removeprefix("unix:")).parent


async def recorded_call(stage: Stage) -> tuple[Json, str]:
    """A call with a recording under way, and the recording's id."""
    phone = await stage.phone()
    actions = [action("recording_start")]
    if has_peer("speech"):
        actions.append(action("transcribe_start", language="en-US"))
    call = await stage.dial(phone, [*actions, WAITS])
    started = await stage.timeline.wait(
        "recording_started", lambda body: body["reference_id"] == call["id"]
    )
    await phone.speak_tone(600, 1500)
    return call, started["id"]


async def test_media_process_killed(make_stage: MakeStage) -> None:
    stage = await make_stage()
    call, recording_id = await recorded_call(stage)
    other = await stage.phone()
    more = [await stage.dial(await stage.phone(), [WAITS]) for _ in range(3)]
    for one in more:
        await stage.timeline.call(one["id"], "progressing")
    node = stage.platform.engines.node
    old_pid, old_sip = node.pid, stage.sip
    os.kill(old_pid, signal.SIGKILL)
    for one in (call, *more):
        ended = await stage.ended(one)
        assert (ended["hangup_by"], ended["hangup_reason"]) == ("remote", "failed")
    await stage.timeline.wait("recording_finished", lambda body: body["id"] == recording_id)
    seconds = await recorded(stage, stage.platform.settings.data_dir, recording_id)
    assert seconds > 1.0
    assert (await stage.api.call(call["id"]))["recording_id"].startswith("00000000")
    async with asyncio.timeout(20):
        while node.link is None or node.pid == old_pid:
            await asyncio.sleep(0.05)
    assert f"udp:{old_sip}" in node.sip_addresses
    # The contact survived; a phone that registers anew is reached as well.
    again = await stage.dial(other, [action("hangup")])
    assert (await stage.ended(again))["tm_progressing"]
    fresh = await stage.dial(await stage.phone(), [action("hangup")])
    assert (await stage.ended(fresh))["tm_progressing"]
    await stage.idle()


async def test_conference_on_a_media_process_killed(make_stage: MakeStage) -> None:
    stage = await make_stage()
    conference = await opened(stage)
    _, calls = await crowd(stage, conference, size=2)
    await stage.api("ConferenceService.StartConferenceRecording", id=conference["id"])
    node = stage.platform.engines.node
    os.kill(node.pid, signal.SIGKILL)
    for call in calls:
        await stage.ended(call)
        await stay_of(stage, call, "leaved")
    after = await stage.polled(
        "ConferenceService.GetConference",
        lambda body: body["recording_id"].startswith("00000000") and not body["conferencecall_ids"],
        id=conference["id"],
    )
    assert after["status"] == "progressing"


async def test_platform_killed(program: Program) -> None:
    stage = await program.start()
    call, recording_id = await recorded_call(stage)
    phone = await stage.phone()
    made = await agent(stage, phone)
    rings = await stage.dial({"type": "agent", "target": made["id"]}, [WAITS])
    await stage.timeline.call(rings["id"], "progressing")
    await stage.timeline.wait(
        "agent_status_updated", lambda body: body["id"] == made["id"] and body["status"] == "busy"
    )
    media_pid = program.media_pid()
    folder = control_folder(media_pid)
    assert folder.exists()
    await program.end(signal.SIGKILL)
    assert (await phone.event("ended"))["by"] == "remote"
    await gone(media_pid)
    assert not folder.exists(), "nothing is left in the temporary directory"
    await stage.leave()

    stage = await program.start()
    for one in (call, rings):
        shown = await stage.api.call(one["id"])
        assert (shown["status"], shown["hangup_reason"]) == ("hangup", "failed")
        assert shown["tm_hangup"] is not None
        assert shown["recording_id"].startswith("00000000")
        flow = await stage.flow_ended(one["activeflow_id"])
        assert flow["reference_id"] == one["id"]
    assert await recorded(stage, program.data, recording_id) > 1.0
    shown = await stage.api("TranscribeService.ListTranscribes")
    assert all(row["status"] == "done" for row in shown["result"])
    groups = await stage.timeline.wait(
        "groupcall_hangup", lambda body: body["id"] == rings["groupcall_id"]
    )
    assert groups["call_count"] == 0
    assert (await stage.api("AgentService.GetAgent", id=made["id"]))["status"] == "available"
    phone = await stage.phone(user="1000", password="demo-1000")
    assert (await stage.ended(await stage.dial(phone, [action("hangup")])))["tm_progressing"]


async def test_activeflow_goes_on_after_a_crash(program: Program) -> None:
    """A request that was never answered is made again by the next process."""
    asked = asyncio.Event()
    answers = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        asked.set()
        await answers.wait()
        body = b'[{"type":"variable_set","option":{"key":"a","value":"b"}}]'
        writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n"
            b"content-length: %d\r\n\r\n%b" % (len(body), body)
        )
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    stage = await program.start()
    fetch = action("fetch", event_url=f"http://127.0.0.1:{port}/", event_method="GET")
    flow = await stage.api("ActiveflowService.CreateActiveflow", actions=[fetch])
    await asyncio.wait_for(asked.wait(), 10)
    await program.end(signal.SIGKILL)
    asked.clear()
    stage = await program.start()
    await asyncio.wait_for(asked.wait(), 10)
    shown = await stage.api("ActiveflowService.GetActiveflow", id=flow["id"])
    assert shown["status"] == "running"
    answers.set()
    ended = await stage.flow_ended(flow["id"])
    assert [entry["type"] for entry in ended["executed_actions"]] == ["", "fetch", "variable_set"]
    server.close()
    await server.wait_closed()


async def test_terminated_while_calls_are_up(program: Program) -> None:
    stage = await program.start()
    call, recording_id = await recorded_call(stage)
    caller, callee = await stage.phone(), await stage.phone()
    caller.dial(user_of(callee))
    await asyncio.gather(caller.event("answered"), callee.event("answered"))
    incoming = await stage.incoming(caller)
    media_pid = program.media_pid()
    assert await program.end(signal.SIGTERM) == 0
    for phone in (caller, callee):
        assert (await phone.event("ended"))["by"] == "remote"
    await gone(media_pid)
    await stage.leave()
    assert "Traceback" not in program.log

    stage = await program.start()
    for one in (call, incoming):
        shown = await stage.api.call(one["id"])
        assert (shown["status"], shown["hangup_by"], shown["hangup_reason"]) == (
            "hangup",
            "local",
            "normal",
        )
        shown = await stage.api("ActiveflowService.GetActiveflow", id=one["activeflow_id"])
        assert shown["status"] == "ended"
    assert await recorded(stage, program.data, recording_id) > 1.0
