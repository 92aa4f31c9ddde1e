"""Who comes after a server that failed: another server, and not another way to the same one
(RFC 3263 4.3), but for requests that were too large for UDP (RFC 3261 18.1.1).
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from voipbin.media.sip import Flow, HostPort, OutgoingCall, RegisterRequest, SipEndpoint, Uri
from voipbin.media.sip.failed_servers import NO_STREAM_S
from voipbin.media.sip.message import Request
from voipbin.media.sip.path import LARGEST_DATAGRAM_BYTES, Path
from voipbin.media.sip.transport.names import Naptr, Srv

from .fake_names import FakeNames
from .network import Network
from .script import ScriptedPeer
from .stage import HOST, Caller, endpoint
from .virtual_time import run_virtual

FIRST, SECOND = "10.0.0.9", "10.0.0.8"
CARRIER, SMALL = "sip:+1@carrier.example", "sip:+1@small.example;transport=udp"
NAMES = FakeNames(
    {"a.example": [FIRST], "b.example": [SECOND]},
    {
        f"_sip._{kind}.{name}.example": [
            Srv(priority, 0, 5060, f"{host}.example") for priority, host in enumerate(hosts)
        ]
        for kind in ("udp", "tcp")
        for name, hosts in (("carrier", "ab"), ("small", "a"))
    },
    {
        f"{name}.example": [
            Naptr(1, 0, "SIP+D2T", f"_sip._tcp.{name}.example"),
            Naptr(2, 0, "SIP+D2U", f"_sip._udp.{name}.example"),
        ]
        for name in ("carrier", "small")
    },
)
LARGE = (("X-Large", "x" * 1400),)


class Streams(Caller):
    """An endpoint with UDP and TCP, and a first server that has both, too."""

    def __init__(self, sip: SipEndpoint, network: Network) -> None:
        super().__init__(sip, network)
        self.stream = ScriptedPeer(network, HOST, FIRST, "tcp")

    def sent(self, method: str = "INVITE") -> list[str]:
        """The ways such requests went since this was asked last."""
        found = [
            f"{one.message.via.transport} {one.target.host}"
            for one in self.network.log
            if one.source.host == HOST and one.name == method
        ]
        self.network.log.clear()
        return list(dict.fromkeys(found))

    async def refused(self, target: str, peer: ScriptedPeer, *others: ScriptedPeer) -> OutgoingCall:
        """A large call that gets 503 from one server after the other."""
        call = self.dial(target, headers=LARGE)
        for one in (peer, *others):
            one.respond(await one.request_of("INVITE"), 503, extra=(("Retry-After", "100"),))
            await one.expect("ACK")
        assert (await call.wait_ended()).status == 503
        return call

    async def given_up(self, target: str, headers: tuple[tuple[str, str], ...] = ()) -> list[str]:
        """The way of a call that is given up at once."""
        call = self.dial(target, headers=headers)
        await asyncio.sleep(0.1)
        call.hang_up()
        await asyncio.sleep(0.1)
        return self.sent()


@contextlib.asynccontextmanager
async def streams(**settings: object) -> AsyncIterator[Streams]:
    network = Network()
    async with endpoint(network, transports=("udp", "tcp"), names=NAMES, **settings) as sip:  # type: ignore[arg-type]
        yield Streams(sip, network)


class TestTooLargeForUdp:
    def test_a_stream_stands_in_for_the_same_server_alone(self) -> None:
        """The next server, found by TCP, gets all the time for its connection."""

        async def main() -> None:
            async with streams() as stage:
                us = HostPort(HOST, 5060)
                first = Flow("udp", us, HostPort(FIRST, 5060))
                second = Flow("tcp", us, HostPort(SECOND, 5060))
                assert stage.sip._ua is not None
                path = Path([first, second], stage.sip._ua.locator)
                stream = path.fit(LARGEST_DATAGRAM_BYTES + 1, path.next())
                assert stream.transport == "tcp" and path.stands_in(stream)
                path.failed(stream, 503)
                assert path.next() == first and not path.stands_in(first)
                path.failed(first, 503)
                assert path.next() == second and not path.stands_in(second)

        run_virtual(main())

    def test_a_server_that_is_not_available_gets_no_copy_by_udp(self) -> None:
        async def main() -> None:
            async with streams() as stage:
                await stage.refused(SMALL, stage.stream)
                assert stage.sent() == ["TCP 10.0.0.9"]
                assert await stage.given_up(SMALL, LARGE) == ["TCP 10.0.0.9"], "nor the next call"

        run_virtual(main())

    def test_nor_does_a_silent_one(self) -> None:
        async def main() -> None:
            async with streams() as stage:
                call = stage.dial(SMALL, headers=LARGE)
                assert (await call.wait_ended()).status == 408
                assert asyncio.get_running_loop().time() == pytest.approx(32, abs=0.1)
                assert stage.sent() == ["TCP 10.0.0.9"]
                assert await stage.given_up(SMALL, LARGE) == ["TCP 10.0.0.9"]

        run_virtual(main())

    def test_rfc3261_18_1_1_one_that_takes_no_connections_does(self) -> None:
        async def main() -> None:
            async with streams() as stage:
                stage.network.refused.add(("tcp", HostPort(FIRST, 5060)))
                assert await stage.given_up(SMALL, LARGE) == ["TCP 10.0.0.9", "UDP 10.0.0.9"]
                assert await stage.given_up(SMALL, LARGE) == ["UDP 10.0.0.9"]
                await asyncio.sleep(NO_STREAM_S)
                stage.sent()
                assert await stage.given_up(SMALL, LARGE) == ["TCP 10.0.0.9", "UDP 10.0.0.9"]

        run_virtual(main())

    def test_nor_behind_a_firewall_that_says_nothing(self) -> None:
        """The same server by UDP, and soon, before the next one is asked."""

        async def main() -> None:
            async with streams() as stage:
                stage.network.filtered.add(("tcp", HostPort(FIRST, 5060)))
                call = stage.dial(f"{CARRIER};transport=udp", headers=LARGE)
                stage.peer.respond(await stage.peer.request_of("INVITE"), 486)
                assert asyncio.get_running_loop().time() == pytest.approx(2, abs=0.1)
                assert (await call.wait_ended()).status == 486
                assert stage.sent() == ["UDP 10.0.0.9"]

        run_virtual(main())

    def test_and_the_next_server_if_that_is_silent_too(self) -> None:
        async def main() -> None:
            async with streams() as stage:
                other = ScriptedPeer(stage.network, HOST, SECOND, "tcp")
                stage.network.filtered.add(("tcp", HostPort(FIRST, 5060)))
                stage.dial(f"{CARRIER};transport=udp", headers=LARGE)
                await other.request_of("INVITE")
                assert asyncio.get_running_loop().time() == pytest.approx(2 + 4, abs=0.1)
                assert stage.sent() == ["UDP 10.0.0.9", "TCP 10.0.0.8"]

        run_virtual(main())

    def test_a_connection_that_is_there_is_given_the_whole_time(self) -> None:
        """Its server is silent, not out of reach: nothing goes to it by UDP."""

        async def main() -> None:
            async with streams() as stage:
                other = ScriptedPeer(stage.network, HOST, SECOND, "tcp")
                stage.dial(f"{CARRIER};transport=udp", headers=LARGE)
                await other.request_of("INVITE")
                assert asyncio.get_running_loop().time() == pytest.approx(4, abs=0.1)
                assert stage.sent() == ["TCP 10.0.0.9", "TCP 10.0.0.8"]

        run_virtual(main())

    def test_the_next_server_is_asked_in_its_place(self) -> None:
        async def main() -> None:
            async with streams() as stage:
                other = ScriptedPeer(stage.network, HOST, SECOND, "tcp")
                await stage.refused(f"{CARRIER};transport=udp", stage.stream, other)
                assert stage.sent() == ["TCP 10.0.0.9", "TCP 10.0.0.8"]

        run_virtual(main())


class TestSeveralTransports:
    """A domain that lists the same servers for TCP, and then for UDP."""

    def test_all_refuse(self) -> None:
        async def main() -> None:
            async with streams() as stage:
                other = ScriptedPeer(stage.network, HOST, SECOND, "tcp")
                await stage.refused(CARRIER, stage.stream, other)
                assert stage.sent() == ["TCP 10.0.0.9", "TCP 10.0.0.8"]

        run_virtual(main())

    def test_no_connection(self) -> None:
        async def main() -> None:
            async with streams() as stage:
                for host in (FIRST, SECOND):
                    stage.network.refused.add(("tcp", HostPort(host, 5060)))
                call = stage.dial(CARRIER)
                assert (await call.wait_ended()).kind == "transport"
                assert stage.sent() == ["TCP 10.0.0.9", "TCP 10.0.0.8"]

        run_virtual(main())

    def test_a_registration(self) -> None:
        async def main() -> None:
            async with streams() as stage:
                other = ScriptedPeer(stage.network, HOST, SECOND, "tcp")
                domain = Uri.parse("sip:carrier.example")
                stage.sip.register(RegisterRequest(registrar=domain, aor=domain))
                for peer in (stage.stream, other):
                    register: Request = await peer.request_of("REGISTER")
                    peer.respond(register, 503)
                await asyncio.sleep(10)
                assert stage.sent("REGISTER") == ["TCP 10.0.0.9", "TCP 10.0.0.8"]

        run_virtual(main())


class TestMemory:
    def test_who_is_not_available_is_so_by_any_transport(self) -> None:
        async def main() -> None:
            async with streams() as stage:
                await stage.refused(SMALL, stage.stream)
                stage.sent()
                by_udp = f"{CARRIER};transport=udp"
                assert await stage.given_up(by_udp) == ["UDP 10.0.0.8"]
                await asyncio.sleep(100)
                stage.sent()
                assert await stage.given_up(by_udp) == ["UDP 10.0.0.9"]

        run_virtual(main())

    def test_who_takes_no_connections_is_not_avoided_by_udp(self) -> None:
        async def main() -> None:
            async with streams() as stage:
                stage.network.refused.add(("tcp", HostPort(FIRST, 5060)))
                await stage.given_up(SMALL, LARGE)
                assert await stage.given_up(f"{CARRIER};transport=udp") == ["UDP 10.0.0.9"]

        run_virtual(main())
