"""Whole calls and registrations against a real endpoint on loopback."""

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fixtures.ports import free_port
from tests.media.sip.fake_handler import PASSWORD, REALM, FakeHandler
from tests.peers import require_peer
from voipbin.media.sip import (
    Admission,
    Answered,
    Aor,
    Attempt,
    Ended,
    EndpointConfig,
    IncomingCall,
    LocalMedia,
    MediaChanged,
    NameAddr,
    OutgoingInvite,
    Session,
    SessionEvent,
    SipEndpoint,
    TraceRecord,
    Uri,
)
from voipbin.media.sip.redirection import Redirects

from .sipp import listening, sipp

MEDIA = LocalMedia("127.0.0.1", 40000)
NO_ANSWER = 19
TRANSPORTS = pytest.mark.parametrize("transport", ["udp", "tcp"])


class SippHandler(FakeHandler):
    """Behaves as the user part of the Request-URI says."""

    def __init__(self) -> None:
        super().__init__(self._behave)
        self.trace: list[TraceRecord] = []
        self.admission = self._admission

    def _admission(self, attempt: Attempt) -> Admission:
        if attempt.method == "REGISTER":
            return Admission.digest(REALM)
        known = attempt.uri.user in ("answer", "busy", "silent", "cancel", "hangup")
        return Admission.public() if known else Admission.refuse(404)

    def _behave(self, call: IncomingCall) -> None:
        user = call.uri.user
        if user == "busy":
            call.reject(486, 17)
            return
        call.ring()
        if user == "silent":
            loop = asyncio.get_running_loop()
            loop.call_later(0.3, call.hang_up, NO_ANSWER)
        elif user != "cancel":
            call.answer(MEDIA)
        if user == "hangup":
            call.observer = self._hang_up_when_answered

    def _hang_up_when_answered(self, session: Session, event: SessionEvent) -> None:
        self._observe(session, event)
        if isinstance(event, Answered):
            session.hang_up()


@pytest.fixture(autouse=True)
def _sipp() -> None:
    require_peer("sipp")


@contextlib.asynccontextmanager
async def platform(**settings: object) -> AsyncIterator[tuple[SipEndpoint, SippHandler]]:
    handler = SippHandler()
    config = EndpointConfig(**settings)  # type: ignore[arg-type]
    sip = SipEndpoint(config, handler, trace=handler.trace.append)
    await sip.start()
    try:
        yield sip, handler
    finally:
        await sip.close()


def port_of(endpoint: SipEndpoint, transport: str = "udp") -> int:
    """TCP may have another: somebody else had the one of UDP."""
    return next(one.port for one in endpoint.addresses if one.transport == transport)


def count(handler: SippHandler, start: bytes, cseq: bytes) -> int:
    """Messages we sent with this first line and CSeq."""
    return sum(
        record.direction == "out"
        and record.data.startswith(start)
        and b"CSeq: " + cseq + b"\r\n" in record.data
        for record in handler.trace
    )


def kinds(handler: FakeHandler) -> list[type]:
    return [type(event) for event in handler.events]


def last(handler: FakeHandler) -> Ended:
    event = handler.events[-1]
    assert isinstance(event, Ended)
    return event


@TRANSPORTS
async def test_answer(tmp_path: Path, transport: str) -> None:
    async with platform() as (endpoint, handler):
        await sipp(
            "rfc3261_13_2_answer",
            tmp_path,
            port_of(endpoint, transport),
            "-s",
            "answer",
            transport=transport,
        )
        assert kinds(handler) == [Answered, Ended]
        assert (last(handler).by, last(handler).kind) == ("remote", "hangup")


async def test_a_hundred_calls(tmp_path: Path) -> None:
    async with platform() as (endpoint, handler):
        await sipp(
            "rfc3261_13_2_answer",
            tmp_path,
            port_of(endpoint),
            "-s",
            "answer",
            "-r",
            "50",
            calls=100,
        )
        assert len(handler.calls) == 100
        assert not endpoint.sessions


