"""Carriers by their domains: NAPTR, SRV, transports and certificates (RFC 3263, RFC 5922)."""

import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.media.sip.dns_server import DnsServer, dns_server
from tests.platform.carrier import Carrier
from tests.platform.operator import Operator
from tests.platform.stage import SOURCE, LocalStage, action
from voipbin.core.node.secure_sip import self_signed
from voipbin.core.provider.lookup import SipLookup
from voipbin.core.provider.sources import CarrierSources
from voipbin.media.sip import IncomingCall, Listen, Security, TlsConfig

pytestmark = pytest.mark.asyncio(loop_scope="module")

ACCOUNT = {"username": "voipbin", "password": "carrier-secret"}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of this machine, of one of the domains and of those below another."""
    path = tmp_path_factory.mktemp("tls") / "cert.pem"
    path.write_bytes(self_signed("127.0.0.1", "carrier.test", "*.wild.test"))
    return path


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def carrier(certificate: Path) -> AsyncIterator[Carrier]:
    """It listens by every transport."""
    tls = TlsConfig(str(certificate), str(certificate))
    secured = [Listen(transport, tls=tls) for transport in ("tls", "wss")]
    carrier = Carrier(Listen("udp"), Listen("tcp"), Listen("ws"), *secured)
    await carrier.start()
    yield carrier
    await carrier.close()


@pytest.fixture(scope="module")
def silence() -> Iterator[socket.socket]:
    """A server that takes whatever it is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        silent.settimeout(5)
        yield silent


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def dns(carrier: Carrier, silence: socket.socket) -> AsyncIterator[DnsServer]:
    """Two domains of the same carrier, with a server each that is gone."""
    secure, plain = carrier.port("tls"), carrier.port("udp")
    zone = {
        ("carrier.test.", "NAPTR"): ['1 1 "s" "SIPS+D2T" "" _sips._tcp.carrier.test.'],
        ("carrier.test.", "A"): ["127.0.0.1"],
        ("_sips._tcp.carrier.test.", "SRV"): [f"1 1 {secure} a.carrier.test."],
        ("a.carrier.test.", "A"): ["127.0.0.1"],
        ("_sips._tcp.sip.wild.test.", "SRV"): [f"1 1 {secure} a.carrier.test."],
        ("_sips._tcp.other.test.", "SRV"): [f"1 1 {secure} a.carrier.test."],
        ("_sip._tcp.other.test.", "SRV"): [
            "1 1 1 a.carrier.test.",
            f"2 1 {carrier.port('tcp')} a.carrier.test.",
        ],
        ("_sip._udp.slow.test.", "SRV"): [
            f"1 1 {silence.getsockname()[1]} a.carrier.test.",
            f"2 1 {plain} a.carrier.test.",
        ],
        ("_sip._udp.pbx.test.", "SRV"): [f"1 1 {plain} trap.test."],
        ("pbx.test.", "A"): ["192.0.2.1"],
        ("trap.test.", "A"): ["198.51.100.7"],
    }
    async with dns_server(zone) as server:
        yield server


@pytest.fixture(scope="module")
def platform_settings(dns: DnsServer, certificate: Path) -> dict[str, Any]:
    return {
        "nameserver": str(dns.address),
        "tls_ca": str(certificate),
        "tls_wildcards": True,
        "sip_server_patience_s": 0.7,
        "carrier_networks": "198.51.100.0/24",
    }


async def routed(stage: LocalStage, host: str, target: str) -> Operator:
    operator = await Operator.of(stage)
    await operator.carry(target, host, **ACCOUNT)
    return operator


async def arrived(stage: LocalStage, carrier: Carrier, number: str) -> IncomingCall:
    call = await stage.dial({"type": "tel", "target": number}, [action("hangup")])
    found = await carrier.next_call()
    assert (await stage.ended(call))["tm_progressing"]
    return found


async def test_the_domain_chooses_tls(stage: LocalStage, carrier: Carrier) -> None:
    await routed(stage, "carrier.test", "+44")
    call = await arrived(stage, carrier, "+442079460100")
    assert (call.flow.transport, call.uri.host) == ("tls", "carrier.test")
    again = await arrived(stage, carrier, "+442079460200")
    assert again.flow == call.flow, "one connection serves both (RFC 5923)"
    assert call.offered_security is Security.SDES, "keys may travel there"


