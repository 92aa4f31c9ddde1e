"""Redirections of calls we make: which are followed, and how far (RFC 3261 8.1.3.4)."""

import asyncio
from typing import Any

import pytest

from voipbin.media.sip import Uri
from voipbin.media.sip.message import Request, Response
from voipbin.media.sip.redirection import MAX_REDIRECTIONS, Redirects, redirected

from .script import SDP
from .stage import HOST, caller
from .virtual_time import run_virtual

TARGET = "sip:+15550001@10.0.0.9"


def leads(contact: str, kind: Redirects, *, status: int = 302, target: str = TARGET) -> list[str]:
    response = Response(status)
    response.headers.add("Contact", contact)
    return [str(uri) for uri in redirected(response, Uri.parse(target), "10.0.0.9", kind)]


@pytest.mark.parametrize(
    ("contact", "number", "host"),
    [
        ("<sip:+15550001@10.0.0.9:5080>", True, True),
        ("<sip:+15550001;rn=+1999;npdi@10.0.0.9>", True, True),
        ("<sip:+1(555)000-1@10.0.0.9>", True, True),
        ("<sip:+19005550001@10.0.0.9>", False, True),
        ("<sip:+15550001@10.0.0.8>", False, False),
        ("<sip:+15550001@elsewhere.example>", False, False),
        ("<sip:+15550001@10.0.0.9;maddr=10.0.0.8>", False, False),
        ("<sip:+15550001@10.0.0.9;transport=ws>", False, False),
        ("<tel:+15550001>", False, False),
        ("*", False, False),
    ],
)
def test_what_was_checked_has_to_stay(contact: str, number: bool, host: bool) -> None:
    """A redirection to another number or host would go past the gate that let the call out."""
    assert bool(leads(contact, Redirects.NUMBER)) is number
    assert bool(leads(contact, Redirects.HOST)) is host
    assert not leads(contact, Redirects.NONE)


@pytest.mark.parametrize("status", [305, 380, 404])
def test_other_statuses_lead_nowhere(status: int) -> None:
    assert not leads("<sip:+15550001@10.0.0.9:5080>", Redirects.HOST, status=status)


def test_a_name_may_lead_to_its_own_address() -> None:
    contact = "<sip:+15550001@10.0.0.9>"
    assert leads(contact, Redirects.NUMBER, target="sip:+15550001@carrier.example")


@pytest.mark.parametrize(
    ("contact", "follows"),
    [("<sip:a@pbx.example>", False), ("<sips:a@pbx.example:5071>", True)],
)
@pytest.mark.parametrize(
    "target",
    ["sips:a@pbx.example", "sip:a@pbx.example;transport=tls", "sip:a@pbx.example;transport=wss"],
)
def test_rfc3261_26_4_4_protection_is_not_taken_off(
    contact: str, follows: bool, target: str
) -> None:
    assert bool(leads(contact, Redirects.HOST, target=target)) is follows


def test_the_best_first() -> None:
    contacts = "<sip:c@10.0.0.9>;q=0.1, <sip:a@10.0.0.9>, <sip:b@10.0.0.9>;q=0.75"
    users = [Uri.parse(uri).user for uri in leads(contacts, Redirects.HOST)]
    assert users == ["a", "b", "c"]


def test_following_one() -> None:
    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(redirects=Redirects.HOST), stage.peer
            first = await peer.request_of("INVITE")
            moved = "<sip:b@10.0.0.9>;q=0.5, <sip:a@10.0.0.9;lr?Replaces=x>;q=0.9"
            peer.respond(first, 302, extra=(("Contact", moved),))
            await peer.expect("ACK")
            second = await peer.request_of("INVITE")
            assert second.raw_uri == "sip:a@10.0.0.9;lr"
            assert second.headers.get("Replaces") is None
            assert (second.call_id, second.from_) == (first.call_id, first.from_)
            assert second.headers.get("To") == first.headers.get("To")
            assert second.cseq.number == first.cseq.number + 1
            peer.respond(second, 404)
            await peer.expect("ACK")
            third = await peer.request_of("INVITE")
            assert third.raw_uri == "sip:b@10.0.0.9", "the other one of the first answer"
            peer.respond(third, 200, body=SDP)
            await peer.expect("ACK")
            await call.wait_answered()

    run_virtual(main())


