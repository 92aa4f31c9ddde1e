"""Turning audio files of callers and customers into samples: wav, mp3, ogg, flac and more."""

import asyncio
import io
from pathlib import Path
from typing import Final

import numpy as np

from voipbin.media.audio.pcm import Pcm, silence

MAX_BYTES: Final = 30 * 1024 * 1024
MAX_DURATION_S: Final = 3600.0

# Playlists and the like would let a file name others, on our disks or in our network.
_CONTAINERS: Final = "wav,w64,mp3,ogg,flac,aac,aiff,au,amr,mov,matroska"
_OPTIONS: Final = {"format_whitelist": _CONTAINERS, "protocol_whitelist": "none"}


def decode_audio(
    source: bytes | Path,
    sample_rate_hz: int,
    *,
    max_bytes: int = MAX_BYTES,
    max_duration_s: float = MAX_DURATION_S,
) -> Pcm:
    """Mono samples of a file at the wanted rate; blocks, see `load_audio`.

    Args:
        source: the file's content or its path; the format is told from the content.
        sample_rate_hz: of the result.
        max_bytes: larger files are refused unread.
        max_duration_s: longer audio is refused as soon as this much is decoded.

    Raises:
        ValueError: not audio, broken, empty, too large or too long; says which.
        OSError: the path cannot be read.
    """
    name = source.name if isinstance(source, Path) else "audio"
    data = _content(source, name, max_bytes)
    pcm = _decode(data, name, sample_rate_hz, int(max_duration_s * sample_rate_hz))
    if pcm.size == 0:
        raise ValueError(f"{name} holds no audio")
    return pcm


async def load_audio(
    source: bytes | Path,
    sample_rate_hz: int,
    *,
    max_bytes: int = MAX_BYTES,
    max_duration_s: float = MAX_DURATION_S,
) -> Pcm:
    """`decode_audio` in a thread, so that the 20 ms loop goes on."""
    return await asyncio.to_thread(
        decode_audio,
        source,
        sample_rate_hz,
        max_bytes=max_bytes,
        max_duration_s=max_duration_s,
    )


def _content(source: bytes | Path, name: str, max_bytes: int) -> bytes:
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    if size > max_bytes:
        raise ValueError(f"{name} is {size} bytes, at most {max_bytes} are accepted")
    if size == 0:
        raise ValueError(f"{name} is empty")
    return source.read_bytes() if isinstance(source, Path) else source


def _decode(data: bytes, name: str, sample_rate_hz: int, max_samples: int) -> Pcm:
    # Imported here because ffmpeg's libraries take 40 MB that most processes never need.
    import av
    import av.error

    parts: list[Pcm] = []
    total = 0
    try:
        with av.open(
            io.BytesIO(data), "r", options=dict(_OPTIONS), metadata_errors="ignore"
        ) as container:
            if not container.streams.audio:
                raise ValueError(f"{name} has no audio track")
            resampler = av.AudioResampler(format="s16", layout="mono", rate=sample_rate_hz)
            for frame in container.decode(container.streams.audio[0]):
                for out in resampler.resample(frame):
                    parts.append(out.to_ndarray().reshape(-1).astype(np.int16))
                    total += parts[-1].size
                if total > max_samples:
                    raise ValueError(
                        f"{name} is longer than {max_samples / sample_rate_hz:g} seconds"
                    )
            parts.extend(
                out.to_ndarray().reshape(-1).astype(np.int16) for out in resampler.resample(None)
            )
    except av.error.FFmpegError as error:
        raise ValueError(f"{name} is not readable audio: {error.strerror}") from error
    return np.concatenate(parts) if parts else silence(0)
