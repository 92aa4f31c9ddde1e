"""UPDATE before a call of ours is answered (RFC 3311 5.2), on virtual time."""

import pytest

from voipbin.media.sip import Answered, MediaChanged

from .script import SDP
from .stage import caller
from .test_reliable import NEW_PORT, reliable
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
