"""Sound files of strangers: every format we promise, and everything that only claims to be one."""

import io
import wave
from pathlib import Path

import av
import numpy as np
import pytest
from av.audio.stream import AudioStream

from voipbin.media.audio.decode import decode_audio, load_audio
from voipbin.media.audio.pcm import Pcm
from voipbin.media.audio.tones import tone, tone_share
from voipbin.media.audio.wav import wav_bytes


def encoded(container: str, codec: str, rate: int, pcm: Pcm) -> bytes:
    """The sound as a file of that kind, by ffmpeg."""
    out = io.BytesIO()
    with av.open(out, "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate)
        assert isinstance(stream, AudioStream)
        context = stream.codec_context
        frame = av.AudioFrame.from_ndarray(pcm.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = rate
        resampler = av.AudioResampler(context.format, "mono", rate, context.frame_size or None)
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            file.mux(stream.encode(piece))
        file.mux(stream.encode(None))
    return out.getvalue()


@pytest.mark.parametrize(
    ("container", "codec", "rate"),
    [
        ("wav", "pcm_s16le", 8000),
        ("wav", "pcm_s16le", 44100),
        ("wav", "pcm_mulaw", 8000),
        ("mp3", "libmp3lame", 44100),
        ("ogg", "libopus", 48000),
        ("flac", "flac", 22050),
    ],
)
@pytest.mark.parametrize("wanted", [8000, 16000])
def test_formats(container: str, codec: str, rate: int, wanted: int) -> None:
    data = encoded(container, codec, rate, tone((440.0,), 1000, rate))
    pcm = decode_audio(data, wanted)
    assert pcm.size == pytest.approx(wanted, rel=0.1)
    assert tone_share(pcm[wanted // 5 : wanted * 4 // 5], 440.0, wanted) > 0.98


def test_stereo_becomes_mono() -> None:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8000)
        left, right = tone((400.0,), 500, 8000), tone((900.0,), 500, 8000)
        file.writeframes(np.column_stack((left, right)).tobytes())
    pcm = decode_audio(out.getvalue(), 8000)
    assert pcm.size == 4000
    assert tone_share(pcm, 400.0, 8000) == pytest.approx(0.5, abs=0.05)
    assert tone_share(pcm, 900.0, 8000) == pytest.approx(0.5, abs=0.05)


async def test_load_from_a_path(tmp_path: Path) -> None:
    path = tmp_path / "prompt.wav"
    path.write_bytes(wav_bytes(tone((440.0,), 300, 8000), 8000))
    assert (await load_audio(path, 8000)).size == 2400


GOOD = wav_bytes(tone((440.0,), 300, 8000), 8000)


@pytest.mark.parametrize(
    "data",
    [
        b"this is not audio at all, whatever its name says",
        b"<html><body>404</body></html>",
        b"RIFF" + bytes(200),
        b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00" + b"\xff" * 16 + b"data\x00\x00\x00\x00",
        GOOD[:30],
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"ID3\x04" + bytes(60),
        bytes(4096),
    ],
)
def test_wav_that_is_not_one(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "prompt.wav"
    path.write_bytes(data)
    with pytest.raises(ValueError, match=r"prompt\.wav"):
        decode_audio(path, 8000)


@pytest.mark.parametrize(
    "playlist",
    [
        "ffconcat version 1.0\nfile secret.wav\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nsecret.wav\n#EXT-X-ENDLIST\n",
    ],
)
def test_file_that_names_other_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, playlist: str
) -> None:
    (tmp_path / "secret.wav").write_bytes(GOOD)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="audio is not readable"):
        decode_audio(playlist.encode(), 8000)


def test_truncated_wav_plays_what_there_is() -> None:
    assert decode_audio(GOOD[: 44 + 1600], 8000).size == 800


def test_limits() -> None:
    with pytest.raises(ValueError, match="is empty"):
        decode_audio(b"", 8000)
    with pytest.raises(ValueError, match=r"4844 bytes, at most 100"):
        decode_audio(GOOD, 8000, max_bytes=100)
    with pytest.raises(ValueError, match=r"longer than 0.1 seconds"):
        decode_audio(GOOD, 8000, max_duration_s=0.1)
    with pytest.raises(FileNotFoundError):
        decode_audio(Path("/nowhere/prompt.wav"), 8000)
