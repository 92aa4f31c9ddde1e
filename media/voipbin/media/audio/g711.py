"""G.711 mu-law and A-law by table lookup (ITU-T G.711)."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from voipbin.media.audio.pcm import Pcm

Bytes8 = npt.NDArray[np.uint8]

_ULAW_BIAS = 33
_ULAW_CLIP = 8158


def _ulaw_expand(code: int) -> int:
    code = ~code & 0xFF
    magnitude = ((((code & 0x0F) << 1) + _ULAW_BIAS) << (code >> 4 & 7)) - _ULAW_BIAS
    return (-magnitude if code & 0x80 else magnitude) * 4


def _ulaw_compress(sample: int) -> int:
    # One's complement of negatives, as the ITU-T G.191 reference does.
    sign, magnitude = (0, sample >> 2) if sample >= 0 else (0x80, ~sample >> 2)
    magnitude = min(magnitude, _ULAW_CLIP) + _ULAW_BIAS
    exponent = max(magnitude.bit_length() - 6, 0)
    return ~(sign | exponent << 4 | magnitude >> (exponent + 1) & 0x0F) & 0xFF


def _alaw_expand(code: int) -> int:
    code ^= 0x55
    exponent, mantissa = code >> 4 & 7, (code & 0x0F) << 1 | 1
    magnitude = (mantissa + 32) << (exponent - 1) if exponent else mantissa
    return (magnitude if code & 0x80 else -magnitude) * 8


def _alaw_compress(sample: int) -> int:
    # One's complement of negatives: the A-law decision levels are not symmetric around 0.
    sign, magnitude = (0x80, sample >> 4) if sample >= 0 else (0, ~sample >> 4)
    exponent = max(magnitude.bit_length() - 4, 0)
    mantissa = magnitude if exponent == 0 else magnitude >> (exponent - 1) & 0x0F
    return (sign | exponent << 4 | mantissa) ^ 0x55


def _decode_table(expand: Callable[[int], int]) -> Pcm:
    return np.array([expand(code) for code in range(256)], dtype=np.int16)


def _encode_table(compress: Callable[[int], int]) -> Bytes8:
    # Indexed by the sample's own 16 bits read as unsigned, so no offset is added per sample.
    samples = np.arange(65536, dtype=np.uint16).view(np.int16)
    return np.array([compress(int(sample)) for sample in samples], dtype=np.uint8)


_ULAW_TO_PCM = _decode_table(_ulaw_expand)
_ALAW_TO_PCM = _decode_table(_alaw_expand)
_PCM_TO_ULAW = _encode_table(_ulaw_compress)
_PCM_TO_ALAW = _encode_table(_alaw_compress)


def ulaw_encode(pcm: Pcm) -> bytes:
    """Compress int16 samples, one byte each."""
    return _PCM_TO_ULAW.take(pcm.view(np.uint16)).tobytes()


def ulaw_decode(payload: bytes | memoryview) -> Pcm:
    """Expand mu-law bytes to int16 samples, 14 significant bits."""
    return _ULAW_TO_PCM.take(np.frombuffer(payload, dtype=np.uint8))


def alaw_encode(pcm: Pcm) -> bytes:
    """Compress int16 samples, one byte each."""
    return _PCM_TO_ALAW.take(pcm.view(np.uint16)).tobytes()


def alaw_decode(payload: bytes | memoryview) -> Pcm:
    """Expand A-law bytes to int16 samples, 13 significant bits."""
    return _ALAW_TO_PCM.take(np.frombuffer(payload, dtype=np.uint8))


Pcms = npt.NDArray[np.int16]
"""Frames of several voices, shape (voices, samples)."""

LAWS = {"PCMU": (_ULAW_TO_PCM, _PCM_TO_ULAW), "PCMA": (_ALAW_TO_PCM, _PCM_TO_ALAW)}
"""By SDP name: the tables that expand and compress."""


def decode_many(law: str, payloads: Sequence[bytes]) -> Pcms:
    """Expand equally long payloads of one law at once, a row each."""
    codes = np.frombuffer(b"".join(payloads), dtype=np.uint8)
    return LAWS[law][0].take(codes.reshape(len(payloads), -1))


def encode_many(law: str, frames: Pcms) -> list[bytes]:
    """Compress rows of samples at once, a payload each."""
    payloads = LAWS[law][1].take(frames.view(np.uint16)).tobytes()
    length = frames.shape[1]
    return [payloads[at : at + length] for at in range(0, len(payloads), length)]
