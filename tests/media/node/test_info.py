"""A telephone that sends its keys by INFO, and one that sends them by RTP as well."""

import asyncio
import re
import socket
from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.media.node.calls import call_up
from tests.media.node.conftest import MakePhone
from tests.media.node.fake_core import FakeCore
from tests.media.node.phones import Phone
from voipbin.media.node import MediaNode
from voipbin.media.node.bridge import Bridge
from voipbin.media.rtp.dtmf import TelephoneEvent
from voipbin.media.rtp.packet import RtpPacket
from voipbin.media.v1 import node_pb2

WAIT_S = 5.0
SDP = """v=0
o=- 1 1 IN IP4 127.0.0.1
s=-
c=IN IP4 127.0.0.1
t=0 0
m=audio {port} RTP/AVP {formats}
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
        self._media = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._media.bind(("127.0.0.1", 0))
        self._media_port = 0
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
        port = re.search(r"m=audio (\d+) ", text)
        self._media_port = int(port[1]) if port else self._media_port
        self._to = next(line[4:] for line in text.split("\r\n") if line.startswith("To: "))

    async def call_up(self, core: FakeCore, event: str) -> str:
        """Call, and be answered: the id of the channel."""
        formats = "0 101" if event else "0"
        port = self._media.getsockname()[1]
        offer = SDP.format(formats=formats, event=event, port=port).replace("\n", "\r\n")
        await self.say("INVITE", 1, offer, "application/sdp")
        channel_id = (await core.event("incoming")).channel_id
        await core.do(channel_id, answer=node_pb2.Answered())
        await self.hears(200)
        await self.say("ACK", 1)
        return channel_id

    def close(self) -> None:
        self._socket.close()
        self._media.close()

    def begin(self, digit: int, number: int) -> None:
        """Send the begin of a key by RTP."""
        self._send(TelephoneEvent(digit, False, 10, 160), 10 * number, number)

    def press(self, digit: int, number: int) -> None:
        """Send the end of a key by RTP, thrice (RFC 4733 2.5.1.4)."""
        for repeat in range(1, 4):
            self._send(TelephoneEvent(digit, True, 10, 800), 10 * number + repeat, number)

    def _send(self, event: TelephoneEvent, sequence: int, number: int) -> None:
        packet = RtpPacket(101, sequence, 8000 * number, 7, event.build())
        self._media.sendto(packet.build(), ("127.0.0.1", self._media_port))


@pytest.fixture
def telephone(node: MediaNode) -> Iterator[Telephone]:
    telephone = Telephone(node)
    yield telephone
    telephone.close()


KEYS = [
    ("Signal=5\r\nDuration=160\r\n", "application/dtmf-relay"),
    ("#", "application/dtmf"),
]


async def digits_of(core: FakeCore, channel_id: str) -> list[tuple[str, int]]:
    """What the core was told up to the end of the call."""
    await core.event("hung_up", channel_id)
    told = [item for item in core.events if item.channel_id == channel_id]
    digits = [item.digit for item in told if item.WhichOneof("event") == "digit"]
    return [(digit.digit, digit.duration_ms) for digit in digits]


@pytest.mark.parametrize("event", ["", EVENT])
async def test_keys_by_info(telephone: Telephone, core: FakeCore, event: str) -> None:
    """Libraries for browsers send them so although they agree on telephone events."""
    channel_id = await telephone.call_up(core, event)
    for number, (body, content_type) in enumerate(KEYS, 2):
        await telephone.say("INFO", number, body, content_type)
        await telephone.hears(200)
    await telephone.say("BYE", 9)
    await telephone.hears(200)
    assert await digits_of(core, channel_id) == [("5", 160), ("#", 100)]


async def test_keys_that_come_both_ways_count_once(telephone: Telephone, core: FakeCore) -> None:
    channel_id = await telephone.call_up(core, EVENT)
    telephone.press(5, number=1)
    assert (await core.event("digit", channel_id)).digit.digit == "5"
    for number, (body, content_type) in enumerate(KEYS, 2):
        await telephone.say("INFO", number, body, content_type)
        await telephone.hears(200)
    telephone.press(6, number=2)
    for digit in "#6":
        assert (await core.event("digit", channel_id)).digit.digit == digit
    await telephone.say("BYE", 9)
    await telephone.hears(200)
    assert [digit for digit, _ in await digits_of(core, channel_id)] == ["5", "#", "6"]


async def relayed(telephone: Telephone, node: MediaNode, core: FakeCore, phone: Phone) -> str:
    """The telephone and a phone hear each other, undecoded: the id of the telephone's channel."""
    channel_id = await telephone.call_up(core, EVENT)
    await call_up(core, phone, "b", codecs=["PCMU"])
    bridge = node_pb2.Bridge(bridge_id="b1", peer_channel_id="b")
    await core.do(channel_id, bridge=bridge)
    assert is_relaying(node)
    return channel_id


