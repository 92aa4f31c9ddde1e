"""Length-prefixed frames on the pipes between us and a speech worker.

A frame is one kind byte, a big-endian uint32 length, and that many bytes: `J` carries a JSON
object, `A` mono s16le audio. A worker reads frames on stdin and writes them to stdout:

    tts   J{op:say, voices, rate_wpm, pitch, pieces:[text | {break_ms}]}
          -> A... J{type:said, sample_rate_hz}
    stt   J{op:start, sample_rate_hz, language, grammar, interim, silence_ms}
          A...  J{op:finish}
          -> J{type:started}  J{type:speech_started|interim|final}...  J{type:ended, offset_ms}
          an engine that only cuts utterances sends J{type:utterance} A instead of finals
    both  -> J{type:ready} once after loading; J{type:error, kind, message} instead of an answer
"""

import asyncio
import json
import struct
from dataclasses import dataclass
from typing import IO, Any

_HEADER = struct.Struct(">cI")
MAX_FRAME_BYTES = 1 << 24

Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame: either `message` or `audio` is set."""

    message: Message | None = None
    audio: bytes = b""


def encode_message(message: Message) -> bytes:
    body = json.dumps(message, separators=(",", ":")).encode()
    return _HEADER.pack(b"J", len(body)) + body


def encode_audio(audio: bytes) -> bytes:
    return _HEADER.pack(b"A", len(audio)) + audio


def _header(data: bytes) -> tuple[bytes, int]:
    kind, length = _HEADER.unpack(data)
    if kind not in (b"J", b"A"):
        raise ValueError(f"frame kind {kind!r}")
    if length > MAX_FRAME_BYTES:
        raise ValueError(f"frame length {length}, at most {MAX_FRAME_BYTES}")
    return kind, length


def _decode(kind: bytes, body: bytes) -> Frame:
    if kind == b"A":
        return Frame(audio=body)
    message = json.loads(body)
    if not isinstance(message, dict):
        raise ValueError(f"frame message {message!r} is not an object")
    return Frame(message=message)


def read_frame(pipe: IO[bytes]) -> Frame | None:
    """Block for the next frame; None at the end of the pipe.

    Raises:
        ValueError: the bytes are no frame.
    """
    head = pipe.read(_HEADER.size)
    if len(head) < _HEADER.size:
        return None
    kind, length = _header(head)
    body = pipe.read(length)
    return _decode(kind, body) if len(body) == length else None


async def receive_frame(reader: asyncio.StreamReader) -> Frame | None:
    """Like `read_frame`, without blocking the loop."""
    try:
        kind, length = _header(await reader.readexactly(_HEADER.size))
        return _decode(kind, await reader.readexactly(length))
    except asyncio.IncompleteReadError:
        return None
