"""How far calls may go: hops, redirections, and networks that are closed to them."""

from typing import Any

import pytest

from voipbin.core.call.address import Leg, address
from voipbin.core.call.dialled import CallRequest
from voipbin.core.call.live import LiveCall
from voipbin.core.call.model import CallRow
from voipbin.core.call.originate import originate_command
from voipbin.core.flow.plan import FlowPlan
from voipbin.core.provider.sources import CarrierHosts, CarrierSources
from voipbin.core.settings import Settings
from voipbin.core.unit_of_work import Store
from voipbin.media.v1 import node_pb2

SOURCE = address("tel", "+15550000001")


def live(hops_left: int) -> LiveCall:
    return LiveCall(
        CallRow(id="a", customer_id="c", source=SOURCE, tm_create=1), hops_left=hops_left
    )


@pytest.mark.parametrize(("left", "then"), [(70, 69), (1, 0), (0, 0)])
def test_rfc7332_one_hop_less(left: int, then: int) -> None:
    """By whatever a call leads to another: its legs, or a call its flow makes beside it."""
    plan = FlowPlan([])
    assert CallRequest("c", SOURCE, plan, master=live(left)).hops_left == then
    assert CallRequest("c", SOURCE, plan, cause=live(left)).hops_left == then


def test_a_call_that_nothing_led_to() -> None:
    assert CallRequest("c", SOURCE, FlowPlan([])).hops_left == 70


@pytest.mark.parametrize(
    ("kind", "redirects"),
    [
        ("tel", node_pb2.REDIRECTS_NUMBER),
        ("sip", node_pb2.REDIRECTS_HOST),
        ("extension", node_pb2.REDIRECTS_UNSPECIFIED),
    ],
)
def test_how_far_redirections_are_followed(kind: str, redirects: int) -> None:
    leg = Leg(address(kind, "+15550000002"), "sip:+15550000002@carrier.example")
    defaults: dict[str, Any] = {}
    command = originate_command(live(70).row, leg, Settings(**defaults))
    assert command.redirects == redirects


async def test_networks_no_sip_address_may_lead_to(store: Store) -> None:
    sources = CarrierSources(store, ["198.51.100.0/24", "127.0.0.0/8"])
    at_home = await CarrierHosts(sources, allows_loopback=True).networks()
    assert at_home == ["198.51.100.0/24"]
    outside = await CarrierHosts(sources).networks()
    assert {"198.51.100.0/24", "127.0.0.0/8", "::1/128", "169.254.0.0/16"} <= set(outside)
