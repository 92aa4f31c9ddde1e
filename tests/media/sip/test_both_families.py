"""One endpoint on IPv4 and IPv6: Via, Contact and SDP are of the family the peer is reached by."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from tests.fixtures.ports import free_port
from voipbin.media.node.dial import next_hop_flow
from voipbin.media.node.errors import BadCommand
from voipbin.media.node.main import _parser, settings_of
from voipbin.media.node.settings import NodeSettings
from voipbin.media.sip import (
    EndpointConfig,
    IncomingCall,
    Listen,
    LocalMedia,
    NameAddr,
    OutgoingInvite,
    SipEndpoint,
    Uri,
)
from voipbin.media.sip.dtls import DtlsLocal
from voipbin.media.sip.media import Security, answer_for, negotiate, offer_for
from voipbin.media.sip.sdp import SessionDescription, parse_sdp

from .fake_handler import FakeHandler
from .fake_names import FakeNames

BOTH = LocalMedia("192.0.2.1", 4000, other_host="2001:db8::1")
NAMES = FakeNames({"four.test": ["127.0.0.1"], "six.test": ["::1"], "both.test": ["127.0.0.1"]})
TRANSPORTS = ("udp", "tcp")


@contextlib.asynccontextmanager
async def endpoint(
    *hosts: str, handler: FakeHandler | None = None, port: int = 0, advertised: tuple[str, ...] = ()
) -> AsyncIterator[SipEndpoint]:
    listen = tuple(Listen(name, host, port) for host in hosts for name in TRANSPORTS)
    config = EndpointConfig(listen=listen, advertised_hosts=advertised)
    sip = SipEndpoint(config, handler or FakeHandler(), names=NAMES)
    await sip.start()
    try:
        yield sip
    finally:
        await sip.close()


def answering(media: LocalMedia) -> Callable[[IncomingCall], None]:
    def answer(call: IncomingCall) -> None:
        call.answer(media)

    return answer


async def called(sip: SipEndpoint, far: SipEndpoint, handler: FakeHandler, uri: str) -> str:
    """What the far end is offered, by a call that it answers and that is held."""
    port = far.addresses[0].port
    call = sip.invite(
        OutgoingInvite(
            target=Uri.parse(uri.format(port=port)), caller=NameAddr(Uri("h", "1")), media=BOTH
        )
    )
    async with asyncio.timeout(5):
        await call.wait_answered()
        await call.hold()
    incoming = handler.calls[-1]
    assert incoming.plan is not None
    call.hang_up()
    async with asyncio.timeout(5):
        await incoming.wait_ended()
    return incoming.plan.remote_host


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize(
    ("host", "name", "offered"),
    [
        ("127.0.0.1", "127.0.0.1", "192.0.2.1"),
        ("::1", "[::1]", "2001:db8::1"),
        ("127.0.0.1", "four.test", "192.0.2.1"),
        ("::1", "six.test", "2001:db8::1"),
    ],
)
async def test_who_is_called(host: str, name: str, offered: str, transport: str) -> None:
    """Where a name leads is known after the call was asked for."""
    media = LocalMedia("2001:db8::9" if ":" in host else "192.0.2.9", 4000)
    handler = FakeHandler(answering(media))
    async with endpoint("127.0.0.1", "::1") as sip, endpoint(host, handler=handler) as far:
        uri = f"sip:2@{name}:{{port}};transport={transport}"
        assert await called(sip, far, handler, uri) == offered
        (incoming,) = handler.calls
        ours = [item for item in sip.addresses if item.host == host and item.transport == transport]
        contact = NameAddr.parse(incoming.headers["Contact"]).uri
        via = incoming.headers["Via"]
        assert (contact.host.strip("[]"), contact.port) == (host, ours[0].port)
        assert f" {contact.hostport};" in via


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
@pytest.mark.parametrize("has_offer", [True, False])
async def test_who_calls(host: str, has_offer: bool) -> None:
    handler = FakeHandler(answering(BOTH))
    async with endpoint("127.0.0.1", "::1", handler=handler) as sip, endpoint(host) as far:
        port = next(item.port for item in sip.addresses if item.host == host)
        bare = f"[{host}]" if ":" in host else host
        media = LocalMedia("192.0.2.9" if ":" not in host else "2001:db8::9", 4000)
        call = far.invite(
            OutgoingInvite(
                target=Uri.parse(f"sip:1@{bare}:{port}"),
                caller=NameAddr(Uri("h", "1")),
                media=media,
            )
        )
        async with asyncio.timeout(5):
            await call.wait_answered()
        assert call.plan is not None
        assert call.plan.remote_host == ("2001:db8::1" if ":" in host else "192.0.2.1")
        call.hang_up()


async def test_all_addresses_of_both_on_one_port() -> None:
    """ "::" leaves IPv4 to "0.0.0.0" beside it."""
    handler, port = FakeHandler(), free_port()
    async with (
        endpoint("0.0.0.0", "::", handler=handler, port=port),
        endpoint("127.0.0.1") as four,
        endpoint("::1") as six,
    ):
        for caller, host in ((four, "127.0.0.1"), (six, "[::1]")):
            for transport in TRANSPORTS:
                target = Uri.parse(f"sip:1@{host}:{port};transport={transport}")
                call = caller.invite(
                    OutgoingInvite(target=target, caller=NameAddr(Uri("h", "1")), media=BOTH)
                )
                async with asyncio.timeout(5):
                    await call.wait_answered()
                assert call.dialog is not None
                assert call.dialog.target.host == host
                call.hang_up()
    assert [call.flow.remote.host for call in handler.calls] == ["127.0.0.1"] * 2 + ["::1"] * 2


@pytest.mark.parametrize(
    ("advertised", "four", "six"),
    [
        (("203.0.113.5", "2001:db8::5"), "203.0.113.5", "[2001:db8::5]"),
        (("2001:db8::5",), "127.0.0.1", "[2001:db8::5]"),
        (("sip.example", "2001:db8::5"), "sip.example", "sip.example"),
    ],
)
async def test_what_peers_are_told(advertised: tuple[str, ...], four: str, six: str) -> None:
    async with endpoint("127.0.0.1", "::1", advertised=advertised) as sip:
        for host, told in (("127.0.0.1", four), ("::1", six)):
            handler = FakeHandler()
            async with endpoint(host, handler=handler) as far:
                bare = f"[{host}]" if ":" in host else host
                uri = Uri.parse(f"sip:1@{bare}:{far.addresses[0].port}")
                sip.invite(OutgoingInvite(target=uri, caller=NameAddr(Uri("h", "1")), media=BOTH))
                async with asyncio.timeout(5):
                    await handler.arrived.wait()
                contact = NameAddr.parse(handler.calls[0].headers["Contact"]).uri
                assert contact.host == told


def offer(host: str) -> SessionDescription:
    return parse_sdp(bytes(offer_for(LocalMedia(host, 5000), session_id=1, version=1)))


@pytest.mark.parametrize(
    ("host", "answered"),
    [
        ("192.0.2.9", "192.0.2.1"),
        ("2001:db8::9", "2001:db8::1"),
        ("0.0.0.0", "192.0.2.1"),
        ("phone.test", "192.0.2.1"),
    ],
)
def test_an_answer_is_of_the_family_of_the_offer(host: str, answered: str) -> None:
    """So it stays when a call is moved (RFC 3264 8.3.1), and in our next offer."""
    plan = negotiate(offer(host), BOTH.codecs)
    for said in (
        answer_for(offer(host), plan, BOTH, session_id=1, version=1),
        offer_for(BOTH, session_id=1, version=2, plan=plan),
    ):
        assert (said.host, said.origin_host) == (answered, answered)


def test_a_hold_by_address_keeps_the_family() -> None:
    """RFC 2543 B.5: a phone on IPv6 may write 0.0.0.0."""
    media = BOTH.towards("2001:db8::9")
    plan = negotiate(offer("0.0.0.0"), media.codecs)
    said = answer_for(offer("0.0.0.0"), plan, media, session_id=1, version=1)
    assert said.host == "2001:db8::1"


def test_one_family_is_told_to_everybody() -> None:
    media = LocalMedia("192.0.2.1", 4000, security=Security.NONE)
    assert media.towards("2001:db8::9") is media


EVERYWHERE = LocalMedia("203.0.113.5", 4000, other_host="::")
OWN = DtlsLocal("AB:CD", "ufrag", "password", ("203.0.113.5",))


def test_all_addresses_of_ipv6_are_told_as_the_one_on_the_way() -> None:
    """ "::" in a c= line would be a hold (RFC 2543 B.5)."""
    plan = negotiate(offer("::1"), EVERYWHERE.codecs)
    for said in (
        answer_for(offer("::1"), plan, EVERYWHERE, session_id=1, version=1),
        offer_for(EVERYWHERE, session_id=1, version=2, plan=plan),
    ):
        assert (said.host, said.origin_host) == ("::1", "::1")
    there = EVERYWHERE.towards("::1")
    assert there.towards("192.0.2.9").host == "203.0.113.5"
    assert there.towards("192.0.2.9").towards("::1") == there
    assert LocalMedia("::", 4000).towards("::1").host == "::1"
    assert LocalMedia("::", 4000).towards("192.0.2.9").host == "::"
    for_ice = replace(EVERYWHERE, dtls=OWN).towards("::1").dtls
    assert for_ice is not None
    assert for_ice.hosts == ("::1", "203.0.113.5")


async def test_a_call_from_all_addresses_of_both() -> None:
    media = LocalMedia("::1", 4000)
    handler = FakeHandler(answering(media))
    async with endpoint("0.0.0.0", "::") as sip, endpoint("::1", handler=handler) as far:
        uri = Uri.parse(f"sip:2@[::1]:{far.addresses[0].port}")
        caller = NameAddr(Uri("h", "1"))
        call = sip.invite(OutgoingInvite(target=uri, caller=caller, media=EVERYWHERE))
        async with asyncio.timeout(5):
            await call.wait_answered()
        (incoming,) = handler.calls
        assert incoming.plan is not None
        assert (incoming.plan.remote_host, incoming.plan.held_by_peer) == ("::1", False)
        call.hang_up()


BOUND = (Listen("udp", "127.0.0.1", 5060), Listen("udp", "::1", 5070))


def test_a_phone_is_called_from_the_address_of_its_family() -> None:
    assert next_hop_flow("udp:192.0.2.7:5060", BOUND).local == ("127.0.0.1", 5060)
    assert next_hop_flow("udp:[2001:db8::7]:5060", BOUND).local == ("::1", 5070)
    with pytest.raises(BadCommand, match="no udp listener"):
        next_hop_flow("udp:[2001:db8::7]:5060", BOUND[:1])


def settings(*options: str) -> NodeSettings:
    return settings_of(_parser().parse_args(["--control", "unix:/x", *options]))


def test_settings() -> None:
    both = settings(
        *("--sip", "0.0.0.0:5060,[::]:5060", "--rtp-host", "192.0.2.1, 2001:db8::1"),
        *("--public-address", "2001:db8::5,203.0.113.5"),
    )
    assert both.media_hosts == ("203.0.113.5", "2001:db8::5")
    assert both.rtp_binding == ("192.0.2.1", "2001:db8::1")
    assert both.own_host == "[2001:db8::5]"
    assert [(item.transport, item.host) for item in both.listen if item.outbound_only] == [
        (name, host) for host in ("0.0.0.0", "::") for name in ("tls", "ws", "wss")
    ]
    one = settings("--sip", "[::1]:5060")
    assert (one.media_hosts, one.rtp_binding) == (("::1", ""), ("::1", ""))
    assert settings("--sip", "127.0.0.1:0,[::1]:0").rtp_hosts == ("127.0.0.1", "::1")


@pytest.mark.parametrize(
    ("sip", "public", "told"),
    [
        ("0.0.0.0:5060", "2001:db8::1,203.0.113.5", "203.0.113.5"),
        ("[::]:5060", "203.0.113.5,2001:db8::1", "2001:db8::1"),
        ("0.0.0.0:5060", "2001:db8::1", "2001:db8::1"),
        ("192.0.2.1:5060", "", "192.0.2.1"),
    ],
)
def test_one_address_is_told_by_the_family_it_has(sip: str, public: str, told: str) -> None:
    given = settings("--sip", sip, "--public-address", public)
    assert given.media_hosts == (told, "")


@pytest.mark.parametrize("flag", ["--sip-tls", "--sip-ws"])
def test_audio_of_every_family_that_signals(flag: str) -> None:
    """Whoever registers by IPv6 over TLS alone is heard there."""
    options = ("--sip", "192.0.2.1:5060", flag, "192.0.2.2:5070,[2001:db8::1]:5070")
    given = settings(*options, "--tls-cert", "x.pem")
    assert given.rtp_hosts == ("192.0.2.1", "2001:db8::1")
    assert given.media_hosts == ("192.0.2.1", "2001:db8::1")
    served = {(item.transport, item.host) for item in given.listen if item.outbound_only}
    missing = "ws" if flag == "--sip-tls" else "tls"
    assert {(missing, "0.0.0.0"), (missing, "::")} <= served
    chosen = settings(*options, "--tls-cert", "x.pem", "--rtp-host", "192.0.2.3")
    assert chosen.rtp_hosts == ("192.0.2.3",)


@pytest.mark.parametrize(
    "options",
    [
        ("--sip", "127.0.0.1:1,127.0.0.2:1"),
        ("--sip", ""),
        ("--sip-ws", "[::1]:1,[::2]:1"),
        ("--rtp-host", "192.0.2.1,192.0.2.2"),
        ("--public-address", "203.0.113.5,203.0.113.6"),
    ],
)
def test_bad_settings(options: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match=options[0]):
        settings(*options)
