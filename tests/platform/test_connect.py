"""One telephone calls another."""

import asyncio
from typing import Any

import pytest

from tests.media.node.phones import Phone
from tests.platform.api import Json
from tests.platform.stage import LocalStage, action, user_of
from voipbin.media.softphone import Behaviour

pytestmark = pytest.mark.asyncio(loop_scope="module")

RINGS = Behaviour(never_answer=True)
WAITS = [action("sleep", duration=60_000)]


@pytest.fixture(scope="module")
def platform_settings() -> dict[str, Any]:
    return {"dial_timeout_s": 2}


async def talking(stage: LocalStage) -> tuple[Phone, Phone, Json]:
    """Two phones in a call and the caller's call."""
    caller, callee = await stage.phone(), await stage.phone()
    caller.dial(user_of(callee))
    await asyncio.gather(caller.event("answered"), callee.event("answered"))
    return caller, callee, await stage.incoming(caller)


async def hear_each_other(one: Phone, other: Phone) -> None:
    for speaker, listener, hz in ((one, other, 600.0), (other, one, 900.0)):
        spoken = asyncio.ensure_future(speaker.speak_tone(hz, 1500))
        await listener.hears_tone(hz)
        spoken.cancel()
        await asyncio.gather(spoken, return_exceptions=True)


async def connects(stage: LocalStage, *phones: Phone, **option: Any) -> Json:
    """An action that connects to phones."""
    destinations = [{"type": "extension", "target": user_of(phone)} for phone in phones]
    return action("connect", destinations=destinations, **option)


async def test_extension_calls_extension(stage: LocalStage) -> None:
    caller, callee, call = await talking(stage)
    assert (await caller.event("ringing"))["status"] == 180
    ring = await callee.event("ringing")
    assert ring["caller"] == user_of(caller)
    await hear_each_other(caller, callee)
    leg = await stage.leg(call)
    assert leg["master_call_id"] == call["id"]
    assert leg["groupcall_id"] != "00000000-0000-0000-0000-000000000000"
    assert call["source"]["type"] == "extension"
    assert (call["status"], call["tm_ringing"]) == ("ringing", None)
    assert "call_ringing" not in stage.timeline.types(call["id"])
    callee.call.hang_up()
    assert (await caller.event("ended"))["by"] == "remote"
    ended = await stage.ended(call)
    assert (ended["hangup_by"], ended["hangup_reason"]) == ("local", "normal")
    assert (await stage.ended(leg))["hangup_by"] == "remote"


async def test_caller_hangs_up(stage: LocalStage) -> None:
    caller, callee, call = await talking(stage)
    caller.call.hang_up()
    assert (await callee.event("ended"))["by"] == "remote"
    assert (await stage.ended(call))["hangup_by"] == "remote"
    assert (await stage.ended(await stage.leg(call)))["hangup_by"] == "local"


async def test_digits_pass_through(stage: LocalStage) -> None:
    caller, callee, _ = await talking(stage)
    await caller.call.press("5#")
    assert (await callee.event("digit", lambda e: e["digit"] == "5"))["duration_ms"] > 0
    await callee.event("digit", lambda e: e["digit"] == "#")


async def test_caller_gives_up(stage: LocalStage) -> None:
    caller, callee = await stage.phone(), await stage.phone(RINGS)
    caller.dial(user_of(callee))
    await callee.event("ringing")
    await caller.event("ringing")
    caller.call.hang_up()
    assert (await callee.event("ended"))["kind"] == "cancelled"
    call = await stage.incoming(caller)
    ended = await stage.ended(call)
    assert (ended["hangup_by"], ended["hangup_reason"]) == ("remote", "normal")
    assert (await stage.ended(await stage.leg(call)))["hangup_reason"] == "cancel"


@pytest.mark.parametrize(("refusal", "heard"), [(486, 486), (480, 480), (603, 480), (503, 408)])
async def test_caller_is_refused_as_the_callee_refuses(
    stage: LocalStage, refusal: int, heard: int
) -> None:
    caller = await stage.phone()
    callee = await stage.phone(Behaviour(refuse_status=refusal))
    caller.dial(user_of(callee))
    assert (await caller.event("ended"))["status"] == heard
    assert (await stage.ended(await stage.incoming(caller)))["hangup_by"] == "local"


async def test_nobody_is_registered(stage: LocalStage) -> None:
    caller = await stage.phone()
    caller.dial(await stage.extension())
    assert (await caller.event("ended"))["status"] == 480


