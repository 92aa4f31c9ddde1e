"""Session descriptions and the plans made from them."""

import pytest

from voipbin.media.sip import G722, PCMA, PCMU, Codec, Direction, LocalMedia, NotAcceptable
from voipbin.media.sip.media import answer_for, negotiate, offer_for, read_answer
from voipbin.media.sip.sdp import parse_sdp

LOCAL = LocalMedia("192.0.2.1", 20000, (G722, PCMU, PCMA))
EVERYTHING = (G722, PCMU, PCMA)


def offer(
    formats: str = "0 8 9 101",
    *,
    maps: str = "a=rtpmap:101 telephone-event/8000\r\n",
    host: str = "192.0.2.9",
    direction: str = "",
    port: int = 4000,
    protocol: str = "RTP/AVP",
) -> bytes:
    return (
        f"v=0\r\no=- 7 8 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n"
        f"m=audio {port} {protocol} {formats}\r\n{maps}{direction}"
    ).encode()


def test_our_offer_in_full() -> None:
    text = bytes(offer_for(LOCAL, session_id=5, version=6)).decode().split("\r\n")
    assert text == [
        "v=0",
        "o=voipbin 5 6 IN IP4 192.0.2.1",
        "s=-",
        "c=IN IP4 192.0.2.1",
        "t=0 0",
        "m=audio 20000 RTP/AVP 9 0 8 101",
        "a=rtpmap:9 G722/8000",
        "a=rtpmap:0 PCMU/8000",
        "a=rtpmap:8 PCMA/8000",
        "a=rtpmap:101 telephone-event/8000",
        "a=fmtp:101 0-16",
        "a=ptime:20",
        "a=maxptime:140",
        "a=sendrecv",
        "",
    ]


@pytest.mark.parametrize(
    ("codecs", "chosen"), [(EVERYTHING, G722), ((PCMA, G722), PCMA), ((PCMU,), PCMU)]
)
def test_our_preference_decides(codecs: tuple[Codec, ...], chosen: object) -> None:
    plan = negotiate(parse_sdp(offer()), codecs)
    assert plan.codec == chosen


def test_g722_is_16_khz_audio_on_an_8_khz_clock() -> None:
    plan = negotiate(parse_sdp(offer("9")), EVERYTHING)
    assert (plan.codec.clock_rate_hz, plan.codec.sample_rate_hz) == (8000, 16000)
    assert plan.telephone_event_payload is None


def test_dynamic_payload_types_are_mirrored() -> None:
    maps = "a=rtpmap:97 PCMA/8000\r\na=rtpmap:100 telephone-event/8000\r\na=fmtp:100 0-15\r\n"
    description = parse_sdp(offer("97 100", maps=maps))
    plan = negotiate(description, EVERYTHING)
    assert (plan.codec, plan.payload_type, plan.telephone_event_payload) == (PCMA, 97, 100)
    answer = bytes(answer_for(description, plan, LOCAL, session_id=1, version=1)).decode()
    assert "m=audio 20000 RTP/AVP 97 100\r\n" in answer
    assert "a=rtpmap:100 telephone-event/8000\r\n" in answer


def test_a_static_number_remapped_is_not_the_static_codec() -> None:
    with pytest.raises(NotAcceptable):
        negotiate(parse_sdp(offer("0", maps="a=rtpmap:0 L16/8000\r\n")), EVERYTHING)


def test_telephone_event_at_another_clock_is_not_ours() -> None:
    maps = "a=rtpmap:101 telephone-event/48000\r\n"
    assert negotiate(parse_sdp(offer(maps=maps)), EVERYTHING).telephone_event_payload is None


@pytest.mark.parametrize(
    ("line", "ours", "held"),
    [
        ("", Direction.SENDRECV, False),
        ("a=sendrecv\r\n", Direction.SENDRECV, False),
        ("a=sendonly\r\n", Direction.RECVONLY, True),
        ("a=recvonly\r\n", Direction.SENDONLY, False),
        ("a=inactive\r\n", Direction.INACTIVE, True),
    ],
)
def test_direction_is_seen_from_our_side(line: str, ours: Direction, held: bool) -> None:
    plan = negotiate(parse_sdp(offer(direction=line)), EVERYTHING)
    assert (plan.direction, plan.held_by_peer) == (ours, held)


