"""Keys and fingerprints in offers and answers."""

import base64
from dataclasses import replace

import pytest

from voipbin.media.sip import (
    G722,
    OPUS,
    PCMA,
    PCMU,
    DtlsLocal,
    LocalMedia,
    NotAcceptable,
    SdesKeys,
    Security,
)
from voipbin.media.sip.media import answer_for, negotiate, offer_for, read_answer
from voipbin.media.sip.protection import wanted_security
from voipbin.media.sip.sdes import Crypto
from voipbin.media.sip.sdp import parse_sdp

EVERYTHING = (G722, OPUS, PCMU, PCMA)
KEYS = SdesKeys.generate()
DTLS = DtlsLocal(":".join(["AB"] * 32), "frag", "password", ("192.0.2.1", "10.0.0.1"))
LOCAL = LocalMedia("192.0.2.1", 20000, (PCMU,), sdes=KEYS, dtls=DTLS)
RFC_4568_KEY = "d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj"
"""Appendix A."""
PEER_KEY = base64.b64encode(bytes(30)).decode()
PRINT = ":".join(["1A"] * 32)

CHROMIUM = f"""v=0
o=- 4962303333179871722 1 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0 1
a=extmap-allow-mixed
a=msid-semantic: WMS
m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126
c=IN IP4 0.0.0.0
a=rtcp:9 IN IP4 0.0.0.0
a=candidate:1 1 udp 2113937151 8f2c0b9a-0000.local 51231 typ host generation 0
a=ice-ufrag:4ZcD
a=ice-pwd:2/1muCWoOi3uLifh0NuRHlad
a=ice-options:trickle
a=fingerprint:sha-256 {PRINT}
a=setup:actpass
a=mid:0
a=sendrecv
a=rtcp-mux
a=rtpmap:111 opus/48000/2
a=fmtp:111 minptime=10;useinbandfec=1
a=rtpmap:63 red/48000/2
a=rtpmap:9 G722/8000
a=rtpmap:0 PCMU/8000
a=rtpmap:8 PCMA/8000
a=rtpmap:13 CN/8000
a=rtpmap:110 telephone-event/48000
a=rtpmap:126 telephone-event/8000
m=video 9 UDP/TLS/RTP/SAVPF 96
c=IN IP4 0.0.0.0
a=mid:1
a=rtpmap:96 VP8/90000
"""
"""Shortened from what Chromium 156 says."""


def offer(protocol: str, *attributes: str) -> bytes:
    lines = [
        "v=0",
        "o=- 7 8 IN IP4 192.0.2.9",
        "s=-",
        "c=IN IP4 192.0.2.9",
        "t=0 0",
        f"m=audio 4000 {protocol} 0 101",
        "a=rtpmap:101 telephone-event/8000",
        *(f"a={value}" for value in attributes),
    ]
    return "\r\n".join(lines).encode()


def crypto(tag: int = 1, suite: str = "AES_CM_128_HMAC_SHA1_80", key: str = PEER_KEY) -> str:
    return f"crypto:{tag} {suite} inline:{key}"


def answer_lines(body: bytes, local: LocalMedia = LOCAL) -> list[str]:
    description = parse_sdp(body)
    plan = negotiate(description, local.codecs, local)
    text = bytes(answer_for(description, plan, local, session_id=1, version=1)).decode()
    return text.split("\r\n")


