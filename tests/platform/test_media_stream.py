"""Live audio over WebSocket: every encapsulation both ways on real calls, and its refusals."""

import asyncio
import itertools
import json
import struct
import sys
from pathlib import Path
from typing import Any

import pytest
from httpx2 import AsyncClient
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.platform.api import Json
from tests.platform.conferences import crowd, opened
from tests.platform.media_socket import media_socket, rtp
from tests.platform.stage import LocalStage, action
from voipbin.core.ids import new_id
from voipbin.gateway.app import create_app
from voipbin.media.audio.tones import tone
from voipbin.media.softphone import Behaviour
from voipbin.media.v1 import node_pb2

pytestmark = pytest.mark.asyncio(loop_scope="module")

EXAMPLE = Path(__file__).parents[2] / "media/examples/media_stream_echo.py"
WAITS = [action("answer"), action("sleep", duration=60_000)]


def url_of(
    stage: LocalStage, call: Json | str, query: str, *, key: bool = True, of: str = "calls"
) -> str:
    """Address of the stream of a call or conference."""
    id = call if isinstance(call, str) else call["id"]
    demo = stage.platform.demo
    assert demo is not None
    base = stage.platform.addresses.rest.replace("http:", "ws:")
    return f"{base}/{of}/{id}/media_stream?{query}" + (f"&accesskey={demo.accesskey}" * key)


async def call_up(stage: LocalStage) -> tuple[Any, Json]:
    """A phone in an answered call."""
    phone = await stage.phone()
    call = await stage.dial(phone, WAITS)
    return phone, await stage.timeline.call(call["id"], "progressing")


@pytest.mark.parametrize("encapsulation", ["rtp", "sln", "audiosocket"])
async def test_tones_both_ways(stage: LocalStage, encapsulation: str) -> None:
    phone, call = await call_up(stage)
    url = url_of(stage, call, f"encapsulation={encapsulation}")
    async with media_socket(url, encapsulation) as program:
        speaking = asyncio.create_task(phone.speak_tone(700, 1000))
        await program.hears_tone(700)
        await speaking
        saying = program.say(900, 1500)
        await phone.hears_tone(900, for_ms=600)
        await saying
        phone.call.hang_up()
        assert await program.closed() == (1000, "normal")
    check_packets(encapsulation, program.packets)


def check_packets(encapsulation: str, packets: list[Any]) -> None:
    """Layouts of the contract, byte by byte."""
    assert len(packets) > 20
    assert all(isinstance(packet, bytes) for packet in packets)
    if encapsulation == "rtp":
        heads = [struct.unpack("!BBHII", packet[:12]) for packet in packets]
        assert {len(packet) for packet in packets} == {172}
        assert {(head[0], head[1], head[4]) for head in heads} == {(0x80, 0, 0)}
        assert [head[2] for head in heads] == list(range(1, len(heads) + 1))
        assert [head[3] for head in heads] == [160 * index for index in range(len(heads))]
    elif encapsulation == "sln":
        assert {len(packet) for packet in packets} == {320}
    else:
        assert {packet[:3] for packet in packets} == {b"\x10\x01\x40"}
        assert {len(packet) for packet in packets} == {323}


async def test_what_is_no_audio_is_passed_over(stage: LocalStage) -> None:
    phone, call = await call_up(stage)
    sound = tone((900.0,), 20, 8000)
    async with media_socket(url_of(stage, call, "encapsulation=rtp"), "rtp") as program:
        for packet in ("text", b"", b"short", rtp(sound, 1, payload_type=8), b"\x00" * 172):
            await program.connection.send(packet)
        await phone.hears_silence()
        saying = program.say(900)
        await phone.hears_tone(900)
        await saying
    async with media_socket(
        url_of(stage, call, "encapsulation=audiosocket"), "audiosocket"
    ) as program:
        for packet in (b"\x10\x01\x40", b"\x01\x00\x02ab", b"\x10\x00\x03abc", b"\x00\x00\x00"):
            await program.connection.send(packet)
        saying = program.say(900)
        await phone.hears_tone(900)
        await saying