@pytest.mark.parametrize("status", [301, 600])
def test_it_ends(status: int) -> None:
    """With 6xx at once; with redirections in a circle when each was called."""

    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(redirects=Redirects.HOST), stage.peer
            both = "<sip:bob@10.0.0.9>, <sip:a@10.0.0.9>, <sip:b@10.0.0.9>"
            peer.respond(await peer.request_of("INVITE"), 302, extra=(("Contact", both),))
            await peer.expect("ACK")
            asked = 1
            while call.ended is None:
                invite = await peer.request_of("INVITE", skip=("ACK",))
                asked += 1
                peer.respond(invite, status, extra=(("Contact", both),))
                await asyncio.sleep(0.1)
            assert call.ended.status == status
            assert asked == (3 if status == 301 else 2)

    run_virtual(main())


def test_targets_without_end() -> None:
    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(redirects=Redirects.HOST), stage.peer
            asked = 0
            while call.ended is None:
                invite = await peer.request_of("INVITE", skip=("ACK",))
                asked += 1
                there = (("Contact", f"<sip:user{asked}@10.0.0.9>"),)
                peer.respond(invite, 302, extra=there)
                await asyncio.sleep(0.1)
            assert asked == 1 + MAX_REDIRECTIONS
            assert call.ended.status == 302

    run_virtual(main())


def test_nothing_is_followed_unless_it_may_be() -> None:
    async def main() -> None:
        async with caller() as stage:
            call, peer = stage.dial(), stage.peer
            there = (("Contact", "<sip:a@10.0.0.9>"),)
            peer.respond(await peer.request_of("INVITE"), 302, extra=there)
            assert (await call.wait_ended()).status == 302
            assert stage.network.names(HOST) == ["INVITE", "ACK"]

    run_virtual(main())


def test_an_address_that_may_not_be_called_is_none_by_redirection_either() -> None:
    async def main() -> None:
        async with caller() as stage:
            allowed = ["10.0.0.9"]
            call = stage.dial(redirects=Redirects.HOST, permitted=lambda host: host in allowed)
            invite = await stage.peer.request_of("INVITE")
            allowed.clear()
            stage.peer.respond(invite, 302, extra=(("Contact", "<sip:a@10.0.0.9>"),))
            assert (await call.wait_ended()).status == 403
            assert stage.network.names(HOST) == ["INVITE", "ACK"]

    run_virtual(main())


class TestProxies:
    """Which of them a redirected call still passes (8.1.2)."""

    PROXY = "<sip:10.0.0.9;lr>"

    @staticmethod
    async def redirected(contact: str, **way: Any) -> tuple[Request, str]:
        """The INVITE after a redirection, and where it went; the target is a name in no DNS."""
        async with caller() as stage:
            stage.dial("sip:bob@nowhere.test", redirects=Redirects.HOST, **way)
            first = await stage.peer.request_of("INVITE")
            assert first.headers.all("Route") == [TestProxies.PROXY]
            stage.peer.respond(first, 302, extra=(("Contact", contact),))
            await stage.peer.expect("ACK")
            await asyncio.sleep(0.1)
            sent = stage.network.log[-1]
            assert isinstance(sent.message, Request)
            return sent.message, str(sent.target)

    def test_an_outbound_proxy_is_configured_and_stays(self) -> None:
        async def main() -> None:
            for contact in ("sip:b@nowhere.test", "sip:b@10.0.0.9:5070"):
                invite, host = await self.redirected(f"<{contact}>", route="sip:10.0.0.9")
                assert (invite.raw_uri, host) == (contact, "10.0.0.9:5060")
                assert invite.headers.all("Route") == [self.PROXY]

        run_virtual(main())

    def test_the_way_to_a_contact_leads_to_its_host(self) -> None:
        async def main() -> None:
            invite, host = await self.redirected("<sip:b@Nowhere.test.>", routes=(self.PROXY,))
            assert (invite.raw_uri, host) == ("sip:b@Nowhere.test.", "10.0.0.9:5060")
            assert invite.headers.all("Route") == [self.PROXY]

        run_virtual(main())

    def test_and_to_no_other(self) -> None:
        async def main() -> None:
            invite, _ = await self.redirected("<sip:b@10.0.0.9>", routes=(self.PROXY,))
            assert invite.raw_uri == "sip:b@10.0.0.9"
            assert invite.headers.all("Route") == []

        run_virtual(main())