async def test_retransmitted_invite(tmp_path: Path) -> None:
    async with platform() as (endpoint, handler):
        await sipp("rfc6026_7_1_invite_after_200", tmp_path, port_of(endpoint), "-s", "answer")
        assert len(handler.calls) == 1
        assert endpoint.counters["retransmission"] == 2


@TRANSPORTS
async def test_busy(tmp_path: Path, transport: str) -> None:
    async with platform() as (endpoint, handler):
        await sipp(
            "rfc3261_21_4_24_busy",
            tmp_path,
            port_of(endpoint, transport),
            "-s",
            "busy",
            transport=transport,
        )
        assert (last(handler).status, last(handler).cause) == (486, 17)


async def test_refusal_comes_again_until_its_ack(tmp_path: Path) -> None:
    async with platform() as (endpoint, handler):
        await sipp("rfc3261_17_2_1_timer_g", tmp_path, port_of(endpoint), "-s", "busy")
        assert count(handler, b"SIP/2.0 486", b"1 INVITE") == 2, "sent at 0 and 0.5 s"


async def test_repeated_request_gets_the_same_answer(tmp_path: Path) -> None:
    async with platform() as (endpoint, handler):
        await sipp("rfc3261_17_2_2_same_answer", tmp_path, port_of(endpoint), "-s", "answer")
        answers = [record.data for record in handler.trace if record.direction == "out"]
        assert len(answers) >= 2
        assert len(set(answers)) == 1


async def test_unknown_target(tmp_path: Path) -> None:
    async with platform() as (endpoint, handler):
        await sipp("rfc3261_21_4_5_unknown", tmp_path, port_of(endpoint), "-s", "stranger")
        assert handler.calls == []


async def test_no_answer(tmp_path: Path) -> None:
    async with platform() as (endpoint, handler):
        await sipp("rfc3261_13_3_1_3_no_answer", tmp_path, port_of(endpoint), "-s", "silent")
        assert last(handler).status == 480


@TRANSPORTS
async def test_cancel(tmp_path: Path, transport: str) -> None:
    async with platform() as (endpoint, handler):
        await sipp(
            "rfc3261_9_2_cancel",
            tmp_path,
            port_of(endpoint, transport),
            "-s",
            "cancel",
            transport=transport,
        )
        assert (last(handler).by, last(handler).kind) == ("remote", "cancelled")


async def test_ringing_is_acknowledged(tmp_path: Path) -> None:
    async with platform() as (endpoint, handler):
        scenario = "rfc3262_3_require_100rel"
        await sipp(scenario, tmp_path, port_of(endpoint), "-s", "cancel")
        assert count(handler, b"SIP/2.0 180", b"1 INVITE") == 2, "sent at 0 and 0.5 s"
        assert (last(handler).by, last(handler).kind) == ("remote", "cancelled")


async def test_lost_ack(tmp_path: Path) -> None:
    async with platform() as (endpoint, handler):
        await sipp("rfc3261_13_3_1_4_lost_ack", tmp_path, port_of(endpoint), "-s", "answer")
        assert count(handler, b"SIP/2.0 200", b"1 INVITE") == 2, "sent at 0 and 0.5 s"
        assert kinds(handler) == [Answered, Ended]


async def test_hold_and_resume(tmp_path: Path) -> None:
    async with platform() as (endpoint, handler):
        await sipp("rfc3264_8_4_hold_sendonly", tmp_path, port_of(endpoint), "-s", "answer")
        assert kinds(handler) == [Answered, MediaChanged, MediaChanged, Ended]
        held = [
            event.plan.held_by_peer for event in handler.events if isinstance(event, MediaChanged)
        ]
        assert held == [True, False]


async def test_bye_crossing(tmp_path: Path) -> None:
    async with platform() as (endpoint, handler):
        await sipp("rfc3261_15_1_bye_crossing", tmp_path, port_of(endpoint), "-s", "hangup")
        assert kinds(handler) == [Answered, Ended]
        assert last(handler).by == "local"


