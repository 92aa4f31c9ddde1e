"""Provisional responses that are acknowledged (RFC 3262), both ways, on virtual time."""

import asyncio

import pytest

from voipbin.media.sip import Answered, IncomingCall, MediaChanged, Provisional
from voipbin.media.sip.message import Message, Response
from voipbin.media.sip.reliable import RAck

from .fake_handler import MEDIA, answer, ring
from .network import name_of
from .script import SDP
from .stage import HOST, caller
from .test_incoming_call import Stage, stage
from .virtual_time import run_virtual

REQUIRED, SUPPORTED = ("Require: 100rel",), ("Supported: 100rel, timer",)
NEW_PORT = SDP.replace(b"audio 9000", b"audio 9002").replace(b"- 1 1", b"- 1 2")


def early(call: IncomingCall) -> None:
    """183 with SDP, and the answer at once."""
    call.progress(MEDIA)
    call.answer(MEDIA)


def prack(s: Stage, rseq: object, *, cseq: int = 2, body: bytes = b"", of: str = "INVITE") -> None:
    rack = (f"RAck: {rseq} 1 {of}",)
    s.peer.send(s.peer.request("PRACK", cseq=cseq, to_tag=s.tag(), extra=rack, body=body))


async def called(s: Stage, *extra: str, body: bytes = SDP, name: str) -> Response:
    s.peer.send(s.peer.request("INVITE", body=body, extra=extra))
    return await s.peer.response_of(name, skip=("100 INVITE",))


def rseq_of(response: Message) -> int:
    assert response.headers.get("Require") == "100rel"
    return int(response.headers.get("RSeq") or "")


def test_3_it_is_repeated_until_its_prack() -> None:
    async def main() -> None:
        async with stage(ring) as s:
            loop = asyncio.get_running_loop()
            first = await called(s, *REQUIRED, name="180 INVITE")
            began_s = loop.time()
            number = rseq_of(first)
            assert 1 <= number < 2**31 + 1
            for after_s in (0.5, 1.5):
                again = await s.peer.response_of("180 INVITE")
                assert rseq_of(again) == number
                assert abs(loop.time() - began_s - after_s) < 0.1
            prack(s, number)
            await s.peer.expect("200 PRACK")
            sent = len(s.network.log)
            await asyncio.sleep(20)
            assert len(s.network.log) == sent
            prack(s, number, cseq=3)  # its 200 was lost, and this is another transaction
            await s.peer.expect("200 PRACK")

    run_virtual(main())


def test_3_nobody_acknowledges() -> None:
    async def main() -> None:
        async with stage(ring) as s:
            await called(s, *REQUIRED, name="180 INVITE")
            refused = await s.peer.response_of("504 INVITE", skip=("180 INVITE",))
            assert refused.to.tag == s.tag()
            assert asyncio.get_running_loop().time() > 31

    run_virtual(main())


@pytest.mark.parametrize(
    ("number", "of", "status"),
    [(1, "INVITE", 481), (0, "UPDATE", 481), ("x", "INVITE", 400), (0, "INVITE", 200)],
)
def test_7_2_which_response_is_meant(number: object, of: str, status: int) -> None:
    async def main() -> None:
        async with stage(ring) as s:
            ours = rseq_of(await called(s, *REQUIRED, name="180 INVITE"))
            prack(s, ours + number if isinstance(number, int) else number, of=of)
            await s.peer.expect(f"{status} PRACK", skip=("180 INVITE",))

    run_virtual(main())


def test_3_one_after_the_other() -> None:
    def behave(call: IncomingCall) -> None:
        call.ring()
        call.progress(MEDIA)

    async def main() -> None:
        async with stage(behave) as s:
            first = await called(s, *REQUIRED, name="180 INVITE")
            await asyncio.sleep(0.3)
            assert s.peer.inbox.empty()
            prack(s, rseq_of(first))
            got = {name_of(await s.peer.inbox.get()) for _ in range(2)}
            assert got == {"200 PRACK", "183 INVITE"}

    run_virtual(main())


def test_3_the_answer_waits_for_our_sdp_to_arrive() -> None:
    async def main() -> None:
        async with stage(early) as s:
            first = await called(s, *SUPPORTED, name="183 INVITE")
            assert first.body
            await asyncio.sleep(1)
            assert "200 INVITE" not in s.network.names(HOST)
            prack(s, rseq_of(first))
            ok = await s.peer.response_of("200 INVITE", skip=("183 INVITE", "200 PRACK"))
            assert ok.headers.get("RSeq") is None
            s.peer.send(s.peer.request("ACK", to_tag=s.tag()))
            await asyncio.sleep(0.1)
            assert [type(event) for event in s.handler.events] == [Answered]

    run_virtual(main())


def test_3_it_does_not_wait_for_ringing() -> None:
    async def main() -> None:
        async with stage(answer) as s:
            first = await called(s, *REQUIRED, name="180 INVITE")
            await s.peer.expect("200 INVITE")
            s.peer.send(s.peer.request("ACK", to_tag=s.tag()))
            await asyncio.sleep(3)
            assert s.network.names(HOST).count("180 INVITE") == 1
            prack(s, rseq_of(first))
            await s.peer.expect("200 PRACK")

    run_virtual(main())


