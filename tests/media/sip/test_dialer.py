"""Connections that cannot be made."""

import asyncio

import pytest

from voipbin.media.sip import HostPort
from voipbin.media.sip.transport.dialer import Dialer


@pytest.mark.parametrize("error", [OSError("refused"), TimeoutError(), UnicodeError("label empty")])
async def test_who_waits_is_told(error: Exception) -> None:
    async def connect(peer: object) -> object:
        raise error

    dialer = Dialer(connect)  # type: ignore[arg-type]
    told: asyncio.Queue[str] = asyncio.Queue()
    peer = (HostPort("192.0.2.1", 5061), "a..b")
    for _ in range(2):
        dialer.send(b"BYE", peer, told.put_nowait)
        async with asyncio.timeout(5):
            assert (await told.get()).startswith("192.0.2.1:5061: ")
    await dialer.close()
