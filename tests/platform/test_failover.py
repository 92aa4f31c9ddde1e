"""Two carriers: which refusals of the first one the second is asked after."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.platform.carrier import Carrier
from tests.platform.operator import Operator
from tests.platform.stage import LocalStage, action
from voipbin.core.serve.seed import DEMO_CUSTOMER_ID

pytestmark = pytest.mark.asyncio(loop_scope="module")

ACCOUNT = {"username": "voipbin", "password": "carrier-secret"}
WAITS = action("sleep", duration=60_000)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def second() -> AsyncIterator[Carrier]:
    """A carrier that answers what the first one refuses."""
    carrier = Carrier()
    await carrier.start()
    yield carrier
    await carrier.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def routed(
    running: LocalStage, carrier: Carrier, second: Carrier
) -> AsyncIterator[LocalStage]:
    """Routes to the first carrier, then to the second, which sees a digit more."""
    operator = await Operator.of(running)
    await operator.carry("+44", carrier.host, **ACCOUNT)
    other = await operator(
        "ProviderService.CreateProvider", hostname=second.host, tech_postfix="0", **ACCOUNT
    )
    fields = {"provider_id": other["id"], "priority": 9, "target": "+44"}
    await operator("RouteService.CreateRoute", **fields)
    yield running


def number(status: int) -> dict[str, str]:
    return {"type": "tel", "target": f"+442079460{status}"}


async def test_rfc3261_8_1_3_4_redirection_elsewhere(
    routed: LocalStage, stage: LocalStage, carrier: Carrier, second: Carrier
) -> None:
    """What a 3xx names is not called outside of the carrier's host: the carrier has failed."""
    call = await stage.dial(number(302), [action("hangup")])
    await carrier.next_call()
    await second.next_call()
    assert (await stage.ended(call))["tm_progressing"]


@pytest.mark.parametrize("status", [404, 408, 410, 484, 488, 500, 501, 502, 503, 504])
async def test_next_route(
    routed: LocalStage, stage: LocalStage, carrier: Carrier, second: Carrier, status: int
) -> None:
    call = await stage.dial(number(status), [action("hangup")])
    first, then = await carrier.next_call(), await second.next_call()
    assert first.uri.user == f"+442079460{status}"
    assert first.call_id != then.call_id
    assert then.uri.user == f"+442079460{status}0"
    ended = await stage.ended(call)
    assert (ended["hangup_reason"], bool(ended["tm_progressing"])) == ("normal", True)
    types = stage.timeline.types(call["id"])
    assert types.count("call_created") == types.count("call_hangup") == 1
    assert types.index("call_updated") < types.index("call_progressing")


@pytest.mark.parametrize(
    ("status", "reason"), [(403, "noanswer"), (480, "noanswer"), (486, "busy"), (600, "busy")]
)
async def test_no_next_route(
    routed: LocalStage,
    stage: LocalStage,
    carrier: Carrier,
    second: Carrier,
    status: int,
    reason: str,
) -> None:
    ended = await stage.ended(await stage.dial(number(status), [WAITS]))
    await carrier.next_call()
    assert ended["hangup_reason"] == reason
    assert second.calls.empty()


async def test_given_up_while_it_rings(
    routed: LocalStage, stage: LocalStage, carrier: Carrier, second: Carrier
) -> None:
    call = await stage.dial({"type": "tel", "target": "+442079460112"}, [WAITS])
    await carrier.next_call()
    await stage.timeline.call(call["id"], "ringing")
    await stage.api("CallService.HangupCall", id=call["id"])
    assert (await stage.ended(call))["hangup_reason"] == "cancel"
    assert second.calls.empty()


async def test_phone_hears_of_the_second_alone(
    routed: LocalStage, stage: LocalStage, carrier: Carrier, second: Carrier
) -> None:
    phone = await stage.phone()
    phone.dial(number(503)["target"])
    await carrier.next_call()
    answered = await second.next_call()
    await phone.event("answered")
    answered.hang_up()
    await phone.event("ended")


async def test_last_route_fails_too(
    routed: LocalStage, stage: LocalStage, carrier: Carrier, second: Carrier
) -> None:
    """Both providers are the first carrier's host: the second time it refuses as well."""
    operator = await Operator.of(stage)
    prefixes = ("1", "2")
    for priority, prefix in enumerate(prefixes):
        provider = await operator(
            "ProviderService.CreateProvider", hostname=carrier.host, tech_prefix=prefix, **ACCOUNT
        )
        await operator(
            "RouteService.CreateRoute",
            customer_id=DEMO_CUSTOMER_ID,
            provider_id=provider["id"],
            priority=priority,
            target="+49",
        )
    call = await stage.dial({"type": "tel", "target": "+4930123503"}, [WAITS])
    dialled = [(await carrier.next_call()).uri.user for _ in prefixes]
    assert dialled == ["1+4930123503", "2+4930123503"]
    assert (await stage.ended(call))["hangup_reason"] == "failed"


async def test_no_route_says_what_to_do(stage: LocalStage) -> None:
    fields = {"source": {"type": "tel", "target": "+15550100000"}, "actions": [WAITS]}
    target = {"type": "tel", "target": "+81312345678"}
    with pytest.raises(Exception, match=r'no route to \+81312345678: add a provider .*"\+81"'):
        await stage.api("CallService.CreateCalls", destinations=[target], **fields)


async def test_everything_that_stands_in_the_way_is_told(stage: LocalStage) -> None:
    """The reason is the one a call would be refused with; who mends it learns of the next."""
    explained = await stage.api("DialingPolicyService.ExplainDialing", number="+881631234567")
    assert explained["reason"] == "ROUTE_NOT_FOUND"
    assert "add a provider" in explained["message"]
    assert "satellite" in explained["message"]
