"""Requests past proxies, those of RFC 2543 among them, which have no `lr` (RFC 3261 12.2.1.1)."""

import asyncio

import pytest

from voipbin.media.sip import Credentials, NameAddr, Uri
from voipbin.media.sip.message import Request
from voipbin.media.sip.route import routed

from .fake_handler import FakeHandler
from .network import Network
from .script import SDP, ScriptedPeer
from .stage import HOST, caller, endpoint
from .virtual_time import run_virtual

STRICT = "<sip:near@10.0.0.9:5060;hop=1>"
STRICT_URI = "sip:near@10.0.0.9:5060;hop=1"
FAR = "<sip:far.test;lr>"
CONTACT = "sip:peer@10.0.0.9:5060"
TARGET = "sip:bob@10.0.0.9"


@pytest.mark.parametrize(
    ("routes", "uri", "written"),
    [
        ((), TARGET, ()),
        ((FAR,), TARGET, (FAR,)),
        ((FAR, STRICT), TARGET, (FAR, STRICT)),
        (("<sip:p.test;lr=on>",), TARGET, ("<sip:p.test;lr=on>",)),
        (("<sip:p.test;LR>", FAR), TARGET, ("<sip:p.test;lr>", FAR)),
        ((STRICT,), STRICT_URI, (f"<{TARGET}>",)),
        ((STRICT, FAR), STRICT_URI, (FAR, f"<{TARGET}>")),
        ((STRICT, STRICT), STRICT_URI, (STRICT, f"<{TARGET}>")),
        (("<sip:p.test;method=BYE?Subject=x>",), "sip:p.test", (f"<{TARGET}>",)),
        (('"A" <sip:p.test;nolr>;x=1',), "sip:p.test;nolr", (f"<{TARGET}>",)),
    ],
)
def test_routed(routes: tuple[str, ...], uri: str, written: tuple[str, ...]) -> None:
    found = routed(Uri.parse(f"{TARGET}?Subject=y"), [NameAddr.parse(route) for route in routes])
    assert (str(found[0]), tuple(map(str, found[1]))) == (uri, written)


def check(request: Request, contact: str = CONTACT) -> None:
    """It is as a strict router at 10.0.0.9 wants it."""
    assert request.raw_uri == STRICT_URI
    assert request.headers.all("Route") == [FAR, f"<{contact}>"]


def test_every_request_of_a_call_we_made() -> None:
    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(), stage.peer
            recorded = (("Record-Route", FAR), ("Record-Route", STRICT))
            invite = await peer.request_of("INVITE")
            assert not invite.headers.all("Route")
            reliable = (*recorded, ("Require", "100rel"), ("RSeq", "1"))
            peer.respond(invite, 180, extra=reliable)
            prack = await peer.request_of("PRACK")
            check(prack)
            peer.respond(prack, 200)
            peer.respond(invite, 200, body=SDP, extra=recorded)
            check(await peer.request_of("ACK"))
            await call.wait_answered()
            holding = asyncio.ensure_future(call.hold())
            again = await peer.request_of("INVITE")
            check(again)
            peer.respond(again, 200, body=SDP.replace(b"sendrecv", b"recvonly"))
            check(await peer.request_of("ACK"))
            await holding
            call.hang_up()
            check(await peer.request_of("BYE"))

    run_virtual(main())


def test_requests_of_a_call_we_took() -> None:
    """The route is taken as it was recorded, not backwards (12.1.1)."""

    async def main() -> None:
        network, handler = Network(), FakeHandler()
        async with endpoint(network, handler):
            peer = ScriptedPeer(network, HOST)
            extra = (f"Record-Route: {STRICT}", f"Record-Route: {FAR}")
            peer.send(peer.request("INVITE", user="answer", body=SDP, extra=extra))
            skip = ("100 INVITE", "180 INVITE")
            answer = await peer.response_of("200 INVITE", skip=skip)
            assert answer.headers.all("Record-Route") == [STRICT, FAR], "with nothing added"
            peer.send(peer.request("ACK", user="answer", to_tag=answer.to.tag or ""))
            (call,) = handler.calls
            await call.wait_answered()
            call.hang_up()
            check(await peer.request_of("BYE"), "sip:alice@10.0.0.9:5060")

    run_virtual(main())


def test_rfc3261_22_4_the_digest_is_of_the_uri_that_is_written() -> None:
    async def main() -> None:
        async with caller() as stage:
            call = stage.dial(credentials=Credentials("trunk", "pw"))
            peer = stage.peer
            recorded = (("Record-Route", FAR), ("Record-Route", STRICT))
            peer.respond(await peer.request_of("INVITE"), 200, body=SDP, extra=recorded)
            await peer.expect("ACK")
            await call.wait_answered()
            call.hang_up()
            challenge = (("Proxy-Authenticate", 'Digest realm="r", nonce="n", qop="auth"'),)
            peer.respond(await peer.request_of("BYE"), 407, extra=challenge)
            again = await peer.request_of("BYE")
            check(again)
            assert f'uri="{STRICT_URI}"' in (again.headers.get("Proxy-Authorization") or "")

    run_virtual(main())


class TestPreloaded:
    """A route that is known before the call (8.1.2), as that of a registered contact."""

    @pytest.mark.parametrize("status", [486, None])
    def test_strict(self, status: int | None) -> None:
        """CANCEL and the ACK of a refusal go the same way (9.1, 17.1.1.3)."""

        async def main() -> None:
            async with caller() as stage:
                call = stage.dial("sip:bob@nowhere.test", routes=(STRICT, FAR))
                peer = stage.peer
                invite = await peer.request_of("INVITE")
                check(invite, "sip:bob@nowhere.test")
                assert str(invite.to.uri) == "sip:bob@nowhere.test"
                if status is None:
                    peer.respond(invite, 180)
                    await asyncio.sleep(0.1)
                    call.hang_up()
                    cancel = await peer.request_of("CANCEL")
                    check(cancel, "sip:bob@nowhere.test")
                    peer.respond(cancel, 200)
                peer.respond(invite, status or 487)
                check(await peer.request_of("ACK"), "sip:bob@nowhere.test")

        run_virtual(main())

    def test_loose(self) -> None:
        async def main() -> None:
            async with caller() as stage:
                stage.dial("sip:bob@nowhere.test", routes=("<sip:10.0.0.9;lr>", STRICT))
                invite = await stage.peer.request_of("INVITE")
                assert invite.raw_uri == "sip:bob@nowhere.test"
                assert invite.headers.all("Route") == ["<sip:10.0.0.9;lr>", STRICT]

        run_virtual(main())

    def test_it_is_no_part_of_the_dialog(self) -> None:
        """12.1.2: what was recorded counts, which is nothing here."""

        async def main() -> None:
            async with caller() as stage:
                call, peer = stage.dial(routes=(STRICT,)), stage.peer
                peer.respond(await peer.request_of("INVITE"), 200, body=SDP)
                ack = await peer.request_of("ACK")
                assert (ack.raw_uri, ack.headers.all("Route")) == (CONTACT, [])
                await call.wait_answered()

        run_virtual(main())
