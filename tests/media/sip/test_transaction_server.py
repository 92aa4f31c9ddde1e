"""Server transactions: every timer and every move, on a clock turned by hand."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from voipbin.media.sip import Flow, TimerConfig
from voipbin.media.sip.message import Response, make_response
from voipbin.media.sip.parser import parse_message
from voipbin.media.sip.transaction import InviteServer, NonInviteServer, ServerTransaction
from voipbin.media.sip.transaction.machine import State
from voipbin.media.sip.transaction.server import INVITE_SERVER, NON_INVITE_SERVER, Table

from .test_transaction_client import TCP, UDP, request
from .virtual_time import ManualClock


@dataclass
class Bench:
    """A transaction with everything around it recorded."""

    method: str
    flow: Flow = UDP
    clock: ManualClock = field(default_factory=ManualClock)

    def __post_init__(self) -> None:
        self.sent: list[tuple[float, int]] = []
        self.request = request(self.method)
        kind = InviteServer if self.method == "INVITE" else NonInviteServer
        self.transaction: ServerTransaction = kind(
            self.request, self.flow, self._send, self.clock, TimerConfig()
        )

    def _send(self, data: bytes, flow: Flow, on_error: Callable[[str], None] | None = None) -> None:
        message = parse_message(data)
        assert isinstance(message, Response)
        self.sent.append((self.clock.time(), message.status))

    def respond(self, status: int) -> None:
        self.transaction.respond(make_response(self.request, status, to_tag="t"))

    @property
    def state(self) -> str:
        return self.transaction.state

    @property
    def statuses(self) -> list[int]:
        return [status for _, status in self.sent]


def test_repeated_invite_gets_latest_provisional() -> None:
    bench = Bench("INVITE")
    bench.respond(100)
    bench.respond(180)
    bench.transaction.receive_again()
    assert bench.statuses == [100, 180, 180]


def test_timer_g_doubles_up_to_t2_until_timer_h() -> None:
    bench = Bench("INVITE")
    bench.respond(486)
    bench.clock.advance(31.9)
    assert [at for at, _ in bench.sent][:7] == [0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5]
    bench.clock.advance(0.2)
    assert bench.state == "terminated"


def test_ack_stops_timer_g_and_timer_i_ends_it() -> None:
    bench = Bench("INVITE")
    bench.respond(486)
    assert isinstance(bench.transaction, InviteServer)
    bench.transaction.receive_ack()
    bench.transaction.receive_ack()
    bench.transaction.receive_again()
    bench.clock.advance(4.9)
    assert (bench.statuses, bench.state) == ([486], "confirmed")
    bench.clock.advance(0.2)
    assert bench.state == "terminated"


def test_refusal_on_tcp_is_sent_once() -> None:
    bench = Bench("INVITE", TCP)
    bench.respond(486)
    bench.clock.advance(31)
    assert bench.statuses == [486]


def test_repeated_invite_gets_the_refusal_again() -> None:
    bench = Bench("INVITE", TCP)
    bench.respond(404)
    bench.transaction.receive_again()
    assert bench.statuses == [404, 404]


def test_accepted_absorbs_invites_until_timer_l() -> None:
    bench = Bench("INVITE")
    bench.respond(200)
    bench.transaction.receive_again()
    assert bench.statuses == [200]
    bench.respond(200)
    assert bench.statuses == [200, 200], "the session repeats its 2xx through us"
    bench.respond(486)
    assert bench.statuses == [200, 200]
    bench.clock.advance(31.9)
    assert bench.state == "accepted"
    bench.clock.advance(0.2)
    assert bench.state == "terminated"


def test_non_invite_repetition_before_and_after_the_answer() -> None:
    bench = Bench("BYE")
    bench.transaction.receive_again()
    assert bench.statuses == []
    bench.respond(200)
    bench.transaction.receive_again()
    assert bench.statuses == [200, 200]
    bench.clock.advance(31.9)
    assert bench.state == "completed"
    bench.clock.advance(0.2)
    assert bench.state == "terminated"


def test_timer_j_is_zero_on_tcp() -> None:
    bench = Bench("BYE", TCP)
    bench.respond(200)
    bench.clock.advance(0)
    assert bench.state == "terminated"


def test_second_final_is_ignored() -> None:
    bench = Bench("BYE")
    bench.respond(200)
    bench.respond(500)
    assert bench.statuses == [200]


@pytest.mark.parametrize("table", [INVITE_SERVER, NON_INVITE_SERVER])
def test_no_move_leaves_terminated(table: Table) -> None:
    assert not [state for state, _ in table if state is State.TERMINATED]
