"""Downloads by signed links: whole, in ranges, made while they are sent, refused."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest

from tests.gateway.serving import Serve
from tests.gateway.test_hostile import checked_error

CONTENT = bytes(range(256)) * 2000
WAV = {"Content-Type": "audio/wav", "Content-Disposition": 'attachment; filename="a.wav"'}


@dataclass
class Found:
    """What a test's source answers."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: WAV)
    chunks: Callable[[], AsyncIterator[bytes]] | None = None
    read: Callable[[int, int], AsyncIterator[bytes]] | None = None
    size_bytes: int = 0


class Source:
    """Finds what the test put there, and remembers what it was asked."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.asked: list[tuple[str, str]] = []

    async def open(self, path: str, query: str) -> Found:
        self.asked.append((path, query))
        return self.found


@pytest.fixture
def plain() -> Source:
    async def read(start: int, end: int) -> AsyncIterator[bytes]:
        for at in range(start, end, 100_000):
            yield CONTENT[at : min(at + 100_000, end)]

    return Source(Found(read=read, size_bytes=len(CONTENT)))


async def test_whole_file(plain: Source, serve: Serve) -> None:
    client = await serve(files=plain)
    answer = await client.get("/files/recordings/a%20b.wav?expires=1&signature=x%2By")
    assert answer.status_code == 200
    assert answer.content == CONTENT
    assert answer.headers["content-type"] == "audio/wav"
    assert answer.headers["content-length"] == str(len(CONTENT))
    assert answer.headers["accept-ranges"] == "bytes"
    assert plain.asked == [("recordings/a b.wav", "expires=1&signature=x%2By")]


async def test_head(plain: Source, serve: Serve) -> None:
    client = await serve(files=plain)
    answer = await client.head("/files/a.wav")
    assert answer.headers["content-length"] == str(len(CONTENT))
    assert answer.content == b""


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-99", 0, 99),
        ("bytes=100-", 100, len(CONTENT) - 1),
        ("bytes=-100", len(CONTENT) - 100, len(CONTENT) - 1),
        ("bytes=511999-999999999", 511999, 511999),
        ("bytes=-999999999", 0, len(CONTENT) - 1),
        ("bytes=1000-400000", 1000, 400000),
    ],
)
async def test_range(plain: Source, serve: Serve, header: str, first: int, last: int) -> None:
    client = await serve(files=plain)
    answer = await client.get("/files/a.wav", headers={"Range": header})
    assert answer.status_code == 206
    assert answer.content == CONTENT[first : last + 1]
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(CONTENT)}"


@pytest.mark.parametrize("header", ["bytes=5-3", "bytes=-", "bytes=0-1,5-6", "items=0-5", "x"])
async def test_range_that_is_ignored(plain: Source, serve: Serve, header: str) -> None:
    client = await serve(files=plain)
    answer = await client.get("/files/a.wav", headers={"Range": header})
    assert answer.status_code == 200
    assert answer.content == CONTENT


@pytest.mark.parametrize("header", ["bytes=512000-", "bytes=512000-600000", "bytes=-0"])
async def test_range_after_the_end(plain: Source, serve: Serve, header: str) -> None:
    client = await serve(files=plain)
    answer = await client.get("/files/a.wav", headers={"Range": header})
    checked_error(answer, 416, "RANGE_NOT_SATISFIABLE")
    assert answer.headers["content-range"] == f"bytes */{len(CONTENT)}"


async def test_made_while_sent(serve: Serve) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for part in (b"one", b"two", b"three"):
            yield part

    client = await serve(files=Source(Found(chunks=chunks)))
    answer = await client.get("/files/recordings/a.zip")
    assert answer.content == b"onetwothree"
    assert "content-length" not in answer.headers


async def test_file_that_is_gone(serve: Serve, tmp_path: Path) -> None:
    async def chunks(*_: int) -> AsyncIterator[bytes]:
        yield (tmp_path / "none").read_bytes()

    for found in (Found(chunks=chunks), Found(read=chunks, size_bytes=10)):
        client = await serve(files=Source(found))
        answer = await client.get("/files/a")
        checked_error(answer, 404, "FILE_NOT_FOUND")
        assert str(tmp_path) not in answer.text


@pytest.mark.parametrize(
    ("status", "reason"),
    [(403, "LINK_FORGED"), (404, "FILE_NOT_FOUND"), (410, "LINK_EXPIRED")],
)
async def test_refused(serve: Serve, status: int, reason: str) -> None:
    client = await serve(files=Source(Found(status=status)))
    checked_error(await client.get("/files/a"), status, reason)


async def test_only_read(plain: Source, serve: Serve) -> None:
    client = await serve(files=plain)
    answer = await client.put("/files/a.wav", content=b"x")
    checked_error(answer, 405, "METHOD_NOT_ALLOWED")
    assert plain.asked == []


async def test_without_a_source(client: httpx2.AsyncClient) -> None:
    checked_error(await client.get("/files/a.wav"), 404, "ROUTE_NOT_FOUND")


async def test_store_that_is_down(serve: Serve) -> None:
    async def read(start: int, end: int) -> AsyncIterator[bytes]:
        if end > start:
            raise OSError("10.0.0.7 does not answer")
        yield b""

    client = await serve(files=Source(Found(read=read, size_bytes=10)))
    answer = await client.get("/files/a")
    checked_error(answer, 503, "FILE_STORE_UNAVAILABLE")
    assert "10.0.0.7" not in answer.text
