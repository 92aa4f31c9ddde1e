"""sipp, a SIP test tool written by others, against a real endpoint on loopback."""

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

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

from .fake_handler import PASSWORD, REALM, FakeHandler

SCENARIOS = Path(__file__).parent / "scenarios"
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


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def sipp(
    name: str, tmp_path: Path, port: int, *options: str, transport: str = "udp", calls: int = 1
) -> None:
    """Run one scenario to its end; every call in it must have gone as written."""
    command = [
        "sipp",
        f"127.0.0.1:{port}",
        "-sf",
        str(SCENARIOS / f"{name}.xml"),
        "-i",
        "127.0.0.1",
        "-m",
        str(calls),
        "-nostdin",
        "-timeout",
        "20s",
        "-timeout_error",
        "-t",
        "u1" if transport == "udp" else "t1",
        "-trace_err",
        "-error_file",
        str(tmp_path / "errors.log"),
        *options,
    ]
    if "-p" not in options:
        command += ["-p", str(free_port())]
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=tmp_path,
        env={**os.environ, "TERM": "dumb"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(30):
            output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    errors = tmp_path / "errors.log"
    text = errors.read_text() if errors.exists() else ""
    assert process.returncode == 0, text or output.decode(errors="replace")[-2000:]


def port_of(endpoint: SipEndpoint) -> int:
    return endpoint.addresses[0].port


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
        await sipp("uac_answer", tmp_path, port_of(endpoint), "-s", "answer", transport=transport)
        assert kinds(handler) == [Answered, Ended]
        assert (last(handler).by, last(handler).kind) == ("remote", "hangup")


async def test_a_hundred_calls(tmp_path: Path) -> None:
    async with platform() as (endpoint, handler):
        await sipp("uac_answer", tmp_path, port_of(endpoint), "-s", "answer", "-r", "50", calls=100)
        assert len(handler.calls) == 100
        assert not endpoint.sessions


async def test_retransmitted_invite(tmp_path: Path) -> None:
    async with platform() as (endpoint, handler):
        await sipp("uac_retransmitted_invite", tmp_path, port_of(endpoint), "-s", "answer")
        assert len(handler.calls) == 1
        assert endpoint.counters["retransmission"] == 2


@TRANSPORTS
async def test_busy(tmp_path: Path, transport: str) -> None:
    async with platform() as (endpoint, handler):
        await sipp("uac_busy", tmp_path, port_of(endpoint), "-s", "busy", transport=transport)
        assert (last(handler).status, last(handler).cause) == (486, 17)


async def test_unknown_target(tmp_path: Path) -> None:
    async with platform() as (endpoint, handler):
        await sipp("uac_unknown", tmp_path, port_of(endpoint), "-s", "stranger")
        assert handler.calls == []


async def test_no_answer(tmp_path: Path) -> None:
    async with platform() as (endpoint, handler):
        await sipp("uac_no_answer", tmp_path, port_of(endpoint), "-s", "silent")
        assert last(handler).status == 480


@TRANSPORTS
async def test_cancel(tmp_path: Path, transport: str) -> None:
    async with platform() as (endpoint, handler):
        await sipp("uac_cancel", tmp_path, port_of(endpoint), "-s", "cancel", transport=transport)
        assert (last(handler).by, last(handler).kind) == ("remote", "cancelled")


async def test_lost_ack(tmp_path: Path) -> None:
    async with platform() as (endpoint, handler):
        await sipp("uac_lost_ack", tmp_path, port_of(endpoint), "-s", "answer")
        assert count(handler, b"SIP/2.0 200", b"1 INVITE") == 2, "sent at 0 and 0.5 s"
        assert kinds(handler) == [Answered, Ended]


async def test_hold_and_resume(tmp_path: Path) -> None:
    async with platform() as (endpoint, handler):
        await sipp("uac_hold", tmp_path, port_of(endpoint), "-s", "answer")
        assert kinds(handler) == [Answered, MediaChanged, MediaChanged, Ended]
        held = [
            event.plan.held_by_peer for event in handler.events if isinstance(event, MediaChanged)
        ]
        assert held == [True, False]


async def test_bye_crossing(tmp_path: Path) -> None:
    async with platform() as (endpoint, handler):
        await sipp("uac_bye_crossing", tmp_path, port_of(endpoint), "-s", "hangup")
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
        await sipp("uac_register", tmp_path, port_of(endpoint), *options, transport=transport)
        (binding,) = handler.store[Aor(REALM, "1000")]
        assert binding.contact.startswith("sip:1000@127.0.0.1:")


@pytest.mark.parametrize(("user", "password"), [("1000", "wrong"), ("9999", PASSWORD)])
async def test_register_bad(tmp_path: Path, user: str, password: str) -> None:
    async with platform() as (endpoint, handler):
        options = credentials(tmp_path, password, user)
        await sipp("uac_register_bad", tmp_path, port_of(endpoint), *options)
        assert handler.store == {}


async def test_register_stale_nonce(tmp_path: Path) -> None:
    async with platform(nonce_lifetime_s=1.0) as (endpoint, handler):
        options = credentials(tmp_path, PASSWORD)
        await sipp("uac_register_stale", tmp_path, port_of(endpoint), *options)
        assert len(handler.store[Aor(REALM, "1000")]) == 1


async def test_garbage_between_calls(tmp_path: Path) -> None:
    async with platform() as (endpoint, handler):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as noise:
            for index in range(500):
                noise.sendto(os.urandom(index), ("127.0.0.1", port_of(endpoint)))
        await sipp("uac_answer", tmp_path, port_of(endpoint), "-s", "answer")
        assert endpoint.counters["garbage"] > 300
        assert kinds(handler) == [Answered, Ended]


async def outgoing(
    tmp_path: Path,
    scenario: str,
    *,
    transport: str = "udp",
    dial_timeout_s: float = 20.0,
    acks: int = 1,
) -> list[SessionEvent]:
    """Call a sipp that plays `scenario`; hang up when it answers. Returns our events."""
    port, events = free_port(), []

    def observe(session: Session, event: SessionEvent) -> None:
        events.append(event)
        if isinstance(event, Answered):
            asyncio.get_running_loop().call_later(0.2, session.hang_up)

    async with platform() as (endpoint, handler):
        peer = asyncio.ensure_future(
            sipp(scenario, tmp_path, port_of(endpoint), "-p", str(port), transport=transport)
        )
        await listening(port, transport)
        call = endpoint.invite(
            OutgoingInvite(
                target=Uri.parse(f"sip:uas@127.0.0.1:{port};transport={transport}"),
                caller=NameAddr(Uri.parse("sip:platform@127.0.0.1"), "Plat form"),
                media=MEDIA,
                dial_timeout_s=dial_timeout_s,
            ),
            observe,
        )
        async with asyncio.timeout(25):
            await call.wait_ended()
        await peer
        assert count(handler, b"ACK", b"1 ACK") == acks
    return events


async def listening(port: int, transport: str) -> None:
    """Wait until sipp has bound its port (the kernel's socket table says so)."""
    wanted = f":{port:04X} "
    async with asyncio.timeout(10):
        while wanted not in Path(f"/proc/net/{transport}").read_text():
            await asyncio.sleep(0.02)


@TRANSPORTS
async def test_we_call_and_hang_up(tmp_path: Path, transport: str) -> None:
    events = await outgoing(tmp_path, "uas_answer", transport=transport)
    assert [type(event).__name__ for event in events] == ["Provisional", "Answered", "Ended"]


async def test_they_are_busy(tmp_path: Path) -> None:
    (event,) = await outgoing(tmp_path, "uas_busy")
    assert isinstance(event, Ended) and (event.status, event.cause) == (486, 17)


async def test_they_do_not_answer(tmp_path: Path) -> None:
    events = await outgoing(tmp_path, "uas_no_answer", dial_timeout_s=1.0)
    event = events[-1]
    assert isinstance(event, Ended) and (event.kind, event.cause) == ("no_answer", 19)


async def test_their_200_comes_twice(tmp_path: Path) -> None:
    events = await outgoing(tmp_path, "uas_lost_200", acks=2)
    assert [type(event).__name__ for event in events] == ["Answered", "Ended"]
