"""Calls we get, from a scripted peer on virtual time."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from voipbin.media.sip import PCMA, Admission, Answered, Attempt, Ended, IncomingCall, LocalMedia

from .fake_handler import MEDIA, FakeHandler, answer, ring
from .network import Network
from .script import SDP, ScriptedPeer
from .stage import HOST, endpoint
from .virtual_time import run_virtual


class Stage:
    """An endpoint, its handler and a peer that calls it."""

    def __init__(self, network: Network, handler: FakeHandler) -> None:
        self.network = network
        self.handler = handler
        self.peer = ScriptedPeer(network, HOST)

    def tag(self) -> str:
        return self.handler.calls[0].local.tag or ""

    @property
    def last(self) -> Ended:
        last = self.handler.events[-1]
        assert isinstance(last, Ended)
        return last


@contextlib.asynccontextmanager
async def stage(
    behave: Callable[[IncomingCall], None] = answer, **settings: Any
) -> AsyncIterator[Stage]:
    network, handler = Network(), FakeHandler(behave)
    async with endpoint(network, handler, **settings):
        yield Stage(network, handler)


def test_answer_ack_and_their_bye() -> None:
    async def main() -> None:
        async with stage() as s:
            s.peer.send(s.peer.request("INVITE", body=SDP))
            trying = await s.peer.response_of("100 INVITE")
            assert trying.to.tag is None
            ringing = await s.peer.response_of("180 INVITE")
            ok = await s.peer.response_of("200 INVITE")
            assert ringing.to.tag == ok.to.tag == s.tag()
            assert ok.headers.get("Server") == "voipbin"
            assert "timer" in (ok.headers.get("Supported") or "")
            assert "REFER" in (ok.headers.get("Allow") or "")
            assert b"m=audio 4000 RTP/AVP 0 101" in ok.body
            s.peer.send(s.peer.request("ACK", to_tag=s.tag()))
            reason = ('Reason: Q.850;cause=17;text="x"',)
            s.peer.send(s.peer.request("BYE", cseq=2, to_tag=s.tag(), extra=reason))
            await s.peer.expect("200 BYE")
            assert [type(event) for event in s.handler.events] == [Answered, Ended]
            assert (s.last.by, s.last.status, s.last.cause) == ("remote", 200, 17)

    run_virtual(main())


def test_repeated_invite_is_one_call() -> None:
    async def main() -> None:
        async with stage(ring) as s:
            invite = s.peer.request("INVITE", body=SDP)
            for _ in range(4):
                s.peer.send(invite)
            await asyncio.sleep(1)
            assert len(s.handler.calls) == 1
            s.handler.calls[0].reject(486, 17)
            busy = await s.peer.response_of("486 INVITE", skip=("100 INVITE", "180 INVITE"))
            assert busy.headers.get("Reason") == "Q.850;cause=17"

    run_virtual(main())


def test_200_is_repeated_until_the_ack() -> None:
    async def main() -> None:
        async with stage() as s:
            s.peer.send(s.peer.request("INVITE", body=SDP))
            await asyncio.sleep(8)
            sent = [round(x.time_s, 1) for x in s.network.log if x.name == "200 INVITE"]
            assert [round(t - sent[0], 1) for t in sent] == [0, 0.5, 1.5, 3.5, 7.5]
            s.peer.send(s.peer.request("ACK", to_tag=s.tag()))
            await asyncio.sleep(20)
            assert s.network.names(HOST).count("200 INVITE") == 5
            assert [type(event) for event in s.handler.events] == [Answered]

    run_virtual(main())


def test_ack_that_never_comes_ends_the_call_with_bye() -> None:
    async def main() -> None:
        async with stage() as s:
            s.peer.send(s.peer.request("INVITE", body=SDP))
            bye = await s.peer.request_of("BYE", skip=("100 INVITE", "180 INVITE", "200 INVITE"))
            assert asyncio.get_running_loop().time() == pytest.approx(32, abs=0.1)
            s.peer.respond(bye, 200)
            assert (s.last.kind, s.last.status, s.last.answered) == ("timeout", 408, False)

    run_virtual(main())


def test_lost_ack_then_bye_counts_as_answered() -> None:
    async def main() -> None:
        async with stage() as s:
            s.peer.send(s.peer.request("INVITE", body=SDP))
            await asyncio.sleep(0.2)
            s.peer.send(s.peer.request("BYE", cseq=2, to_tag=s.tag()))
            await s.peer.expect("200 BYE", skip=("100 INVITE", "180 INVITE", "200 INVITE"))
            assert [type(event) for event in s.handler.events] == [Answered, Ended]
            before = s.network.names(HOST).count("200 INVITE")
            await asyncio.sleep(40)
            assert s.network.names(HOST).count("200 INVITE") == before

    run_virtual(main())


def test_our_bye_waits_for_the_ack() -> None:
    async def main() -> None:
        async with stage() as s:
            s.peer.send(s.peer.request("INVITE", body=SDP))
            await asyncio.sleep(0.2)
            s.handler.calls[0].hang_up()
            await asyncio.sleep(0.2)
            assert "BYE" not in s.network.names(HOST)
            s.peer.send(s.peer.request("ACK", to_tag=s.tag()))
            await s.peer.expect("BYE", skip=("100 INVITE", "180 INVITE", "200 INVITE"))
            assert s.last.by == "local"

    run_virtual(main())


def test_cancel_while_ringing() -> None:
    async def main() -> None:
        async with stage(ring) as s:
            s.peer.send(s.peer.request("INVITE", body=SDP, branch="z9hG4bKc"))
            await s.peer.expect("180 INVITE", skip=("100 INVITE",))
            s.peer.send(s.peer.request("CANCEL", branch="z9hG4bKc"))
            await s.peer.expect("200 CANCEL")
            await s.peer.expect("487 INVITE")
            s.peer.send(s.peer.request("ACK", branch="z9hG4bKc", to_tag=s.tag()))
            assert (s.last.by, s.last.kind, s.last.cause) == ("remote", "cancelled", 16)
            await asyncio.sleep(10)
            assert s.network.names(HOST).count("487 INVITE") == 1

    run_virtual(main())


def test_cancel_crossing_our_200_changes_nothing() -> None:
    async def main() -> None:
        async with stage() as s:
            s.peer.send(s.peer.request("INVITE", body=SDP, branch="z9hG4bKc"))
            await s.peer.expect("200 INVITE", skip=("100 INVITE", "180 INVITE"))
            s.peer.send(s.peer.request("CANCEL", branch="z9hG4bKc"))
            await s.peer.expect("200 CANCEL")
            s.peer.send(s.peer.request("ACK", to_tag=s.tag()))
            await asyncio.sleep(0.1)
            assert [type(event) for event in s.handler.events] == [Answered]

    run_virtual(main())


def test_cancel_while_the_handler_still_decides() -> None:
    async def main() -> None:
        async with stage(ring) as s:
            gate = asyncio.Event()
            admit = s.handler.admit

            async def slowly(attempt: Attempt) -> Admission:
                await gate.wait()
                return await admit(attempt)

            s.handler.admit = slowly  # type: ignore[method-assign]
            # Nobody is told yet that we try: who this is, is just being decided.
            s.peer.send(s.peer.request("INVITE", body=SDP, branch="z9hG4bKc"))
            s.peer.send(s.peer.request("CANCEL", branch="z9hG4bKc"))
            await s.peer.expect("200 CANCEL")
            await s.peer.expect("487 INVITE")
            gate.set()
            await asyncio.sleep(0.1)
            assert s.handler.calls == []

    run_virtual(main())


def test_cancel_of_nothing_is_481() -> None:
    async def main() -> None:
        async with stage() as s:
            s.peer.send(s.peer.request("CANCEL"))
            await s.peer.expect("481 CANCEL")

    run_virtual(main())


def test_early_media_then_answer_keeps_the_sdp() -> None:
    def behave(call: IncomingCall) -> None:
        plan = call.progress(MEDIA)
        assert plan is not None and plan.remote_port == 9000
        call.answer(MEDIA)

    async def main() -> None:
        async with stage(behave) as s:
            s.peer.send(s.peer.request("INVITE", body=SDP))
            early = await s.peer.response_of("183 INVITE", skip=("100 INVITE",))
            ok = await s.peer.response_of("200 INVITE")
            assert early.body == ok.body != b""

    run_virtual(main())


def test_late_offer_is_answered_in_the_ack() -> None:
    async def main() -> None:
        async with stage() as s:
            s.peer.send(s.peer.request("INVITE"))
            ok = await s.peer.response_of("200 INVITE", skip=("100 INVITE", "180 INVITE"))
            assert b"m=audio 4000 RTP/AVP 0 8 101" in ok.body
            s.peer.send(s.peer.request("ACK", to_tag=s.tag(), body=SDP))
            await asyncio.sleep(0.1)
            event = s.handler.events[0]
            assert isinstance(event, Answered) and event.plan.remote_port == 9000

    run_virtual(main())


def test_late_offer_without_answer_in_the_ack_is_hung_up() -> None:
    async def main() -> None:
        async with stage() as s:
            s.peer.send(s.peer.request("INVITE"))
            await s.peer.expect("200 INVITE", skip=("100 INVITE", "180 INVITE"))
            s.peer.send(s.peer.request("ACK", to_tag=s.tag()))
            await s.peer.expect("BYE")
            assert s.last.kind == "protocol"

    run_virtual(main())


def test_no_common_codec_with_the_media_given_is_488() -> None:
    def behave(call: IncomingCall) -> None:
        assert call.answer(LocalMedia("10.0.0.1", 4000, (PCMA,))) is None

    async def main() -> None:
        async with stage(behave) as s:
            s.peer.send(s.peer.request("INVITE", body=SDP))
            await s.peer.expect("488 INVITE", skip=("100 INVITE",))
            assert s.last.status == 488

    run_virtual(main())


def test_provisional_is_repeated_every_minute() -> None:
    async def main() -> None:
        async with stage(ring) as s:
            s.peer.send(s.peer.request("INVITE", body=SDP))
            await asyncio.sleep(130)
            assert s.network.names(HOST).count("180 INVITE") == 3

    run_virtual(main())


@pytest.mark.parametrize(
    ("cause", "status"),
    [
        (1, 404),
        (17, 486),
        (18, 408),
        (19, 480),
        (21, 403),
        (22, 410),
        (28, 484),
        (34, 503),
        (38, 500),
        (58, 488),
        (99, 480),
    ],
)
def test_hang_up_before_the_answer_maps_the_cause(cause: int, status: int) -> None:
    async def main() -> None:
        async with stage(lambda call: call.hang_up(cause)) as s:
            s.peer.send(s.peer.request("INVITE", body=SDP))
            refusal = await s.peer.response_of(f"{status} INVITE", skip=("100 INVITE",))
            assert refusal.headers.get("Reason") == f"Q.850;cause={cause}"

    run_virtual(main())


def test_handler_that_raises_is_500(caplog: pytest.LogCaptureFixture) -> None:
    def behave(call: IncomingCall) -> None:
        raise RuntimeError("boom")

    async def main() -> None:
        async with stage(behave) as s:
            s.peer.send(s.peer.request("INVITE", body=SDP))
            await s.peer.expect("500 INVITE", skip=("100 INVITE",))
            assert s.last.status == 500

    run_virtual(main())
    assert "boom" in caplog.text


def test_more_calls_than_allowed_are_503() -> None:
    async def main() -> None:
        async with stage(ring, max_sessions=1) as s:
            s.peer.send(s.peer.request("INVITE", body=SDP, call_id="a"))
            s.peer.send(s.peer.request("INVITE", body=SDP, call_id="b"))
            skip = ("100 INVITE", "180 INVITE")
            refusal = await s.peer.response_of("503 INVITE", skip=skip)
            assert refusal.headers.get("Retry-After") == "10"

    run_virtual(main())


def test_crossing_byes_both_get_200() -> None:
    async def main() -> None:
        async with stage() as s:
            s.peer.send(s.peer.request("INVITE", body=SDP))
            await asyncio.sleep(0.1)
            s.peer.send(s.peer.request("ACK", to_tag=s.tag()))
            await asyncio.sleep(0.1)
            s.handler.calls[0].hang_up()
            s.peer.send(s.peer.request("BYE", cseq=2, to_tag=s.tag()))
            bye = await s.peer.request_of("BYE", skip=("100 INVITE", "180 INVITE", "200 INVITE"))
            s.peer.respond(bye, 200)
            await s.peer.expect("200 BYE")
            assert [type(e) for e in s.handler.events] == [Answered, Ended]
            assert s.last.by == "local"

    run_virtual(main())


def test_peer_behind_nat_is_answered_at_its_source() -> None:
    async def main() -> None:
        async with stage() as s:
            invite = s.peer.request("INVITE", body=SDP)
            s.peer.send(invite.replace(b"<sip:alice@10.0.0.9:5060>", b"<sip:alice@192.168.1.5>", 1))
            await asyncio.sleep(0.1)
            s.peer.send(s.peer.request("ACK", to_tag=s.tag()))
            await asyncio.sleep(0.1)
            s.handler.calls[0].hang_up()
            skip = ("100 INVITE", "180 INVITE", "200 INVITE")
            bye = await s.peer.request_of("BYE", skip=skip)
            assert bye.raw_uri == "sip:alice@192.168.1.5"

    run_virtual(main())


@pytest.mark.parametrize("by_proxy", [False, True])
def test_peer_behind_nat_whose_address_changes(by_proxy: bool) -> None:
    """What it says within the call shows where it is now; what a proxy passes on does not."""

    async def main() -> None:
        async with stage() as s:
            elsewhere = ScriptedPeer(s.network, HOST, "10.0.0.10")
            behind_nat = (b"<sip:alice@10.0.0.9:5060>", b"<sip:alice@192.168.1.5>")
            s.peer.send(s.peer.request("INVITE", body=SDP).replace(*behind_nat, 1))
            await asyncio.sleep(0.1)
            s.peer.send(s.peer.request("ACK", to_tag=s.tag()))
            await asyncio.sleep(0.1)
            vias = ("Via: SIP/2.0/UDP 10.0.0.77;branch=z9hG4bKproxied",) if by_proxy else ()
            update = s.peer.request("UPDATE", cseq=2, to_tag=s.tag(), extra=vias)
            elsewhere.send(update.replace(*behind_nat, 1))
            await elsewhere.expect("200 UPDATE")
            s.handler.calls[0].hang_up()
            hears = s.peer if by_proxy else elsewhere
            await hears.request_of("BYE", skip=("100 INVITE", "180 INVITE", "200 INVITE"))

    run_virtual(main())
