"""Calls to telephone numbers through the configured provider."""

import asyncio
from typing import Any

import pytest

from tests.platform.carrier import Carrier
from tests.platform.stage import HEX_TO_DIGITS, SOURCE, LocalStage, action
from voipbin.core.ids import new_id

pytestmark = pytest.mark.asyncio(loop_scope="module")

WAITS = [action("sleep", duration=60_000)]


@pytest.fixture(scope="module")
def platform_settings(carrier: Carrier) -> dict[str, Any]:
    return carrier.settings


async def test_number_is_dialled_with_a_password(stage: LocalStage, carrier: Carrier) -> None:
    call = await stage.dial({"type": "tel", "target": "+15551230000"}, [action("hangup")])
    arrived = await carrier.next_call()
    assert arrived.uri.user == "+15551230000"
    assert arrived.remote.uri.user == SOURCE["target"]
    assert arrived.identity is not None
    ended = await stage.ended(call)
    assert (ended["hangup_reason"], bool(ended["tm_progressing"])) == ("normal", True)


@pytest.mark.parametrize(
    ("status", "reason"), [(486, "busy"), (403, "noanswer"), (404, "failed"), (503, "failed")]
)
async def test_carrier_refuses(
    stage: LocalStage, carrier: Carrier, status: int, reason: str
) -> None:
    call = await stage.dial({"type": "tel", "target": f"+15551230{status}"}, WAITS)
    await carrier.next_call()
    assert (await stage.ended(call))["hangup_reason"] == reason


async def test_anonymous_caller(stage: LocalStage, carrier: Carrier) -> None:
    call = await stage.dial(
        {"type": "tel", "target": "+15551230000"},
        [action("hangup")],
        source={"type": "tel", "target": "unknown", "target_name": "Somebody"},
    )
    assert call["source"]["target"] == "anonymous"
    assert call["source"]["target_name"] == "Anonymous"
    arrived = await carrier.next_call()
    headers = dict(arrived.headers)
    assert (arrived.remote.uri.user, arrived.remote.uri.host) == ("anonymous", "anonymous.invalid")
    assert arrived.remote.display_name == "Anonymous"
    assert headers["Privacy"] == "id"
    assert headers["P-Asserted-Identity"] == '"Anonymous" <sip:+15550100000@pstn.voipbin.net>'
    await stage.ended(call)


async def test_source_of_somebody_else(stage: LocalStage) -> None:
    reason = await stage.api.refused(
        "CallService.CreateCalls",
        source={"type": "tel", "target": "+15559999999"},
        destinations=[{"type": "tel", "target": "+15551230000"}],
        actions=WAITS,
    )
    assert reason == "SOURCE_NOT_OWNED"


async def test_source_of_somebody_else_to_an_agent_with_a_telephone(
    stage: LocalStage, carrier: Carrier
) -> None:
    """What an agent is reached by is not seen in its address, and shows the source all the same."""
    name = f"{new_id()}@agents.test"
    at = [{"type": "tel", "target": f"+1555{new_id()[-6:].translate(HEX_TO_DIGITS)}0"}]
    made = await stage.api(
        "AgentService.CreateAgent",
        username=name,
        password="long enough secret 1",
        name=name,
        ring_method="ringall",
        addresses=at,
    )
    agent = {"type": "agent", "target": made["id"]}
    stolen = {"type": "tel", "target": "+15559999999"}
    wanted: dict[str, Any] = {"source": stolen, "destinations": [agent], "actions": WAITS}
    for operation, more in (
        ("CallService.CreateCalls", {}),
        ("GroupcallService.CreateGroupcall", {"answer_method": "hangup_others"}),
    ):
        assert await stage.api.refused(operation, **wanted, **more) == "SOURCE_NOT_OWNED"
    phone = await stage.phone()
    tries = [
        action(type, source=stolen, destinations=[agent], **more)
        for type, more in (("connect", {}), ("call", {"actions": WAITS}))
    ]
    await stage.ended(await stage.dial(phone, [*tries, action("hangup")]))
    assert carrier.calls.empty()
    await stage.api("CallService.CreateCalls", **wanted | {"source": SOURCE})
    arrived = await carrier.next_call()
    assert arrived.remote.uri.user == SOURCE["target"]
    arrived.hang_up()


