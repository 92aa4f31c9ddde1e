"""A picture of a recording: both directions as waveforms in one PNG, without any image library."""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from voipbin.media.audio.pcm import Pcm
from voipbin.media.audio.wav import read_wav

Pixels: TypeAlias = npt.NDArray[np.uint8]
Colour: TypeAlias = tuple[int, int, int]

_BACKGROUND: Final[Colour] = (17, 24, 39)
_GRID: Final[Colour] = (38, 48, 68)
_AXIS: Final[Colour] = (58, 70, 95)
_VOICES: Final[tuple[Colour, ...]] = (
    (56, 189, 248),
    (251, 146, 60),
    (163, 230, 53),
    (232, 121, 249),
)
_SMOOTH: Final = 2
"""Drawn that many times finer and averaged, so that edges are soft."""


@dataclass(frozen=True, slots=True)
class Size:
    """Of the whole picture, in pixels."""

    width: int = 1200
    height: int = 360


def peaks(pcm: Pcm, columns: int, samples: int | None = None) -> npt.NDArray[np.float64]:
    """Loudest and root mean square level of each column.

    Args:
        pcm: the recording.
        columns: width of the result.
        samples: samples the whole width stands for, if longer than pcm.

    Returns:
        Shape (2, columns), 0-1.
    """
    total = max(samples or pcm.size, 1)
    edges = np.linspace(0, total, columns + 1).astype(np.int64)
    wide = np.abs(pcm.astype(np.float64)) / 32768.0
    result = np.zeros((2, columns))
    for column in range(columns):
        part = wide[edges[column] : max(edges[column + 1], edges[column] + 1)]
        if part.size:
            result[:, column] = part.max(), np.sqrt(np.mean(part * part))
    return result


def draw_waveforms(tracks: Sequence[tuple[Pcm, int]], size: Size | None = None) -> bytes:
    """PNG with one lane per track, stacked, on a common time axis with a line every second.

    Args:
        tracks: samples and rate in Hz of each.
        size: of the picture; None for 1200 x 360.

    Raises:
        ValueError: no track given.
    """
    if not tracks:
        raise ValueError("tracks is empty, nothing to draw")
    size = size or Size()
    duration_s = max(max(pcm.size / rate for pcm, rate in tracks), 0.001)
    width, height = size.width * _SMOOTH, size.height * _SMOOTH
    picture = np.empty((height, width, 3), dtype=np.uint8)
    picture[:] = _BACKGROUND
    _draw_grid(picture, duration_s)
    lane = height // len(tracks)
    loudest = max(float(np.abs(pcm.astype(np.int32)).max(initial=0)) for pcm, _ in tracks) / 32768.0
    zoom = 0.9 / loudest if loudest > 0.01 else 1.0
    for index, (pcm, rate) in enumerate(tracks):
        levels = peaks(pcm, width, round(duration_s * rate)) * zoom
        _draw_lane(
            picture[index * lane : (index + 1) * lane], levels, _VOICES[index % len(_VOICES)]
        )
    return encode_png(_soften(picture))


def draw_recording(paths: Sequence[Path], picture: Path, size: Size | None = None) -> Path:
    """Draw 16-bit mono WAV files, one lane each, into a PNG file; returns its path.

    Raises:
        ValueError: a file is no such WAV.
    """
    picture.write_bytes(draw_waveforms([read_wav(path) for path in paths], size))
    return picture


def encode_png(pixels: Pixels) -> bytes:
    """PNG of an RGB array of shape (height, width, 3)."""
    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + width * 3), dtype=np.uint8)  # filter type 0 before each row
    rows[:, 1:] = pixels.reshape(height, width * 3)
    header = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(rows.tobytes(), 9))
        + _chunk(b"IEND", b"")
    )


def _draw_grid(picture: Pixels, duration_s: float) -> None:
    width = picture.shape[1]
    step_s = next((step for step in (1, 2, 5, 10, 30, 60, 300) if duration_s / step <= 40), 600)
    for second in range(step_s, int(duration_s) + 1, step_s):
        column = int(second / duration_s * width)
        picture[:, column : column + _SMOOTH] = _GRID


def _draw_lane(lane: Pixels, levels: npt.NDArray[np.float64], colour: Colour) -> None:
    height = lane.shape[0]
    middle = height // 2
    lane[middle - 1 : middle + 1] = _AXIS
    distance = np.abs(np.arange(height) - middle)[:, None]
    reach = np.clip(levels, 0.0, 0.96) * middle
    shade = tuple(part * 55 // 100 for part in colour)
    lane[distance < reach[0][None, :]] = shade
    lane[distance < reach[1][None, :]] = colour


def _soften(picture: Pixels) -> Pixels:
    height, width, _ = picture.shape
    blocks = picture.reshape(height // _SMOOTH, _SMOOTH, width // _SMOOTH, _SMOOTH, 3)
    soft: Pixels = blocks.mean(axis=(1, 3)).astype(np.uint8)
    return soft


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack("!I", len(body)) + kind + body + struct.pack("!I", zlib.crc32(kind + body))
