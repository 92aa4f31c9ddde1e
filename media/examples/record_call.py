"""Record a live call to a WAV file over the audio stream.

    python media/examples/record_call.py 127.0.0.1:50052 CALL_ID call.wav --accesskey KEY

Left is what the party says, right what it hears. Ends with the call, or with Ctrl-C.
"""

import argparse
import asyncio
import contextlib
import sys
import wave
from collections.abc import AsyncIterable, AsyncIterator
from pathlib import Path
from typing import IO

import grpc

from voipbin.media.v1 import audio_pb2, audio_pb2_grpc

RATE_HZ = 16000
FRAME_BYTES = RATE_HZ * 20 // 1000 * 2
SILENCE = bytes(FRAME_BYTES)


async def record(
    address: str, call_id: str, target: IO[bytes], metadata: list[tuple[str, str]]
) -> str:
    """Write both directions until the call ends.

    Args:
        target: gets the WAV file; seekable.

    Returns:
        Why the call ended.

    Raises:
        grpc.aio.AioRpcError: not allowed, no such call, node gone.
    """
    start = audio_pb2.StartAudio(
        call_id=call_id,
        encoding=audio_pb2.AUDIO_ENCODING_L16,
        sample_rate_hz=RATE_HZ,
        listen=audio_pb2.AUDIO_DIRECTION_SEPARATE,
        talk=audio_pb2.AUDIO_DIRECTION_NONE,
    )
    with wave.open(target, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        async with grpc.aio.insecure_channel(address) as channel:
            stub = audio_pb2_grpc.AudioServiceStub(channel)
            return await _write(stub.StreamAudio(_only(start), metadata=metadata), file)


async def _only(start: audio_pb2.StartAudio) -> AsyncIterator[audio_pb2.StreamAudioRequest]:
    yield audio_pb2.StreamAudioRequest(start=start)


async def _write(
    responses: AsyncIterable[audio_pb2.StreamAudioResponse], file: wave.Wave_write
) -> str:
    said: dict[int, bytes] = {}
    written = 0
    async for response in responses:
        kind = response.WhichOneof("response")
        if kind == "ended":
            return response.ended.reason
        if kind == "dtmf":
            sys.stdout.write(
                f"key {response.dtmf.digit} at {response.dtmf.media_time / RATE_HZ:.2f} s\n"
            )
            sys.stdout.flush()  # also where it is read by a program
        if kind != "audio":
            continue
        frame = response.audio
        if frame.direction == audio_pb2.AUDIO_DIRECTION_IN:
            said[frame.sequence] = frame.data
            continue
        # Frames of both directions carry the same numbers; a gap is audio we were too slow for.
        for sequence in range(written, frame.sequence + 1):
            heard = frame.data if sequence == frame.sequence else SILENCE
            file.writeframes(_interleave(said.pop(sequence, SILENCE), heard))
        written = frame.sequence + 1
    return "stream ended"


def _interleave(left: bytes, right: bytes) -> bytes:
    """16-bit samples of two channels in turn."""
    both = bytearray(2 * len(left))
    both[0::4], both[1::4] = left[0::2], left[1::2]
    both[2::4], both[3::4] = right[0::2], right[1::2]
    return bytes(both)


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Record a live call.")
    parser.add_argument("address", help="of the audio stream: `media` in the ready file")
    parser.add_argument("call_id")
    parser.add_argument("path", help="WAV file to write")
    parser.add_argument("--accesskey", default="")
    parser.add_argument("--token", default="", help="of /auth/login")
    options = parser.parse_args()
    metadata = [("accesskey", options.accesskey)]
    if options.token:
        metadata = [("authorization", f"Bearer {options.token}")]
    with contextlib.suppress(KeyboardInterrupt):
        try:
            with Path(options.path).open("wb") as target:
                work = record(options.address, options.call_id, target, metadata)
                sys.stdout.write(f"call ended: {asyncio.run(work)}\n")
        except OSError as error:
            sys.stderr.write(f"{error}\n")
            return 1
        except grpc.aio.AioRpcError as error:
            sys.stderr.write(f"{error.code().name}: {error.details()}\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
