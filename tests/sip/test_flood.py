"""sipp floods from one address while it calls from another."""

import asyncio
import time
from pathlib import Path

import pytest

from tests.peers import require_peer
from voipbin.media.sip import Admission, EndpointConfig, SipEndpoint
from voipbin.media.sip.source_guard import GuardConfig, SourceGuard

from .sipp import sipp
from .test_calls import port_of
from .test_standards import StandardsHandler

FLOODER = "127.0.0.9"
FLOOD, RATE = 1200, 1000
"Requests in all, and in a second."


FLOODS = {
    b"INVITE": "rfc3261_26_3_2_4_flood_invite",
    b"REGISTER": "rfc3261_26_3_2_4_flood_register",
    b"OPTIONS": "rfc3261_26_3_2_4_flood_options",
}


@pytest.mark.parametrize("method", FLOODS, ids=bytes.decode)
async def test_flood_of_one_source_harms_no_other(tmp_path: Path, method: bytes) -> None:
    require_peer("sipp")
    guard, handler = SourceGuard(GuardConfig(), time.monotonic), StandardsHandler()
    handler.admission = lambda attempt: (
        Admission.digest("x") if attempt.from_.uri.user == "flood" else Admission.public()
    )
    endpoint = SipEndpoint(EndpointConfig(), handler, guard=guard)
    await endpoint.start()
    try:
        begun_s = time.monotonic()
        await flooded(endpoint, tmp_path, FLOODS[method])
        share = guard.config.shares[method]
        most = share.burst + share.rate * (time.monotonic() - begun_s)
    finally:
        await endpoint.close()
    # Half, for the kernel of a busy machine may have dropped some itself.
    assert guard.counters["limited"] == endpoint.counters["dropped"] >= (FLOOD - most) / 2
    assert guard.sizes["bans"] == 0, "the address of a datagram may be forged"


async def flooded(endpoint: SipEndpoint, folder: Path, scenario: str) -> None:
    """A flood, and a call from elsewhere in the middle of it."""
    port, own = port_of(endpoint), folder / "flood"
    own.mkdir()
    options = ("-s", "answer", "-r", str(RATE), "-i", FLOODER)
    flood = asyncio.ensure_future(sipp(scenario, own, port, *options, calls=FLOOD))
    try:
        async with asyncio.timeout(20):
            while not endpoint.counters["dropped"]:
                await asyncio.sleep(0.01)
        await sipp("rfc3261_13_2_answer", folder, port, "-s", "answer")
    finally:
        await flood
