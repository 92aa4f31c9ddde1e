"""Calls we make and give up: cancelled, timed out, or answered too late."""

import asyncio

import pytest

from voipbin.media.sip.message import Request, make_response

from .network import name_of
from .script import SDP
from .stage import caller, ended
from .test_renegotiation import within
from .virtual_time import run_virtual


def test_nobody_home_is_timer_b() -> None:
    async def main() -> None:
        async with caller() as stage:
            call = stage.dial("sip:bob@10.0.0.77")
            last = await call.wait_ended()
            assert (last.kind, last.status) == ("timeout", 408)
            assert asyncio.get_running_loop().time() == pytest.approx(32, abs=0.1)
            assert stage.network.names() == ["INVITE"] * 7

    run_virtual(main())


def test_dial_timeout_sends_cancel() -> None:
    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(dial_timeout_s=30), stage.peer
            invite = await peer.request_of("INVITE")
            peer.respond(invite, 180)
            cancel = await peer.request_of("CANCEL")
            assert str(cancel.via) == str(invite.via)
            assert cancel.raw_uri == invite.raw_uri
            peer.respond(cancel, 200)
            peer.respond(invite, 487)
            await peer.expect("ACK")
            last = await call.wait_ended()
            assert (last.kind, last.status, last.cause) == ("no_answer", 408, 19)
            assert asyncio.get_running_loop().time() == pytest.approx(30, abs=0.1)

    run_virtual(main())


def test_rfc3326_2_cancel_says_that_somebody_else_answered() -> None:
    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(), stage.peer
            invite = await peer.request_of("INVITE")
            peer.respond(invite, 180)
            await asyncio.sleep(0.1)
            call.hang_up(26)
            cancel = await peer.request_of("CANCEL")
            assert cancel.headers.all("Reason") == [
                'SIP;cause=200;text="Call completed elsewhere"',
                'Q.850;cause=26;text="cancelled"',
            ]
            peer.respond(cancel, 200)
            peer.respond(invite, 487)
            await peer.expect("ACK")

    run_virtual(main())


def test_cancel_waits_for_a_provisional_response() -> None:
    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(), stage.peer
            invite = await peer.request_of("INVITE")
            call.hang_up()
            assert ended(stage.events).kind == "cancelled"
            await asyncio.sleep(0.3)
            assert "CANCEL" not in stage.network.names()
            peer.respond(invite, 100)
            cancel = await peer.request_of("CANCEL")
            peer.respond(cancel, 200)
            peer.respond(invite, 487)
            await peer.expect("ACK")
            assert not stage.sip.sessions

    run_virtual(main())


def test_hang_up_before_the_invite_left_sends_nothing() -> None:
    async def main() -> None:
        async with caller() as stage:
            call = stage.dial()
            call.hang_up()
            await call.wait_ended()
            await asyncio.sleep(1)
            assert stage.network.log == []
            assert not stage.sip.sessions

    run_virtual(main())


def test_cancel_crossing_200_is_acknowledged_and_ended_by_bye() -> None:
    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(), stage.peer
            invite = await peer.request_of("INVITE")
            peer.respond(invite, 180)
            await asyncio.sleep(0.1)
            call.hang_up()
            peer.respond(invite, 200, body=SDP)
            cancel = await peer.request_of("CANCEL")
            peer.respond(cancel, 200)
            await peer.expect("ACK")
            bye = await peer.request_of("BYE")
            peer.respond(bye, 200)
            last = await call.wait_ended()
            assert (last.kind, last.status, last.answered) == ("cancelled", 487, False)
            assert "Answered" not in stage.kinds

    run_virtual(main())


def test_unanswered_cancel_ends_for_the_observer_soon_and_on_the_wire_later() -> None:
    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(), stage.peer
            peer.respond(await peer.request_of("INVITE"), 180)
            await asyncio.sleep(0.1)
            call.hang_up()
            await call.wait_ended()
            assert asyncio.get_running_loop().time() == pytest.approx(2.1, abs=0.1)
            assert stage.sip.sessions
            await asyncio.sleep(33)
            assert not stage.sip.sessions
            assert stage.sip.counters["transactions"] == 0

    run_virtual(main())


