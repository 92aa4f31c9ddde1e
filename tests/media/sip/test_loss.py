"""Calls over a bad network: every one is set up and torn down on both sides."""

import asyncio
import random

import pytest

from voipbin.media.sip import (
    Ended,
    EndpointConfig,
    Flow,
    HostPort,
    IncomingCall,
    Listen,
    LocalMedia,
    NameAddr,
    OutgoingInvite,
    SipEndpoint,
    TimerConfig,
    Uri,
)

from .fake_handler import FakeHandler, answer
from .loss_proxy import LossProxy
from .network import Network
from .stage import HOST, endpoint
from .virtual_time import run_virtual

MEDIA = LocalMedia("127.0.0.1", 4000)


def invite(host: str, port: int, flow: Flow | None = None) -> OutgoingInvite:
    return OutgoingInvite(
        target=Uri.parse(f"sip:bob@{host}:{port}"),
        caller=NameAddr(Uri.parse("sip:alice@test")),
        media=MEDIA,
        flow=flow,
    )


async def run_calls(
    caller: SipEndpoint, callee: FakeHandler, what: OutgoingInvite, count: int
) -> list[Ended]:
    """Set up `count` calls; hang up half from each side; return how the caller's ended."""

    async def one(number: int) -> Ended:
        call = caller.invite(what)
        await call.wait_answered()
        if number % 2:
            call.hang_up()
        return await call.wait_ended()

    def hang_up_later(call: IncomingCall) -> None:
        answer(call)

    callee.behave = hang_up_later
    tasks = [asyncio.ensure_future(one(number)) for number in range(count)]

    async def other_side() -> None:
        for call in callee.calls:
            await call.wait_answered()
            call.hang_up()

    # The callee hangs up whatever the caller does not; both may do so at once.
    async with asyncio.timeout(60):
        while len(callee.calls) < count:
            callee.arrived.clear()
            await callee.arrived.wait()
        await other_side()
        return await asyncio.gather(*tasks)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_real_datagrams_through_the_loss_proxy(seed: int) -> None:
    count = 60
    # A fifth of the usual T1 keeps the test short; nothing else differs.
    timers = TimerConfig(t1_s=0.1, t2_s=0.8, t4_s=1.0)
    handler = FakeHandler()
    # Contacts nobody can reach force both sides to answer where messages came from.
    config = EndpointConfig(
        listen=(Listen("udp"),), timers=timers, advertised_hosts=("203.0.113.1",)
    )
    near, far = SipEndpoint(config), SipEndpoint(config, handler)
    proxy = LossProxy(seed)
    await near.start()
    await far.start()
    await proxy.start(HostPort("127.0.0.1", far.addresses[0].port))
    try:
        local = HostPort("127.0.0.1", near.addresses[0].port)
        flow = Flow("udp", local, proxy.near)
        ends = await run_calls(near, handler, invite("203.0.113.2", 5060, flow), count)
        assert [end.answered for end in ends] == [True] * count
        assert len(handler.calls) == count, "no call was set up twice"
        for call in handler.calls:
            async with asyncio.timeout(20):
                assert (await call.wait_ended()).kind == "hangup"
        async with asyncio.timeout(20):
            while near.sessions or far.sessions:
                await asyncio.sleep(0.05)
        assert proxy.lost > 20 and proxy.duplicated > 20 and proxy.reordered > 20
    finally:
        await near.close()
        await far.close()
        proxy.close()


@pytest.mark.parametrize("seed", range(5))
def test_default_timers_on_virtual_time(seed: int) -> None:
    count = 100

    async def main() -> None:
        network, handler, draw = Network(), FakeHandler(), random.Random(seed)
        network.lose = lambda sent: draw.random() < 0.1
        async with endpoint(network, handler) as far, endpoint(network, host="10.0.0.2") as near:
            ends = await run_calls(near, handler, invite(HOST, 5060), count)
            assert [end.answered for end in ends] == [True] * count
            assert len(handler.calls) == count
            for call in handler.calls:
                assert (await call.wait_ended()).answered
            await asyncio.sleep(70)
            for side in (near, far):
                assert not side.sessions
                assert side.counters["transactions"] == 0

    run_virtual(main())
