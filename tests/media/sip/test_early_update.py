"""UPDATE before a call is answered (RFC 3311 5.2), on virtual time."""

import asyncio
from collections.abc import Callable

import pytest

from voipbin.media.sip import Answered, IncomingCall, MediaChanged

from .fake_handler import MEDIA, ring
from .script import SDP
from .stage import caller
from .test_incoming_call import Stage, stage
from .test_reliable import NEW_PORT, REQUIRED, SUPPORTED, called, prack, reliable, rseq_of
from .test_renegotiation import within
from .virtual_time import run_virtual


def test_it_moves_the_target_of_the_early_dialog() -> None:
    """There is no session to refresh yet, and an offer is put off: ours is not answered."""

    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(), stage.peer
            invite = await peer.request_of("INVITE")
            peer.respond(invite, 180)
            peer.send(within(stage, call, "UPDATE", 1))
            ok = await peer.response_of("200 UPDATE")
            assert (ok.body, ok.headers.get("Session-Expires")) == (b"", None)
            assert ok.headers.get("Contact")
            peer.send(within(stage, call, "UPDATE", 2, body=SDP))
            later = await peer.response_of("500 UPDATE")
            assert later.headers.get("Retry-After")
            peer.respond(invite, 200, body=SDP)
            await peer.expect("ACK")
            await call.wait_answered()

    run_virtual(main())


@pytest.mark.parametrize("repeated", [b"", SDP], ids=["no SDP", "first SDP"])
def test_who_answered_for_good_may_offer_anew(repeated: bytes) -> None:
    """What its 2xx repeats of the first answer is out of date (RFC 3261 13.2.1)."""

    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(), stage.peer
            invite = await peer.request_of("INVITE")
            peer.respond(invite, 183, body=SDP, extra=reliable(1))
            peer.respond(await peer.request_of("PRACK"), 200)
            peer.send(within(stage, call, "UPDATE", 1, body=NEW_PORT))
            ok = await peer.response_of("200 UPDATE")
            assert b"m=audio 4000 RTP/AVP 0" in ok.body
            changed = stage.events[-1]
            assert isinstance(changed, MediaChanged) and changed.plan.remote_port == 9002
            # Neither is one that says the first answer again.
            peer.respond(invite, 183, body=SDP, extra=reliable(2))
            peer.respond(await peer.request_of("PRACK"), 200)
            assert call.plan is not None and call.plan.remote_port == 9002
            peer.respond(invite, 200, body=repeated)
            await peer.expect("ACK")
            await call.wait_answered()
            answered = stage.events[-1]
            assert isinstance(answered, Answered) and answered.plan.remote_port == 9002
            peer.send(within(stage, call, "UPDATE", 2, body=SDP))
            await peer.expect("200 UPDATE")
            assert call.plan is not None and call.plan.remote_port == 9000

    run_virtual(main())


@pytest.mark.parametrize("forks", [("peer",), ("peer", "other")])
def test_an_offer_is_put_off_where_the_answer_may_still_change(forks: tuple[str, ...]) -> None:
    """It came in a response nobody acknowledged, or another fork may be the one that answers."""

    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(), stage.peer
            invite = await peer.request_of("INVITE")
            for tag in forks:
                extra = reliable(1) if len(forks) > 1 else ()
                peer.respond(invite, 183, tag=tag, body=SDP, extra=extra)
                if extra:
                    peer.respond(await peer.request_of("PRACK"), 200)
            peer.send(within(stage, call, "UPDATE", 1, body=NEW_PORT))
            later = await peer.response_of("500 UPDATE")
            assert later.headers.get("Retry-After")
            assert call.plan is not None and call.plan.remote_port == 9000

    run_virtual(main())


def progress(call: IncomingCall) -> None:
    """183 with SDP, and no answer."""
    call.progress(MEDIA)