def credentials(tmp_path: Path, password: str, user: str = "1000") -> tuple[str, str]:
    path = tmp_path / "users.csv"
    path.write_text(
        f"SEQUENTIAL\n{REALM};{user};[authentication username={user} password={password}]\n"
    )
    return "-inf", str(path)


@TRANSPORTS
async def test_register(tmp_path: Path, transport: str) -> None:
    async with platform() as (endpoint, handler):
        options = credentials(tmp_path, PASSWORD)
        await sipp(
            "rfc3261_10_2_register",
            tmp_path,
            port_of(endpoint, transport),
            *options,
            transport=transport,
        )
        (binding,) = handler.store[Aor(REALM, "1000")]
        assert binding.contact.startswith("sip:1000@127.0.0.1:")


@pytest.mark.parametrize(("user", "password"), [("1000", "wrong"), ("9999", PASSWORD)])
async def test_register_bad(tmp_path: Path, user: str, password: str) -> None:
    async with platform() as (endpoint, handler):
        options = credentials(tmp_path, password, user)
        await sipp("rfc3261_22_1_register_bad", tmp_path, port_of(endpoint), *options)
        assert handler.store == {}


async def test_register_stale_nonce(tmp_path: Path) -> None:
    async with platform(nonce_lifetime_s=1.0) as (endpoint, handler):
        options = credentials(tmp_path, PASSWORD)
        await sipp("rfc2617_3_2_1_stale_nonce", tmp_path, port_of(endpoint), *options)
        assert len(handler.store[Aor(REALM, "1000")]) == 1


async def test_garbage_between_calls(tmp_path: Path) -> None:
    async with platform() as (endpoint, handler):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as noise:
            for index in range(500):
                noise.sendto(os.urandom(index), ("127.0.0.1", port_of(endpoint)))
        await sipp("rfc3261_13_2_answer", tmp_path, port_of(endpoint), "-s", "answer")
        assert endpoint.counters["garbage"] > 300
        assert kinds(handler) == [Answered, Ended]


async def outgoing(
    tmp_path: Path,
    scenario: str,
    *,
    transport: str = "udp",
    dial_timeout_s: float = 20.0,
    acks: int | None = 1,
    invites: int = 1,
    byes: int | None = None,
    redirects: Redirects = Redirects.NONE,
) -> list[SessionEvent]:
    """Call a sipp that plays `scenario`; hang up when it answers. Returns our events."""
    port, events = free_port(), []

    def observe(session: Session, event: SessionEvent) -> None:
        events.append(event)
        if isinstance(event, Answered):
            asyncio.get_running_loop().call_later(0.2, session.hang_up)

    async with platform() as (endpoint, handler):
        peer = asyncio.ensure_future(
            sipp(
                scenario,
                tmp_path,
                port_of(endpoint, transport),
                "-p",
                str(port),
                transport=transport,
            )
        )
        await listening(port, transport)
        call = endpoint.invite(
            OutgoingInvite(
                target=Uri.parse(f"sip:uas@127.0.0.1:{port};transport={transport}"),
                caller=NameAddr(Uri.parse("sip:platform@127.0.0.1"), "Plat form"),
                media=MEDIA,
                dial_timeout_s=dial_timeout_s,
                redirects=redirects,
            ),
            observe,
        )
        async with asyncio.timeout(25):
            await call.wait_ended()
        await peer
        if acks is not None:
            assert count(handler, b"ACK", b"1 ACK") == acks
            assert count(handler, b"INVITE", b"1 INVITE") == invites
        if byes is not None:
            assert count(handler, b"BYE", b"2 BYE") == byes
    return events


@TRANSPORTS
async def test_we_call_and_hang_up(tmp_path: Path, transport: str) -> None:
    events = await outgoing(tmp_path, "rfc3261_13_2_2_4_call_out", transport=transport)
    assert [type(event).__name__ for event in events] == ["Provisional", "Answered", "Ended"]