class TestSdes:
    """RFC 4568."""

    def test_line_of_the_rfc(self) -> None:
        line = f"1 AES_CM_128_HMAC_SHA1_80 inline:{RFC_4568_KEY}|2^20|1:4"
        assert Crypto.parse(line) is None, "a master key identifier is nothing we do"
        without = Crypto.parse(line.removesuffix("|1:4"))
        assert without is not None
        assert without.master == base64.b64decode(RFC_4568_KEY)

    def test_written_and_read(self) -> None:
        for line in KEYS.offer():
            assert Crypto.parse(str(line).removeprefix("crypto:")) == line

    @pytest.mark.parametrize(
        "line",
        [
            "1 AES_CM_128_HMAC_SHA1_80",
            "1 F8_128_HMAC_SHA1_80 inline:" + PEER_KEY,
            "1 AES_CM_128_HMAC_SHA1_80 inline:AAAA",
            "1 AES_CM_128_HMAC_SHA1_80 inline:" + PEER_KEY[:-1] + "*",
            "x AES_CM_128_HMAC_SHA1_80 inline:" + PEER_KEY,
            f"1 AES_CM_128_HMAC_SHA1_80 inline:{PEER_KEY} UNENCRYPTED_SRTP",
            f"1 AES_CM_128_HMAC_SHA1_80 inline:{PEER_KEY};inline:{PEER_KEY}",
        ],
    )
    def test_unusable_line(self, line: str) -> None:
        assert Crypto.parse(line) is None

    def test_keys_are_not_shown(self) -> None:
        """Plans and descriptions are logged."""
        plan = negotiate(parse_sdp(offer("RTP/SAVP", crypto())), (PCMU,), LOCAL)
        assert repr(bytes(30)) not in repr(plan)
        assert repr(KEYS.masters["AES_CM_128_HMAC_SHA1_80"]) not in repr(LOCAL) + repr(KEYS)

    def test_first_usable_line_is_answered(self) -> None:
        """5.1.2: the same tag and suite, our key."""
        lines = answer_lines(
            offer(
                "RTP/SAVP",
                crypto(7, "AES_192_CM_HMAC_SHA1_80"),
                crypto(8, "AES_CM_128_HMAC_SHA1_32"),
                crypto(9),
            )
        )
        assert "m=audio 20000 RTP/SAVP 0 101" in lines
        own = base64.b64encode(KEYS.masters["AES_CM_128_HMAC_SHA1_32"]).decode()
        assert [item for item in lines if "crypto" in item] == [
            f"a=crypto:8 AES_CM_128_HMAC_SHA1_32 inline:{own}"
        ]

    def test_wish_under_avp(self) -> None:
        """RFC 8643 3.1: the answer stays RTP/AVP and has the key."""
        lines = answer_lines(offer("RTP/AVP", crypto()))
        assert "m=audio 20000 RTP/AVP 0 101" in lines
        assert any(item.startswith("a=crypto:1 ") for item in lines)

    def test_wish_without_keys_of_our_own(self) -> None:
        lines = answer_lines(offer("RTP/AVP", crypto()), replace(LOCAL, sdes=None))
        assert not any("crypto" in item for item in lines)

    def test_must_without_keys_of_our_own(self) -> None:
        with pytest.raises(NotAcceptable, match="RTP/SAVP"):
            answer_lines(offer("RTP/SAVP", crypto()), replace(LOCAL, sdes=None))

    def test_savp_without_usable_key(self) -> None:
        with pytest.raises(NotAcceptable):
            answer_lines(offer("RTP/SAVP", crypto(suite="F8_128_HMAC_SHA1_80")))

    def test_offered(self) -> None:
        local = replace(LOCAL, security=Security.SDES)
        text = bytes(offer_for(local, session_id=1, version=1)).decode()
        assert "m=audio 20000 RTP/SAVP 0 101" in text
        suites = [line.split()[1] for line in text.split("\r\n") if line.startswith("a=crypto:")]
        assert suites == [
            *("AEAD_AES_256_GCM", "AEAD_AES_128_GCM"),
            *("AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32"),
            *("AES_256_CM_HMAC_SHA1_80", "AES_256_CM_HMAC_SHA1_32"),
        ]

    @pytest.mark.parametrize(
        ("suite", "size"),
        [
            ("AEAD_AES_128_GCM", 28),
            ("AEAD_AES_256_GCM", 44),
            ("AES_256_CM_HMAC_SHA1_80", 46),
            ("AES_256_CM_HMAC_SHA1_32", 46),
        ],
    )
    def test_key_and_salt_have_their_length(self, suite: str, size: int) -> None:
        """RFC 7714 14.2, RFC 6188 5."""
        for length in (size - 1, size, size + 1, 30):
            key = base64.b64encode(bytes(length)).decode()
            assert (Crypto.parse(f"1 {suite} inline:{key}") is not None) is (length == size)

    @pytest.mark.parametrize(
        ("suite", "size"), [("AEAD_AES_128_GCM", 28), ("AES_256_CM_HMAC_SHA1_80", 46)]
    )
    def test_longer_keys_are_answered(self, suite: str, size: int) -> None:
        key = base64.b64encode(bytes(size)).decode()
        lines = answer_lines(offer("RTP/SAVP", crypto(3, suite, key), crypto(4)))
        own = base64.b64encode(KEYS.masters[suite]).decode()
        assert f"a=crypto:3 {suite} inline:{own}" in lines

    @pytest.mark.parametrize("body", [offer("RTP/AVP"), offer("RTP/AVP", "sendrecv")])
    def test_answer_may_not_give_less(self, body: bytes) -> None:
        with pytest.raises(NotAcceptable, match="sdes was offered, none answered"):
            read_answer(parse_sdp(body), (PCMU,), Security.SDES)


