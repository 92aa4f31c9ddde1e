"""Calls the API makes to telephones, and how they can go wrong."""

from typing import Any

import pytest

from tests.platform.stage import LocalStage, action, user_of
from voipbin.media.softphone import Behaviour

pytestmark = pytest.mark.asyncio(loop_scope="module")

WAITS = [action("sleep", duration=60_000)]
RINGS = Behaviour(never_answer=True)


@pytest.fixture(scope="module")
def platform_settings() -> dict[str, Any]:
    return {"dial_timeout_s": 2}


async def test_answered_and_hung_up_by_the_flow(stage: LocalStage) -> None:
    phone = await stage.phone()
    call = await stage.dial(phone, [action("beep"), action("hangup")])
    assert call["status"] == "dialing"
    ended = await stage.ended(call)
    assert (ended["hangup_by"], ended["hangup_reason"]) == ("local", "normal")
    assert ended["tm_ringing"] <= ended["tm_progressing"] <= ended["tm_hangup"]
    assert (await phone.event("ended"))["by"] == "remote"
    told = [kind for kind in stage.timeline.types(call["id"]) if kind != "call_updated"]
    assert told == [
        f"call_{word}" for word in ("created", "ringing", "progressing", "terminating")
    ] + ["call_hangup"]


async def test_fields_of_a_call(stage: LocalStage) -> None:
    phone = await stage.phone()
    call = await stage.dial(phone, WAITS)
    up = await stage.timeline.call(call["id"], "progressing")
    await stage.timeline.wait(
        "activeflow_updated",
        lambda body: (
            body["id"] == call["activeflow_id"] and body["current_action"]["type"] == "sleep"
        ),
    )
    shown = await stage.api.call(call["id"])
    assert shown["action"]["type"] == "sleep"
    assert shown["action"]["tm_execute"]
    assert (shown["direction"], shown["type"]) == ("outgoing", "flow")
    assert shown["destination"]["target_name"] == user_of(phone)
    group = await stage.api("GroupcallService.GetGroupcall", id=up["groupcall_id"])
    assert group["answer_call_id"] == call["id"]
    ring = await phone.event("ringing")
    assert ring["caller"] == "+15550100000"
    phone.call.hang_up()
    ended = await stage.ended(call)
    assert (ended["hangup_by"], ended["hangup_reason"]) == ("remote", "normal")


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (486, "busy"),
        (403, "noanswer"),
        (480, "noanswer"),
        (404, "failed"),
        (410, "failed"),
        (488, "failed"),
        (500, "failed"),
        (503, "failed"),
        (603, "noanswer"),
    ],
)
async def test_refused(stage: LocalStage, status: int, reason: str) -> None:
    phone = await stage.phone(Behaviour(refuse_status=status))
    ended = await stage.ended(await stage.dial(phone, WAITS))
    assert (ended["hangup_by"], ended["hangup_reason"]) == ("remote", reason)
    assert ended["tm_progressing"] is None


async def test_nobody_answers(stage: LocalStage) -> None:
    phone = await stage.phone(RINGS)
    ended = await stage.ended(await stage.dial(phone, WAITS))
    assert (ended["hangup_by"], ended["hangup_reason"]) == ("remote", "noanswer")
    over = await phone.event("ended")
    assert (over["kind"], over["answered"]) == ("cancelled", False)


async def test_hung_up_while_it_rings(stage: LocalStage) -> None:
    phone = await stage.phone(RINGS)
    call = await stage.dial(phone, WAITS)
    await stage.timeline.call(call["id"], "ringing")
    shown = await stage.api("CallService.HangupCall", id=call["id"])
    assert shown["status"] in ("canceling", "hangup")
    ended = await stage.ended(call)
    assert (ended["hangup_by"], ended["hangup_reason"]) == ("local", "cancel")
    assert "call_canceling" in stage.timeline.types(call["id"])
    assert (await phone.event("ended"))["kind"] == "cancelled"
    again = await stage.api("CallService.HangupCall", id=call["id"])
    assert again["status"] == "hangup"