async def test_they_are_busy(tmp_path: Path) -> None:
    (event,) = await outgoing(tmp_path, "rfc3261_17_1_1_3_busy_out")
    assert isinstance(event, Ended) and (event.status, event.cause) == (486, 17)


async def test_they_do_not_answer(tmp_path: Path) -> None:
    events = await outgoing(tmp_path, "rfc3261_9_1_cancel_out", dial_timeout_s=1.0)
    event = events[-1]
    assert isinstance(event, Ended) and (event.kind, event.cause) == ("no_answer", 19)


async def test_their_200_comes_twice(tmp_path: Path) -> None:
    events = await outgoing(tmp_path, "rfc3261_13_2_2_4_repeated_200", acks=2)
    assert [type(event).__name__ for event in events] == ["Answered", "Ended"]


async def test_they_miss_our_invite(tmp_path: Path) -> None:
    events = await outgoing(tmp_path, "rfc3261_17_1_1_2_timer_a", invites=2)
    assert [type(event).__name__ for event in events] == ["Answered", "Ended"]


async def test_they_miss_our_bye(tmp_path: Path) -> None:
    events = await outgoing(tmp_path, "rfc3261_17_1_2_2_timer_e", byes=2)
    assert [type(event).__name__ for event in events] == ["Answered", "Ended"]


@pytest.mark.parametrize(
    ("scenario", "seen", "last"),
    [
        ("rfc3261_8_1_3_2_unknown_answer", "Ended", ("refused", 499)),
        ("rfc3261_8_1_3_4_redirect", "Ended", ("refused", 302)),
        ("rfc3261_12_1_2_no_contact", "Ended", ("protocol", 502)),
        ("rfc3261_12_1_2_record_route", "Answered Ended", ("hangup", 200)),
        ("rfc3261_12_2_1_1_strict_router", "Answered Ended", ("hangup", 200)),
        ("rfc3261_13_2_1_early_answer", "Provisional Answered Ended", ("hangup", 200)),
        (
            "rfc3261_13_2_2_1_forked_ringing",
            "Provisional Provisional Answered Ended",
            ("hangup", 200),
        ),
        ("rfc3261_13_2_2_4_forked_answer", "Answered Ended", ("hangup", 200)),
        ("rfc3262_4_prack_out", "Provisional Answered Ended", ("hangup", 200)),
        ("rfc3264_6_1_unusable_answer", "Ended", ("protocol", 488)),
        ("rfc4028_7_4_asks_again", "Answered Ended", ("hangup", 200)),
    ],
)
async def test_what_they_answer(
    tmp_path: Path, scenario: str, seen: str, last: tuple[str, int]
) -> None:
    events = await outgoing(tmp_path, scenario, acks=None)
    assert " ".join(type(event).__name__ for event in events) == seen
    over = events[-1]
    assert isinstance(over, Ended) and (over.kind, over.status) == last


@TRANSPORTS
async def test_they_redirect_us(tmp_path: Path, transport: str) -> None:
    scenario = "rfc3261_8_1_3_4_redirect_followed"
    redirects = Redirects.HOST
    events = await outgoing(tmp_path, scenario, transport=transport, acks=None, redirects=redirects)
    assert [type(event).__name__ for event in events] == ["Answered", "Ended"]


async def test_their_answer_crosses_our_cancel(tmp_path: Path) -> None:
    scenario = "rfc3261_9_1_answer_crosses_cancel"
    events = await outgoing(tmp_path, scenario, dial_timeout_s=0.2)
    over = events[-1]
    assert isinstance(over, Ended) and (over.kind, over.answered) == ("no_answer", False)


async def test_their_refusal_comes_twice(tmp_path: Path) -> None:
    (event,) = await outgoing(tmp_path, "rfc3261_17_1_1_3_repeated_486", acks=2)
    assert isinstance(event, Ended) and (event.status, event.cause) == (486, 17)
