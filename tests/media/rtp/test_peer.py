"""Symmetric RTP: learning where the peer is, and not being led away."""

import pytest

from voipbin.media.rtp.peer import Address, PeerLock

SDP = ("192.0.2.1", 4000)
NAT = ("203.0.113.9", 61000)
STRANGER = ("198.51.100.66", 666)


def test_destination_before_any_packet_is_what_sdp_named() -> None:
    assert PeerLock(SDP).destination == SDP
    assert PeerLock().destination is None


def test_named_address_locks_at_once() -> None:
    peer = PeerLock(SDP)
    assert peer.accept(SDP, 1, 100, 0.0)
    assert peer.locked


def test_address_behind_nat_is_learned_then_locked() -> None:
    peer = PeerLock(SDP)
    assert peer.accept(NAT, 1, 100, 0.0)
    assert peer.destination == NAT
    assert not peer.locked
    assert all(peer.accept(NAT, 1, 101 + n, 20.0 * n) for n in range(2))
    assert peer.locked


def test_stranger_after_the_lock_is_refused_and_counted() -> None:
    peer = PeerLock(SDP)
    peer.accept(SDP, 1, 100, 0.0)
    assert not any(peer.accept(STRANGER, 2, 5000 + n, 5000.0) for n in range(10))
    assert peer.destination == SDP
    assert peer.rejected == 10


def test_named_address_wins_over_an_early_stranger() -> None:
    peer = PeerLock(SDP)
    assert peer.accept(STRANGER, 2, 1, 0.0)
    assert peer.accept(SDP, 1, 100, 5.0)
    assert (peer.destination, peer.locked) == (SDP, True)
    assert not peer.accept(STRANGER, 2, 2, 10.0)


def test_named_address_wins_over_a_stranger_that_was_quick_to_lock() -> None:
    peer = PeerLock(SDP)
    assert all(peer.accept(STRANGER, 2, n, 20.0 * n) for n in range(50))
    assert peer.locked
    assert peer.accept(SDP, 1, 100, 1001.0)
    assert (peer.destination, peer.locked) == (SDP, True)
    assert not peer.accept(STRANGER, 2, 51, 1020.0)


def test_other_ssrc_waits_until_the_locked_one_is_silent() -> None:
    peer = PeerLock(SDP)
    peer.accept(SDP, 1, 100, 0.0)
    assert not peer.accept(SDP, 2, 7000, 20.0)
    assert peer.accept(SDP, 1, 101, 20.0)
    assert not peer.accept(SDP, 2, 7001, 119.0)
    assert peer.accept(SDP, 2, 7002, 120.0)
    assert peer.rejected == 2


def test_second_candidate_waits_until_the_first_is_silent() -> None:
    peer = PeerLock()
    assert peer.accept(STRANGER, 2, 1, 0.0)
    assert not peer.accept(NAT, 1, 100, 100.0)
    assert peer.accept(NAT, 1, 101, 600.0)


def test_locked_peer_may_come_back_from_a_new_binding() -> None:
    peer = PeerLock(SDP)
    peer.accept(SDP, 1, 65530, 0.0)
    assert not peer.accept(NAT, 1, 65531, 500.0), "not while the old one may still be there"
    assert not peer.accept(NAT, 2, 65531, 1500.0), "not with another SSRC"
    assert not peer.accept(NAT, 1, 30000, 1500.0), "not with a sequence out of line"
    assert peer.accept(NAT, 1, 10, 1500.0)
    assert peer.destination == NAT


def test_locked_peer_may_come_back_after_a_long_silence() -> None:
    peer = PeerLock(SDP)
    peer.accept(SDP, 1, 100, 0.0)
    assert peer.accept(NAT, 1, 100 + 500, 10_000.0)


def test_new_sdp_address_is_learned_again() -> None:
    peer = PeerLock(SDP)
    peer.accept(SDP, 1, 100, 0.0)
    peer.expect(("192.0.2.77", 9000))
    assert peer.destination == ("192.0.2.77", 9000)
    assert not peer.locked


def test_same_sdp_address_keeps_the_lock() -> None:
    peer = PeerLock(SDP)
    peer.accept(SDP, 1, 100, 0.0)
    peer.expect(SDP)
    assert peer.locked


@pytest.mark.parametrize("nowhere", [("0.0.0.0", 4000), ("::", 4000), ("192.0.2.1", 0)])
def test_address_that_means_nowhere(nowhere: Address) -> None:
    assert PeerLock(nowhere).destination is None


@pytest.mark.parametrize(
    ("address", "message"), [(("phone.example", 4000), "phone.example"), (("::1", 70000), "70000")]
)
def test_address_that_cannot_be_sent_to(address: Address, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        PeerLock(address)
    with pytest.raises(ValueError, match=message):
        PeerLock().expect(address)
