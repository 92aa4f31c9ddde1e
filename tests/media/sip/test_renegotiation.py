"""re-INVITE and UPDATE in both directions, glare included, on virtual time."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from voipbin.media.sip import (
    Answered,
    Direction,
    InfoReceived,
    LocalMedia,
    MediaChanged,
    OutgoingCall,
    SessionError,
    SessionState,
)
from voipbin.media.sip.message import Message

from .script import SDP
from .stage import Caller, caller
from .virtual_time import run_virtual

HOLD = SDP.replace(b"sendrecv", b"sendonly")


@contextlib.asynccontextmanager
async def call_up(**settings: object) -> AsyncIterator[tuple[Caller, OutgoingCall, str]]:
    """A call to the scripted peer that has been answered, and our tag."""
    async with caller(**settings) as stage:
        call, peer = stage.dial(), stage.peer
        invite = await peer.request_of("INVITE")
        peer.respond(invite, 200, body=SDP, extra=(("Allow", "INVITE, ACK, BYE, UPDATE"),))
        await peer.expect("ACK")
        await call.wait_answered()
        yield stage, call, call.local.tag or ""


def within(stage: Caller, call: OutgoingCall, method: str, cseq: int, **more: object) -> bytes:
    """A request of the peer within the call."""
    data = stage.peer.request(method, cseq=cseq, call_id=call.call_id, **more)  # type: ignore[arg-type]
    old = b"From: <sip:alice@10.0.0.9>;tag=scr"
    return data.replace(old, b"From: <sip:bob@10.0.0.9>;tag=peer").replace(
        b"To: <sip:bob@10.0.0.1>", b"To: <sip:x@10.0.0.1>;tag=" + (call.local.tag or "").encode()
    )


def test_rfc3264_8_the_origin_stays_when_the_peer_moves_to_the_other_family() -> None:
    """Only its version changes, by one every time."""

    def origin(message: Message) -> tuple[str, int, str]:
        words = message.body.split(b"\r\n")[1].decode().split()
        return words[1], int(words[2]), words[5]

    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(), stage.peer
            invite = await peer.request_of("INVITE")
            peer.respond(invite, 200, body=SDP)
            await peer.expect("ACK")
            await call.wait_answered()
            both = LocalMedia("10.0.0.1", 4000, other_host="2001:db8::1")
            moving = asyncio.create_task(call.change_media(both))
            again = await peer.request_of("INVITE")
            peer.respond(again, 200, body=SDP)
            await peer.expect("ACK")
            await moving
            other = SDP.replace(b"IN IP4 10.0.0.9", b"IN IP6 2001:db8::9")
            peer.send(within(stage, call, "UPDATE", 1, body=other))
            ok = await peer.response_of("200 UPDATE")
            assert b"c=IN IP6 2001:db8::1\r\n" in ok.body
            held = asyncio.create_task(call.hold())
            hold = await peer.request_of("INVITE")
            assert b"c=IN IP6 2001:db8::1\r\n" in hold.body
            peer.respond(hold, 200, body=other)
            await peer.expect("ACK")
            await held
            number, version, host = origin(invite)
            assert host == "10.0.0.1"
            later = [origin(message) for message in (again, ok, hold)]
            assert later == [(number, version + step, host) for step in (1, 2, 3)]

    run_virtual(main())


def test_peer_holds_and_resumes() -> None:
    async def main() -> None:
        async with call_up() as (stage, call, _):
            peer = stage.peer
            peer.send(within(stage, call, "INVITE", 1, body=HOLD))
            ok = await peer.response_of("200 INVITE")
            assert b"a=recvonly" in ok.body
            peer.send(within(stage, call, "ACK", 1))
            peer.send(within(stage, call, "INVITE", 2, body=SDP))
            ok = await peer.response_of("200 INVITE")
            assert b"a=sendrecv" in ok.body
            peer.send(within(stage, call, "ACK", 2))
            await asyncio.sleep(0.1)
            held, resumed = stage.events[1:]
            assert isinstance(held, MediaChanged) and isinstance(resumed, MediaChanged)
            assert held.plan.held_by_peer and held.by == "remote"
            assert held.plan.direction is Direction.RECVONLY
            assert not resumed.plan.held_by_peer

    run_virtual(main())


@pytest.mark.parametrize(
    ("body", "ours"),
    [
        (HOLD, Direction.RECVONLY),
        (SDP.replace(b"sendrecv", b"inactive"), Direction.INACTIVE),
        (SDP.replace(b"c=IN IP4 10.0.0.9", b"c=IN IP4 0.0.0.0"), Direction.RECVONLY),
    ],
)
def test_every_spelling_of_hold(body: bytes, ours: Direction) -> None:
    async def main() -> None:
        async with call_up() as (stage, call, _):
            stage.peer.send(within(stage, call, "INVITE", 1, body=body))
            await stage.peer.expect("200 INVITE")
            assert call.plan is not None
            assert (call.plan.held_by_peer, call.plan.direction) == (True, ours)

    run_virtual(main())


def test_our_hold_and_resume() -> None:
    async def main() -> None:
        async with call_up() as (stage, call, _):
            peer = stage.peer
            holding = asyncio.ensure_future(call.hold())
            offer = await peer.request_of("INVITE")
            assert b"a=sendonly" in offer.body
            body = SDP.replace(b"sendrecv", b"recvonly")
            peer.respond(offer, 200, body=body)
            await peer.expect("ACK")
            plan = await holding
            assert call.on_hold and plan.direction is Direction.SENDONLY
            assert not plan.held_by_peer
            resuming = asyncio.ensure_future(call.resume())
            offer = await peer.request_of("INVITE")
            assert b"a=sendrecv" in offer.body
            peer.respond(offer, 200, body=SDP)
            await peer.expect("ACK")
            await resuming
            assert not call.on_hold

    run_virtual(main())


def test_peer_reinvite_while_we_hold_stays_held() -> None:
    async def main() -> None:
        async with call_up() as (stage, call, _):
            peer = stage.peer
            holding = asyncio.ensure_future(call.hold())
            offer = await peer.request_of("INVITE")
            peer.respond(offer, 200, body=SDP.replace(b"sendrecv", b"recvonly"))
            await peer.expect("ACK")
            await holding
            peer.send(within(stage, call, "INVITE", 1, body=SDP))
            ok = await peer.response_of("200 INVITE")
            assert b"a=sendonly" in ok.body

    run_virtual(main())


def test_media_moves() -> None:
    async def main() -> None:
        async with call_up() as (stage, call, _):
            moving = asyncio.ensure_future(call.change_media(LocalMedia("10.0.0.3", 6000)))
            offer = await stage.peer.request_of("INVITE")
            assert b"c=IN IP4 10.0.0.3" in offer.body and b"m=audio 6000" in offer.body
            stage.peer.respond(offer, 200, body=SDP.replace(b"9000", b"9100"))
            assert (await moving).remote_port == 9100

    run_virtual(main())


def test_glare_ours_is_answered_491_and_repeated() -> None:
    async def main() -> None:
        async with call_up() as (stage, call, _):
            peer = stage.peer
            holding = asyncio.ensure_future(call.hold())
            ours = await peer.request_of("INVITE")
            peer.send(within(stage, call, "INVITE", 1, body=SDP))
            await peer.expect("491 INVITE")
            peer.send(within(stage, call, "ACK", 1, branch="z9hG4bK1"))
            peer.respond(ours, 491)
            before = asyncio.get_running_loop().time()
            again = await peer.request_of("INVITE", skip=("ACK", "491 INVITE"))
            waited = asyncio.get_running_loop().time() - before
            assert 2.0 <= waited <= 4.2, "the owner of the Call-ID waits 2.1 to 4 seconds"
            peer.respond(again, 200, body=SDP.replace(b"sendrecv", b"recvonly"))
            await holding

    run_virtual(main())


def test_refused_hold_leaves_the_call_as_it_was() -> None:
    async def main() -> None:
        async with call_up() as (stage, call, _):
            before = call.plan
            holding = asyncio.ensure_future(call.hold())
            stage.peer.respond(await stage.peer.request_of("INVITE"), 488)
            with pytest.raises(SessionError) as caught:
                await holding
            assert caught.value.status == 488
            assert (call.plan, call.on_hold, call.state) == (before, False, SessionState.UP)

    run_virtual(main())


def test_reinvite_answered_481_ends_the_call() -> None:
    async def main() -> None:
        async with call_up() as (stage, call, _):
            holding = asyncio.ensure_future(call.hold())
            stage.peer.respond(await stage.peer.request_of("INVITE"), 481)
            with pytest.raises(SessionError):
                await holding
            assert (await call.wait_ended()).kind == "timeout"

    run_virtual(main())


def test_bye_during_our_reinvite() -> None:
    async def main() -> None:
        async with call_up() as (stage, call, _):
            holding = asyncio.ensure_future(call.hold())
            ours = await stage.peer.request_of("INVITE")
            stage.peer.send(within(stage, call, "BYE", 1))
            await stage.peer.expect("200 BYE")
            with pytest.raises(SessionError):
                await holding
            stage.peer.respond(ours, 200, body=SDP)
            await stage.peer.expect("ACK")

    run_virtual(main())


def test_hold_before_the_answer() -> None:
    async def main() -> None:
        async with caller() as stage:
            with pytest.raises(SessionError):
                await stage.dial().hold()

    run_virtual(main())


def test_bad_reinvites_leave_the_call_up() -> None:
    async def main() -> None:
        async with call_up() as (stage, call, _):
            peer = stage.peer
            video = SDP.replace(b"m=audio", b"m=video")
            peer.send(within(stage, call, "INVITE", 1, body=video))
            await peer.expect("488 INVITE")
            peer.send(within(stage, call, "INVITE", 2, body=b"rubbish"))
            await peer.expect("400 INVITE", skip=("488 INVITE",))
            peer.send(within(stage, call, "INVITE", 3, body=b"x", content_type="text/plain"))
            await peer.expect("415 INVITE", skip=("488 INVITE", "400 INVITE"))
            assert call.state is SessionState.UP

    run_virtual(main())


def test_reinvite_without_offer() -> None:
    async def main() -> None:
        async with call_up() as (stage, call, _):
            peer = stage.peer
            peer.send(within(stage, call, "INVITE", 1))
            ok = await peer.response_of("200 INVITE")
            assert b"m=audio 4000" in ok.body
            peer.send(within(stage, call, "ACK", 1, body=SDP.replace(b"9000", b"9200")))
            await asyncio.sleep(0.1)
            assert call.plan is not None and call.plan.remote_port == 9200

    run_virtual(main())


def test_out_of_order_request_is_500() -> None:
    async def main() -> None:
        async with call_up() as (stage, call, _):
            stage.peer.send(within(stage, call, "INFO", 5))
            await stage.peer.expect("200 INFO")
            stage.peer.send(within(stage, call, "INFO", 4))
            await stage.peer.expect("500 INFO")

    run_virtual(main())


def test_info_update_options_refer_in_dialog() -> None:
    async def main() -> None:
        async with call_up() as (stage, call, _):
            peer = stage.peer
            body = b"Signal=5\r\nDuration=160\r\n"
            peer.send(
                within(stage, call, "INFO", 1, body=body, content_type="application/dtmf-relay")
            )
            await peer.expect("200 INFO")
            assert stage.events[-1] == InfoReceived("application/dtmf-relay", body)
            peer.send(within(stage, call, "UPDATE", 2, body=HOLD))
            ok = await peer.response_of("200 UPDATE")
            assert b"a=recvonly" in ok.body and ok.contacts
            peer.send(within(stage, call, "UPDATE", 3))
            assert (await peer.response_of("200 UPDATE")).body == b""
            peer.send(within(stage, call, "OPTIONS", 4))
            told = await peer.response_of("200 OPTIONS")
            assert told.headers.get("Accept") == "application/sdp"
            assert "PRACK" in (told.headers.get("Allow") or "")
            peer.send(within(stage, call, "REFER", 5, extra=("Refer-To: <sip:x@y>",)))
            await peer.expect("603 REFER")
            assert [type(event) for event in stage.events[:1]] == [Answered]
            assert call.state is SessionState.UP

    run_virtual(main())


def test_wrong_tag_is_481() -> None:
    async def main() -> None:
        async with call_up() as (stage, call, tag):
            data = within(stage, call, "BYE", 1)
            stage.peer.send(data.replace(tag.encode(), b"other"))
            await stage.peer.expect("481 BYE")
            stage.peer.send(data.replace(b"tag=peer", b"tag=other").replace(b"K2", b"K9"))
            await stage.peer.expect("481 BYE")
            assert call.state is SessionState.UP

    run_virtual(main())
