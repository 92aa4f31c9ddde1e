"""A flood of forged datagrams on virtual time: nothing grows, and the known are served as ever."""

import asyncio
import contextlib
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Iterator

import pytest

from voipbin.media.node.capture import MOST_STRANGERS, Capture
from voipbin.media.node.events import EventLog
from voipbin.media.sip import Admission, EndpointConfig, Flow, HostPort, Listen, SipEndpoint
from voipbin.media.sip.message import Message, Request, Response
from voipbin.media.sip.parser import parse_message
from voipbin.media.sip.source_guard import GuardConfig, Share, SourceGuard
from voipbin.media.sip.transport import Receiver

from .fake_handler import PASSWORD, REALM, FakeHandler, ring
from .script import SDP
from .virtual_time import run_virtual

LOCAL = HostPort("127.0.0.1", 5060)
PHONE = "127.0.0.77"
METHODS = ("INVITE", "REGISTER", "OPTIONS", "INVITE", "BYE")


class Wire:
    """The one socket of an endpoint; what it sends is kept for the phone and counted for others."""

    listen = Listen("udp", *LOCAL)

    def __init__(self) -> None:
        self.receiver: Receiver
        self.sent: Counter[str] = Counter()
        self.to_phone: asyncio.Queue[Message] = asyncio.Queue()

    async def open(self, listen: Listen, receiver: Receiver, limit: int) -> "Wire":
        self.receiver = receiver
        return self

    def send(self, data: bytes, flow: Flow, on_error: object) -> None:
        self.sent[data[8:11].decode()] += 1
        if flow.remote.host == PHONE:
            self.to_phone.put_nowait(parse_message(data))

    def holds(self, flow: Flow) -> bool:
        """It has no connections."""
        return False

    def withdraw(self, data: bytes, flow: Flow) -> bool:
        """Nothing waits."""
        return False

    def renew(self) -> None:
        """It has no certificate."""

    async def close(self) -> None:
        """Nothing to close."""

    def forge(self, number: int, method: str = "") -> None:
        host = f"127.{number >> 16 & 127}.{number >> 8 & 255}.{number & 255}"
        self.receive(host, request(method or METHODS[number % 5], host, f"f{number}"))

    def receive(self, host: str, data: bytes) -> None:
        self.receiver(data, Flow("udp", LOCAL, HostPort(host, 5060)))

    async def answer(self, status: int, name: str) -> Response:
        """The next one of that call; refusals of others come again and again, without an ACK."""
        async with asyncio.timeout(2):
            while True:
                message = await self.to_phone.get()
                if not isinstance(message, Response) or message.call_id != name:
                    continue
                if message.status == status:
                    return message


class Slow(FakeHandler):
    """A core that needs a while for each question, and counts those it works on."""

    def __init__(self) -> None:
        super().__init__(ring)
        self.asked = self.asking = self.most = 0

    async def admit(self, attempt: object) -> Admission:
        self.asked += 1
        self.asking += 1
        self.most = max(self.most, self.asking)
        try:
            await asyncio.sleep(0.05)
        finally:
            self.asking -= 1
        return Admission.digest(REALM)


