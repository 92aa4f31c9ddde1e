"""Calls we make, against a scripted peer on virtual time."""

import asyncio

import pytest

from voipbin.media.sip import Credentials, Provisional, SessionError
from voipbin.media.sip.digest import Ha1
from voipbin.media.sip.digest_server import DigestServer, Verdict
from voipbin.media.sip.message import make_response

from .script import SDP
from .stage import caller, ended
from .virtual_time import run_virtual


def test_answered_call_and_our_bye() -> None:
    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(headers=(("X-Tech", "1"),)), stage.peer
            invite = await peer.request_of("INVITE")
            assert invite.headers.get("Session-Expires") == "1800"
            assert invite.headers.get("Min-SE") == "90"
            assert invite.headers.get("Max-Forwards") == "70"
            assert invite.headers.get("User-Agent") == "voipbin"
            assert invite.headers.get("X-Tech") == "1"
            assert b"m=audio 4000 RTP/AVP 0 8 101" in invite.body
            assert b"a=fmtp:101 0-16" in invite.body and b"a=maxptime:140" in invite.body
            peer.respond(invite, 180)
            peer.respond(invite, 200, body=SDP)
            ack = await peer.request_of("ACK")
            assert ack.raw_uri == "sip:peer@10.0.0.9:5060"
            plan = await call.wait_answered()
            assert (plan.remote_host, plan.remote_port) == ("10.0.0.9", 9000)
            call.hang_up(16)
            call.hang_up(17)
            bye = await peer.request_of("BYE")
            assert bye.headers.get("Reason") == "Q.850;cause=16"
            assert bye.cseq.number == invite.cseq.number + 1
            peer.respond(bye, 200)
            last = ended(stage.events)
            assert (last.by, last.status, last.cause, last.kind) == ("local", 200, 16, "hangup")
            assert stage.kinds == ["Provisional", "Answered", "Ended"]

    run_virtual(main())


def test_early_media_is_reported() -> None:
    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(), stage.peer
            invite = await peer.request_of("INVITE")
            peer.respond(invite, 183, body=SDP)
            peer.respond(invite, 200)
            await peer.expect("ACK")
            await call.wait_answered()
            first = stage.events[0]
            assert isinstance(first, Provisional)
            assert first.plan is not None and first.plan.remote_port == 9000
            assert call.plan == first.plan, "a 2xx without SDP keeps the early answer"

    run_virtual(main())


@pytest.mark.parametrize(
    ("status", "cause"),
    [(486, 17), (480, 19), (404, 1), (403, 21), (488, 58), (500, 38), (503, 34), (600, 17)],
)
def test_refusal(status: int, cause: int) -> None:
    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(), stage.peer
            peer.respond(await peer.request_of("INVITE"), status)
            ack = await peer.request_of("ACK")
            assert ack.raw_uri == "sip:bob@10.0.0.9", "hop-by-hop ACK goes where the INVITE went"
            last = await call.wait_ended()
            assert (last.by, last.status, last.cause, last.kind) == (
                "remote",
                status,
                cause,
                "refused",
            )
            with pytest.raises(SessionError) as caught:
                await call.wait_answered()
            assert caught.value.status == status

    run_virtual(main())


def test_reason_header_overrides_the_table() -> None:
    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(), stage.peer
            reason = (("Reason", 'SIP;cause=480, Q.850;cause=20;text="absent"'),)
            peer.respond(await peer.request_of("INVITE"), 480, extra=reason)
            assert (await call.wait_ended()).cause == 20

    run_virtual(main())


def test_lost_200_is_repeated_and_acknowledged_again() -> None:
    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(), stage.peer
            invite = await peer.request_of("INVITE")
            response = peer.respond(invite, 200, body=SDP)
            first = await peer.request_of("ACK")
            peer.send(response)  # a duplicate made by the network: too early to mean a lost ACK
            await asyncio.sleep(0.5)
            peer.send(response)
            second = await peer.request_of("ACK")
            assert bytes(first) == bytes(second)
            assert stage.network.names().count("ACK") == 2
            await call.wait_answered()
            assert stage.kinds == ["Answered"]

    run_virtual(main())


def test_provider_challenge_sha256_preferred() -> None:
    async def main() -> None:
        async with caller() as stage:
            server = DigestServer(asyncio.get_running_loop().time)
            call = stage.dial(credentials=Credentials("trunk", "pw"))
            peer = stage.peer
            invite = await peer.request_of("INVITE")
            lines = [("Proxy-Authenticate", value) for value in server.challenges("carrier")]
            peer.respond(invite, 407, extra=tuple(lines))
            again = await peer.request_of("INVITE", skip=("ACK",))
            assert again.cseq.number == invite.cseq.number + 1
            assert again.call_id == invite.call_id and again.from_.tag == invite.from_.tag
            assert "algorithm=SHA-256" in (again.headers.get("Proxy-Authorization") or "")

            async def lookup(realm: str, user: str) -> Ha1:
                return Ha1.of(user, realm, "pw")

            checked = await server.check(again, "carrier", lookup)
            assert (checked.verdict, checked.username) == (Verdict.ACCEPTED, "trunk")
            peer.respond(again, 407, extra=tuple(lines))
            last = await call.wait_ended()
            assert (last.status, last.kind) == (407, "refused"), "no second try with a bad password"

    run_virtual(main())


