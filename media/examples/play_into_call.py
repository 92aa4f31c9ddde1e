"""Play a WAV file into a live call over the audio stream and wait until it was heard.

    python media/examples/play_into_call.py 127.0.0.1:50052 CALL_ID hello.wav --accesskey KEY

The file is sent at once; the server plays it in time. A key pressed by the party stops it.
"""

import argparse
import asyncio
import sys
import wave
from collections.abc import AsyncIterable, AsyncIterator

import grpc

from voipbin.media.v1 import audio_pb2, audio_pb2_grpc

CHUNK_S = 1


async def play(address: str, call_id: str, path: str, metadata: list[tuple[str, str]]) -> float:
    """Play a file of 16-bit mono samples at 8000 or 16000 Hz, at most 60 s.

    Returns:
        Seconds heard.

    Raises:
        ValueError: the file is of another kind.
        grpc.aio.AioRpcError: not allowed, no such call, node gone.
    """
    rate_hz, samples = read(path)
    requests: asyncio.Queue[audio_pb2.StreamAudioRequest | None] = asyncio.Queue()
    start = audio_pb2.StartAudio(
        call_id=call_id,
        encoding=audio_pb2.AUDIO_ENCODING_L16,
        sample_rate_hz=rate_hz,
        listen=audio_pb2.AUDIO_DIRECTION_NONE,
        talk=audio_pb2.AUDIO_DIRECTION_OUT,
    )
    requests.put_nowait(audio_pb2.StreamAudioRequest(start=start))
    chunk = rate_hz * 2 * CHUNK_S
    for offset in range(0, len(samples), chunk):
        frame = audio_pb2.AudioFrame(data=samples[offset : offset + chunk])
        requests.put_nowait(audio_pb2.StreamAudioRequest(audio=frame))
    mark = audio_pb2.Mark(name="end")
    requests.put_nowait(audio_pb2.StreamAudioRequest(mark=mark))
    async with grpc.aio.insecure_channel(address) as channel:
        stub = audio_pb2_grpc.AudioServiceStub(channel)
        responses = stub.StreamAudio(_queued(requests), metadata=metadata)
        heard = await _watch(responses, requests)
    return heard / rate_hz


def read(path: str) -> tuple[int, bytes]:
    """Rate and samples of a file.

    Raises:
        ValueError: not 16-bit mono at 8000 or 16000 Hz, or longer than 60 s.
    """
    with wave.open(path, "rb") as file:
        rate_hz = file.getframerate()
        kind = (file.getnchannels(), file.getsampwidth())
        if kind != (1, 2) or rate_hz not in (8000, 16000):
            raise ValueError(f"{path}: not 16-bit mono at 8000 or 16000 Hz")
        if file.getnframes() > 60 * rate_hz:
            raise ValueError(f"{path}: longer than 60 s")
        return rate_hz, file.readframes(file.getnframes())


async def _queued(
    requests: "asyncio.Queue[audio_pb2.StreamAudioRequest | None]",
) -> AsyncIterator[audio_pb2.StreamAudioRequest]:
    while (request := await requests.get()) is not None:
        yield request


async def _watch(
    responses: AsyncIterable[audio_pb2.StreamAudioResponse],
    requests: "asyncio.Queue[audio_pb2.StreamAudioRequest | None]",
) -> int:
    """Follow what is heard; samples heard in the end, 0 when the call ended before."""
    async for response in responses:
        kind = response.WhichOneof("response")
        if kind == "played":
            return response.played.heard_samples
        if kind == "dtmf":
            clear = audio_pb2.StreamAudioRequest(clear=audio_pb2.Clear())
            requests.put_nowait(clear)
        if kind == "ended":
            break
    return 0


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Play a WAV file into a live call.")
    parser.add_argument("address", help="of the audio stream: `media` in the ready file")
    parser.add_argument("call_id")
    parser.add_argument("path", help="WAV file, 16-bit mono, 8000 or 16000 Hz")
    parser.add_argument("--accesskey", default="")
    parser.add_argument("--token", default="", help="of /auth/login")
    options = parser.parse_args()
    metadata = [("accesskey", options.accesskey)]
    if options.token:
        metadata = [("authorization", f"Bearer {options.token}")]
    try:
        heard_s = asyncio.run(play(options.address, options.call_id, options.path, metadata))
    except wave.Error as error:
        sys.stderr.write(f"{options.path}: no WAV file: {error}\n")
        return 1
    except (ValueError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except grpc.aio.AioRpcError as error:
        sys.stderr.write(f"{error.code().name}: {error.details()}\n")
        return 1
    sys.stdout.write(f"heard {heard_s:.2f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
