"""Offering a call to one server after the other (RFC 3263 4.3), and large requests by stream."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.fixtures.ports import free_port
from voipbin.media.sip import (
    Ended,
    EndpointConfig,
    Listen,
    LocalMedia,
    NameAddr,
    OutgoingInvite,
    RegisterRequest,
    SdesKeys,
    Security,
    SipEndpoint,
    TraceRecord,
    Uri,
)
from voipbin.media.sip.transport.names import Srv

from .fake_handler import MEDIA, FakeHandler
from .fake_names import FakeNames
from .script import SDP, ScriptedPeer
from .stage import HOST, Caller, caller, ended
from .virtual_time import run_virtual

FIRST, SECOND = "10.0.0.9", "10.0.0.8"
PAIR = FakeNames(
    {"a.example": [FIRST], "b.example": [SECOND]},
    {"_sip._udp.carrier.example": [Srv(1, 0, 5060, "a.example"), Srv(2, 0, 5060, "b.example")]},
)
TARGET = "sip:+1@carrier.example;transport=udp"


def second(stage: Caller) -> ScriptedPeer:
    return ScriptedPeer(stage.network, HOST, SECOND)


@pytest.mark.parametrize("provisional", [False, True])
def test_rfc3263_4_3_a_server_that_is_not_available(provisional: bool) -> None:
    async def main() -> None:
        async with caller(names=PAIR) as stage:
            other = second(stage)
            call = stage.dial(TARGET)
            refused = await stage.peer.request_of("INVITE")
            if provisional:
                stage.peer.respond(refused, 100)
            stage.peer.respond(refused, 503)
            invite = await other.request_of("INVITE")
            assert invite.call_id == refused.call_id
            assert invite.raw_uri == refused.raw_uri, "the domain that was called"
            assert invite.via.branch != refused.via.branch
            other.respond(invite, 200, body=SDP)
            await other.expect("ACK")
            await call.wait_answered()
            assert "Ended" not in stage.kinds

    run_virtual(main())


def test_a_silent_server_is_tried_again_when_all_others_fail() -> None:
    async def main() -> None:
        async with caller(names=PAIR) as stage:
            other = second(stage)
            call = stage.dial(TARGET)
            for peer in (stage.peer, other):
                peer.respond(await peer.request_of("INVITE"), 503)
                await peer.expect("ACK")
            assert ended(stage.events).status == 503
            await call.wait_ended()
            stage.dial(TARGET)
            await stage.peer.request_of("INVITE")

    run_virtual(main())


def test_other_refusals_are_final() -> None:
    async def main() -> None:
        async with caller(names=PAIR) as stage:
            call = stage.dial(TARGET)
            stage.peer.respond(await stage.peer.request_of("INVITE"), 500)
            assert (await call.wait_ended()).status == 500

    run_virtual(main())


def test_nobody_is_called_after_the_caller_gave_up() -> None:
    async def main() -> None:
        async with caller(names=PAIR) as stage:
            call = stage.dial(TARGET)
            refused = await stage.peer.request_of("INVITE")
            call.hang_up()
            stage.peer.respond(refused, 503)
            await stage.peer.expect("ACK")
            await asyncio.sleep(1)
            assert stage.network.names(HOST) == ["INVITE", "ACK"]

    run_virtual(main())


def test_a_name_that_leads_where_nobody_may_call() -> None:
    async def main() -> None:
        async with caller(names=PAIR) as stage:
            other = second(stage)
            stage.dial(TARGET, permitted=lambda host: host != FIRST)
            await other.request_of("INVITE")
            call = stage.dial(TARGET, permitted=lambda host: False)
            last = await call.wait_ended()
            assert (last.status, last.kind) == (403, "transport")
            assert SECOND in last.reason

    run_virtual(main())


@pytest.mark.parametrize("only_on_tls", [True, False])
def test_rfc4568_keys_are_not_shown_where_the_name_leads_to_udp(only_on_tls: bool) -> None:
    async def main() -> None:
        async with caller(names=PAIR) as stage:
            other = second(stage)
            media = LocalMedia(HOST, 4000, security=Security.SDES, sdes=SdesKeys.generate())
            invite = OutgoingInvite(
                target=Uri.parse("sip:+1@carrier.example"),
                caller=NameAddr(Uri.parse("sip:alice@10.0.0.1")),
                media=media,
                srtp_only_on_tls=only_on_tls,
                srtp_optional=True,
            )
            call = stage.sip.invite(invite)
            sent = await stage.peer.request_of("INVITE")
            assert (b"a=crypto" in sent.body) is not only_on_tls
            stage.peer.respond(sent, 503)
            sent = await other.request_of("INVITE")
            assert (b"a=crypto" in sent.body) is not only_on_tls
            if not only_on_tls:
                other.respond(sent, 488)
                await other.expect("ACK")
                sent = await other.request_of("INVITE")
                assert b"a=crypto" not in sent.body
            other.respond(sent, 200, body=SDP)
            await other.expect("ACK")
            assert (await call.wait_answered()).crypto is None

    run_virtual(main())


def test_a_name_that_does_not_resolve() -> None:
    async def main() -> None:
        async with caller() as stage:
            last = await stage.dial("sip:a@nobody.example").wait_ended()
            assert (last.status, last.kind) == (503, "transport")

    run_virtual(main())


def test_a_request_within_a_call_goes_to_the_next_server() -> None:
    """The route set names a domain: its second server takes the BYE (RFC 3263 4.3)."""

    async def main() -> None:
        async with caller(names=PAIR) as stage:
            other = second(stage)
            call = stage.dial(TARGET)
            route = (("Record-Route", "<sip:carrier.example;transport=udp;lr>"),)
            invite = await stage.peer.request_of("INVITE")
            stage.peer.respond(invite, 200, body=SDP, extra=route)
            await stage.peer.expect("ACK")
            await call.wait_answered()
            call.hang_up()
            refused = await stage.peer.request_of("BYE")
            stage.peer.respond(refused, 503)
            bye = await other.request_of("BYE")
            assert bye.cseq.number > refused.cseq.number
            other.respond(bye, 200)

    run_virtual(main())


def test_a_registration_goes_to_the_next_server() -> None:
    async def main() -> None:
        async with caller(names=PAIR) as stage:
            other = second(stage)
            registration = stage.sip.register(
                RegisterRequest(
                    registrar=Uri.parse("sip:carrier.example;transport=udp"),
                    aor=Uri.parse("sip:alice@carrier.example"),
                )
            )
            stage.peer.respond(await stage.peer.request_of("REGISTER"), 503)
            register = await other.request_of("REGISTER")
            bound = str(register.headers.get("Contact"))
            other.respond(register, 200, extra=(("Contact", f"{bound};expires=60"),))
            await registration.wait_registered()

    run_virtual(main())


# -- large requests, on real sockets ---------------------------------------------------------------


async def call_with(listen: Sequence[Listen], size: int) -> tuple[list[str], str]:
    """Call an endpoint that listens so, with so much in a header: the transports of our INVITEs,
    and the Contact it saw."""
    records: list[TraceRecord] = []
    handler = FakeHandler()
    port = free_port()  # of both transports
    on = tuple(replace(one, port=port) for one in listen)
    phone = SipEndpoint(EndpointConfig(listen=on), handler)
    sip = SipEndpoint(EndpointConfig(), None, trace=records.append)
    await phone.start()
    await sip.start()
    try:
        for _ in range(2):
            handler.arrived.clear()
            call = sip.invite(
                OutgoingInvite(
                    target=Uri.parse(f"sip:bob@127.0.0.1:{port}"),
                    caller=NameAddr(Uri.parse("sip:alice@127.0.0.1")),
                    media=MEDIA,
                    headers=(("X-Large", "x" * size),),
                )
            )
            async with asyncio.timeout(5):
                await call.wait_answered()
            call.hang_up()
            async with asyncio.timeout(5):
                await call.wait_ended()
    finally:
        await sip.close()
        await phone.close()
    sent = [
        record.flow.transport
        for record in records
        if record.direction == "out" and record.data.startswith(b"INVITE")
    ]
    assert not [
        event for event in handler.events if isinstance(event, Ended) and not event.answered
    ]
    return sent, handler.calls[0].headers["Contact"]


BOTH = (Listen("udp"), Listen("tcp"))


async def test_rfc3261_18_1_1_a_large_request_goes_by_tcp() -> None:
    sent, contact = await call_with(BOTH, 1400)
    assert sent == ["tcp", "tcp"]
    assert ";transport=tcp" in contact, "and what follows comes back the same way"


async def test_rfc3261_18_1_1_a_small_one_by_udp() -> None:
    sent, contact = await call_with(BOTH, 10)
    assert sent == ["udp", "udp"]
    assert "transport" not in contact


async def test_rfc3261_18_1_1_where_tcp_is_refused_by_udp_after_all() -> None:
    sent, contact = await call_with(BOTH[:1], 1400)
    assert sent == ["tcp", "udp", "udp"], "the second call remembers"
    assert "transport" not in contact
