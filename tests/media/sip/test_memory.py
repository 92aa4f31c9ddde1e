"""What is left of calls that are over: nothing that waits for a collection of garbage."""

import asyncio
import gc
from collections.abc import Awaitable, Callable, Iterator
from typing import Any
from weakref import ref

import pytest

from voipbin.media.sip import (
    IncomingCall,
    LocalMedia,
    NameAddr,
    OutgoingCall,
    OutgoingInvite,
    SessionError,
    SipEndpoint,
    Uri,
)

from .fake_handler import FakeHandler, answer, ring
from .network import Network
from .stage import HOST, endpoint
from .virtual_time import run_virtual

CALLER = "10.0.0.2"
MEDIA = LocalMedia(CALLER, 4000)
AFTER_S = 6.0
"""Of ringing and of the last request; longer than T4, shorter than 64*T1."""
Behaviour = Callable[[IncomingCall], None]
Ending = Callable[[OutgoingCall, list[IncomingCall]], Awaitable[object]]


@pytest.fixture(autouse=True)
def no_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


async def caller_hangs_up(call: OutgoingCall, taken: list[IncomingCall]) -> None:
    await call.wait_answered()
    await asyncio.sleep(1)
    call.hang_up()


async def callee_hangs_up(call: OutgoingCall, taken: list[IncomingCall]) -> None:
    await call.wait_answered()
    await asyncio.sleep(1)
    taken[0].hang_up()


async def both_hang_up(call: OutgoingCall, taken: list[IncomingCall]) -> None:
    await call.wait_answered()
    await asyncio.sleep(1)
    taken[0].hang_up()
    call.hang_up()


async def held_and_changed(call: OutgoingCall, taken: list[IncomingCall]) -> None:
    await call.wait_answered()
    await call.hold()
    await taken[0].change_media(LocalMedia(HOST, 4002))
    call.hang_up()


async def referred(call: OutgoingCall, taken: list[IncomingCall]) -> None:
    await call.wait_answered()
    with pytest.raises(SessionError):
        await call.refer("sip:carol@10.0.0.9")
    call.hang_up()


async def cancelled(call: OutgoingCall, taken: list[IncomingCall]) -> None:
    await asyncio.sleep(1)
    call.hang_up()


async def refused(call: OutgoingCall, taken: list[IncomingCall]) -> None:
    await asyncio.sleep(1)
    taken[0].reject(486)


async def nobody_answers(call: OutgoingCall, taken: list[IncomingCall]) -> None:
    await call.wait_ended()


ENDINGS: list[tuple[Ending, Behaviour]] = [
    (caller_hangs_up, answer),
    (callee_hangs_up, answer),
    (both_hang_up, answer),
    (held_and_changed, answer),
    (referred, answer),
    (cancelled, ring),
    (refused, ring),
    (nobody_answers, ring),
]


def dial(sip: SipEndpoint) -> OutgoingCall:
    caller = NameAddr(Uri.parse("sip:alice@voipbin.net"))
    target = Uri.parse(f"sip:bob@{HOST}")
    return sip.invite(OutgoingInvite(target=target, caller=caller, media=MEDIA, dial_timeout_s=20))


@pytest.mark.parametrize(("end", "behave"), ENDINGS, ids=[end.__name__ for end, _ in ENDINGS])
def test_calls_are_freed_before_their_transactions(end: Ending, behave: Behaviour) -> None:
    async def main() -> None:
        network, handler = Network(), FakeHandler(behave)
        async with endpoint(network, handler) as callee, endpoint(network, host=CALLER) as sip:
            call: OutgoingCall | None = dial(sip)
            assert call is not None
            await asyncio.sleep(0.5)
            await end(call, handler.calls)
            assert handler.calls
            left: list[ref[Any]] = [ref(call), ref(handler.calls[0])]
            call = None
            handler.calls.clear()
            handler.events.clear()
            await asyncio.sleep(AFTER_S)
            assert [one() for one in left] == [None, None]
            await asyncio.sleep(40)
            for side in (callee, sip):
                assert side._ua is not None
                assert side._ua.transactions.size == 0
                assert not side._ua.dialogs

    run_virtual(main())
