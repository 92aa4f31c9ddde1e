"""Client transactions: every timer and every move, on a clock turned by hand."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from voipbin.media.sip import Flow, HostPort, TimerConfig
from voipbin.media.sip.headers import Headers
from voipbin.media.sip.message import Request, Response, make_response
from voipbin.media.sip.parser import parse_message
from voipbin.media.sip.transaction import ClientTransaction, InviteClient, NonInviteClient
from voipbin.media.sip.transaction.client import INVITE_CLIENT, NON_INVITE_CLIENT, Table
from voipbin.media.sip.transaction.machine import State

from .virtual_time import ManualClock

UDP = Flow("udp", HostPort("10.0.0.1", 5060), HostPort("10.0.0.2", 5060))
TCP = Flow("tcp", HostPort("10.0.0.1", 5060), HostPort("10.0.0.2", 5060))


def request(method: str) -> Request:
    headers = Headers()
    headers.add("Via", "SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKx1")
    headers.add("From", "<sip:a@10.0.0.1>;tag=1")
    headers.add("To", "<sip:b@10.0.0.2>")
    headers.add("Route", "<sip:proxy.test;lr>")
    headers.add("Call-ID", "c1")
    headers.add("CSeq", f"7 {method}")
    return Request(method, "sip:b@10.0.0.2", headers)


@dataclass
class Bench:
    """A transaction with everything around it recorded."""

    method: str
    flow: Flow = UDP
    clock: ManualClock = field(default_factory=ManualClock)

    def __post_init__(self) -> None:
        self.sent: list[tuple[float, Request]] = []
        self.responses: list[int] = []
        self.failures: list[int] = []
        self.broken = False
        self.request = request(self.method)
        kind = InviteClient if self.method == "INVITE" else NonInviteClient
        self.transaction: ClientTransaction = kind(
            self.request,
            self.flow,
            self._send,
            self.clock,
            TimerConfig(),
            lambda response: self.responses.append(response.status),
            lambda status, text: self.failures.append(status),
        )

    def _send(self, data: bytes, flow: Flow, on_error: Callable[[str], None] | None = None) -> None:
        message = parse_message(data)
        assert isinstance(message, Request)
        self.sent.append((self.clock.time(), message))
        if self.broken:
            assert on_error is not None
            on_error("cable cut")

    def receive(self, status: int) -> None:
        response = make_response(self.request, status, to_tag="t")
        assert isinstance(response, Response)
        self.transaction.receive(response)

    @property
    def state(self) -> str:
        return self.transaction.state

    @property
    def methods(self) -> list[str]:
        return [message.method for _, message in self.sent]


def test_timer_a_doubles_without_limit_until_timer_b() -> None:
    bench = Bench("INVITE")
    bench.transaction.start()
    bench.clock.advance(31.9)
    assert [at for at, _ in bench.sent] == [0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5]
    assert bench.failures == []
    bench.clock.advance(0.2)
    assert bench.failures == [408]
    assert bench.state == "terminated"


def test_timer_a_silent_on_tcp() -> None:
    bench = Bench("INVITE", TCP)
    bench.transaction.start()
    bench.clock.advance(40)
    assert len(bench.sent) == 1
    assert bench.failures == [408]


def test_provisional_stops_timers_a_and_b() -> None:
    bench = Bench("INVITE")
    bench.transaction.start()
    bench.receive(180)
    bench.clock.advance(600)
    assert len(bench.sent) == 1
    assert bench.failures == []
    assert bench.state == "proceeding"


def test_refusal_is_acknowledged_each_time_until_timer_d() -> None:
    bench = Bench("INVITE")
    bench.transaction.start()
    bench.receive(486)
    bench.receive(486)
    assert bench.methods == ["INVITE", "ACK"], "no answer to a peer that answers our ACK"
    bench.clock.advance(0.5)
    bench.receive(486)
    assert bench.methods == ["INVITE", "ACK", "ACK"]
    assert bench.responses == [486]
    bench.clock.advance(31.4)
    assert bench.state == "completed"
    bench.clock.advance(0.2)
    assert bench.state == "terminated"


def test_failure_ack_copies_branch_route_and_to_tag() -> None:
    bench = Bench("INVITE")
    bench.transaction.start()
    bench.receive(404)
    ack = bench.sent[1][1]
    assert str(ack.via) == str(bench.request.via)
    assert ack.headers.get("Route") == "<sip:proxy.test;lr>"
    assert ack.to.tag == "t"
    assert str(ack.cseq) == "7 ACK"


def test_timer_d_is_zero_on_tcp() -> None:
    bench = Bench("INVITE", TCP)
    bench.transaction.start()
    bench.receive(486)
    bench.clock.advance(0)
    assert bench.state == "terminated"


def test_every_2xx_is_delivered_until_timer_m() -> None:
    bench = Bench("INVITE")
    bench.transaction.start()
    bench.receive(200)
    bench.receive(200)
    assert bench.responses == [200, 200]
    assert bench.methods == ["INVITE"], "the user acknowledges 2xx, not the transaction"
    bench.clock.advance(31.9)
    assert bench.state == "accepted"
    bench.clock.advance(0.2)
    assert bench.state == "terminated"


def test_timer_e_doubles_up_to_t2_until_timer_f() -> None:
    bench = Bench("BYE")
    bench.transaction.start()
    bench.clock.advance(31.9)
    assert [at for at, _ in bench.sent][:7] == [0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5]
    bench.clock.advance(0.2)
    assert bench.failures == [408]


def test_timer_e_is_t2_in_proceeding() -> None:
    bench = Bench("OPTIONS")
    bench.transaction.start()
    bench.receive(100)
    bench.clock.advance(9)
    assert [at for at, _ in bench.sent] == [0, 0.5, 4.5, 8.5]


def test_timer_k_absorbs_repeated_finals() -> None:
    bench = Bench("BYE")
    bench.transaction.start()
    bench.receive(200)
    bench.receive(200)
    assert bench.responses == [200]
    bench.clock.advance(4.9)
    assert bench.state == "completed"
    bench.clock.advance(0.2)
    assert bench.state == "terminated"


def test_refusal_whose_ack_cannot_be_sent() -> None:
    """The peer has said no, and gone."""
    bench = Bench("INVITE")
    bench.transaction.start()
    bench.broken = True
    bench.receive(486)
    assert (bench.responses, bench.failures) == ([486], [])
    assert bench.transaction.state is State.TERMINATED


@pytest.mark.parametrize("method", ["INVITE", "BYE"])
def test_transport_error_is_503(method: str) -> None:
    bench = Bench(method, TCP)
    bench.broken = True
    bench.transaction.start()
    assert bench.failures == [503]
    assert bench.state == "terminated"


@pytest.mark.parametrize("method", ["INVITE", "BYE"])
def test_nothing_moves_after_termination(method: str) -> None:
    bench = Bench(method)
    bench.transaction.start()
    bench.clock.advance(33)
    sent = len(bench.sent)
    for status in (100, 200, 486):
        bench.receive(status)
    bench.clock.advance(100)
    assert (len(bench.sent), bench.responses) == (sent, [])


@pytest.mark.parametrize("table", [INVITE_CLIENT, NON_INVITE_CLIENT])
def test_no_move_leaves_terminated(table: Table) -> None:
    assert not [state for state, _ in table if state is State.TERMINATED]