def test_session_level_direction_counts() -> None:
    data = offer().replace(b"t=0 0\r\n", b"t=0 0\r\na=sendonly\r\n")
    assert negotiate(parse_sdp(data), EVERYTHING).held_by_peer


def test_unspecified_address_is_hold() -> None:
    plan = negotiate(parse_sdp(offer(host="0.0.0.0")), EVERYTHING)
    assert (plan.held_by_peer, plan.direction) == (True, Direction.RECVONLY)


@pytest.mark.parametrize("host", ["224.1.1.1", "239.255.255.250", "255.255.255.255"])
def test_address_of_many_is_refused(host: str) -> None:
    for read in (negotiate, read_answer):
        with pytest.raises(NotAcceptable, match=host):
            read(parse_sdp(offer(host=host)), EVERYTHING)


def test_media_level_address_wins() -> None:
    data = offer(maps="c=IN IP4 192.0.2.44\r\n")
    assert negotiate(parse_sdp(data), EVERYTHING).remote_host == "192.0.2.44"


def test_ipv6() -> None:
    data = offer().replace(b"IP4 192.0.2.9", b"IP6 2001:db8::1")
    plan = negotiate(parse_sdp(data), EVERYTHING)
    assert plan.remote_host == "2001:db8::1"
    local = LocalMedia("2001:db8::2", 20000)
    assert b"c=IN IP6 2001:db8::2" in bytes(offer_for(local, session_id=1, version=1))


def test_video_is_refused_in_place() -> None:
    data = offer() + b"m=video 5000 RTP/AVP 31\r\n"
    description = parse_sdp(data)
    plan = negotiate(description, EVERYTHING)
    answer = parse_sdp(bytes(answer_for(description, plan, LOCAL, session_id=1, version=1)))
    assert [(media.kind, media.port) for media in answer.media] == [("audio", 20000), ("video", 0)]


@pytest.mark.parametrize(
    "data",
    [
        offer(port=0),
        offer(protocol="RTP/SAVP"),
        offer("18 101"),
        offer().replace(b"m=audio", b"m=video"),
        offer().replace(b"c=IN IP4 192.0.2.9\r\n", b""),
        b"v=0\r\no=- 1 1 IN IP4 h\r\ns=-\r\nt=0 0\r\n",
    ],
)
def test_unusable_offers(data: bytes) -> None:
    with pytest.raises(NotAcceptable):
        negotiate(parse_sdp(data), EVERYTHING)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (b"", "v=0"),
        (b"hello", "v=0"),
        (b"v=0\r\nm=audio\r\n", "m="),
        (b"v=0\r\nm=audio 70000 RTP/AVP 0\r\n", "m= port"),
        (b"v=0\r\nm=audio -1 RTP/AVP 0\r\n", "m= port"),
        (b"v=0\r\nc=IN IP4\r\n", "c="),
        (b"v=0\r\no=x\r\n", "o="),
        (b"v=0\r\n" + b"a=x\r\n" * 5000, "bytes"),
    ],
)
def test_malformed(data: bytes, field: str) -> None:
    with pytest.raises(ValueError, match=field):
        parse_sdp(data)


def test_answer_to_our_offer() -> None:
    plan = read_answer(parse_sdp(offer("8 101")), EVERYTHING)
    assert plan.codec == PCMA
    with pytest.raises(NotAcceptable):
        read_answer(parse_sdp(offer("18")), EVERYTHING)


def test_answer_order_is_the_peers_choice() -> None:
    assert read_answer(parse_sdp(offer("8 9 0")), EVERYTHING).codec == PCMA


def test_offer_inside_a_call_keeps_codec_and_event_payload() -> None:
    maps = "a=rtpmap:96 telephone-event/8000\r\n"
    plan = negotiate(parse_sdp(offer("8 96", maps=maps)), EVERYTHING)
    text = bytes(offer_for(LOCAL, session_id=1, version=2, plan=plan)).decode()
    assert "m=audio 20000 RTP/AVP 8 9 0 96\r\n" in text


def test_ptime_of_the_peer_is_kept() -> None:
    assert negotiate(parse_sdp(offer(direction="a=ptime:30\r\n")), EVERYTHING).ptime_ms == 30


def test_bare_line_feeds_are_read() -> None:
    assert parse_sdp(offer().replace(b"\r\n", b"\n")).media[0].port == 4000
