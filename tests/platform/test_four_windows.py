"""What happens to calls, and to all that comes of them, is seen the same through each window."""

import asyncio

from tests.fixtures import event_types
from tests.fixtures.receiver import Receiver, receiving
from tests.fixtures.windows import (
    assert_the_same,
    by_graphql,
    by_grpc,
    by_webhook,
    by_websocket,
    logged,
    newest_id,
)
from tests.media.node.phones import Phone
from tests.peers import has_peer
from tests.platform import queues
from tests.platform.api import Json
from tests.platform.conferences import crowd, opened, stay_of
from tests.platform.stage import SOURCE, LocalStage, MakeStage, action, user_of
from tests.platform.test_groupcall import agent
from tests.platform.test_transfer import talking, transfer
from voipbin.core.serve.seed import DEMO_CUSTOMER_ID
from voipbin.media.softphone import Behaviour

WAITS = action("sleep", duration=60_000)
SPOKEN = "The quick brown fox jumps over the lazy dog."


async def test_calls(make_stage: MakeStage) -> None:
    stage = await make_stage()
    assert stage.platform.demo is not None
    at, key = stage.platform.addresses, stage.platform.demo.accesskey
    store = stage.platform.engines.store
    async with receiving() as receiver:
        start = await _hooked(stage, receiver)
        async with (
            by_grpc(at.grpc, {"accesskey": key}, start) as grpc,
            by_websocket(at.rest, key, DEMO_CUSTOMER_ID, start) as websocket,
            by_graphql(at.graphql, key, start) as graphql,
        ):
            await _use(stage)
            tag = await stage.api("TagService.CreateTag", name="the last")
            log = await logged(store, DEMO_CUSTOMER_ID, start)
            (last,) = [event.id for event in log if event.resource_id == tag["id"]]
            log = [event for event in log if event.id <= last]
            seen = [await until(last) for until in (grpc, graphql, websocket)]
        hooked = await by_webhook(
            receiver, store, {event.id for event in log if event.is_delivered}
        )
    assert_the_same(log, seen, hooked)
    event_types.assert_produced(
        {event.type for event in log if event.is_delivered},
        event_types.BY_CALLS | (event_types.BY_SPEECH if has_peer("speech") else set()),
    )


async def _hooked(stage: LocalStage, receiver: Receiver) -> int:
    """Points the webhook of the demo tenant at a receiver; the place in the log."""
    await stage.api(
        "CustomerService.UpdateOwnCustomer", webhook_uri=receiver.url, webhook_method="POST"
    )
    return await newest_id(stage.platform.engines.store)


async def _use(stage: LocalStage) -> None:
    """All that calls can do, one after the other."""
    call = await _recorded_call(stage)
    if has_peer("speech"):
        await _spoken_call(stage)
    await _conference(stage)
    await _groupcall(stage)
    await _queue(stage)
    await _transfer(stage)
    await _agent(stage)
    await stage.api("CallService.DeleteCall", id=call["id"])
    await stage.api("RecordingService.DeleteRecording", id=call["recording_ids"][0])
    await stage.leave()
    await stage.idle()


async def _recorded_call(stage: LocalStage) -> Json:
    phone = await stage.phone()
    call = await stage.dial(phone, [action("recording_start"), action("amd"), WAITS])
    await stage.timeline.wait("recording_started", lambda body: body["reference_id"] == call["id"])
    await stage.api("CallService.HangupCall", id=call["id"])
    await stage.ended(call)
    await stage.timeline.wait("recording_finished", lambda body: body["reference_id"] == call["id"])
    return await stage.api.call(call["id"])


async def _spoken_call(stage: LocalStage) -> None:
    spoken = await stage.platform.engines.speech.speak(
        SPOKEN, language="en-US", provider="", voice_id="", gender=""
    )
    phone = await stage.phone()
    call = await stage.dial(phone, [action("transcribe_start", language="en-US"), WAITS])
    await stage.timeline.wait("transcribe_created", lambda body: body["reference_id"] == call["id"])
    await stage.api(
        "AisummaryService.CreateAisummary", reference_type="call", reference_id=call["id"]
    )
    await phone.call.say(spoken)
    await stage.timeline.wait("transcript_created", wait_s=30)
    speaking = await stage.api(
        "SpeakingService.CreateSpeaking",
        reference_type="call",
        reference_id=call["id"],
        direction="out",
    )
    await stage.api("SpeakingService.SaySpeaking", id=speaking["id"], text=SPOKEN)
    await stage.api("SpeakingService.StopSpeaking", id=speaking["id"])
    phone.call.hang_up()
    await stage.timeline.wait("summary_updated", lambda body: body["reference_id"] == call["id"])
    await stage.timeline.wait("transcribe_done", wait_s=30)
    await stage.ended(call)


async def _conference(stage: LocalStage) -> None:
    conference = await opened(stage)
    _, calls = await crowd(stage, conference, size=2)
    for call in calls:
        await stage.api("CallService.HangupCall", id=call["id"])
        await stay_of(stage, call, "leaved")
        await stage.ended(call)
    await stage.api("ConferenceService.DeleteConference", id=conference["id"])


async def _queue(stage: LocalStage) -> None:
    """One caller waits for an agent, another in vain."""
    queue = await queues.opened(stage)
    phone, call = await queues.enters(stage, queue)
    desk = await stage.phone()
    await queues.skilled(stage, queue, desk)
    await queues.happens(stage, call, "serviced")
    desk.call.hang_up()
    await queues.happens(stage, call, "done")
    other, lost = await queues.enters(stage, await queues.opened(stage))
    await queues.leave(other, phone)
    await queues.happens(stage, lost, "abandoned")


async def _groupcall(stage: LocalStage) -> None:
    """One rings until the other has answered."""
    slow = await stage.phone(Behaviour(never_answer=True))
    quick = await stage.phone(Behaviour(answer_after_ms=300))
    group = await stage.api(
        "GroupcallService.CreateGroupcall",
        source=SOURCE,
        destinations=[_extension(slow), _extension(quick)],
        actions=[WAITS],
        answer_method="hangup_others",
    )
    await stage.timeline.wait("groupcall_progressing", lambda body: body["id"] == group["id"])
    await slow.event("ended")
    quick.call.hang_up()
    await stage.timeline.wait("groupcall_hangup", lambda body: body["id"] == group["id"])
    await stage.api("GroupcallService.DeleteGroupcall", id=group["id"])


async def _transfer(stage: LocalStage) -> None:
    caller, callee, call, leg = await talking(stage)
    third = await stage.phone()
    await transfer(stage, "blind", call, third)
    await asyncio.gather(caller.event("ended"), third.event("answered"))
    callee.call.hang_up()
    await stage.ended(call)
    await stage.timeline.call(leg["id"], "hangup")


async def _agent(stage: LocalStage) -> None:
    """Rings an agent, who is busy for as long as it talks."""
    made = await agent(stage, await stage.phone())
    call = await stage.dial({"type": "agent", "target": made["id"]}, [WAITS])
    await stage.timeline.wait("agent_status_updated", lambda body: body["status"] == "busy")
    await stage.api("CallService.HangupCall", id=call["id"])
    await stage.ended(call)
    await stage.api("AgentService.UpdateAgentPermission", id=made["id"], permission=32)
    await stage.api("AgentService.DeleteAgent", id=made["id"])


def _extension(phone: Phone) -> Json:
    return {"type": "extension", "target": user_of(phone)}
