"""What subscribers are told: all of it, once, in order."""

import asyncio
from typing import Any

import pytest

from tests.platform.flow_run import up
from tests.platform.stage import LocalStage, action
from voipbin.core.caller import internal_caller
from voipbin.core.clock import SystemClock
from voipbin.core.contract import codec
from voipbin.core.event.log import EventLog

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def read(
    stage: LocalStage, after_id: str, wanted: int, **fields: Any
) -> list[dict[str, Any]]:
    """The next events after an id."""
    events: list[dict[str, Any]] = []
    async with asyncio.timeout(20):
        stream = stage.api.stream("EventService.WatchEvents", after_id=after_id, **fields)
        async for message in stream:
            events.append(codec.to_json(message))
            if len(events) == wanted:
                break
        await stream.aclose()
    return events


async def test_sequences_have_no_gaps(stage: LocalStage) -> None:
    phone = await stage.phone()
    call = await stage.dial(phone, [action("beep"), action("hangup")])
    await stage.ended(call)
    for id in (call["id"], call["activeflow_id"], call["groupcall_id"]):
        sequences = [event["sequence"] for event in stage.timeline.of(id)]
        assert sequences == list(range(1, len(sequences) + 1))
    ids = [int(event["id"]) for event in stage.timeline.events]
    assert ids == sorted(set(ids))


async def test_order_of_a_call(stage: LocalStage) -> None:
    phone = await stage.phone()
    call = await stage.dial(phone, [action("beep"), action("hangup")])
    await stage.ended(call)
    assert stage.timeline.types(call["id"]) == [
        "call_created",
        "call_ringing",
        "call_progressing",
        "call_terminating",
        "call_hangup",
    ]
    steps = [
        event["data"]["current_action"]["type"]
        for event in stage.timeline.of(call["activeflow_id"])
    ]
    assert steps[0] == ""
    assert steps[1:3] == ["beep", "hangup"]
    assert stage.timeline.of(call["activeflow_id"])[-1]["data"]["status"] == "ended"


async def test_replay_joins_live_without_loss_or_double(stage: LocalStage) -> None:
    """Watchers begin at every point while calls go on; each sees exactly what follows."""
    phones = [await stage.phone() for _ in range(4)]
    before = stage.timeline.events[-1]["id"]
    watchers = []
    calls = []
    for phone in phones:
        calls.append(await stage.dial(phone, [action("beep"), action("hangup")]))
        watchers.append(asyncio.ensure_future(read(stage, before, 40)))
    for call in calls:
        await stage.ended(call)
    expected = [event for event in stage.timeline.events if int(event["id"]) > int(before)][:40]
    assert len(expected) == 40
    for events in await asyncio.gather(*watchers):
        assert [event["id"] for event in events] == [event["id"] for event in expected]


async def test_filters(stage: LocalStage) -> None:
    phone = await stage.phone()
    call = await stage.dial(phone, [action("hangup")])
    await stage.ended(call)
    only = await read(stage, "0", 2, resource_ids=[call["id"]], types=["call"])
    assert [event["type"] for event in only] == ["call_created", "call_ringing"]
    hangup = await read(stage, "0", 1, resource_ids=[call["id"]], types=["call_hangup"])
    assert hangup[0]["data"]["id"] == call["id"]


async def test_watcher_of_a_platform_that_stops() -> None:
    log = EventLog(SystemClock())
    with log.subscribed(internal_caller("somebody")) as early:
        log.close()
        with log.subscribed(internal_caller("somebody")) as late:
            for reader in (early, late):
                assert await asyncio.wait_for(reader.backlog.get(), 1) is None
                assert not reader.backlog.overflowed


async def test_action_that_cannot_do_its_work_is_told(stage: LocalStage) -> None:
    flow = [
        action("variable_set", key="keys", value="1x"),
        action("digits_send", digits="${keys}", id="11111111-1111-4111-8111-111111111111"),
        action("external_media_start", external_host="nowhere"),
        action("hangup"),
    ]
    _, call = await up(stage, flow)
    await stage.ended(call)
    run_id = call["activeflow_id"]
    found = [e for e in stage.timeline.of(run_id) if e["type"] == "activeflow_action_failed"]
    first, second = (event["data"] for event in found)
    assert first == {
        "id": run_id,
        "customer_id": call["customer_id"],
        "action_id": "11111111-1111-4111-8111-111111111111",
        "action_type": "digits_send",
        "reason": "option.digits must match [0-9A-D#*]*, got '1x'",
    }
    assert second["action_type"] == "external_media_start"
    assert second["reason"] == "external_host: 'nowhere' is not host:port"