async def test_conference(stage: LocalStage) -> None:
    conference = await opened(stage)
    phones, _ = await crowd(stage, conference, size=2)
    url = url_of(stage, conference, "encapsulation=sln", of="conferences")
    async with media_socket(url, "sln") as program:
        for phone, frequency_hz in zip(phones, (700, 1300), strict=True):
            speaking = asyncio.create_task(phone.speak_tone(frequency_hz, 5000))
            await program.hears_tone(frequency_hz)
            speaking.cancel()
            await phones[0].hears_silence()
            await phones[1].hears_silence()
        saying = program.say(900, 1500)
        await asyncio.gather(*(phone.hears_tone(900) for phone in phones))
        await saying
        await stage.api("ConferenceService.DeleteConference", id=conference["id"])
        assert (await program.closed())[0] == 1000
    assert await refusal(url) == (404, "CONFERENCE_NOT_FOUND")


async def test_several_streams_and_leaving(stage: LocalStage) -> None:
    phone, call = await call_up(stage)
    url = url_of(stage, call, "encapsulation=sln")
    async with media_socket(url, "sln") as one, media_socket(url, "sln") as other:
        speaking = asyncio.create_task(phone.speak_tone(700, 3000))
        await asyncio.gather(one.hears_tone(700), other.hears_tone(700))
        await one.connection.close()
        await other.hears_tone(700)
        speaking.cancel()
    assert (await stage.api.call(call["id"]))["status"] == "progressing"
    async with media_socket(url, "sln") as again:
        saying = again.say(900)
        await phone.hears_tone(900)
        await saying


async def test_other_credentials(stage: LocalStage) -> None:
    _, call = await call_up(stage)
    demo = stage.platform.demo
    assert demo is not None
    url = url_of(stage, call, "encapsulation=sln", key=False)
    cookie = {"Cookie": f"accesskey={demo.accesskey}"}
    async with connect(url, proxy=None, additional_headers=cookie) as connection:
        assert len(await asyncio.wait_for(connection.recv(), 5)) == 320
    async with AsyncClient() as client:
        body = {"username": demo.username, "password": demo.password}
        login = await client.post(f"{stage.platform.addresses.rest}/auth/login", json=body)
    async with connect(f"{url}&token={login.json()['token']}", proxy=None) as connection:
        assert len(await asyncio.wait_for(connection.recv(), 5)) == 320


async def test_opens_while_the_phone_rings(stage: LocalStage) -> None:
    phone = await stage.phone(Behaviour(answer_after_ms=1600))
    call = await stage.dial(phone, WAITS)
    async with media_socket(url_of(stage, call, "encapsulation=sln"), "sln") as program:
        await stage.timeline.call(call["id"], "progressing")
        speaking = asyncio.create_task(phone.speak_tone(700, 1000))
        await program.hears_tone(700)
        await speaking


async def test_example(stage: LocalStage) -> None:
    phone, call = await call_up(stage)
    demo = stage.platform.demo
    assert demo is not None
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, str(EXAMPLE), stage.platform.addresses.rest, call["id"]),
        *("--accesskey", demo.accesskey),
        stdout=asyncio.subprocess.PIPE,
    )
    speaking = asyncio.create_task(phone.speak_tone(700, 10_000))
    await phone.hears_tone(700)
    speaking.cancel()
    phone.call.hang_up()
    out, _ = await asyncio.wait_for(program.communicate(), 10)
    assert (program.returncode, out) == (0, b"the call ended: normal\n")


async def refusal(url: str) -> tuple[int, str]:
    """Status and reason of the answer to a handshake."""
    with pytest.raises(InvalidStatus) as refused:
        async with connect(url, proxy=None):
            pass
    response = refused.value.response
    return response.status_code, json.loads(response.body)["error"]["reason"]