def test_challenge_without_credentials_is_a_refusal() -> None:
    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(), stage.peer
            lines = (("WWW-Authenticate", 'Digest realm="r", nonce="n", qop="auth"'),)
            peer.respond(await peer.request_of("INVITE"), 401, extra=lines)
            assert (await call.wait_ended()).status == 401

    run_virtual(main())


def test_422_raises_the_interval() -> None:
    async def main() -> None:
        async with caller() as stage:
            stage.dial()
            peer = stage.peer
            peer.respond(await peer.request_of("INVITE"), 422, extra=(("Min-SE", "3600"),))
            again = await peer.request_of("INVITE", skip=("ACK",))
            assert again.headers.get("Min-SE") == "3600"
            assert again.headers.get("Session-Expires") == "3600"

    run_virtual(main())


def test_answer_without_usable_sdp_is_hung_up() -> None:
    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(), stage.peer
            invite = await peer.request_of("INVITE")
            body = SDP.replace(b"RTP/AVP 0 101", b"RTP/AVP 18 101")
            peer.respond(invite, 200, body=body)
            await peer.expect("ACK")
            peer.respond(await peer.request_of("BYE"), 200)
            last = await call.wait_ended()
            assert (last.kind, last.status, last.answered) == ("protocol", 488, False)

    run_virtual(main())


def test_record_route_makes_the_route_set() -> None:
    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(), stage.peer
            invite = await peer.request_of("INVITE")
            routes = (("Record-Route", "<sip:p2.test;lr>"), ("Record-Route", "<sip:10.0.0.9;lr>"))
            peer.respond(invite, 200, body=SDP, extra=routes)
            ack = await peer.request_of("ACK")
            assert ack.headers.all("Route") == ["<sip:10.0.0.9;lr>", "<sip:p2.test;lr>"]
            assert ack.raw_uri == "sip:peer@10.0.0.9:5060"
            await call.wait_answered()

    run_virtual(main())


def test_outbound_proxy() -> None:
    async def main() -> None:
        async with caller() as stage:
            stage.dial("sip:bob@unreachable.example", route="sip:10.0.0.9:5060")
            invite = await stage.peer.request_of("INVITE")
            assert invite.raw_uri == "sip:bob@unreachable.example"
            assert invite.headers.get("Route") == "<sip:10.0.0.9:5060;lr>"

    run_virtual(main())


@pytest.mark.parametrize(
    "arguments",
    [
        {"name": "x\r\nX-Evil: 1"},
        {"name": "x\n"},
        {"headers": (("X-A", "b\r\nX-Evil: 1"),)},
        {"headers": (("X A", "b"),)},
        {"headers": (("Via", "b"),)},
        {"headers": (("v", "b"),)},
    ],
)
def test_header_injection_is_refused(arguments: dict[str, object]) -> None:
    async def main() -> None:
        async with caller() as stage:
            with pytest.raises(ValueError):
                stage.dial(**arguments)  # type: ignore[arg-type]
            await asyncio.sleep(1)
            assert stage.network.log == []

    run_virtual(main())


def test_rfc3261_12_1_2_a_200_without_contact_is_acknowledged_and_hung_up() -> None:
    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(), stage.peer
            invite = await peer.request_of("INVITE")
            bare = make_response(invite, 200, to_tag="peer", body=SDP)
            bare.headers.add("Content-Type", "application/sdp")
            peer.send(bare)
            ack = await peer.request_of("ACK")
            assert ack.raw_uri == invite.raw_uri, "nobody said anything better"
            assert ack.to.tag == "peer"
            bye = await peer.request_of("BYE")
            assert (bye.raw_uri, bye.to.tag) == (invite.raw_uri, "peer")
            assert "cause=111" in str(bye.headers.get("Reason"))
            peer.respond(bye, 200)
            last = await call.wait_ended()
            assert (last.kind, last.answered) == ("protocol", False)
            assert "Contact" in last.reason
            await asyncio.sleep(0.5)
            peer.send(bare)  # our ACK was lost
            assert bytes(await peer.request_of("ACK")) == bytes(ack)
            assert not stage.sip.sessions

    run_virtual(main())


def test_rfc3261_12_1_2_a_phone_of_rfc2543_answers_without_a_tag() -> None:
    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(), stage.peer
            invite = await peer.request_of("INVITE")
            peer.respond(invite, 200, tag="", body=SDP)
            ack = await peer.request_of("ACK")
            assert ack.to.tag is None
            await call.wait_answered()
            lines = bytes(invite).decode().split("\r\n")
            ours = next(line for line in lines if line.startswith("From:")).partition(": ")[2]
            theirs = next(line for line in lines if line.startswith("To:")).partition(": ")[2]
            bye = (
                f"BYE sip:x@10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKb\r\n"
                f"From: {theirs}\r\nTo: {ours}\r\nCall-ID: {invite.call_id}\r\nCSeq: 1 BYE\r\n"
                "Content-Length: 0\r\n\r\n"
            )
            peer.send(bye.encode())
            await peer.expect("200 BYE")
            assert (await call.wait_ended()).by == "remote"

    run_virtual(main())


@pytest.mark.parametrize("hops", [70, 12, 0])
def test_rfc7332_hops_are_counted_on(hops: int) -> None:
    async def main() -> None:
        async with caller() as stage:
            stage.dial(max_forwards=hops)
            invite = await stage.peer.request_of("INVITE")
            assert invite.headers.get("Max-Forwards") == str(hops)

    run_virtual(main())