class TestDtls:
    """RFC 5763, RFC 8839, RFC 8843."""

    def test_browser_is_answered(self) -> None:
        local = replace(LOCAL, codecs=(OPUS, PCMU))
        lines = answer_lines(CHROMIUM.encode(), local)
        section = lines[lines.index("m=audio 20000 UDP/TLS/RTP/SAVPF 111 110") :]
        session = lines[: -len(section)]
        assert {"a=ice-lite", "a=group:BUNDLE 0"} <= set(session)
        assert {
            "a=mid:0",
            "a=rtcp-mux",
            "a=setup:passive",
            f"a=fingerprint:sha-256 {DTLS.fingerprint}",
            "a=ice-ufrag:frag",
            "a=ice-pwd:password",
            "a=candidate:1 1 udp 2130706431 192.0.2.1 20000 typ host",
            "a=candidate:2 1 udp 2130706175 10.0.0.1 20000 typ host",
            "a=rtpmap:111 opus/48000/2",
            "a=rtpmap:110 telephone-event/48000",
            "a=sendrecv",
        } <= set(section)
        assert "m=video 0 UDP/TLS/RTP/SAVPF 96" in section

    def test_address_of_an_ice_offer_is_no_hold(self) -> None:
        """RFC 8839 4.3.1: 0.0.0.0 stands for candidates that come later."""
        plan = negotiate(parse_sdp(CHROMIUM.encode()), (OPUS,), LOCAL)
        assert not plan.held_by_peer
        assert plan.learns_address
        assert plan.dtls is not None
        assert (plan.dtls.ice_ufrag, plan.dtls.fingerprint) == ("4ZcD", PRINT)

    def test_telephone_events_follow_the_clock_of_the_codec(self) -> None:
        """RFC 4733 2.1."""
        description = parse_sdp(CHROMIUM.encode())
        opus = negotiate(description, (OPUS,), LOCAL)
        g711 = negotiate(description, (PCMU,), LOCAL)
        assert (opus.telephone_event_payload, opus.telephone_event_clock_hz) == (110, 48000)
        assert (g711.telephone_event_payload, g711.telephone_event_clock_hz) == (126, 8000)

    def test_an_answer_may_take_telephone_events_of_several_clocks(self) -> None:
        """Chromium then sends those of 8000 Hz beside Opus; of an offer we take one."""
        description = parse_sdp(CHROMIUM.encode())
        assert read_answer(description, (OPUS,)).other_events == ((126, 8000),)
        assert negotiate(description, (OPUS,), LOCAL).other_events == ()

    @pytest.mark.parametrize(
        ("setup", "offered", "ours"),
        [
            ("actpass", True, "passive"),
            ("active", True, "passive"),
            ("passive", True, "active"),
            ("active", False, "passive"),
            ("passive", False, "active"),
        ],
    )
    def test_roles(self, setup: str, offered: bool, ours: str) -> None:
        """RFC 5763 5."""
        text = CHROMIUM.replace("actpass", setup).encode()
        description = parse_sdp(text)
        read = negotiate if offered else read_answer
        plan = read(description, (OPUS,))
        assert plan.dtls is not None
        assert plan.dtls.setup == ours

    def test_weak_fingerprint_is_none(self) -> None:
        """RFC 8122 5."""
        weak = CHROMIUM.replace(f"sha-256 {PRINT}", "sha-1 " + ":".join(["1A"] * 20))
        with pytest.raises(NotAcceptable):
            negotiate(parse_sdp(weak.encode()), (OPUS,), LOCAL)

    def test_session_level_values(self) -> None:
        """Some telephones say once for all what browsers say for each section."""
        own = [f"fingerprint:SHA-256 {PRINT}", "setup:actpass"]
        head, _, tail = offer("UDP/TLS/RTP/SAVP").decode().partition("m=")
        text = head + "".join(f"a={line}\r\n" for line in own) + "m=" + tail
        plan = negotiate(parse_sdp(text.encode()), (PCMU,), LOCAL)
        assert plan.dtls is not None
        assert not plan.dtls.ice

    def test_ice_without_mux(self) -> None:
        with pytest.raises(NotAcceptable, match="rtcp-mux"):
            negotiate(parse_sdp(CHROMIUM.replace("a=rtcp-mux\n", "").encode()), (OPUS,), LOCAL)

    def test_mux_is_not_answered_unless_offered(self) -> None:
        """RFC 5761 5.1.1."""
        own = (f"fingerprint:sha-256 {PRINT}", "setup:actpass")
        assert "a=rtcp-mux" not in answer_lines(offer("UDP/TLS/RTP/SAVPF", *own))
        assert "a=rtcp-mux" in answer_lines(offer("UDP/TLS/RTP/SAVPF", *own, "rtcp-mux"))

    def test_offered(self) -> None:
        local = replace(LOCAL, security=Security.DTLS, codecs=(OPUS, PCMU))
        lines = bytes(offer_for(local, session_id=1, version=1)).decode().split("\r\n")
        assert "m=audio 20000 UDP/TLS/RTP/SAVPF 111 0 110 101" in lines
        assert {"a=group:BUNDLE 0", "a=mid:0", "a=setup:actpass", "a=ice-lite"} <= set(lines)
        assert wanted_security(parse_sdp("\r\n".join(lines).encode())) is Security.DTLS

    def test_without_a_certificate_of_our_own(self) -> None:
        with pytest.raises(NotAcceptable, match="UDP/TLS"):
            negotiate(parse_sdp(CHROMIUM.encode()), (OPUS,), replace(LOCAL, dtls=None))


def test_opus_is_48_khz_and_2_channels_whatever_it_is() -> None:
    """RFC 7587 7."""
    text = bytes(offer_for(LocalMedia("192.0.2.1", 4000, (OPUS,)), session_id=1, version=1))
    assert b"a=rtpmap:111 opus/48000/2\r\n" in text
    assert b"useinbandfec=1" in text
    assert b"a=rtpmap:110 telephone-event/48000\r\n" in text


def test_dynamic_payload_type_needs_its_rtpmap() -> None:
    """RFC 3551 3: 111 alone means nothing."""
    with pytest.raises(NotAcceptable):
        negotiate(parse_sdp(offer("RTP/AVP").replace(b" 0 101", b" 111 101")), (OPUS,))
