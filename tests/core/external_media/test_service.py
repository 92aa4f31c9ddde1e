"""External media without a call: hosts that are refused, and calls that end while one connects."""

import asyncio

import pytest

from tests.core.external_media.test_target import EMPTY
from voipbin.core.egress import EgressClient, EgressError
from voipbin.core.external_media.service import ExternalMedias
from voipbin.core.transcribe.calls import AudioAccess


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
