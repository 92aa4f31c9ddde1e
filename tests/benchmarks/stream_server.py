"""The servers of the audio stream benchmark: `echo`, or `node` with a call per stream."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "media"), str(ROOT / "gen")]

import grpc  # noqa: E402

from voipbin.media.memory import settle  # noqa: E402
from voipbin.media.node.audio_stream import AudioStreams  # noqa: E402
from voipbin.media.node.channel import Channel  # noqa: E402
from voipbin.media.node.core_link import CoreLink  # noqa: E402
from voipbin.media.node.events import EventLog  # noqa: E402
from voipbin.media.node.exchange import Exchange  # noqa: E402
from voipbin.media.node.line import Line  # noqa: E402
from voipbin.media.node.logs import configure_logs  # noqa: E402
from voipbin.media.node.playback import SoundCache  # noqa: E402
from voipbin.media.rtp.engine import RtpEngine  # noqa: E402
from voipbin.media.sip import PCMU, Answered, Direction, MediaPlan, Session  # noqa: E402
from voipbin.media.v1 import audio_pb2, audio_pb2_grpc, node_pb2  # noqa: E402

HOST = "127.0.0.1"


class Echo(audio_pb2_grpc.AudioServiceServicer):
    """The least a bidirectional stream can do: every audio frame goes back."""

    async def StreamAudio(  # type: ignore[override]
        self, request_iterator: AsyncIterator[audio_pb2.StreamAudioRequest], context: Any
    ) -> None:
        async for request in request_iterator:
            if request.WhichOneof("request") == "audio":
                await context.write(audio_pb2.StreamAudioResponse(audio=request.audio))


class YesLink(CoreLink):
    """A core that grants every stream the channel named like its call."""

    async def ask(self, query: node_pb2.Query) -> node_pb2.Answer:
        grant = node_pb2.StreamGrant(channel_id=query.stream.call_id, customer_id="c")
        return node_pb2.Answer(stream=grant)


class Calls:
    """Answered channels, made as they are asked for; their RTP goes to each other in pairs."""

    def __init__(self) -> None:
        self._engine = RtpEngine(HOST)
        self._channels: dict[str, Channel] = {}

    def find(self, channel_id: str) -> Channel:
        """The channel of that number."""
        if channel_id not in self._channels:
            number = int(channel_id) // 2 * 2
            one, other = self._make(str(number)), self._make(str(number + 1))
            _answer(one, other)
            _answer(other, one)
        return self._channels[channel_id]

    def _make(self, channel_id: str) -> Channel:
        channel = Channel(
            channel_id,
            channel_id,
            Line(self._engine, HOST, (PCMU,)),
            events=EventLog(),
            pacer=self._engine.pacer,
            sounds=SoundCache(),
            gone=lambda _: None,
            incoming=False,
            channel_of=lambda _: "",
        )
        self._channels[channel_id] = channel
        return channel


def _answer(channel: Channel, peer: Channel) -> None:
    host, port = peer.line.leg.local[:2]
    plan = MediaPlan(host, port, PCMU, PCMU.payload_type, 101, 20, Direction.SENDRECV)
    channel.observe(cast(Session, None), Answered(plan))


async def serve(kind: str) -> None:
    """Serve until stdin ends."""
    server = grpc.aio.server()
    if kind == "echo":
        servicer: audio_pb2_grpc.AudioServiceServicer = Echo()
    else:
        servicer = AudioStreams(cast(Exchange, Calls()), YesLink(), 16)
    audio_pb2_grpc.add_AudioServiceServicer_to_server(servicer, server)
    port = server.add_insecure_port(f"{HOST}:0")
    await server.start()
    sys.stdout.write(json.dumps({"address": f"{HOST}:{port}"}) + "\n")
    sys.stdout.flush()
    settle()
    await asyncio.to_thread(sys.stdin.read)
    await server.stop(0)


if __name__ == "__main__":
    import uvloop

    configure_logs("warning")
    uvloop.run(serve(sys.argv[1]))
