"""Which failures of a carrier are followed by the next route."""

from types import SimpleNamespace

import pytest

from voipbin.core.call.address import Leg, address
from voipbin.core.call.failover import next_leg
from voipbin.core.call.live import LiveCall
from voipbin.core.call.model import CallRow
from voipbin.media.v1 import node_pb2

NEXT = Leg(address("tel", "+441"), "sip:+441@two.example")
STAYS = {16, 17, 19, 21, 26}


def call(
    status: str = "dialing", direction: str = "outgoing", *, started: bool = False
) -> LiveCall:
    row = CallRow(
        id="call", customer_id="customer", status=status, direction=direction, tm_create=0
    )
    live = LiveCall(row, alternatives=[NEXT])
    live.run = SimpleNamespace(state=SimpleNamespace(is_started=started))  # type: ignore[assignment]
    return live


@pytest.mark.parametrize("cause", range(128))
def test_every_cause(cause: int) -> None:
    live = call()
    leg = next_leg(live, node_pb2.HungUp(cause=cause, by="remote"))
    assert leg == (None if cause in STAYS else NEXT)
    assert live.alternatives == ([NEXT] if cause in STAYS else [])


@pytest.mark.parametrize(
    ("live", "goes_on"),
    [
        (call("dialing"), True),
        (call("ringing"), True),
        (call("ringing", started=True), False),
        (call("progressing"), False),
        (call("canceling"), False),
        (call("terminating"), False),
        (call("ringing", "incoming"), False),
    ],
    ids=["dialing", "ringing", "early media", "answered", "cancelled", "hung up", "incoming"],
)
def test_every_status(live: LiveCall, goes_on: bool) -> None:
    assert (next_leg(live, node_pb2.HungUp(cause=34, by="remote")) is not None) is goes_on


@pytest.mark.parametrize("by", ["timeout", "duration", "media", "NODE_LOST"])
def test_no_fault_of_the_carrier(by: str) -> None:
    assert next_leg(call(), node_pb2.HungUp(cause=38, by=by)) is None


@pytest.mark.parametrize(
    ("status", "goes_on"), [(401, True), (402, True), (407, True), (403, False)]
)
def test_our_account_at_the_carrier(status: int, goes_on: bool) -> None:
    """They share a cause with a rejection by the party, and mean something else."""
    event = node_pb2.HungUp(cause=21, sip_status=status, by="remote")
    assert (next_leg(call(), event) is not None) is goes_on


def test_no_route_is_left() -> None:
    live = call()
    live.alternatives = []
    assert next_leg(live, node_pb2.HungUp(cause=34, by="remote")) is None
