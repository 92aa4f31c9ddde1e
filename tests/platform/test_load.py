"""Many calls at once."""

import asyncio

import pytest

from tests.platform.stage import LocalStage, action, user_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

CALLS = 30


async def test_thirty_calls(stage: LocalStage) -> None:
    """All are answered, half are hung up by the phones, half by the API; nothing is left."""
    phones = await asyncio.gather(*(stage.phone() for _ in range(5)))
    waits = [action("sleep", duration=60_000)]
    targets = [phones[number % len(phones)] for number in range(CALLS)]
    calls = await asyncio.gather(*(stage.dial(phone, waits) for phone in targets))
    for call in calls:
        await stage.timeline.call(call["id"], "progressing", wait_s=40)
    assert len(list(stage.platform.engines.calls)) == CALLS
    for phone in phones[::2]:
        for own in phone.calls:
            own.hang_up()
    left = [call for call, phone in zip(calls, targets, strict=True) if phone in phones[1::2]]
    await asyncio.gather(*(stage.api("CallService.HangupCall", id=call["id"]) for call in left))
    for call in calls:
        ended = await stage.ended(call, wait_s=40)
        wanted = "local" if call in left else "remote"
        assert (ended["hangup_by"], ended["hangup_reason"]) == (wanted, "normal")
    for phone in phones:
        assert all(own.was_answered for own in phone.calls)


async def test_phones_call_each_other(stage: LocalStage) -> None:
    phones = await asyncio.gather(*(stage.phone() for _ in range(8)))
    callers, callees = phones[::2], phones[1::2]
    for caller, callee in zip(callers, callees, strict=True):
        caller.dial(user_of(callee))
    await asyncio.gather(*(phone.event("answered") for phone in phones))
    for number, phone in enumerate(callers):
        (callees[number] if number % 2 else phone).call.hang_up()
    await asyncio.gather(*(phone.event("ended") for phone in phones))


async def test_nothing_is_left(stage: LocalStage) -> None:
    """Twenty calls later there are as many tasks and futures as before."""

    async def one() -> None:
        phone = await stage.phone()
        await stage.ended(await stage.dial(phone, [action("beep"), action("hangup")]))

    await one()
    await stage.leave()
    await stage.idle()
    before = len(asyncio.all_tasks())
    await asyncio.gather(*(one() for _ in range(20)))
    await stage.leave()
    await stage.idle()
    engines = stage.platform.engines
    assert len(asyncio.all_tasks()) <= before
    assert not engines.logic.timers
