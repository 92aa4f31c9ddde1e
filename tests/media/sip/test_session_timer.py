"""Session timers (RFC 4028): the arithmetic, and running ones on virtual time."""

import asyncio

import pytest

from voipbin.media.sip.message import Request, make_response
from voipbin.media.sip.parser import parse_message
from voipbin.media.sip.session_timer import SessionInterval, agree, agreed, too_small

from .fake_handler import FakeHandler
from .network import Network
from .script import SDP, ScriptedPeer
from .stage import HOST, caller, endpoint
from .test_renegotiation import within
from .virtual_time import run_virtual


def invite(*lines: str) -> Request:
    head = (
        "INVITE sip:b@h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=1\r\n"
        "To: <sip:b@h>\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\n"
    )
    message = parse_message((head + "".join(f"{line}\r\n" for line in lines) + "\r\n").encode())
    assert isinstance(message, Request)
    return message


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((), None),
        (("Supported: timer",), SessionInterval(1800, "uac")),
        (("Supported: timer", "Session-Expires: 600"), SessionInterval(600, "uac")),
        (("k: timer", "x: 600;refresher=uas"), SessionInterval(600, "uas")),
        (("Supported: timer", "Session-Expires: 7200"), SessionInterval(1800, "uac")),
        (
            ("Supported: timer", "Session-Expires: 7200", "Min-SE: 3600"),
            SessionInterval(3600, "uac"),
        ),
        (("Session-Expires: 600",), SessionInterval(600, "uas")),
    ],
)
def test_agree(lines: tuple[str, ...], expected: SessionInterval | None) -> None:
    assert agree(invite(*lines), session_expires_s=1800, min_se_s=90) == expected


def test_agree_switched_off() -> None:
    request = invite("Supported: timer", "Session-Expires: 600")
    assert agree(request, session_expires_s=0, min_se_s=90) is None


def test_too_small() -> None:
    assert too_small(invite("Session-Expires: 89"), 90)
    assert not too_small(invite("Session-Expires: 90"), 90)
    with pytest.raises(ValueError, match="Session-Expires"):
        too_small(invite("Session-Expires: soon"), 90)


def test_agreed_reads_the_answer() -> None:
    response = make_response(invite(), 200)
    assert agreed(response) is None
    response.headers.add("Session-Expires", "300;refresher=uas")
    assert agreed(response) == SessionInterval(300, "uas")


def test_small_interval_is_422() -> None:
    async def main() -> None:
        network, handler = Network(), FakeHandler()
        async with endpoint(network, handler):
            peer = ScriptedPeer(network, HOST)
            lines = ("Supported: timer", "Session-Expires: 60")
            peer.send(peer.request("INVITE", body=SDP, extra=lines))
            refusal = await peer.response_of("422 INVITE", skip=("100 INVITE",))
            assert refusal.headers.get("Min-SE") == "90"
            assert handler.calls == []

    run_virtual(main())


@pytest.mark.parametrize(("allow", "method"), [("INVITE, UPDATE", "UPDATE"), ("INVITE", "INVITE")])
def test_we_refresh_at_half_time(allow: str, method: str) -> None:
    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(), stage.peer
            lines = (("Allow", allow), ("Session-Expires", "200;refresher=uac"))
            peer.respond(await peer.request_of("INVITE"), 200, body=SDP, extra=lines)
            await peer.expect("ACK")
            await call.wait_answered()
            start = asyncio.get_running_loop().time()
            for nth in (1, 2, 3):
                refresh = await peer.request_of(method, skip=("ACK",))
                assert asyncio.get_running_loop().time() - start == pytest.approx(100 * nth, abs=1)
                assert refresh.headers.get("Session-Expires") == "200;refresher=uac"
                body = SDP if method == "INVITE" else b""
                peer.respond(refresh, 200, body=body, extra=lines)

    run_virtual(main())


def test_refresh_nobody_answers_ends_the_call() -> None:
    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(), stage.peer
            lines = (("Allow", "UPDATE"), ("Session-Expires", "200;refresher=uac"))
            peer.respond(await peer.request_of("INVITE"), 200, body=SDP, extra=lines)
            await peer.expect("ACK")
            last = await call.wait_ended()
            assert (last.kind, last.cause, last.answered) == ("timeout", 102, True)
            assert asyncio.get_running_loop().time() == pytest.approx(132, abs=1)
            await peer.expect("BYE", skip=("UPDATE",))

    run_virtual(main())


def test_peer_that_stops_refreshing_is_hung_up() -> None:
    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(), stage.peer
            lines = (("Session-Expires", "300;refresher=uas"),)
            peer.respond(await peer.request_of("INVITE"), 200, body=SDP, extra=lines)
            await peer.expect("ACK")
            await call.wait_answered()
            await asyncio.sleep(200)
            update = ("Session-Expires: 300;refresher=uac", "Supported: timer")
            peer.send(within(stage, call, "UPDATE", 1, extra=update))
            ok = await peer.response_of("200 UPDATE")
            assert ok.headers.get("Session-Expires") == "300;refresher=uac"
            assert ok.headers.get("Require") == "timer"
            last = await call.wait_ended()
            assert last.kind == "timeout"
            assert asyncio.get_running_loop().time() == pytest.approx(200 + 268, abs=1)
            await peer.expect("BYE")

    run_virtual(main())


def test_no_session_expires_means_no_timer() -> None:
    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(), stage.peer
            peer.respond(await peer.request_of("INVITE"), 200, body=SDP)
            await peer.expect("ACK")
            await call.wait_answered()
            await asyncio.sleep(4000)
            assert stage.kinds == ["Answered"]

    run_virtual(main())
