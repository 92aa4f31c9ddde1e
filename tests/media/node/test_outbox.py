"""What leaves on an audio stream, in which order, and what does not."""

import asyncio

import pytest

from voipbin.media.node.outbox import KEPT_SENT, MAX_CONTROL, Outbox
from voipbin.media.v1 import audio_pb2

Response = audio_pb2.StreamAudioResponse
IN, OUT = audio_pb2.AUDIO_DIRECTION_IN, audio_pb2.AUDIO_DIRECTION_OUT


def audio(sequence: int, direction: audio_pb2.AudioDirection = IN) -> Response:
    return Response(audio=audio_pb2.AudioFrame(sequence=sequence, direction=direction))


def played(name: str) -> Response:
    return Response(played=audio_pb2.Played(name=name))


ENDED = Response(ended=audio_pb2.Ended(reason="normal"))


async def sent(outbox: Outbox) -> list[str]:
    """Finish the outbox and tell what it sent."""
    messages: list[Response] = []

    async def write(message: Response) -> None:
        messages.append(message)

    outbox.finish(ENDED)
    await asyncio.wait_for(outbox.run(write), 5)
    return [describe(message) for message in messages]


def describe(message: Response) -> str:
    kind = message.WhichOneof("response")
    if kind == "audio":
        return f"audio {message.audio.sequence}"
    if kind == "dropped":
        return f"dropped {message.dropped.frames}"
    return message.played.name if kind == "played" else str(kind)


async def test_control_overtakes_audio() -> None:
    outbox = Outbox(frame_ms=20, lanes=1, credit=0)
    outbox.audio(audio(0))
    outbox.audio(audio(1))
    outbox.control(played("mark"))
    assert await sent(outbox) == ["mark", "audio 0", "audio 1", "ended"]


async def test_oldest_is_dropped_and_told_first() -> None:
    outbox = Outbox(frame_ms=20, lanes=1, credit=0)
    for sequence in range(105):
        outbox.audio(audio(sequence))
    result = await sent(outbox)
    assert result[:2] == ["dropped 5", "audio 5"]
    assert len(result) == 102


async def test_dropped_by_direction() -> None:
    outbox = Outbox(frame_ms=60, lanes=2, credit=0)
    for sequence in range(40):
        for direction in (IN, OUT):
            outbox.audio(audio(sequence, direction))
    result = await sent(outbox)
    assert result[:2] == ["dropped 7", "dropped 7"]


async def test_no_audio_without_credit() -> None:
    outbox = Outbox(frame_ms=20, lanes=1, credit=2)
    for sequence in range(4):
        outbox.audio(audio(sequence))
    assert await sent(outbox) == ["audio 0", "audio 1", "ended"]


async def test_credit_is_added() -> None:
    outbox = Outbox(frame_ms=20, lanes=1, credit=1)
    for sequence in range(4):
        outbox.audio(audio(sequence))
    outbox.grant(2)
    assert await sent(outbox) == ["audio 0", "audio 1", "audio 2", "ended"]


async def test_unread_control_closes() -> None:
    outbox = Outbox(frame_ms=20, lanes=1, credit=0)
    for _ in range(MAX_CONTROL + 1):
        outbox.control(played("x"))
    assert outbox.overrun
    assert outbox.closed


@pytest.mark.parametrize("frames", [0, 3])
async def test_closed_sends_nothing(frames: int) -> None:
    outbox = Outbox(frame_ms=20, lanes=1, credit=0)
    for sequence in range(frames):
        outbox.audio(audio(sequence))
    outbox.close()
    assert await sent(outbox) == []


class TestResume:
    """What a stream keeps for a client that comes back."""

    async def test_more_is_kept_while_it_is_away(self) -> None:
        outbox = Outbox(frame_ms=20, lanes=1, credit=0, resume_window_ms=1000)
        outbox.detach()
        for sequence in range(155):
            outbox.audio(audio(sequence))
        outbox.resume(0)
        result = await sent(outbox)
        assert result[:2] == ["dropped 5", "audio 5"]
        assert len(result) == 152

    async def test_what_got_lost_comes_first(self) -> None:
        outbox = Outbox(frame_ms=20, lanes=1, credit=2, resume_window_ms=1000)
        outbox.audio(audio(0))
        outbox.audio(audio(1))
        assert await sent(outbox) == ["audio 0", "audio 1", "ended"]
        outbox.audio(audio(2))
        outbox.resume(1)
        # It was paid for when it was sent first; number 2 still waits for credit.
        assert await sent(outbox) == ["audio 1", "ended"]

    async def test_more_than_is_kept_got_lost(self) -> None:
        outbox = Outbox(frame_ms=20, lanes=1, credit=0, resume_window_ms=1000)
        for index in range(KEPT_SENT + 1):
            outbox.control(played(str(index)))
        await sent(outbox)
        with pytest.raises(ValueError, match="received_count"):
            outbox.resume(0)
        outbox.resume(1)
        assert len(await sent(outbox)) == KEPT_SENT + 1