def test_second_fork_gets_ack_and_bye() -> None:
    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(), stage.peer
            invite = await peer.request_of("INVITE")
            peer.respond(invite, 180, tag="one")
            peer.respond(invite, 180, tag="two")
            peer.respond(invite, 200, tag="one", body=SDP)
            peer.respond(invite, 200, tag="two", body=SDP)
            acks = {(await peer.request_of("ACK")).to.tag}
            acks.add((await peer.request_of("ACK")).to.tag)
            assert acks == {"one", "two"}
            bye = await peer.request_of("BYE")
            assert bye.to.tag == "two"
            peer.respond(bye, 200)
            await call.wait_answered()
            assert stage.kinds == ["Provisional", "Provisional", "Answered"]
            assert call.remote.tag == "one"

    run_virtual(main())


def test_close_hangs_up_every_state() -> None:
    async def main() -> None:
        async with caller() as stage:
            up, ringing = stage.dial(), stage.dial()
            peer = stage.peer
            first, second = await peer.request_of("INVITE"), await peer.request_of("INVITE")
            peer.respond(first, 200, tag="a", body=SDP)
            peer.respond(second, 180, tag="b")
            await peer.expect("ACK")
            await up.wait_answered()
            await asyncio.sleep(0.1)
            closing = asyncio.ensure_future(stage.sip.close())
            goodbyes = [await peer.inbox.get(), await peer.inbox.get()]
            assert sorted(name_of(message) for message in goodbyes) == ["BYE", "CANCEL"]
            for message in goodbyes:
                assert isinstance(message, Request)
                peer.respond(message, 200, tag="b")
            peer.respond(second, 487, tag="b")
            await closing
            assert (await ringing.wait_ended()).kind == "cancelled"
            assert (await up.wait_ended()).kind == "hangup"

    run_virtual(main())


def test_bye_in_an_early_dialog_leaves_nothing_behind() -> None:
    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(), stage.peer
            invite = await peer.request_of("INVITE")
            peer.respond(invite, 180, tag="peer")
            await asyncio.sleep(0.1)
            peer.send(within(stage, call, "BYE", 1))
            await peer.expect("200 BYE")
            last = await call.wait_ended()
            assert (last.by, last.answered) == ("remote", False)
            await asyncio.sleep(70)
            assert not stage.sip.sessions
            assert stage.sip.counters["transactions"] == 0

    run_virtual(main())


@pytest.mark.parametrize("contact", [True, False])
def test_rfc3261_13_2_2_4_every_answer_after_cancel_is_hung_up(contact: bool) -> None:
    """Two phones answer while the CANCEL is on its way: each gets its ACK and its BYE."""

    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(), stage.peer
            invite = await peer.request_of("INVITE")
            peer.respond(invite, 180, tag="a")
            await asyncio.sleep(0.1)
            call.hang_up()
            cancel = await peer.request_of("CANCEL")
            for tag in ("a", "b"):
                answer = make_response(invite, 200, to_tag=tag, body=SDP)
                answer.headers.add("Content-Type", "application/sdp")
                if contact:
                    answer.headers.add("Contact", f"<sip:{tag}@10.0.0.9>")
                peer.send(answer)
            peer.respond(cancel, 200)
            got = [await peer.inbox.get() for _ in range(4)]
            said = sorted((name_of(message), message.to.tag) for message in got)
            assert said == [("ACK", "a"), ("ACK", "b"), ("BYE", "a"), ("BYE", "b")]
            for message in got:
                if isinstance(message, Request) and message.method == "BYE":
                    peer.respond(message, 200)
            assert (await call.wait_ended()).kind == "cancelled"

    run_virtual(main())