async def test_a_server_that_is_gone(stage: LocalStage, carrier: Carrier) -> None:
    await routed(stage, "other.test;transport=tcp", "+33")
    call = await arrived(stage, carrier, "+33123456780")
    assert (call.flow.transport, str(call.uri)) == (
        "tcp",
        "sip:+33123456780@other.test;transport=tcp",
    )
    assert call.offered_security is Security.NONE


async def test_a_server_that_is_silent(
    stage: LocalStage, carrier: Carrier, silence: socket.socket
) -> None:
    """Long before the caller would have heard enough of it, another is asked (RFC 3263 4.3)."""
    await routed(stage, "slow.test;transport=udp", "+34")
    assert str((await arrived(stage, carrier, "+34912340100")).uri.host) == "slow.test"
    copies = [silence.recv(4096), silence.recv(4096)]
    assert all(copy.startswith(b"INVITE sip:+34912340100@slow.test") for copy in copies)
    await arrived(stage, carrier, "+34912340200")
    silence.setblocking(False)
    with pytest.raises(BlockingIOError):
        silence.recv(4096)


async def test_a_carrier_that_is_silent(
    stage: LocalStage, carrier: Carrier, silence: socket.socket
) -> None:
    """The next route is asked as soon as the next server of a domain would be."""
    operator = await Operator.of(stage)
    hosts = (f"127.0.0.1:{silence.getsockname()[1]}", f"127.0.0.1:{carrier.port('udp')}")
    for priority, host in enumerate(hosts):
        provider = await operator("ProviderService.CreateProvider", hostname=host, **ACCOUNT)
        fields = {"provider_id": provider["id"], "priority": priority, "target": "+356"}
        await operator("RouteService.CreateRoute", **fields)
    found = await arrived(stage, carrier, "+35621234100")
    assert found.uri.user == "+35621234100"


@pytest.mark.parametrize(("transport", "prefix"), [("ws", "+351"), ("wss", "+352")])
async def test_a_server_by_websocket(
    stage: LocalStage, carrier: Carrier, transport: str, prefix: str
) -> None:
    """RFC 7118; it takes calls as browsers do, with DTLS."""
    place = f"carrier.test:{carrier.port(transport)};transport={transport}"
    await routed(stage, place, prefix)
    number = f"{prefix}123456486"
    call = await stage.dial({"type": "tel", "target": number}, [action("hangup")])
    found = await carrier.next_call()
    assert (found.flow.transport, found.uri.user) == (transport, number)
    assert found.offered_security is Security.DTLS
    assert (await stage.ended(call))["hangup_reason"] == "busy"


async def test_rfc5922_a_certificate_of_somebody_else(stage: LocalStage, carrier: Carrier) -> None:
    await routed(stage, "sips:other.test", "+49")
    call = await stage.dial({"type": "tel", "target": "+4930123450"}, [action("hangup")])
    ended = await stage.ended(call)
    assert (ended["hangup_reason"], ended["tm_progressing"]) == ("failed", None)
    assert carrier.calls.empty()


async def test_a_certificate_with_a_wildcard(stage: LocalStage, carrier: Carrier) -> None:
    """RFC 5922 7.2 forbids it; the operator does not."""
    await routed(stage, "sips:sip.wild.test", "+353")
    call = await arrived(stage, carrier, "+35312345100")
    assert (call.flow.transport, call.uri.host) == ("tls", "sip.wild.test")


async def test_a_domain_that_leads_to_a_carrier_by_srv(stage: LocalStage, carrier: Carrier) -> None:
    """Its address is innocent; who calls it would reach any number past the toll gate."""
    target = {"type": "sip", "target": "+19005550000@pbx.test"}
    reason = await stage.api.refused(
        "CallService.CreateCalls", source=SOURCE, destinations=[target]
    )
    assert reason == "DESTINATION_NOT_ALLOWED"


async def test_calls_of_its_servers_are_a_carriers(stage: LocalStage, dns: DnsServer) -> None:
    store = stage.platform.engines.store
    sources = CarrierSources(store, [], "carrier.test", lookup=SipLookup(str(dns.address)))
    assert await sources.has("127.0.0.1")
    assert not await sources.has("192.0.2.9")


async def test_rfc7332_a_call_counts_on_from_the_one_it_came_by(
    stage: LocalStage, carrier: Carrier
) -> None:
    await routed(stage, f"127.0.0.1:{carrier.port('udp')}", "+39")
    phone = await stage.phone()
    phone.dial("+390612340000")
    call = await carrier.next_call()
    assert call.max_forwards == 69
    await phone.event("answered")
    phone.call.hang_up()