def is_relaying(node: MediaNode) -> bool:
    bridge = node.exchange.channel("b").bridge
    assert isinstance(bridge, Bridge)
    return bridge.relaying


def heard(phone: Phone) -> str:
    """The keys that came so far."""
    return "".join(event["digit"] for event in phone.events if event["event"] == "digit")


async def test_keys_by_info_reach_the_other_side_of_a_relay(
    telephone: Telephone, node: MediaNode, core: FakeCore, make_phone: MakePhone
) -> None:
    phone = await make_phone("2000")
    await relayed(telephone, node, core, phone)
    for number, (body, content_type) in enumerate(KEYS, 2):
        await telephone.say("INFO", number, body, content_type)
        await telephone.hears(200)
    await phone.event("digit", lambda event: event["digit"] == "#")
    assert heard(phone) == "5#"
    async with asyncio.timeout(WAIT_S):
        while not is_relaying(node):
            await asyncio.sleep(0.01)


async def test_key_that_comes_both_ways_is_relayed_once(
    telephone: Telephone, node: MediaNode, core: FakeCore, make_phone: MakePhone
) -> None:
    phone = await make_phone("2000")
    channel_id = await relayed(telephone, node, core, phone)
    telephone.begin(5, number=1)
    for number, (method, *body) in enumerate((("OPTIONS",), ("INFO", *KEYS[0])), 2):
        await telephone.say(method, number, *body)
        await telephone.hears(200)
    telephone.press(5, number=1)
    await phone.event("digit")
    telephone.press(6, number=2)
    await phone.event("digit", lambda event: event["digit"] == "6")
    assert heard(phone) == "56"
    await telephone.say("BYE", 9)
    await telephone.hears(200)
    assert [digit for digit, _ in await digits_of(core, channel_id)] == ["5", "6"]


async def test_keys_by_info_after_keys_by_rtp(
    telephone: Telephone, node: MediaNode, core: FakeCore, make_phone: MakePhone
) -> None:
    """One telephone may be told to send them this way or that, from key to key."""
    phone = await make_phone("2000")
    await relayed(telephone, node, core, phone)
    telephone.press(1, number=1)
    await phone.event("digit")
    for number, (body, content_type) in enumerate(KEYS, 2):
        await telephone.say("INFO", number, body, content_type)
        await telephone.hears(200)
    await phone.event("digit", lambda event: event["digit"] == "#")
    assert heard(phone) == "15#"


async def test_key_whose_info_comes_first_is_relayed_once(
    telephone: Telephone, node: MediaNode, core: FakeCore, make_phone: MakePhone
) -> None:
    phone = await make_phone("2000")
    await relayed(telephone, node, core, phone)
    await telephone.say("INFO", 2, *KEYS[0])
    await telephone.hears(200)
    telephone.press(5, number=1)
    await telephone.say("INFO", 3, *KEYS[1])
    await telephone.hears(200)
    await phone.event("digit", lambda event: event["digit"] == "#")
    assert heard(phone) == "5#"
