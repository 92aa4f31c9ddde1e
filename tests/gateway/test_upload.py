"""Uploads pass through: held back, bounded in memory, gone when their client is."""

import asyncio
import tracemalloc
from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest

from tests.gateway.serving import serving
from voipbin.core.contract.operations import operations
from voipbin.gateway.app import create_app
from voipbin.gateway.limits import Limits
from voipbin.gateway.openapi.document import document
from voipbin.gateway.settings import GatewaySettings
from voipbin.v1 import file_pb2 as pb

MIB = 1024 * 1024
FORM = {"content-type": "multipart/form-data; boundary=b"}
HEAD = (
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n'
    b"Content-Type: audio/wav\r\n\r\n"
)


class UploadCore:
    """A channel whose uploads a test looks at; everything else is not called."""

    def __init__(self) -> None:
        self.received = 0
        self.largest = 0
        self.first: Any = None
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()
        self.fault: BaseException | None = None
        self.over = asyncio.Event()

    def unary_unary(self, *_: Any, **__: Any) -> Any:
        return None

    def stream_stream(self, *_: Any, **__: Any) -> Any:
        return None

    def stream_unary(self, *_: Any, **__: Any) -> Any:
        return self._upload

    async def _upload(self, messages: Any, **_: Any) -> pb.File:
        try:
            async for message in messages:
                self.first = self.first or message
                self.received += len(message.content)
                self.largest = max(self.largest, len(message.content))
                await self.may_go_on.wait()
        except BaseException as fault:
            self.fault = fault
            raise
        finally:
            self.over.set()
        return pb.File(filesize=self.received)


@pytest.fixture
def core() -> UploadCore:
    return UploadCore()


async def form_of(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield HEAD
    async for piece in pieces:
        yield piece
    yield b"\r\n--b--\r\n"


async def zeros(mebibytes: int) -> AsyncIterator[bytes]:
    for _ in range(mebibytes):
        yield bytes(MIB)


async def test_memory_stays_small(core: UploadCore) -> None:
    async with serving(create_app(core)) as client:
        await client.post("/v1.0/files", content=form_of(zeros(1)), headers=FORM)
        core.received = 0
        tracemalloc.start()
        try:
            answer = await client.post("/v1.0/files", content=form_of(zeros(25)), headers=FORM)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert answer.json()["filesize"] == 25 * MIB
    assert core.largest <= MIB
    # What the client of this test holds is among it.
    assert peak < 6 * MIB
    assert (core.first.filename, core.first.content_type) == ("a.bin", "audio/wav")


async def test_client_is_held_back(core: UploadCore) -> None:
    sent = 0

    async def counted() -> AsyncIterator[bytes]:
        nonlocal sent
        async for piece in zeros(25):
            sent += len(piece)
            yield piece

    core.may_go_on.clear()
    async with serving(create_app(core)) as client:
        posting = asyncio.create_task(
            client.post("/v1.0/files", content=form_of(counted()), headers=FORM)
        )
        last = -1
        # Until buffers of the kernel are full and nothing moves.
        while sent != last or not core.first:
            last = sent
            await asyncio.sleep(0.1)
        assert sent < 20 * MIB
        assert core.received <= MIB
        core.may_go_on.set()
        answer = await posting
    assert answer.json()["filesize"] == 25 * MIB


async def test_client_leaves(core: UploadCore) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield bytes(MIB)
        raise ConnectionError("gone")

    async with serving(create_app(core)) as client:
        with pytest.raises(ConnectionError):
            await client.post("/v1.0/files", content=form_of(broken()), headers=FORM)
        await asyncio.wait_for(core.over.wait(), 10)
    assert core.fault is not None, "what came cannot be taken for all of it"


async def test_client_pauses(core: UploadCore) -> None:
    settings = GatewaySettings(limits=Limits(body_timeout_s=0.05))
    async with serving(create_app(RealFaults(core), settings)) as client:
        reader, writer = await asyncio.open_connection(client.base_url.host, client.base_url.port)
        writer.write(
            b"POST /v1.0/files HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n"
            b"Content-Type: multipart/form-data; boundary=b\r\n\r\n" + HEAD
        )
        answer = await reader.read()
        writer.close()
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"BODY_TOO_SLOW" in answer


class RealFaults:
    """The same core, whose streams break as those of a channel do."""

    def __init__(self, core: UploadCore) -> None:
        self._core = core

    def unary_unary(self, *_: Any, **__: Any) -> Any:
        return None

    def stream_stream(self, *_: Any, **__: Any) -> Any:
        return None

    def stream_unary(self, *_: Any, **__: Any) -> Any:
        async def call(messages: Any, **_: Any) -> Any:
            try:
                return await self._core._upload(messages)
            except Exception as error:
                nothing = grpc.aio.Metadata()
                raise grpc.aio.AioRpcError(
                    grpc.StatusCode.CANCELLED, nothing, nothing, "broken", None
                ) from error

        return call


def test_every_upload_is_described() -> None:
    paths = document()["paths"]
    uploads = [spec for spec in operations().values() if spec.rest.upload_field]
    places = [path for s in uploads for _, path in (("", s.http_path), *s.more_paths)]
    assert sorted(map(str, places)) == ["/files", "/service_agents/files", "/storage_files"]
    for path in places:
        body = paths[path]["post"]["requestBody"]
        schema = body["content"]["multipart/form-data"]["schema"]
        assert body["required"]
        assert schema["required"] == ["file"]
        assert schema["properties"]["file"]["format"] == "binary"
        assert "413" in paths[path]["post"]["responses"]