def request(method: str, host: str, name: str, *extra: str, cseq: int = 1) -> bytes:
    body = SDP if method == "INVITE" else b""
    lines = [
        f"{method} sip:bob@{REALM} SIP/2.0",
        f"Via: SIP/2.0/UDP {host}:5060;rport;branch=z9hG4bK{name}{cseq}",
        "Max-Forwards: 70",
        f"From: <sip:1000@{REALM}>;tag=t{name}",
        f"To: <sip:{'1000' if method == 'REGISTER' else 'bob'}@{REALM}>",
        f"Call-ID: {name}",
        f"CSeq: {cseq} {method}",
        f"Contact: <sip:1000@{host}:5060>",
        *extra,
        *(["Content-Type: application/sdp"] if body else []),
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def proof(response: Response, method: str) -> str:
    """The credentials for a challenge."""
    from voipbin.media.sip import Credentials
    from voipbin.media.sip.digest_client import ClientDigest

    digest = ClientDigest(Credentials("1000", PASSWORD))
    assert digest.learn(response)
    signed = parse_message(request(method, PHONE, "sign"))
    assert isinstance(signed, Request)
    digest.sign(signed)
    name = "Proxy-Authorization" if response.status == 407 else "Authorization"
    return f"{name}: {signed.headers.get(name)}"


class World:
    """An endpoint with small tables, its guard and the capture of its messages."""

    def __init__(self, handler: FakeHandler, **settings: int) -> None:
        self.wire, self.handler = Wire(), handler
        self.events = EventLog(1000)
        self.capture = Capture(self.events)
        # A forger has as many addresses as it likes, so buckets of one do not matter here.
        config = GuardConfig(
            max_sources=300, max_known=100, max_bans=100, failures=Share(1 / 20, 3)
        )
        self.guard = SourceGuard(config, lambda: asyncio.get_running_loop().time())
        self.sip = SipEndpoint(
            EndpointConfig(listen=(Wire.listen,), **settings),  # type: ignore[arg-type]
            handler,
            trace=self.capture.trace,
            open_transport=self.wire.open,
            guard=self.guard,
        )

    @property
    def transactions(self) -> dict[str, int]:
        assert self.sip._transactions is not None
        return self.sip._transactions.sizes

    @property
    def working(self) -> int:
        assert self.sip._dispatcher is not None
        return len(self.sip._dispatcher._working)

    async def call(self, name: str) -> None:
        """The phone's call is challenged, proven, and rings."""
        before = len(self.handler.calls)
        self.wire.receive(PHONE, request("INVITE", PHONE, name))
        challenge = await self.wire.answer(407, name)
        signed = request("INVITE", PHONE, name, proof(challenge, "INVITE"), cseq=2)
        self.wire.receive(PHONE, signed)
        await self.wire.answer(180, name)
        assert len(self.handler.calls) == before + 1


@contextlib.asynccontextmanager
async def world(handler: FakeHandler | None = None, **settings: int) -> AsyncIterator[World]:
    made = World(handler or FakeHandler(ring), **settings)
    made.handler.admission = lambda attempt: Admission.digest(REALM)
    await made.sip.start()
    try:
        yield made
    finally:
        await made.sip.close()


def test_every_table_stays_small_and_is_empty_afterwards() -> None:
    async def main() -> None:
        async with world(max_transactions=300, max_asking=100) as it:
            for number in range(6000):
                it.wire.forge(number)
                if number % 200 == 0:
                    await asyncio.sleep(0.005)
                    check(it)
            await asyncio.sleep(100)  # T1 * 64 have passed thrice
            assert it.transactions == {"clients": 0, "servers": 0, "strangers": 0, "merged": 0}
            assert it.working == 0 and not it.sip.sessions
            sizes = it.guard.sizes
            assert (sizes["unanswered"], sizes["bans"], sizes["connections"]) == (0, 0, 0)
            assert it.wire.sent["503"] == 0, "nobody is told that we are full"

    def check(it: World) -> None:
        sizes = it.transactions
        assert sizes["servers"] <= 300 and sizes["strangers"] <= 150
        assert sizes["merged"] <= sizes["servers"]
        assert it.working <= 100
        assert it.guard.sizes["sources"] <= 300
        assert len(it.capture._strangers) <= MOST_STRANGERS

    run_virtual(main())


def test_unknown_phone_calls_during_a_flood() -> None:
    """The flood would fill the table thirty times over while its challenge is on its way."""

    async def main() -> None:
        async with world(max_transactions=200) as it:
            async with flooded(it):
                await it.call("first")
            assert it.sip.counters["forgotten"] > 1000

    run_virtual(main())


def test_known_phone_is_heard_by_a_slow_core_during_a_flood() -> None:
    """Strangers wait for each other; who has proven its address is asked about at once."""

    async def main() -> None:
        handler = Slow()
        async with world(handler, max_transactions=2000, max_asking=50) as it:
            await it.call("before")
            async with flooded(it):
                for number in range(3):
                    await it.call(f"during{number}")
            assert handler.most <= 50 + 2
            assert it.sip.counters["dropped"] > 500

    run_virtual(main())


def test_forgotten_stranger_is_no_longer_asked_about() -> None:
    async def main() -> None:
        handler = Slow()
        async with world(handler, max_transactions=20, max_asking=500) as it:
            for number in range(100):
                it.wire.forge(number, "INVITE")
            await asyncio.sleep(0.01)
            assert it.working <= 10
            await asyncio.sleep(1)
            assert it.wire.sent["407"] <= 10 * 3, "what is left, and its repeats"

    run_virtual(main())


def test_forged_request_gets_one_answer() -> None:
    """Else we would be a club in the hand of whoever forges the address of a victim."""

    async def main() -> None:
        async with world() as it:
            it.wire.forge(1, "INVITE")
            it.wire.forge(2, "REGISTER")
            await asyncio.sleep(40)
            assert it.wire.sent == {"407": 2}
            it.wire.receive(PHONE, request("INVITE", PHONE, "twice"))
            await it.wire.answer(407, "twice")
            it.wire.receive(PHONE, request("INVITE", PHONE, "twice"))
            await it.wire.answer(407, "twice")

    run_virtual(main())


def test_strangers_may_make_half_of_the_calls() -> None:
    async def main() -> None:
        async with world(max_sessions=10) as it:
            it.handler.admission = lambda attempt: Admission.public()
            for number in range(20):
                it.wire.forge(number, "INVITE")
            await asyncio.sleep(0.1)
            assert (len(it.handler.calls), it.wire.sent["503"]) == (5, 15)
            it.guard.proved(PHONE)
            it.wire.receive(PHONE, request("INVITE", PHONE, "known"))
            await it.wire.answer(180, "known")

    run_virtual(main())


def test_call_of_a_stranger_survives_a_flood_and_its_refusal_does_not() -> None:
    async def main() -> None:
        async with world(max_transactions=20, max_sessions=10) as it:
            it.handler.admission = lambda attempt: Admission.public()
            it.wire.receive(PHONE, request("INVITE", PHONE, "guest"))
            await it.wire.answer(180, "guest")
            it.handler.admission = lambda attempt: Admission.digest(REALM)
            for number in range(200):
                it.wire.forge(number, "INVITE")
            await asyncio.sleep(0.1)
            (call,) = it.handler.calls
            call.reject(486)
            await it.wire.answer(486, "guest")
            for number in range(200, 400):
                it.wire.forge(number, "INVITE")
            await asyncio.sleep(0.1)
            assert it.transactions["servers"] == it.transactions["strangers"] <= 11

    run_virtual(main())


@contextlib.asynccontextmanager
async def flooded(it: World) -> AsyncIterator[None]:
    """A thousand forged INVITEs every tenth of a second, for as long as the block lasts."""

    async def flood() -> None:
        for start in counter():
            for number in range(start, start + 100):
                it.wire.forge(number, "INVITE")
            await asyncio.sleep(0.01)

    task = asyncio.get_running_loop().create_task(flood())
    await asyncio.sleep(0.1)
    try:
        yield
        await asyncio.sleep(0.2)
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def counter() -> Iterator[int]:
    number = secrets.randbelow(1000) * 1000
    while True:
        yield number
        number += 100


@pytest.mark.parametrize("host", [PHONE, "127.0.0.78"])
def test_nonce_of_one_address_makes_nobody_else_known(host: str) -> None:
    async def main() -> None:
        async with world() as it:
            it.wire.receive(PHONE, request("REGISTER", PHONE, "one"))
            challenge = await it.wire.answer(407, "one")
            again = parse_message(
                request("REGISTER", host, "two", proof(challenge, "REGISTER"), cseq=2)
            )
            assert isinstance(again, Request) and it.sip._dispatcher is not None
            known = it.sip._dispatcher.knows(again, Flow("udp", LOCAL, HostPort(host, 5060)))
            assert known == (host == PHONE)

    run_virtual(main())
