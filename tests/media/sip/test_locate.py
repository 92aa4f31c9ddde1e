"""Whom a URI means: RFC 3263 and RFC 2782, by a DNS in memory and by one on loopback."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

import pytest

from voipbin.media.sip import HostPort, Uri
from voipbin.media.sip.transport import DnsNames, NextHop, locate
from voipbin.media.sip.transport import names as names_module
from voipbin.media.sip.transport.locate import MAX_HOPS, weighted
from voipbin.media.sip.transport.names import Naptr, Srv

from .dns_server import Zone, dns_server
from .fake_names import FakeNames

T = TypeVar("T")
SPOKEN = ("udp", "tcp", "tls")
ADDRESSES = {
    "carrier.example": ["192.0.2.1"],
    "a.carrier.example": ["192.0.2.10"],
    "b.carrier.example": ["192.0.2.20", "192.0.2.21"],
}


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


def brief(hops: Sequence[NextHop]) -> list[str]:
    return [f"{hop.transport}:{hop.address}" for hop in hops]


async def found(uri: str, names: FakeNames, spoken: Sequence[str] = SPOKEN) -> list[str]:
    return brief(await locate(Uri.parse(uri), names, spoken, draw=lambda most: 0))


@pytest.mark.parametrize(
    ("uri", "expected", "asked"),
    [
        ("sip:a@192.0.2.7", "udp:192.0.2.7:5060", []),
        ("sips:a@192.0.2.7", "tls:192.0.2.7:5061", []),
        ("sip:a@carrier.example:5070", "udp:192.0.2.1:5070", ["A carrier.example"]),
        (
            "sip:a@carrier.example:5070;transport=tcp",
            "tcp:192.0.2.1:5070",
            ["A carrier.example"],
        ),
        (
            "sip:a@carrier.example;transport=tcp",
            "tcp:192.0.2.1:5060",
            ["SRV _sip._tcp.carrier.example", "A carrier.example"],
        ),
        (
            "sips:a@carrier.example",
            "tls:192.0.2.1:5061",
            ["SRV _sips._tcp.carrier.example", "A carrier.example"],
        ),
        (
            "sip:a@carrier.example",
            "udp:192.0.2.1:5060",
            [
                "NAPTR carrier.example",
                "SRV _sip._udp.carrier.example",
                "SRV _sip._tcp.carrier.example",
                "A carrier.example",
            ],
        ),
    ],
)
def test_rfc3263_4_2_what_is_asked(uri: str, expected: str, asked: list[str]) -> None:
    """A numeric host or an explicit port skips SRV, a transport skips NAPTR."""
    names = FakeNames(ADDRESSES)
    assert run(found(uri, names)) == [expected]
    assert names.asked == asked


def test_rfc3263_4_1_the_domain_chooses_by_naptr() -> None:
    names = FakeNames(
        ADDRESSES,
        {
            "_sips._tcp.carrier.example": [Srv(1, 0, 5061, "a.carrier.example")],
            "_sip._tcp.carrier.example": [Srv(1, 0, 5062, "b.carrier.example")],
        },
        {
            "carrier.example": [
                Naptr(90, 50, "SIP+D2T", "_sip._tcp.carrier.example"),
                Naptr(50, 50, "SIPS+D2T", "_sips._tcp.carrier.example"),
                Naptr(10, 50, "SIP+D2S", "_sip._sctp.carrier.example"),
            ]
        },
    )
    tcp = ["tcp:192.0.2.20:5062", "tcp:192.0.2.21:5062"]
    assert run(found("sip:a@carrier.example", names)) == ["tls:192.0.2.10:5061", *tcp]
    assert run(found("sip:a@carrier.example", names, ("udp", "tcp"))) == tcp, "we have no TLS"


def test_rfc7118_5_3_a_domain_may_choose_websocket() -> None:
    names = FakeNames(
        ADDRESSES,
        {
            "wss.carrier.example": [Srv(1, 0, 443, "a.carrier.example")],
            "ws.carrier.example": [Srv(1, 0, 8080, "a.carrier.example")],
            "_sip._udp.carrier.example": [Srv(1, 0, 5060, "a.carrier.example")],
        },
        {
            "carrier.example": [
                Naptr(1, 1, "SIPS+D2W", "wss.carrier.example"),
                Naptr(1, 2, "SIP+D2W", "ws.carrier.example"),
                Naptr(2, 1, "SIP+D2U", "_sip._udp.carrier.example"),
            ]
        },
    )
    udp = "udp:192.0.2.10:5060"
    everything = (*SPOKEN, "ws", "wss")
    in_order = ["wss:192.0.2.10:443", "ws:192.0.2.10:8080", udp]
    assert run(found("sip:a@carrier.example", names, everything)) == in_order
    assert run(found("sip:a@carrier.example", names)) == [udp], "we have no WebSocket"


def test_rfc3263_4_1_the_certificate_is_of_the_domain() -> None:
    srv = {"_sips._tcp.carrier.example": [Srv(1, 0, 5061, "a.carrier.example")]}
    uri = Uri.parse("sips:a@carrier.example")
    (hop,) = run(locate(uri, FakeNames(ADDRESSES, srv), SPOKEN))
    assert hop == NextHop("tls", HostPort("192.0.2.10", 5061), "carrier.example")


def test_rfc2782_priority_first() -> None:
    srv = [
        Srv(20, 0, 5060, "a.carrier.example"),
        Srv(10, 0, 5080, "b.carrier.example"),
        Srv(15, 0, 5060, "gone.carrier.example"),
    ]
    names = FakeNames(ADDRESSES, {"_sip._udp.carrier.example": srv})
    assert run(found("sip:a@carrier.example;transport=udp", names)) == [
        "udp:192.0.2.20:5080",
        "udp:192.0.2.21:5080",
        "udp:192.0.2.10:5060",
    ], "a server that does not resolve is passed over"


def test_rfc2782_weights_share_the_load() -> None:
    chance = random.Random(3)
    records = [Srv(1, weight, 5060, str(weight)) for weight in (10, 60, 30, 0)]
    first: Counter[str] = Counter()
    for _ in range(4000):
        order = list(weighted(records, lambda most: chance.randint(0, most)))
        assert sorted(order) == sorted(records)
        first[order[0].target] += 1
    assert 0.56 < first["60"] / 4000 < 0.64
    assert 0.26 < first["30"] / 4000 < 0.34
    assert 0.07 < first["10"] / 4000 < 0.13
    assert 0 < first["0"] < 120, "very small, but some"


def test_rfc2782_a_dot_is_a_no() -> None:
    names = FakeNames(ADDRESSES, {"_sip._udp.carrier.example": [Srv(0, 0, 0, ".")]})
    with pytest.raises(OSError, match="no such service"):
        run(found("sip:a@carrier.example;transport=udp", names))


def test_a_zone_without_end() -> None:
    srv = [Srv(1, 0, port, "a.carrier.example") for port in range(1, 200)]
    names = FakeNames(ADDRESSES, {"_sip._udp.carrier.example": srv})
    hops = run(found("sip:a@carrier.example;transport=udp", names))
    assert len(hops) == MAX_HOPS


def test_nobody() -> None:
    with pytest.raises(OSError, match=r"nobody\.example does not resolve"):
        run(found("sip:a@nobody.example", FakeNames()))


ZONE: Zone = {
    ("carrier.test.", "NAPTR"): [
        '50 50 "s" "SIP+D2T" "" _sip._tcp.carrier.test.',
        '90 50 "s" "SIP+D2U" "" _sip._udp.carrier.test.',
        '10 50 "u" "E2U+sip" "!^.*$!sip:x@y!" .',
    ],
    ("_sip._tcp.carrier.test.", "SRV"): ["10 1 5070 a.carrier.test."],
    ("_sip._udp.carrier.test.", "SRV"): ["10 1 5080 a.carrier.test."],
    ("a.carrier.test.", "A"): ["192.0.2.10"],
    ("a.carrier.test.", "AAAA"): ["2001:db8::10"],
}


async def test_asking_a_name_server() -> None:
    async with dns_server(ZONE) as server:
        names = DnsNames(server.address)
        expected = [
            "tcp:192.0.2.10:5070",
            "tcp:[2001:db8::10]:5070",
            "udp:192.0.2.10:5080",
            "udp:[2001:db8::10]:5080",
        ]
        uri = Uri.parse("sip:a@carrier.test")
        assert brief(await locate(uri, names, SPOKEN)) == expected
        asked = server.asked.total()
        assert brief(await locate(uri, names, SPOKEN)) == expected
        assert server.asked.total() == asked, "everything is remembered"
        with pytest.raises(OSError, match="does not resolve"):
            await names.addresses("nobody.test")
        asked = server.asked.total()
        with pytest.raises(OSError, match="does not resolve"):
            await names.addresses("nobody.test")


@pytest.mark.parametrize(
    ("ttl_s", "pause_s", "times"), [(60, 59, 1), (60, 61, 2), (86_400, 3700, 2)]
)
async def test_answers_are_believed_for_their_ttl(
    monkeypatch: pytest.MonkeyPatch, ttl_s: int, pause_s: float, times: int
) -> None:
    """And never for longer than an hour."""
    async with dns_server(ZONE, ttl_s) as server:
        names = DnsNames(server.address)
        await names.addresses("a.carrier.test")
        now = time.time
        monkeypatch.setattr(time, "time", lambda: now() + pause_s)
        await names.addresses("a.carrier.test")
        assert server.asked["a.carrier.test.", "A"] == times


async def test_a_silent_name_server_blocks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names_module, "PATIENCE_S", 0.3)
    async with dns_server(ZONE) as server:
        server.is_silent = True
        turns = 0

        async def count() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0.001)

        counting = asyncio.ensure_future(count())
        with pytest.raises(OSError, match="does not resolve"):
            await DnsNames(server.address).addresses("a.carrier.test")
        counting.cancel()
        assert turns > 20, "the loop went on"


async def test_names_of_this_machine() -> None:
    assert "127.0.0.1" in await DnsNames().addresses("localhost")
