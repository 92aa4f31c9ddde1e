"""Calls to telephone numbers through the providers that routes name."""

from typing import Any

import pytest

from tests.platform.carrier import Carrier
from tests.platform.stage import LocalStage, action
from voipbin.core.ids import new_id
from voipbin.core.provider.model import PROVIDER, ProviderRow
from voipbin.core.repository import Repository
from voipbin.core.route.model import DEFAULT_OWNER, ROUTE, RouteRow
from voipbin.core.serve.seed import DEMO_CUSTOMER_ID

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def platform_settings(carrier: Carrier) -> dict[str, Any]:
    return carrier.settings


async def add_route(stage: LocalStage, host: str, target: str, owner: str, **fields: Any) -> None:
    store = stage.platform.engines.store
    async with store.writing() as work:
        now = work.clock.now_us()
        provider = ProviderRow(
            id=new_id(), customer_id=owner, hostname=host, tm_create=now, **fields
        )
        await Repository(PROVIDER, work, owner).add(provider)
        route = RouteRow(
            id=new_id(), customer_id=owner, provider_id=provider.id, target=target, tm_create=now
        )
        await Repository(ROUTE, work, owner).add(route)


async def test_number_is_dialled_as_its_route_says(stage: LocalStage, carrier: Carrier) -> None:
    await add_route(
        stage,
        carrier.host,
        "+44",
        DEMO_CUSTOMER_ID,
        tech_prefix="99#",
        tech_postfix="0",
        tech_headers={"X-Account": "77"},
    )
    call = await stage.dial({"type": "tel", "target": "+442079460100"}, [action("hangup")])
    arrived = await carrier.next_call()
    assert arrived.uri.user == "99#+4420794601000"
    assert dict(arrived.headers)["X-Account"] == "77"
    ended = await stage.ended(call)
    # Without its password the carrier would have refused the call.
    assert (ended["hangup_reason"], bool(ended["tm_progressing"])) == ("normal", True)
    assert ended["destination"]["target"] == "+442079460100"


async def test_where_no_route_leads(stage: LocalStage, carrier: Carrier) -> None:
    call = await stage.dial({"type": "tel", "target": "+15551230000"}, [action("hangup")])
    assert (await carrier.next_call()).uri.user == "+15551230000"
    await stage.ended(call)


async def test_other_hosts_see_no_password(stage: LocalStage, carrier: Carrier) -> None:
    """The same carrier by another name: it asks for a password and gets none."""
    port = carrier.host.rpartition(":")[2]
    await add_route(stage, f"localhost:{port}", "+33", DEFAULT_OWNER)
    challenged = carrier.challenged
    call = await stage.dial({"type": "tel", "target": "+33123456780"}, [action("hangup")])
    ended = await stage.ended(call)
    assert ended["tm_progressing"] is None
    assert carrier.challenged == challenged + 1
    assert carrier.calls.empty()
