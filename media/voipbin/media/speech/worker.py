"""The process in which speech engines run: `python -m voipbin.media.speech.worker tts|stt|cut`.

Engines are large, hold global state, may crash, and one of them is GPL: none of them is ever loaded
into a process of the platform. Frames on stdin and stdout (see `frames.py`); ends with its stdin.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import numpy as np

from voipbin.media.speech.errors import SpeechError
from voipbin.media.speech.frames import Frame, Message, encode_audio, encode_message, read_frame
from voipbin.media.speech.pcm import Pcm, levelled


class Pipe:
    """Frames in and out."""

    def __init__(self, source: BinaryIO, sink: BinaryIO) -> None:
        self._source = source
        self._sink = sink

    def read(self) -> Frame | None:
        return read_frame(self._source)

    def send(self, message: Message) -> None:
        self._sink.write(encode_message(message))
        self._sink.flush()

    def send_audio(self, audio: bytes) -> None:
        self._sink.write(encode_audio(audio))
        self._sink.flush()

    def send_error(self, error: Exception) -> None:
        kind = "value" if isinstance(error, ValueError) else "unavailable"
        self.send({"type": "error", "kind": kind, "message": str(error) or repr(error)})


def serve_tts(pipe: Pipe) -> None:
    """Speak one script after the other until stdin ends."""
    from voipbin.media.speech.espeak import open_speaker

    speaker = open_speaker()
    pipe.send({"type": "ready", "model": speaker.model})

    def say(message: Message) -> Pcm:
        pcm: list[Pcm] = []
        silence_ms = 0
        for piece in message["pieces"]:
            if isinstance(piece, str):
                args = message["voices"], message["rate_wpm"], message["pitch"]
                spoken = speaker.say(piece, *args)
                pcm += [_silence(silence_ms, spoken.sample_rate_hz), spoken]
                silence_ms = 0
            else:
                silence_ms += piece["break_ms"]
        rate_hz = pcm[0].sample_rate_hz
        return levelled(Pcm(np.concatenate([part.samples for part in pcm]), rate_hz))

    _answer(pipe, say)


def _answer(pipe: Pipe, say: Callable[[Message], Pcm]) -> None:
    while (frame := pipe.read()) is not None:
        if frame.message is None:
            continue
        try:
            pcm = say(frame.message)
        except (ValueError, SpeechError, OSError, subprocess.SubprocessError) as error:
            pipe.send_error(error)
            continue
        for at in range(0, len(pcm.samples), 1 << 16):
            pipe.send_audio(pcm.samples[at : at + (1 << 16)].tobytes())
        pipe.send({"type": "said", "sample_rate_hz": pcm.sample_rate_hz})


def _silence(duration_ms: int, sample_rate_hz: int) -> Pcm:
    return Pcm(np.zeros(duration_ms * sample_rate_hz // 1000, np.int16), sample_rate_hz)


def serve_stt(pipe: Pipe, model: str, folder: str) -> None:
    """Hear one stream after the other until stdin ends; `cut` only cuts utterances."""
    from voipbin.media.speech.listener import Listener
    from voipbin.media.speech.recognizer import open_recognizer
    from voipbin.media.speech.vad import open_vad

    vad = open_vad()
    recognizer = (
        None if model == "cut" else open_recognizer(model, Path(folder) if folder else None)
    )
    pipe.send({"type": "ready", "model": model})
    listener: Listener | None = None
    while (frame := pipe.read()) is not None:
        try:
            if frame.message is None:
                if listener is not None:
                    listener.hear(frame.audio)
            elif frame.message["op"] == "start":
                listener = Listener(pipe, vad, recognizer, frame.message)
                pipe.send({"type": "started"})
            elif listener is not None:
                listener.finish()
                listener = None
        except (ValueError, SpeechError) as error:
            listener = None
            pipe.send_error(error)


def main(arguments: list[str]) -> int:
    """Run a worker. Arguments: `tts`, `cut`, or `stt MODEL [FOLDER]`."""
    # Engines print to stdout when they feel like it: frames get a descriptor of their own.
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    pipe = Pipe(sys.stdin.buffer, sink)
    if arguments[0] != "tts":
        # Recognition takes what cores are left over: audio that is paced must not wait for it.
        os.nice(5)
    try:
        if arguments[0] == "tts":
            serve_tts(pipe)
        else:
            model = "cut" if arguments[0] == "cut" else arguments[1]
            serve_stt(pipe, model, arguments[2] if len(arguments) > 2 else "")
    except (ValueError, SpeechError) as error:
        pipe.send_error(error)
        return 1
    except (BrokenPipeError, KeyboardInterrupt):
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
