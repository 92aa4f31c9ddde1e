"""A telephone that sends its keys by INFO, and one that sends them by RTP as well."""

import asyncio
import socket
from uuid import uuid4

import pytest

from tests.media.node.fake_core import FakeCore
from voipbin.media.node import MediaNode
from voipbin.media.v1 import node_pb2

WAIT_S = 5.0
SDP = """v=0
o=- 1 1 IN IP4 127.0.0.1
s=-
c=IN IP4 127.0.0.1
t=0 0
m=audio 9 RTP/AVP {formats}
a=rtpmap:0 PCMU/8000
{event}a=sendrecv
"""
EVENT = "a=rtpmap:101 telephone-event/8000\n"


class Telephone:
    """Its SIP, line by line, over UDP."""

    def __init__(self, node: MediaNode) -> None:
        udp = next(address for address in node.sip_addresses if address.startswith("udp:"))
        host, _, port = udp.removeprefix("udp:").rpartition(":")
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.connect((host, int(port)))
        self._host = "{}:{}".format(*self._socket.getsockname())
        self._call_id, self._to = uuid4().hex, "<sip:2000@sip.voipbin.net>"

    async def say(self, method: str, number: int, body: str = "", content_type: str = "") -> None:
        lines = [
            f"{method} sip:2000@sip.voipbin.net SIP/2.0",
            f"Via: SIP/2.0/UDP {self._host};branch=z9hG4bK{uuid4().hex}",
            "Max-Forwards: 70",
            f"From: <sip:+821012345678@127.0.0.1>;tag={self._call_id[:8]}",
            f"To: {self._to}",
            f"Call-ID: {self._call_id}",
            f"CSeq: {number} {method}",
            f"Contact: <sip:+821012345678@{self._host}>",
            *([f"Content-Type: {content_type}"] if content_type else []),
            f"Content-Length: {len(body)}",
            "",
            body,
        ]
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(self._socket, "\r\n".join(lines).encode())

    async def hears(self, status: int) -> None:
        """Wait for a response."""
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(WAIT_S):
            while True:
                text = (await loop.sock_recv(self._socket, 65_536)).decode()
                if text.startswith(f"SIP/2.0 {status} "):
                    break
        self._to = next(line[4:] for line in text.split("\r\n") if line.startswith("To: "))

    async def call_up(self, core: FakeCore, event: str) -> str:
        """Call, and be answered: the id of the channel."""
        formats = "0 101" if event else "0"
        offer = SDP.format(formats=formats, event=event).replace("\n", "\r\n")
        await self.say("INVITE", 1, offer, "application/sdp")
        channel_id = (await core.event("incoming")).channel_id
        await core.do(channel_id, answer=node_pb2.Answered())
        await self.hears(200)
        await self.say("ACK", 1)
        return channel_id

    def close(self) -> None:
        self._socket.close()


@pytest.mark.parametrize("event", ["", EVENT])
async def test_keys_by_info_count_where_none_come_by_rtp(
    node: MediaNode, core: FakeCore, event: str
) -> None:
    telephone = Telephone(node)
    try:
        channel_id = await telephone.call_up(core, event)
        keys = [
            ("Signal=5\r\nDuration=160\r\n", "application/dtmf-relay"),
            ("#", "application/dtmf"),
        ]
        for number, (body, content_type) in enumerate(keys, 2):
            await telephone.say("INFO", number, body, content_type)
            await telephone.hears(200)
        await telephone.say("BYE", 9)
        await telephone.hears(200)
        await core.event("hung_up", channel_id)
        assert core.kinds(channel_id).count("digit") == (0 if event else 2)
        if not event:
            digits = [(await core.event("digit", channel_id)).digit for _ in keys]
            told = [(digit.digit, digit.duration_ms) for digit in digits]
            assert told == [("5", 160), ("#", 100)]
    finally:
        telephone.close()