def update(s: Stage, *, cseq: int, body: bytes = NEW_PORT) -> None:
    s.peer.send(s.peer.request("UPDATE", cseq=cseq, to_tag=s.tag(), body=body))


async def ringing_on(s: Stage) -> None:
    """Our SDP is there and acknowledged."""
    first = await called(s, *SUPPORTED, name="183 INVITE")
    prack(s, rseq_of(first))
    await s.peer.expect("200 PRACK")


def test_a_caller_that_has_our_sdp_may_offer_anew() -> None:
    """What we repeat then has none: the first answer is out of date (RFC 3261 13.2.1)."""

    async def main() -> None:
        async with stage(progress) as s:
            await ringing_on(s)
            update(s, cseq=3)
            ok = await s.peer.response_of("200 UPDATE")
            assert b"m=audio 4000 RTP/AVP 0" in ok.body
            (changed,) = s.handler.events
            assert isinstance(changed, MediaChanged) and changed.plan.remote_port == 9002
            call = s.handler.calls[0]
            call.progress(MEDIA)
            again = await s.peer.response_of("183 INVITE")
            plan = call.answer(MEDIA)
            assert plan is not None and plan.remote_port == 9002
            answered = await s.peer.response_of("200 INVITE")
            assert (again.body, answered.body) == (b"", b"")
            s.peer.send(s.peer.request("ACK", to_tag=s.tag()))
            await asyncio.sleep(0.1)
            up = s.handler.events[-1]
            assert isinstance(up, Answered) and up.plan.remote_port == 9002
            update(s, cseq=4, body=SDP)
            await s.peer.expect("200 UPDATE")
            assert call.plan is not None and call.plan.remote_port == 9000

    run_virtual(main())


def test_the_minute_by_minute_183_leaves_an_outdated_answer_out() -> None:
    async def main() -> None:
        async with stage(progress) as s:
            await ringing_on(s)
            update(s, cseq=3)
            await s.peer.expect("200 UPDATE")
            await asyncio.sleep(61)
            again = await s.peer.response_of("183 INVITE")
            assert (again.body, again.headers.get("RSeq")) == (b"", None)

    run_virtual(main())


def test_an_offer_that_crosses_our_answer_collides() -> None:
    """Its 200 is not acknowledged yet: try again (RFC 3261 14.1)."""

    async def main() -> None:
        async with stage(progress) as s:
            await ringing_on(s)
            s.handler.calls[0].answer(MEDIA)
            await s.peer.expect("200 INVITE")
            update(s, cseq=3)
            await s.peer.expect("491 UPDATE")

    run_virtual(main())


@pytest.mark.parametrize(
    ("behave", "extra", "name"),
    [(progress, SUPPORTED, "183 INVITE"), (progress, (), "183 INVITE"), (ring, (), "180 INVITE")],
    ids=["not acknowledged", "not reliable", "no SDP"],
)
def test_a_caller_that_may_not_have_our_sdp_is_put_off(
    behave: Callable[[IncomingCall], None], extra: tuple[str, ...], name: str
) -> None:
    async def main() -> None:
        async with stage(behave) as s:
            await called(s, *extra, name=name)
            update(s, cseq=2)
            later = await s.peer.response_of("500 UPDATE")
            assert later.headers.get("Retry-After")
            assert not s.handler.events

    run_virtual(main())


def test_a_prack_for_a_response_without_sdp_brings_no_offer() -> None:
    """Its sender has no answer yet, so it may not offer anew (RFC 3262 5)."""

    async def main() -> None:
        async with stage(ring) as s:
            first = await called(s, *REQUIRED, name="180 INVITE")
            prack(s, rseq_of(first), body=NEW_PORT)
            later = await s.peer.response_of("500 PRACK")
            assert later.headers.get("Retry-After")
            s.handler.calls[0].answer(MEDIA)
            ok = await s.peer.response_of("200 INVITE")
            assert b"m=audio 4000" in ok.body

    run_virtual(main())
