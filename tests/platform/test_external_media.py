"""External media on real calls: RTP, AudioSocket and a WebSocket on the other end."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from websockets.asyncio.server import ServerConnection, serve

from tests.platform.external_host import AudioSocketHost, Heard, RtpHost
from tests.platform.flow_run import WAITS, up
from tests.platform.media_socket import rtp
from tests.platform.stage import LocalStage, action, eventually
from voipbin.media.audio.g711 import ulaw_decode, ulaw_encode
from voipbin.media.audio.pcm import to_bytes
from voipbin.media.audio.tones import tone

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def host() -> AsyncIterator[RtpHost]:
    """A UDP peer."""
    loop = asyncio.get_running_loop()
    _, host = await loop.create_datagram_endpoint(RtpHost, local_addr=("127.0.0.1", 0))
    yield host
    host.transport.close()


@pytest_asyncio.fixture(loop_scope="module")
async def socket_host() -> AsyncIterator[tuple[AudioSocketHost, str]]:
    """An AudioSocket server and its address."""
    host = AudioSocketHost()
    address = await host.start()
    yield host, address
    await host.close()


def medias(stage: LocalStage, call: Any) -> list[Any]:
    """External media of a call."""
    return stage.platform.engines.external_medias.of_call(call["id"])


async def all_gone(stage: LocalStage, call: Any) -> None:
    """Wait until a call has none left."""
    await eventually(lambda: not medias(stage, call), lambda: "external media is left")


async def test_rtp_both_ways(stage: LocalStage, host: RtpHost) -> None:
    start = action("external_media_start", external_host=host.address)
    phone, call = await up(stage, [action("answer"), start, WAITS])
    speaking = asyncio.create_task(phone.speak_tone(700, 1200))
    await host.heard.tone(700)
    await speaking
    assert {(len(packet), packet[:2]) for packet in host.packets} == {(172, b"\x80\x00")}
    numbers = [int.from_bytes(packet[2:4], "big") for packet in host.packets]
    assert numbers == list(range(1, len(numbers) + 1))
    sound = tone((900.0,), 1500, 8000)
    for index in range(75):
        host.send(rtp(sound[index * 160 : index * 160 + 160], 65_500 + index))
        if index == 30:  # a packet that was late is not played in the middle of others
            host.send(rtp(sound[:160] * 0, 65_500))
    await phone.hears_tone(900, for_ms=600)
    (media,) = medias(stage, call)
    assert media.status == "running"
    phone.call.hang_up()
    await all_gone(stage, call)
    assert media.status == "terminated"


async def test_audiosocket(stage: LocalStage, socket_host: tuple[AudioSocketHost, str]) -> None:
    host, address = socket_host
    id = uuid.uuid4()
    start = action(
        "external_media_start",
        external_host=address,
        encapsulation="audiosocket",
        data=str(id),
        direction_listen="in",
    )
    phone, call = await up(stage, [action("answer"), start, WAITS])
    await eventually(lambda: len(host.packets) > 1, lambda: "no packets")
    assert host.packets[0] == (0x01, id.bytes)
    assert host.writer is not None
    sound = to_bytes(tone((900.0,), 1500, 8000))
    for begin in range(0, len(sound), 320):
        host.writer.write(b"\x10\x01\x40" + sound[begin : begin + 320])
    await phone.hears_tone(900, for_ms=600)
    speaking = asyncio.create_task(phone.speak_tone(700, 1000))
    await host.heard.tone(700)
    await speaking
    assert {len(content) for kind, content in host.packets if kind == 0x10} == {320}
    host.writer.write(b"\x00\x00\x00")  # the host hangs up, which is not the end of the call
    await all_gone(stage, call)
    await asyncio.wait_for(host.ended.wait(), 5)
    assert host.packets[-1] == (0x00, b"")
    assert (await stage.api.call(call["id"]))["status"] == "progressing"
    phone.call.hang_up()


async def test_bare_samples_over_websocket(stage: LocalStage) -> None:
    heard, paths = Heard(), []
    sound = ulaw_encode(tone((900.0,), 1500, 8000))

    async def talk(connection: ServerConnection) -> None:
        assert connection.request is not None
        paths.append(connection.request.path)
        for begin in range(0, len(sound), 160):
            await connection.send(sound[begin : begin + 160])
        async for message in connection:
            assert isinstance(message, bytes)
            heard.add(ulaw_decode(message))

    async with serve(talk, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        start = action(
            "external_media_start",
            external_host=f"127.0.0.1:{port}",
            encapsulation="none",
            transport="websocket",
            transport_data="/audio",
            direction_listen="in",
        )
        phone, call = await up(stage, [action("answer"), start, WAITS])
        speaking = asyncio.create_task(phone.speak_tone(700, 1500))
        await asyncio.gather(phone.hears_tone(900), heard.tone(700))
        await speaking
        assert paths == ["/audio"]
        phone.call.hang_up()
        await all_gone(stage, call)


async def test_most_and_stop(stage: LocalStage, host: RtpHost) -> None:
    start = action("external_media_start", external_host=host.address)
    actions = [
        action("answer"),
        *[start] * 6,
        action("digits_receive", duration=10_000, length=1),
        action("external_media_stop"),
        WAITS,
    ]
    phone, call = await up(stage, actions)
    await eventually(lambda: len(medias(stage, call)) == 5, lambda: "not five")
    await stage.timeline.wait(
        "activeflow_updated",
        lambda body: (
            body["id"] == call["activeflow_id"]
            and body["current_action"]["type"] == "digits_receive"
        ),
    )
    assert len(medias(stage, call)) == 5  # the sixth failed, and the flow went on
    await phone.call.press("1")
    await all_gone(stage, call)
    assert (await stage.api.call(call["id"]))["status"] == "progressing"
    phone.call.hang_up()


@pytest.mark.parametrize(
    "option",
    [
        {"external_host": "10.0.0.1:4000"},
        {"external_host": "169.254.169.254:80", "transport": "tcp"},
        {"external_host": "127.0.0.1:1", "transport": "tcp"},
        {"external_host": "nowhere"},
        {"external_host": "127.0.0.1:1", "encapsulation": "audiosocket", "transport": "udp"},
    ],
    ids=str,
)
async def test_host_that_is_not_reached(stage: LocalStage, option: dict[str, str]) -> None:
    start = action("external_media_start", **option)
    phone, call = await up(stage, [action("answer"), start, action("hangup")])
    await stage.ended(call)
    assert medias(stage, call) == []
    await phone.event("ended")
