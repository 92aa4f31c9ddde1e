"""The espeak-ng library through ctypes.

libespeak-ng is GPLv3: it is loaded only inside the worker process that `worker.py` runs, never in a
process of the platform, and it keeps global state, so one process speaks one text at a time.
"""

import ctypes
import shutil
import subprocess
from pathlib import Path
from typing import Protocol

from voipbin.media.speech.errors import SpeechUnavailable
from voipbin.media.speech.pcm import Pcm

INSTALL_HINT = "no local voice: install voipbin[speech], or the espeak-ng or flite program"

# speak_lib.h: AUDIO_OUTPUT_SYNCHRONOUS, espeakINITIALIZE_DONT_EXIT, parameter and flag numbers.
_SYNCHRONOUS, _DONT_EXIT = 2, 0x8000
_RATE, _PITCH = 1, 3
_CHARS_UTF8, _POS_CHARACTER = 1, 1

_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class Speaker(Protocol):
    """Something in a worker that speaks plain text."""

    model: str

    def say(self, text: str, voices: list[str], rate_wpm: int, pitch: int) -> Pcm:
        """Speak with the first of `voices` there is. ValueError when there is none of them."""
        ...


class EspeakLibrary:
    """The library of the espeakng-loader wheel."""

    model = "espeak-ng"

    def __init__(self) -> None:
        import espeakng_loader

        self._lib = ctypes.CDLL(espeakng_loader.get_library_path())
        data = Path(espeakng_loader.get_data_path())
        self._chunks: list[bytes] = []
        self._on_audio = _CALLBACK(self._collect)
        self.sample_rate_hz = int(
            self._lib.espeak_Initialize(_SYNCHRONOUS, 0, str(data).encode(), _DONT_EXIT)
        )
        if self.sample_rate_hz <= 0:
            raise SpeechUnavailable(f"espeak-ng does not start with the data in {data}")
        self._lib.espeak_SetSynthCallback(self._on_audio)

    def _collect(self, samples: "ctypes._Pointer[ctypes.c_short]", count: int, _: object) -> int:
        if samples and count > 0:
            self._chunks.append(ctypes.string_at(samples, 2 * count))
        return 0

    def say(self, text: str, voices: list[str], rate_wpm: int, pitch: int) -> Pcm:
        self._choose(voices)
        self._lib.espeak_SetParameter(_RATE, rate_wpm, 0)
        self._lib.espeak_SetParameter(_PITCH, pitch, 0)
        self._chunks.clear()
        raw = text.encode() + b"\0"
        size = ctypes.c_size_t(len(raw))
        status = self._lib.espeak_Synth(raw, size, 0, _POS_CHARACTER, 0, _CHARS_UTF8, None, None)
        if status != 0:
            raise SpeechUnavailable(f"espeak-ng refused the text (status {status})")
        self._lib.espeak_Synchronize()
        return Pcm.from_bytes(b"".join(self._chunks), self.sample_rate_hz)

    def _choose(self, voices: list[str]) -> None:
        for voice in voices:
            if self._lib.espeak_SetVoiceByName(voice.encode()) == 0:
                return
        raise ValueError(f"voice_id {voices[0]!r}: espeak-ng has no such voice")


class EspeakProgram:
    """The espeak-ng executable of the system, one run per text."""

    model = "espeak-ng"

    def __init__(self, program: str) -> None:
        self._program = program

    def say(self, text: str, voices: list[str], rate_wpm: int, pitch: int) -> Pcm:
        for voice in voices:
            command = [self._program, "-v", voice, "-s", str(rate_wpm), "-p", str(pitch)]
            command += ["--stdin", "--stdout"]
            done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=30)
            if done.returncode == 0 and done.stdout:
                return _streamed_wav(done.stdout)
        raise ValueError(f"voice_id {voices[0]!r}: espeak-ng has no such voice")


class FliteProgram:
    """The flite executable of the system; English only."""

    model = "flite"

    def __init__(self, program: str) -> None:
        self._program = program

    def say(self, text: str, voices: list[str], rate_wpm: int, pitch: int) -> Pcm:
        if not any(voice.startswith("en") for voice in voices):
            raise ValueError(f"voice_id {voices[0]!r}: flite speaks only English")
        command = [self._program, "-voice", "slt", "-o", "/dev/stdout", "-t", text]
        done = subprocess.run(command, capture_output=True, timeout=30)
        if done.returncode != 0 or not done.stdout:
            raise SpeechUnavailable(f"flite failed: {done.stderr.decode(errors='replace')[:200]}")
        return _streamed_wav(done.stdout)


def _streamed_wav(data: bytes) -> Pcm:
    """Read a wav written to a pipe: its length fields were never filled in."""
    at = data.find(b"data")
    if at < 0 or not data.startswith(b"RIFF"):
        raise SpeechUnavailable("the speech program did not write a wav")
    return Pcm.from_bytes(data[at + 8 :], int.from_bytes(data[24:28], "little"))


def open_speaker() -> Speaker:
    """The best local voice there is: the wheel, else a program of the system.

    Raises:
        SpeechUnavailable: there is none; says what to install.
    """
    try:
        return EspeakLibrary()
    except ImportError:
        pass
    if program := shutil.which("espeak-ng"):
        return EspeakProgram(program)
    if program := shutil.which("flite"):
        return FliteProgram(program)
    raise SpeechUnavailable(INSTALL_HINT)
