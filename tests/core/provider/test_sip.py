"""What of a provider fits into SIP messages."""

from typing import Any

import pytest

from voipbin.core.provider.sip import header_faults, hostname_fault


@pytest.mark.parametrize(
    "hostname",
    [
        *("sip.carrier.example", "carrier.example:5080", "203.0.113.7", "[2001:db8::1]:5060"),
        *("a", "a.", "carrier.example;transport=tcp", "203.0.113.7:5061;transport=tls"),
        *("sips:carrier.example", "sips:carrier.example:5071;transport=tcp"),
    ],
)
def test_good_hosts(hostname: str) -> None:
    assert hostname_fault(hostname) is None


@pytest.mark.parametrize(
    "hostname",
    [
        "",
        "sip:carrier.example",
        "user@carrier.example",
        "carrier.example;transport=sctp",
        "carrier.example;transport=TCP",
        "carrier.example;transport=tcp;lr",
        "carrier.example;maddr=192.0.2.1",
        "sips:carrier.example;transport=udp",
        "carrier.example:0",
        "carrier.example:65536",
        "carrier.example:",
        "carrier..example",
        "-carrier.example",
        "carrier example",
        "carrier.example\r\nX: y",
        "[not:an:address",
        "[carrier]",
        f"{'a' * 64}.example",
        ".".join(["abcdefgh"] * 32),
    ],
)
def test_bad_hosts(hostname: str) -> None:
    assert hostname_fault(hostname) is not None


def test_good_headers() -> None:
    assert header_faults({"X-Account": "77", "P-Charge-Info": "<sip:1@example.com>"}) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("", "a"),
        ("X Account", "a"),
        ("X-Account:", "a"),
        ("X-Account\r\nY", "a"),
        ("Ä", "a"),
        ("X-Account", "a\r\nVia: SIP/2.0/UDP evil"),
        ("X-Account", "a\nb"),
        ("X-Account", "\x00"),
        ("X-Account", "a" * 513),
        ("X-Account", 7),
        ("FROM", "<sip:a@example.com>"),
        ("i", "abc"),
        ("Content-Length", "0"),
        ("Proxy-Authorization", "Digest"),
    ],
)
def test_bad_headers(name: str, value: Any) -> None:
    assert [named for named, _ in header_faults({"X-Good": "1", name: value})] == [name]


def test_too_many_headers() -> None:
    ((name, fault),) = header_faults({f"X-{n}": "1" for n in range(33)})
    assert (name, fault) == ("", "must have at most 32 headers, has 33")
