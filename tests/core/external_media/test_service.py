"""External media without a call: hosts that are refused, that say nothing, and calls that end."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest

from tests.core.external_media.test_target import EMPTY, target
from tests.fixtures.fake_audio_node import FakeAudioNode, running_audio_node
from voipbin.core.egress import EgressClient, EgressError
from voipbin.core.external_media import lines
from voipbin.core.external_media.service import ExternalMedias
from voipbin.core.transcribe.calls import AudioAccess
from voipbin.media.v1 import audio_pb2

CALL = "6f4a2b9c-0a57-4b0e-9f0a-6c2d7e1b8f35"


async def nowhere(_call_id: str) -> AudioAccess:
    """Access to a media node that is not there."""
    return AudioAccess("127.0.0.1:1")


@pytest.mark.parametrize("transport", ["udp", "tcp", "websocket"])
@pytest.mark.parametrize("host", ["127.0.0.1:9", "10.1.2.3:9", "169.254.169.254:80", "[::1]:9"])
async def test_private_host(host: str, transport: str) -> None:
    medias = ExternalMedias(nowhere, EgressClient())
    with pytest.raises(EgressError, match="not a public address"):
        await medias.start("c", {**EMPTY, "external_host": host, "transport": transport}, "m")
    assert medias.of_call("c") == []


async def test_nobody_listens() -> None:
    medias = ExternalMedias(nowhere, EgressClient(["127.0.0.0/8"]))
    with pytest.raises(OSError, match=r"."):
        await medias.start("c", {**EMPTY, "external_host": "127.0.0.1:1", "transport": "tcp"}, "m")
    assert medias.of_call("c") == []


async def test_call_that_ends_while_its_host_connects() -> None:
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def slow(call_id: str) -> AudioAccess:
        asked.set()
        await go_on.wait()
        return await nowhere(call_id)

    medias = ExternalMedias(slow, EgressClient(["127.0.0.0/8"]))
    option = {**EMPTY, "external_host": "127.0.0.1:1"}
    starting = asyncio.create_task(medias.start("c", option, "m"))
    await asked.wait()
    await medias.stop_for_call("c")
    go_on.set()
    await starting
    assert medias.of_call("c") == []


class TestSilentHost:
    """It takes a connection, and nothing more."""

    @pytest.fixture
    async def host(self) -> AsyncIterator[socket.socket]:
        with socket.create_server(("127.0.0.1", 0)) as host:
            host.setblocking(False)
            yield host

    @pytest.fixture
    async def node(self) -> AsyncIterator[FakeAudioNode]:
        async with running_audio_node() as node:
            node.stays_open = True
            node.responses.append(audio_pb2.StreamAudioResponse(started=audio_pb2.Started()))
            yield node

    async def test_leave_is_waited_for_by_shutdown_alone(
        self, host: socket.socket, node: FakeAudioNode
    ) -> None:
        async def access(_call_id: str) -> AudioAccess:
            return AudioAccess(node.address)

        medias = ExternalMedias(access, EgressClient(["127.0.0.0/8"]))
        address = "{}:{}".format(*host.getsockname())
        option = {**EMPTY, "external_host": address, "encapsulation": "audiosocket"}
        await medias.start(CALL, option, "m")
        connection, _ = await asyncio.get_running_loop().sock_accept(host)
        with connection:
            (media,) = medias.of_call(CALL)
            assert media.status == "running"
            for _ in range(2):  # by the flow, and by the end of the call
                await medias.stop_for_call(CALL)
                assert media.status == "terminating"
            await medias.close()
            assert media.status == "terminated"
            assert medias.of_call(CALL) == []
            connection.settimeout(5)
            received = await asyncio.to_thread(_all_of, connection)
        assert received[:1] == b"\x01"
        assert received[-3:] == b"\x00\x00\x00"  # the goodbye of AudioSocket

    async def test_what_it_does_not_read_is_dropped(
        self, host: socket.socket, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(lines, "GOODBYE_S", 0.01)
        name, port = host.getsockname()
        line = await lines.connect(
            target(external_host=f"{name}:{port}", encapsulation="none", transport="tcp"), name
        )
        connection, _ = await asyncio.get_running_loop().sock_accept(host)
        with connection:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await line.send(bytes(50_000_000))
            await line.close()
            connection.settimeout(5)
            assert len(await asyncio.to_thread(_all_of, connection)) < 50_000_000


def _all_of(connection: socket.socket) -> bytes:
    received = bytearray()
    while data := connection.recv(65_536):
        received += data
    return bytes(received)
