"""AES-256 in counter mode (RFC 6188): its test cases, and another implementation of SRTP."""

import hmac
from collections.abc import Iterator
from ctypes import CDLL

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR
from pylibsrtp import Error, Policy, Session

from tests.peers import require_peer
from voipbin.media.rtp.packet import RtpPacket
from voipbin.media.rtp.srtp import CM_256_SHA1_32, CM_256_SHA1_80, SHA1_80
from voipbin.media.rtp.srtp_policy import policy_of

from .libre_srtp import LibreSrtp, load

MASTER_KEY = bytes.fromhex("f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6")
MASTER_SALT = bytes.fromhex("3b04803de51ee7c96423ab5b78d2")
MASTER = MASTER_KEY + MASTER_SALT
SESSION_KEY = bytes.fromhex("5ba1064e30ec51613cad926c5a28ef731ec7fb397f70a960653caf06554cd8c4")
SESSION_SALT = bytes.fromhex("fa31791685ca444a9e07c6c64e93")
AUTHENTICATION_KEY = bytes.fromhex("fd9c32d39ed5fbb5a9dc96b30818454d1313dc05")
"""What RFC 6188 7.2 derives from the two masters."""

SUITES = {CM_256_SHA1_80: 10, CM_256_SHA1_32: 4}
"""And the bytes of their tags."""
REPORT = bytes.fromhex("80c9000100000077")


def sealing(suite: str = CM_256_SHA1_80) -> Session:
    return Session(policy_of(suite, MASTER, Policy.SSRC_ANY_OUTBOUND))


def opening(suite: str = CM_256_SHA1_80) -> Session:
    return Session(policy_of(suite, MASTER, Policy.SSRC_ANY_INBOUND))


def packet(sequence: int, ssrc: int = 0x77) -> bytes:
    return RtpPacket(0, sequence, sequence * 160, ssrc, bytes(range(160))).build()


def keystream(ssrc: int, index: int, size: int) -> bytes:
    """RFC 3711 4.1.1 with the session keys of RFC 6188 7.2."""
    counter = int.from_bytes(SESSION_SALT) << 16 ^ ssrc << 64 ^ index << 16
    cipher = Cipher(AES(SESSION_KEY), CTR(counter.to_bytes(16)))
    return cipher.encryptor().update(bytes(size))


@pytest.mark.parametrize(("suite", "tag_bytes"), SUITES.items())
def test_rfc6188_7_2_keys_are_derived_and_used(suite: str, tag_bytes: int) -> None:
    """By hand, from the session keys that the RFC prints, for two packets."""
    session = sealing(suite)
    for sequence in (1, 2):
        plain = packet(sequence)
        stream = keystream(0x77, sequence, 160)
        body = bytes(a ^ b for a, b in zip(plain[12:], stream, strict=True))
        sealed = plain[:12] + body
        tag = hmac.digest(AUTHENTICATION_KEY, sealed + bytes(4), "sha1")[:tag_bytes]
        assert session.protect(plain) == sealed + tag


def test_another_key_of_the_same_beginning() -> None:
    """All of its 32 bytes count, and all of the salt."""
    sealed = sealing().protect(packet(1))
    for place in (0, 16, 31, 32, 45):
        master = bytearray(MASTER)
        master[place] ^= 1
        other = Session(policy_of(CM_256_SHA1_80, bytes(master), Policy.SSRC_ANY_INBOUND))
        with pytest.raises(Error):
            other.unprotect(sealed)
    assert opening().unprotect(sealed) == packet(1)


@pytest.mark.parametrize("suite", SUITES)
def test_rfc6188_5_reports_have_a_tag_of_ten_bytes(suite: str) -> None:
    sealed = sealing(suite).protect_rtcp(REPORT)
    assert len(sealed) == len(REPORT) + 4 + 10
    assert opening(suite).unprotect_rtcp(sealed) == REPORT


def test_it_is_not_the_shorter_one() -> None:
    narrow = Session(policy_of(SHA1_80, MASTER, Policy.SSRC_ANY_OUTBOUND))
    assert narrow.protect(packet(1)) != sealing().protect(packet(1))


@pytest.mark.parametrize("size", [0, 30, 44, 45])
def test_a_key_that_is_too_short(size: int) -> None:
    with pytest.raises(ValueError, match="at least"):
        policy_of(CM_256_SHA1_80, MASTER[:size], Policy.SSRC_ANY_INBOUND)


def test_an_unknown_suite() -> None:
    with pytest.raises(ValueError, match="AES_192_CM_HMAC_SHA1_80"):
        policy_of("AES_192_CM_HMAC_SHA1_80", MASTER, Policy.SSRC_ANY_INBOUND)


class TestLibre:
    """What baresip would say and hear."""

    @pytest.fixture
    def library(self) -> CDLL:
        require_peer("baresip")
        library = load()
        assert library is not None, "libre without AES-256"
        return library

    @pytest.fixture(params=list(SUITES))
    def suite(self, request: pytest.FixtureRequest) -> str:
        suite: str = request.param
        return suite

    @pytest.fixture
    def libre(self, library: CDLL, suite: str) -> Iterator[LibreSrtp]:
        libre = LibreSrtp(library, suite, MASTER)
        yield libre
        libre.close()

    def test_it_hears_us(self, libre: LibreSrtp, suite: str) -> None:
        session = sealing(suite)
        for sequence in (65534, 65535, 0, 1):  # and counts the rollover as we do
            plain = packet(sequence)
            assert libre.decrypt(session.protect(plain)) == plain

    def test_we_hear_it(self, libre: LibreSrtp, suite: str) -> None:
        session = opening(suite)
        for sequence in (65534, 65535, 0, 1):
            plain = packet(sequence)
            assert session.unprotect(libre.encrypt(plain)) == plain

    def test_reports(self, library: CDLL) -> None:
        """Of the other suite libre gives reports the short tag too, against RFC 6188 5."""
        libre = LibreSrtp(library, CM_256_SHA1_80, MASTER)
        assert libre.decrypt_rtcp(sealing().protect_rtcp(REPORT)) == REPORT
        assert opening().unprotect_rtcp(libre.encrypt_rtcp(REPORT)) == REPORT
        libre.close()
