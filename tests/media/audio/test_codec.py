"""Codecs: G.711 against the standard's own decision and output values, G.722 by ear."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from voipbin.media.audio import g711
from voipbin.media.audio.codec import PAYLOAD_TYPES, make_codec, same_wire_format
from voipbin.media.audio.g722 import G722Encoder
from voipbin.media.audio.pcm import Pcm
from voipbin.media.audio.tones import tone, tone_share

MULAW_OUTPUTS = {
    0x80: 32124, 0x8F: 16764, 0x90: 15996, 0x9F: 8316, 0xA0: 7932, 0xAF: 4092, 0xB0: 3900,
    0xBF: 1980, 0xC0: 1884, 0xCF: 924, 0xD0: 876, 0xDF: 396, 0xE0: 372, 0xEF: 132, 0xF0: 120,
    0xFE: 8, 0xFF: 0, 0x00: -32124, 0x7E: -8, 0x7F: 0,
}  # fmt: skip
"""ITU-T G.711 table 2a/2b, times 4 for 16 bits."""

ALAW_OUTPUTS = {
    0xAA: 32256, 0xA5: 16896, 0xBA: 16128, 0xB5: 8448, 0x8A: 8064, 0x85: 4224, 0x9A: 4032,
    0x95: 2112, 0xEA: 2016, 0xE5: 1056, 0xFA: 1008, 0xF5: 528, 0xCA: 504, 0xC5: 264, 0xDA: 248,
    0xD5: 8, 0x55: -8, 0x2A: -32256, 0x5A: -248,
}  # fmt: skip
"""ITU-T G.711 table 1a/1b with even bits inverted, times 8 for 16 bits."""

ALL_CODES = bytes(range(256))
ALL_SAMPLES = np.arange(-32768, 32768).astype(np.int16)


@pytest.mark.parametrize(("code", "sample"), MULAW_OUTPUTS.items())
def test_mulaw_output_value(code: int, sample: int) -> None:
    assert g711.ulaw_decode(bytes((code,))).tolist() == [sample]


@pytest.mark.parametrize(("code", "sample"), ALAW_OUTPUTS.items())
def test_alaw_output_value(code: int, sample: int) -> None:
    assert g711.alaw_decode(bytes((code,))).tolist() == [sample]


def test_every_code_survives_decoding_and_encoding() -> None:
    assert g711.alaw_encode(g711.alaw_decode(ALL_CODES)) == ALL_CODES
    # Minus zero is the one value mu-law has twice.
    assert g711.ulaw_encode(g711.ulaw_decode(ALL_CODES)) == ALL_CODES.replace(b"\x7f", b"\xff")


MULAW_SEGMENTS = {31: 0xEF, 95: 0xDF, 223: 0xCF, 479: 0xBF, 991: 0xAF, 2015: 0x9F, 4063: 0x8F}
"""Decision value at which each segment begins and its first code, ITU-T G.711 table 2a."""

ALAW_SEGMENTS = {32: 0xC5, 64: 0xF5, 128: 0xE5, 256: 0x95, 512: 0x85, 1024: 0xB5, 2048: 0xA5}
"""The same of table 1a."""


@pytest.mark.parametrize(("decision", "code"), MULAW_SEGMENTS.items())
def test_mulaw_decision_values(decision: int, code: int) -> None:
    around = np.array([decision * 4 - 1, decision * 4], dtype=np.int16)
    assert g711.ulaw_encode(around) == bytes((code + 1, code))
    assert g711.ulaw_encode(~around) == bytes((code + 1 & 0x7F, code & 0x7F))


@pytest.mark.parametrize(("decision", "code"), ALAW_SEGMENTS.items())
def test_alaw_decision_values(decision: int, code: int) -> None:
    around = np.array([decision * 8 - 1, decision * 8], dtype=np.int16)
    below, at = (byte ^ 0x55 for byte in g711.alaw_encode(around))
    assert (below, at ^ 0x55) == ((code ^ 0x55) - 1, code)
    assert g711.alaw_encode(~around) == bytes(((below ^ 0x55) & 0x7F, code & 0x7F))


@pytest.mark.parametrize(("law", "finest"), [("ulaw", 4), ("alaw", 8)])
def test_error_is_half_a_step_of_the_segment(law: str, finest: int) -> None:
    encode, decode = getattr(g711, f"{law}_encode"), getattr(g711, f"{law}_decode")
    wide = ALL_SAMPLES.astype(np.int32)
    error = abs(decode(encode(ALL_SAMPLES)) - wide)
    steps = np.maximum(abs(wide) / 32 + finest, finest)
    inside = abs(wide) <= 32124
    assert (error[inside] <= steps[inside] + 0.5).all()


def test_coding_is_monotonic() -> None:
    for encode, decode in (
        (g711.ulaw_encode, g711.ulaw_decode),
        (g711.alaw_encode, g711.alaw_decode),
    ):
        assert (np.diff(decode(encode(ALL_SAMPLES)).astype(np.int32)) >= 0).all()


@given(arrays(np.int16, st.integers(0, 400)))
def test_length_is_kept(pcm: Pcm) -> None:
    assert len(g711.ulaw_encode(pcm)) == len(g711.alaw_encode(pcm)) == pcm.size


def signal_to_noise_db(sent: Pcm, heard: Pcm) -> float:
    """Best over the codec's delay."""
    best = -99.0
    for delay in range(60):
        a = sent[: sent.size - delay].astype(np.float64)
        b = heard[delay:].astype(np.float64)
        noise = np.sum((a - b) ** 2)
        best = max(best, 10 * float(np.log10(np.sum(a * a) / max(noise, 1e-9))))
    return best