async def test_phone_calls_a_number(stage: LocalStage, carrier: Carrier) -> None:
    phone = await stage.phone()
    phone.dial("+15551230000")
    arrived = await carrier.next_call()
    # A phone has no number of its own.
    assert arrived.remote.uri.user == "anonymous"
    await phone.event("answered")
    arrived.hang_up()
    await phone.event("ended")


async def test_phone_hears_the_network_before_the_answer(
    stage: LocalStage, carrier: Carrier
) -> None:
    phone = await stage.phone()
    phone.dial("+15551230001")
    arrived = await carrier.next_call()
    assert (await phone.event("ringing", lambda event: event["status"] == 183))["status"] == 183
    speaking = asyncio.ensure_future(carrier.speak_tone(arrived, 425.0))
    await phone.hears_tone(425)
    assert not phone.call.was_answered
    speaking.cancel()
    arrived.reject(486)
    assert (await phone.event("ended"))["status"] == 486


@pytest.mark.parametrize("answers", [False, True])
async def test_announcement_is_no_hold(stage: LocalStage, carrier: Carrier, answers: bool) -> None:
    """Networks that announce something take no audio (a=sendonly); it is heard, and no music."""
    phone = await stage.phone()
    phone.dial("+15551230002")
    arrived = await carrier.next_call()
    carrier.announce(arrived, answers=answers)
    if answers:
        await phone.event("answered")
    else:
        await phone.event("ringing", lambda event: event["status"] == 183)
    speaking = asyncio.ensure_future(carrier.speak_tone(arrived, 425.0))
    await phone.hears_tone(425)
    assert phone.call.was_answered == answers
    arrived.answer(carrier.media)
    await phone.event("answered")
    await phone.hears_tone(425)
    await arrived.hold()
    await phone.hears_something(besides_hz=425)
    await arrived.resume()
    await phone.hears_tone(425)
    speaking.cancel()
    arrived.hang_up()
    await phone.event("ended")


async def test_phone_that_rings_is_no_early_media(stage: LocalStage, carrier: Carrier) -> None:
    """Until the network speaks the caller's phone is to ring by itself, not to play silence."""
    phone = await stage.phone()
    phone.dial("+15551230002")
    arrived = await carrier.next_call()
    call = await stage.incoming(phone)
    leg = await stage.leg(call)
    await stage.polled(
        "ActiveflowService.GetActiveflow",
        lambda flow: flow["current_action"]["type"] == "confbridge_join",
        id=leg["activeflow_id"],
    )
    # Done by the media node after everything that its flow's coming had led to.
    await stage.api("CallService.SilenceCall", id=call["id"])
    await stage.api("CallService.UnsilenceCall", id=call["id"])
    assert [e["status"] for e in phone.events if e["event"] == "ringing"] == [180]
    arrived.progress(carrier.media)
    speaking = asyncio.ensure_future(carrier.speak_tone(arrived, 425.0))
    await phone.event("ringing", lambda event: event["status"] == 183)
    await phone.hears_tone(425)
    speaking.cancel()
    arrived.reject(486)
    assert (await phone.event("ended"))["status"] == 486


async def test_phone_is_refused_as_the_carrier_refuses(stage: LocalStage, carrier: Carrier) -> None:
    phone = await stage.phone()
    phone.dial("+15551230486")
    await carrier.next_call()
    assert (await phone.event("ended"))["status"] == 486


async def test_nobody_answers(stage: LocalStage, carrier: Carrier) -> None:
    call = await stage.dial({"type": "tel", "target": "+15551230002"}, WAITS)
    await carrier.next_call()
    assert (await stage.ended(call))["hangup_reason"] == "noanswer"