async def test_hung_up_at_once(stage: LocalStage) -> None:
    phone = await stage.phone(RINGS)
    call = await stage.dial(phone, WAITS)
    await stage.api("CallService.HangupCall", id=call["id"])
    assert (await stage.ended(call))["hangup_reason"] == "cancel"


async def test_deleted_while_up(stage: LocalStage) -> None:
    phone = await stage.phone()
    call = await stage.dial(phone, WAITS)
    await stage.timeline.call(call["id"], "progressing")
    await stage.api("CallService.DeleteCall", id=call["id"])
    await phone.event("ended")
    assert await stage.api.refused("CallService.GetCall", id=call["id"]) == "CALL_NOT_FOUND"
    await stage.timeline.wait("call_deleted", lambda body: body["id"] == call["id"])


async def test_stopped_activeflow_drops_its_call(stage: LocalStage) -> None:
    phone = await stage.phone()
    call = await stage.dial(phone, WAITS)
    await stage.timeline.call(call["id"], "progressing")
    flow = await stage.api("ActiveflowService.StopActiveflow", id=call["activeflow_id"])
    assert flow["status"] == "ended"
    ended = await stage.ended(call)
    assert (ended["hangup_by"], ended["hangup_reason"]) == ("local", "normal")


async def test_operation_after_the_end(stage: LocalStage) -> None:
    phone = await stage.phone(Behaviour(refuse_status=486))
    call = await stage.dial(phone, WAITS)
    await stage.ended(call)
    assert await stage.api.refused("CallService.HoldCall", id=call["id"]) == "CALL_ALREADY_HUNG_UP"


async def test_sip_address(stage: LocalStage) -> None:
    phone = await stage.phone(register=False)
    target = str(phone.address).removeprefix("sip:")
    call = await stage.dial({"type": "sip", "target": target}, [action("hangup")])
    assert call["groupcall_id"] == "00000000-0000-0000-0000-000000000000"
    assert (await stage.ended(call))["tm_progressing"]


async def test_sip_address_where_nobody_is(stage: LocalStage) -> None:
    call = await stage.dial({"type": "sip", "target": "nobody@127.0.0.1:9"}, WAITS)
    ended = await stage.ended(call)
    assert ended["hangup_reason"] in ("failed", "noanswer")


async def test_unregistered_extension(stage: LocalStage) -> None:
    answer = await stage.api(
        "CallService.CreateCalls",
        source={"type": "tel", "target": "+15550100000"},
        destinations=[{"type": "extension", "target": await stage.extension()}],
        actions=WAITS,
    )
    (group,) = answer["groupcalls"]
    assert (group["status"], group["call_ids"]) == ("hangup", [])


@pytest.mark.parametrize(
    ("destination", "reason"),
    [
        ({"type": "extension", "target": "9999"}, "EXTENSION_NOT_FOUND"),
        ({"type": "sip", "target": "no-host"}, "INVALID_ARGUMENT"),
        ({"type": "tel", "target": "+15551230000"}, "ROUTE_NOT_FOUND"),
        ({"type": "tel", "target": "555"}, "INVALID_ARGUMENT"),
        ({"type": "line", "target": "x"}, "INVALID_ARGUMENT"),
        ({"type": "agent", "target": "de300000-0000-4000-8000-0000000000ff"}, "AGENT_NOT_FOUND"),
    ],
)
async def test_only_destination_cannot_be_called(
    stage: LocalStage, destination: dict[str, str], reason: str
) -> None:
    refused = await stage.api.refused(
        "CallService.CreateCalls",
        source={"type": "tel", "target": "+15550100000"},
        destinations=[destination],
        actions=WAITS,
    )
    assert refused == reason


async def test_good_destinations_are_called_in_spite_of_bad_ones(stage: LocalStage) -> None:
    phone = await stage.phone()
    answer = await stage.api(
        "CallService.CreateCalls",
        source={"type": "tel", "target": "+15550100000"},
        destinations=[
            {"type": "tel", "target": "+15551230000"},
            {"type": "extension", "target": user_of(phone)},
        ],
        actions=[action("hangup")],
    )
    assert (len(answer["calls"]), len(answer["groupcalls"])) == (0, 1)
    await phone.event("ended")