@pytest.mark.parametrize(("name", "least_db"), [("PCMU", 34), ("PCMA", 34), ("G722", 25)])
def test_tone_through_a_stream_of_frames(name: str, least_db: int) -> None:
    sender, receiver = make_codec(name), make_codec(name)
    pcm = tone((1000.0,), 1000, sender.sample_rate_hz)
    size = sender.frame_samples
    payloads = [sender.encode(pcm[at : at + size]) for at in range(0, pcm.size, size)]
    assert {len(payload) for payload in payloads} == {160}
    assert receiver.payload_ticks(160) == sender.frame_ticks == 160
    heard = np.concatenate([receiver.decode(payload) for payload in payloads])
    assert signal_to_noise_db(pcm[1600:], heard[1600:]) > least_db


def test_g722_carries_what_a_telephone_does_not() -> None:
    codec = make_codec("G722")
    pcm = tone((6000.0,), 500, 16000)
    heard = codec.decode(codec.encode(pcm))
    assert signal_to_noise_db(pcm[1600:], heard[1600:]) > 10


def test_g722_odd_frame() -> None:
    with pytest.raises(ValueError, match="not 3"):
        G722Encoder().encode(np.zeros(3, dtype=np.int16))


@pytest.mark.parametrize("name", PAYLOAD_TYPES)
def test_silence_is_silent(name: str) -> None:
    codec = make_codec(name.lower())
    assert codec.name.upper() == name
    assert abs(codec.decode(codec.silence).astype(int)).max() <= 8


def test_payload_types() -> None:
    assert make_codec("PCMA").payload_type == 8
    assert make_codec("PCMU", 96).payload_type == 96
    with pytest.raises(ValueError, match="payload_type 128"):
        make_codec("PCMU", 128)
    with pytest.raises(ValueError, match="'G729' is unknown"):
        make_codec("G729")


def test_same_wire_format() -> None:
    assert same_wire_format(make_codec("PCMU"), make_codec("PCMU", 96))
    assert not same_wire_format(make_codec("PCMU"), make_codec("PCMA"))


def test_opus_speech_band() -> None:
    """Wideband survives; 20 ms in are one packet and 20 ms out."""
    sender, receiver = make_codec("opus"), make_codec("opus")
    pcm = tone((440.0, 5000.0), 1000, 16000)
    payloads = [sender.encode(pcm[at : at + 320]) for at in range(0, pcm.size, 320)]
    assert all(20 < len(payload) < 200 for payload in payloads)
    heard = np.concatenate([receiver.decode(payload) for payload in payloads])
    assert heard.size == pcm.size
    assert tone_share(heard[4000:], 440, 16000) > 0.3
    assert tone_share(heard[4000:], 5000, 16000) > 0.3


def test_opus_clocks() -> None:
    """RFC 7587 4.1."""
    codec = make_codec("opus", 96)
    assert (codec.rtp_clock_hz, codec.frame_ticks, codec.payload_type) == (48000, 960, 96)


@pytest.mark.parametrize("payload", [b"", b"\xff", b"\xff\xff\xff", bytes(range(200))])
def test_opus_garbage(payload: bytes) -> None:
    """Never raises: a tick of the clock is no place for it."""
    codec = make_codec("opus")
    assert codec.decode(payload).size in (0, 160, 320, 640, 960, 1920)
    pcm = tone((440.0,), 20, 16000)
    assert codec.decode(make_codec("opus").encode(pcm)).size == 320


def test_opus_odd_frame() -> None:
    with pytest.raises(ValueError, match="160 samples"):
        make_codec("opus").encode(np.zeros(160, dtype=np.int16))