def test_cancelled_while_it_waits() -> None:
    async def main() -> None:
        async with stage(early) as s:
            s.peer.send(s.peer.request("INVITE", body=SDP, extra=SUPPORTED, branch="z9hG4bKc"))
            await s.peer.expect("183 INVITE", skip=("100 INVITE",))
            s.peer.send(s.peer.request("CANCEL", branch="z9hG4bKc"))
            await s.peer.expect("200 CANCEL")
            await s.peer.expect("487 INVITE")
            s.peer.send(s.peer.request("ACK", to_tag=s.tag(), branch="z9hG4bKc"))
            await asyncio.sleep(40)
            assert s.network.names(HOST).count("183 INVITE") == 1

    run_virtual(main())


def test_ringing_stays_plain_where_it_may() -> None:
    async def main() -> None:
        async with stage(ring) as s:
            ringing = await called(s, *SUPPORTED, name="180 INVITE")
            assert ringing.headers.get("RSeq") is None
            await asyncio.sleep(5)
            assert s.peer.inbox.empty()

    run_virtual(main())


def test_5_without_an_offer_nothing_is_sent_that_would_need_ours() -> None:
    async def main() -> None:
        async with stage(answer) as s:
            ok = await called(s, *REQUIRED, body=b"", name="200 INVITE")
            assert ok.body
            s.peer.send(s.peer.request("ACK", to_tag=s.tag(), body=SDP))
            await asyncio.sleep(0.1)
            assert [type(event) for event in s.handler.events] == [Answered]

    run_virtual(main())


def test_5_an_offer_in_prack_is_answered() -> None:
    async def main() -> None:
        async with stage(early) as s:
            first = await called(s, *SUPPORTED, name="183 INVITE")
            prack(s, rseq_of(first), body=NEW_PORT)
            ok = await s.peer.response_of("200 PRACK")
            assert b"m=audio 4000" in ok.body
            (changed,) = s.handler.events
            assert isinstance(changed, MediaChanged) and changed.plan.remote_port == 9002
            answered = await s.peer.response_of("200 INVITE")
            assert answered.body == b""  # that offer was answered, and this one came after it

    run_virtual(main())


@pytest.mark.parametrize("text", ["", "1 1", "1 INVITE 1", "1 1 INVITE x", "-1 1 INVITE"])
def test_malformed_rack(text: str) -> None:
    with pytest.raises(ValueError, match="RAck"):
        RAck.parse(text)


# -- calls we make ---------------------------------------------------------------------------------


def reliable(rseq: int) -> tuple[tuple[str, str], ...]:
    return (("Require", "100rel"), ("RSeq", str(rseq)))


def test_4_we_acknowledge_each_once_and_in_order() -> None:
    async def main() -> None:
        async with caller() as s:
            call, peer = s.dial(), s.peer
            invite = await peer.request_of("INVITE")
            assert "100rel" in (invite.headers.get("Supported") or "")
            peer.respond(invite, 100)
            ringing = peer.respond(invite, 180, extra=reliable(7))
            first = await peer.request_of("PRACK")
            assert first.headers.get("RAck") == f"7 {invite.cseq}"
            assert (first.to.tag, first.raw_uri) == ("peer", "sip:peer@10.0.0.9:5060")
            peer.respond(first, 200)
            peer.send(ringing)  # it crossed our PRACK
            peer.respond(invite, 183, body=SDP, extra=reliable(9))  # 8 is still on its way
            await asyncio.sleep(1)
            assert peer.inbox.empty()
            assert s.kinds == ["Provisional"]
            peer.respond(invite, 183, body=SDP, extra=reliable(8))
            second = await peer.request_of("PRACK")
            assert second.headers.get("RAck") == f"8 {invite.cseq}"
            assert second.cseq.number == first.cseq.number + 1
            peer.respond(second, 200)
            told = s.events[-1]
            assert isinstance(told, Provisional) and told.plan is not None
            peer.respond(invite, 200)
            ack = await peer.request_of("ACK")
            assert ack.cseq.number == invite.cseq.number
            await call.wait_answered()
            call.hang_up()
            bye = await peer.request_of("BYE")
            assert bye.cseq.number > second.cseq.number, "one dialog, one row of numbers"
            peer.respond(bye, 200)

    run_virtual(main())


def test_4_each_phone_has_its_own_numbers() -> None:
    async def main() -> None:
        async with caller() as s:
            s.dial()
            invite = await s.peer.request_of("INVITE")
            for tag, number in (("a", 5), ("b", 90)):
                s.peer.respond(invite, 180, tag=tag, extra=reliable(number))
                acknowledged = await s.peer.request_of("PRACK")
                assert acknowledged.to.tag == tag
                assert acknowledged.headers.get("RAck") == f"{number} 1 INVITE"
                s.peer.respond(acknowledged, 200)

    run_virtual(main())


@pytest.mark.parametrize("extra", [(("Require", "100rel"),), (("RSeq", "4"),)])
def test_4_nothing_is_acknowledged_that_is_not_whole(extra: tuple[tuple[str, str], ...]) -> None:
    async def main() -> None:
        async with caller() as s:
            s.dial()
            invite = await s.peer.request_of("INVITE")
            s.peer.respond(invite, 180, extra=extra)
            await asyncio.sleep(1)
            assert s.peer.inbox.empty()

    run_virtual(main())