async def test_refused_before_the_upgrade(stage: LocalStage) -> None:
    phone, call = await call_up(stage)
    for query in ("encapsulation=", "encapsulation=mediasocket", "other=1"):
        assert await refusal(url_of(stage, call, query)) == (400, "INVALID_ARGUMENT")
    sln = "encapsulation=sln"
    assert await refusal(url_of(stage, call, sln, key=False)) == (401, "UNAUTHENTICATED")
    assert await refusal(url_of(stage, new_id(), sln)) == (404, "CALL_NOT_FOUND")
    assert await refusal(url_of(stage, "nonsense", sln)) == (400, "INVALID_ARGUMENT")
    phone.call.hang_up()
    await stage.ended(call)
    assert await refusal(url_of(stage, call, sln)) == (409, "CALL_ALREADY_HUNG_UP")


async def test_too_many(stage: LocalStage) -> None:
    _, call = await call_up(stage)
    url = url_of(stage, call, "encapsulation=sln")
    connections = [await connect(url, proxy=None) for _ in range(16)]
    assert await refusal(url) == (429, "RESOURCE_EXHAUSTED")
    for connection in connections:
        await connection.close()


async def test_without_upgrade(stage: LocalStage) -> None:
    _, call = await call_up(stage)
    async with AsyncClient() as client:
        url = url_of(stage, call, "encapsulation=sln").replace("ws:", "http:")
        answer = await client.get(url)
        assert answer.status_code == 426
        assert answer.headers["upgrade"] == "websocket"
        assert "ws://" in answer.json()["message"]
        assert (await client.get(url + "&encapsulation=x")).status_code == 400


async def test_ticket_is_for_one_call(stage: LocalStage) -> None:
    _, call = await call_up(stage)
    _, another = await call_up(stage)
    found = await stage.api("CallService.StreamCallMedia", id=call["id"], encapsulation="sln")
    gate = stage.platform.engines.gate
    for id, granted in ((call["id"], True), (another["id"], False)):
        query = node_pb2.StreamQuery(call_id=id, token=found["token"])
        grant = await gate.admit(query)
        assert (grant is not None and bool(grant.channel_id)) == granted


class SlowClient:
    """An ASGI server whose client takes packets only while it is told to."""

    def __init__(self, path: str, query: str) -> None:
        self.scope = {
            "type": "websocket",
            "scheme": "ws",
            "path": path,
            "query_string": query.encode(),
            "headers": [],
            "client": ("127.0.0.1", 1),
            "extensions": {"websocket.http.response": {}},
        }
        self.sequences: list[int] = []
        self.taking = asyncio.Event()
        self.left = asyncio.Event()
        self._connected = False

    async def receive(self) -> Any:
        """Connect, then nothing until the client leaves."""
        if not self._connected:
            self._connected = True
            return {"type": "websocket.connect"}
        await self.left.wait()
        return {"type": "websocket.disconnect", "code": 1006}

    async def send(self, message: Any) -> None:
        """Take one message."""
        if message["type"] == "websocket.send":
            await self.taking.wait()
            self.sequences.append(int.from_bytes(message["bytes"][2:4], "big"))


async def test_slow_client_loses_the_oldest(stage: LocalStage) -> None:
    phone, call = await call_up(stage)
    address, _, query = url_of(stage, call, "encapsulation=rtp").partition("?")
    client = SlowClient(f"/v1.0/{address.partition('/v1.0/')[2]}", query)
    app = create_app(stage.platform.channel)
    serving = asyncio.create_task(app(client.scope, client.receive, client.send))
    client.taking.set()
    while len(client.sequences) < 5:
        await phone.speak_tone(700, 20)
    client.taking.clear()
    await phone.speak_tone(700, 3400)  # what is on its way is half a second, the node keeps two
    stopped_at = client.sequences[-1]
    client.taking.set()
    while client.sequences[-1] < stopped_at + 180:
        await phone.speak_tone(700, 20)
    after = client.sequences[client.sequences.index(stopped_at) + 1 :]
    gaps = [later - earlier for earlier, later in itertools.pairwise(after)]
    assert sum(gap > 1 for gap in gaps) == 1
    on_their_way = gaps.index(max(gaps)) + 1
    assert on_their_way <= 36  # the credit, and what is granted with the next step
    assert 20 <= max(gaps) <= 100
    client.left.set()
    await asyncio.wait_for(serving, 5)