async def test_nobody_answers(stage: LocalStage) -> None:
    caller, callee = await stage.phone(), await stage.phone(RINGS)
    caller.dial(user_of(callee))
    assert (await caller.event("ended"))["status"] == 480
    assert (await callee.event("ended"))["kind"] == "cancelled"


async def test_unknown_extension(stage: LocalStage) -> None:
    caller = await stage.phone()
    caller.dial("9876")
    assert (await caller.event("ended"))["status"] == 404


async def test_flow_goes_on_when_nobody_could_be_reached(stage: LocalStage) -> None:
    callee = await stage.phone(Behaviour(refuse_status=486))
    phone = await stage.phone()
    await stage.dial(phone, [await connects(stage, callee), action("beep"), *WAITS])
    await phone.event("answered")
    await phone.hears_tone(1000, for_ms=100)


async def test_flow_goes_on_when_the_callee_leaves(stage: LocalStage) -> None:
    callee, phone = await stage.phone(), await stage.phone()
    await stage.dial(phone, [await connects(stage, callee), action("beep"), *WAITS])
    await callee.event("answered")
    await hear_each_other(phone, callee)
    callee.call.hang_up()
    await phone.hears_tone(1000, for_ms=100)


async def test_ringback_is_heard(stage: LocalStage) -> None:
    callee, phone = await stage.phone(RINGS), await stage.phone()
    await stage.dial(phone, [await connects(stage, callee)])
    await callee.event("ringing")
    heard = await phone.event("heard", lambda event: event["speaking"])
    assert heard["level_dbfs"] > -40


async def test_first_of_two_callees_wins(stage: LocalStage) -> None:
    quick, slow = await stage.phone(Behaviour(answer_after_ms=200)), await stage.phone(RINGS)
    phone = await stage.phone()
    call = await stage.dial(phone, [await connects(stage, slow, quick)])
    assert (await slow.event("ended"))["kind"] == "cancelled"
    await hear_each_other(phone, quick)
    assert len((await stage.api.call(call["id"]))["chained_call_ids"]) == 2


async def test_both_callees_answer_at_once(stage: LocalStage) -> None:
    callees = [await stage.phone(), await stage.phone()]
    phone = await stage.phone()
    call = await stage.dial(phone, [await connects(stage, *callees)])
    await asyncio.gather(*(callee.event("answered") for callee in callees))
    legs = [await stage.leg(call, index) for index in (0, 1)]
    over = asyncio.gather(*(callee.event("ended") for callee in callees))
    first = [asyncio.ensure_future(callee.event("ended")) for callee in callees]
    done, left = await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED, timeout=10)
    assert len(done) == 1
    winner = callees[first.index(left.pop())]
    await hear_each_other(phone, winner)
    winner.call.hang_up()
    await over
    for leg in legs:
        await stage.ended(leg)


async def test_early_media(stage: LocalStage) -> None:
    """The callee's flow joins at ringing; a phone that sends no early audio changes nothing."""
    callee, phone = await stage.phone(Behaviour(answer_after_ms=600)), await stage.phone()
    call = await stage.dial(phone, [await connects(stage, callee, early_media=True)])
    await stage.timeline.call((await stage.leg(call))["id"], "ringing")
    await phone.hears_something()
    assert not callee.call.was_answered
    await callee.event("answered")
    await hear_each_other(phone, callee)


async def test_stopped_flow_ends_every_leg(stage: LocalStage) -> None:
    _caller, callee, call = await talking(stage)
    await stage.api("ActiveflowService.StopActiveflow", id=call["activeflow_id"])
    await callee.event("ended")
    await stage.ended(call)


async def test_music_of_the_api_outlasts_a_hold(stage: LocalStage) -> None:
    caller, callee, call = await talking(stage)
    await stage.api("CallService.StartCallMoh", id=call["id"])
    await caller.hears_something()
    await callee.call.hold(True)
    await callee.call.hold(False)
    speaking = asyncio.ensure_future(callee.speak_tone(700, 5000))
    await caller.hears_something(besides_hz=700, for_ms=600)
    await stage.api("CallService.StopCallMoh", id=call["id"])
    await caller.hears_tone(700)
    speaking.cancel()


async def test_hold_by_the_caller_and_by_the_api(stage: LocalStage) -> None:
    caller, callee, call = await talking(stage)
    await caller.call.hold(True)
    await caller.call.hold(False)
    await hear_each_other(caller, callee)
    await stage.api("CallService.HoldCall", id=call["id"])
    assert (await caller.event("media_changed", lambda e: e["by"] == "remote"))["held"]
    await stage.api("CallService.UnholdCall", id=call["id"])
    await hear_each_other(caller, callee)
