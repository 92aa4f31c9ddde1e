"""The live audio of a call or a conference as a WebSocket of binary packets."""

import asyncio
import contextlib
from typing import Any, Final

import grpc

from voipbin.core.contract.operations import OperationSpec
from voipbin.core.live_audio.client import LiveAudio, start_audio
from voipbin.core.live_audio.packets import STREAM_PACKETS, Packets
from voipbin.gateway.errors import HttpError, from_rpc, upgrade_required
from voipbin.gateway.request import Request
from voipbin.gateway.response import Response
from voipbin.gateway.settings import GatewaySettings
from voipbin.gateway.transcode import Transcoder
from voipbin.gateway.types import Receive, Send

NORMAL: Final = 1000
BROKEN: Final = 1011
"""RFC 6455 7.4.1: something unexpected on our side."""
_LONGEST_REASON: Final = 123
"""Bytes that fit into a close frame (RFC 6455 5.5)."""


class MediaSocket:
    """Serves one operation that tells where audio is streamed, by streaming it.

    Args:
        spec: its path is /<resource>s/{id}/media_stream, its answer an address and a token.
        channel: where the core is.
        attach_s: how long a handshake waits for the audio of a call that is still ringing; after
            that the WebSocket opens, and audio comes once there is some.
    """

    def __init__(
        self, spec: OperationSpec, channel: Any, settings: GatewaySettings, attach_s: float = 1.0
    ) -> None:
        self._core = Transcoder(spec, ("id",), channel, settings)
        self._reference = f"{spec.resource}_id"
        self._attach_s = attach_s

    async def answer(self, request: Request, path_values: list[str]) -> Response:
        """Refuses a GET that does not ask for a WebSocket.

        Raises:
            HttpError: always; what is wrong with the request comes first.
        """
        await self._core.ask(request, path_values)
        raise upgrade_required()

    async def serve(self, request: Request, receive: Receive, send: Send) -> None:
        """Carries one connection from the handshake to its end.

        Raises:
            HttpError: refused; the handshake is not answered yet.
        """
        id = request.path.rstrip("/").split("/")[-2]
        found = await self._core.ask(request, [id])
        packets = STREAM_PACKETS[request.query()["encapsulation"][-1]]()
        audio = self._open(found, id, packets)
        try:
            attaching = await self._attach(audio, id)
            await receive()
            await send({"type": "websocket.accept"})
            code, reason = await _carry(audio, attaching, packets, receive, send)
        finally:
            await audio.close()
        with contextlib.suppress(OSError):
            await send({"type": "websocket.close", "code": code, "reason": _shortened(reason)})

    def _open(self, found: Any, id: str, packets: Packets) -> LiveAudio:
        credentials = (("authorization", f"Bearer {found.token}"),)
        start = start_audio(packets.encoding)
        setattr(start, self._reference, id)
        return LiveAudio(found.address, credentials, start)

    async def _attach(self, audio: LiveAudio, id: str) -> "asyncio.Task[None]":
        """Give the stream a moment to be refused, so that its client hears why.

        Raises:
            HttpError: it was.
        """
        attaching = asyncio.create_task(audio.attached())
        try:
            await asyncio.wait([attaching], timeout=self._attach_s)
            if attaching.done():
                attaching.result()
        except grpc.aio.AioRpcError as error:
            raise self._refusal(error, id) from error
        except asyncio.CancelledError:
            attaching.cancel()
            raise
        return attaching

    def _refusal(self, error: grpc.aio.AioRpcError, id: str) -> HttpError:
        if error.code() is not grpc.StatusCode.NOT_FOUND:
            return from_rpc(error)
        resource = self._reference.removesuffix("_id")
        return HttpError(
            409,
            "FAILED_PRECONDITION",
            f"{resource.upper()}_NOT_LIVE",
            f"{resource} {id} has no audio: nobody is in it now",
        )


async def _carry(
    audio: LiveAudio,
    attaching: "asyncio.Task[None]",
    packets: Packets,
    receive: Receive,
    send: Send,
) -> tuple[int, str]:
    """Move packets both ways until either side ends; how the connection is to be closed."""
    hearing = asyncio.create_task(_hear(audio, attaching, packets, receive))
    telling = asyncio.create_task(_tell(audio, attaching, packets, send))
    try:
        await asyncio.wait([hearing, telling], return_when=asyncio.FIRST_COMPLETED)
        if not telling.done():
            hearing.result()
            return NORMAL, ""
        telling.result()
        return NORMAL, audio.end_reason
    except grpc.aio.AioRpcError as error:
        if error.code() is grpc.StatusCode.NOT_FOUND:
            return NORMAL, ""  # it ended before it had any audio
        return BROKEN, from_rpc(error).message
    except OSError:
        return NORMAL, ""  # the client left while it was being told
    finally:
        for task in (hearing, telling, attaching):
            task.cancel()
        await asyncio.gather(hearing, telling, attaching, return_exceptions=True)


async def _tell(
    audio: LiveAudio, attaching: "asyncio.Task[None]", packets: Packets, send: Send
) -> None:
    """Send what is heard; a client that is slow to take it holds this back, and the node drops."""
    await attaching
    async for frame in audio.frames():
        await send({"type": "websocket.send", "bytes": packets.pack(frame)})


async def _hear(
    audio: LiveAudio, attaching: "asyncio.Task[None]", packets: Packets, receive: Receive
) -> None:
    """Say what comes in, until the client leaves; before audio flows there is nobody to hear it."""
    while (message := await receive())["type"] == "websocket.receive":
        packet = message.get("bytes")
        if packet and attaching.done() and (samples := packets.unpack(packet)):
            await audio.say(samples)


def _shortened(reason: str) -> str:
    return reason.encode()[:_LONGEST_REASON].decode(errors="ignore")
