"""STUN against the test vectors of RFC 5769."""

import pytest

from voipbin.media.stun import XOR_MAPPED_ADDRESS, BindingRequest, is_stun

REQUEST = bytes.fromhex(
    "000100582112a442b7e7a701bc34d686fa87dfae"
    "802200105354554e207465737420636c69656e74"
    "002400046e0001ff80290008932ff9b151263b36"
    "000600096576746a3a68367659202020"
    "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2"
    "80280004e57a3bcf"
)
PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt"
"""RFC 5769 2.1."""


def test_sample_request() -> None:
    assert is_stun(REQUEST)
    request = BindingRequest.parse(REQUEST)
    assert request is not None
    assert request.username == "evtj:h6vY"
    assert request.proves(PASSWORD)
    assert not request.proves(PASSWORD + "x")


def test_changed_request_proves_nothing() -> None:
    changed = REQUEST.replace(b"evtj", b"evtk")
    request = BindingRequest.parse(changed)
    assert request is not None
    assert not request.proves(PASSWORD)


@pytest.mark.parametrize(
    ("host", "port", "value"),
    [
        ("192.0.2.1", 32853, "0001a147e112a643"),
        (
            "2001:db8:1234:5678:11:2233:4455:6677",
            32853,
            "0002a1470113a9faa5d3f179bc25f4b5bed2b9d9",
        ),
    ],
    ids=["IPv4", "IPv6"],
)
def test_sample_mapped_address(host: str, port: int, value: str) -> None:
    """RFC 5769 2.2 and 2.3."""
    request = BindingRequest.parse(REQUEST)
    assert request is not None
    answer = request.answer(host, port)
    assert answer[8:20] == REQUEST[8:20]
    assert answer[20:22] == XOR_MAPPED_ADDRESS.to_bytes(2)
    assert answer[24:].hex() == value


def test_signed_answer_is_whole() -> None:
    """Read back as a request would be: lengths, integrity and fingerprint fit."""
    request = BindingRequest.parse(REQUEST)
    assert request is not None
    answer = request.answer("192.0.2.1", 5060, PASSWORD)
    again = BindingRequest.parse(b"\x00\x01" + answer[2:])
    assert again is not None
    assert set(again.attributes) == {XOR_MAPPED_ADDRESS, 0x0008, 0x8028}


@pytest.mark.parametrize("size", range(0, len(REQUEST), 7))
def test_cut_off(size: int) -> None:
    assert BindingRequest.parse(REQUEST[:size]) is None


def test_attributes_after_integrity_do_not_count() -> None:
    """RFC 8489 14.5."""
    extra = b"\x00\x25\x00\x00"
    longer = REQUEST[:-8] + extra
    longer = longer[:2] + (len(longer) - 20).to_bytes(2) + longer[4:]
    request = BindingRequest.parse(longer)
    assert request is not None
    assert 0x0025 not in request.attributes
