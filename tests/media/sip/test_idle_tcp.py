"""Peers that close their TCP connection to us while something is still owed (RFC 3261 12, 18.2.2).

Carriers do that with what is idle; the port it came from leads nowhere then.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from voipbin.media.sip import EndpointConfig, Listen, SipEndpoint
from voipbin.media.sip.message import make_response

from .fake_handler import FakeHandler
from .script import SDP
from .test_connection_reuse import WAIT_S, Wire


@dataclass
class Carrier:
    """Calls us by TCP, and listens on a port of its own."""

    sip: SipEndpoint
    handler: FakeHandler
    wire: Wire
    port: int
    connections: "asyncio.Queue[Wire]"

    def send(self, method: str, to: str = "<sip:2000@us>", body: bytes = b"") -> None:
        lines = [
            f"{method} sip:2000@us SIP/2.0",
            f"Via: SIP/2.0/TCP 127.0.0.1:{self.port};branch=z9hG4bK{method}",
            "From: <sip:far@carrier.test>;tag=far",
            f"To: {to}",
            "Call-ID: far",
            f"CSeq: 1 {method}",
            f"Contact: <sip:far@127.0.0.1:{self.port};transport=tcp>",
            "Content-Type: application/sdp",
            f"Content-Length: {len(body)}",
        ]
        self.wire.send("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    async def hang(self) -> None:
        """Close the connection, and wait until that was noticed."""
        (call,) = self.handler.calls
        await self.wire.close()
        async with asyncio.timeout(WAIT_S):
            while self.sip._transport.holds(call.flow):
                await asyncio.sleep(0)

    async def connected(self) -> Wire:
        async with asyncio.timeout(WAIT_S):
            return await self.connections.get()


@contextlib.asynccontextmanager
async def carrier(handler: FakeHandler) -> AsyncIterator[Carrier]:
    sip = SipEndpoint(EndpointConfig(listen=(Listen("udp"), Listen("tcp"))), handler)
    await sip.start()
    connections: asyncio.Queue[Wire] = asyncio.Queue()
    made: list[Wire] = []

    async def arrived(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        made.append(Wire(reader, writer))
        connections.put_nowait(made[-1])

    server = await asyncio.start_server(arrived, "127.0.0.1", 0)
    try:
        port = next(item.port for item in sip.addresses if item.transport == "tcp")
        wire = Wire(*await asyncio.open_connection("127.0.0.1", port))
        yield Carrier(sip, handler, wire, server.sockets[0].getsockname()[1], connections)
    finally:
        await sip.close()
        for each in (wire, *made):
            await each.close()
        server.close()
        await server.wait_closed()


@pytest.mark.parametrize("is_there", [True, False])
async def test_rfc3261_12_2_1_1_the_contact_when_the_connection_is_gone(is_there: bool) -> None:
    async with carrier(FakeHandler()) as it:
        it.send("INVITE", body=SDP)
        it.send("ACK", str((await it.wire.final()).to))
        (call,) = it.handler.calls
        async with asyncio.timeout(WAIT_S):
            await call.wait_answered()
        if not is_there:
            await it.hang()
        call.hang_up()
        wire = it.wire if is_there else await it.connected()
        wire.send(bytes(make_response(await wire.request("BYE"), 200)))
        assert it.connections.empty()


@pytest.mark.parametrize("is_there", [True, False])
async def test_rfc3261_18_2_2_an_answer_when_the_connection_is_gone(is_there: bool) -> None:
    """It goes to the port of the topmost Via, at the address that the request came from."""
    async with carrier(FakeHandler(lambda call: None)) as it:
        it.send("INVITE", body=SDP)
        async with asyncio.timeout(WAIT_S):
            await it.handler.arrived.wait()
        if not is_there:
            await it.hang()
        it.handler.calls[0].reject(486)
        wire = it.wire if is_there else await it.connected()
        assert (await wire.final()).status == 486
        assert it.connections.empty()
