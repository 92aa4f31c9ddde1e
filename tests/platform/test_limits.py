"""What bounds a call and its flow."""

import asyncio
from typing import Any

import pytest

from tests.platform.stage import LocalStage, action
from voipbin.media.softphone import Behaviour

pytestmark = pytest.mark.asyncio(loop_scope="module")

WAITS = action("sleep", duration=60_000)


@pytest.fixture(scope="module")
def platform_settings() -> dict[str, Any]:
    return {"max_call_s": 2, "max_flow_actions": 5}


async def test_longest_call(stage: LocalStage) -> None:
    phone = await stage.phone()
    call = await stage.dial(phone, [WAITS])
    ended = await stage.ended(call)
    assert ended["hangup_reason"] == "timeout"
    assert (await phone.event("ended"))["by"] == "remote"
    answered, over = await phone.event("answered"), await phone.event("ended")
    assert 1.5 < over["time_s"] - answered["time_s"] < 4


async def test_longest_incoming_call(stage: LocalStage) -> None:
    flow = await stage.api("FlowService.CreateFlow", name="x", actions=[action("answer"), WAITS])
    phone = await stage.stranger("+49303")
    phone.dial(f"sip:{await stage.number(flow['id'])}@{stage.sip}")
    call = await stage.timeline.wait(
        "call_created", lambda body: body["source"]["target"] == "+49303"
    )
    ended = await stage.ended(call)
    assert ended["hangup_reason"] == "timeout"


async def test_caller_whom_nobody_answers(stage: LocalStage) -> None:
    flow = await stage.api("FlowService.CreateFlow", name="x", actions=[WAITS])
    phone = await stage.stranger("+49304")
    phone.dial(f"sip:{await stage.number(flow['id'])}@{stage.sip}")
    assert (await phone.event("ended"))["status"] == 480


async def test_most_actions(stage: LocalStage) -> None:
    loop = [action("beep", id="a"), action("goto", target_id="a", loop_count=1000)]
    phone = await stage.phone()
    call = await stage.dial(phone, loop)
    assert (await stage.ended(call))["hangup_by"] == "local"
    shown = await stage.api("ActiveflowService.GetActiveflow", id=call["activeflow_id"])
    assert 5 <= len(shown["executed_actions"]) <= 7


@pytest.mark.parametrize("url", ["http://10.255.255.1/flow", "http://169.254.169.254/latest"])
async def test_private_address_is_not_asked(stage: LocalStage, url: str) -> None:
    phone = await stage.phone()
    fetch = action("fetch", event_url=url, event_method="GET")
    play = action("play", stream_urls=[url])
    call = await stage.dial(phone, [play, fetch, WAITS])
    async with asyncio.timeout(1.5):  # a connection attempt would take longer
        await stage.timeline.wait(
            "activeflow_updated",
            lambda body: body["id"] == call["activeflow_id"] and body["status"] == "ended",
        )
    assert (await stage.ended(call))["hangup_reason"] == "normal"


async def test_address_that_is_no_web_address(stage: LocalStage) -> None:
    fetch = action("fetch", event_url="ftp://127.0.0.1/x", event_method="GET")
    refused = await stage.api.refused("FlowService.CreateFlow", name="x", actions=[fetch])
    assert refused in ("INVALID_ARGUMENT", "INVALID_ACTIONS")


async def test_flow_stopped_while_it_rings(stage: LocalStage) -> None:
    phone = await stage.phone(Behaviour(never_answer=True))
    call = await stage.dial(phone, [WAITS])
    await stage.timeline.call(call["id"], "ringing")
    await stage.api("ActiveflowService.StopActiveflow", id=call["activeflow_id"])
    assert (await stage.ended(call))["hangup_reason"] == "cancel"
