"""Stays whose rows never come to be."""

import asyncio
from typing import Any

import pytest

from tests.core.conference.hall import Hall
from tests.fixtures.manual_clock import ManualClock
from voipbin.core.call.bridges import Bridges
from voipbin.core.errors import NotFound
from voipbin.core.ids import new_id
from voipbin.core.queue.line import Line
from voipbin.core.queue.queues import Queues
from voipbin.core.unit_of_work import Store


async def test_caller_that_hangs_up_while_its_entry_fails(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its end is not to be stored for ever."""
    hall = Hall(Store(store.database, ManualClock(), store.events))
    nobody: Any = None
    queues, live, id = Queues(hall.calls, Bridges(hall.calls), nobody), await hall.call(), new_id()
    begin, has_begun, may_fail = Line.begin, asyncio.Event(), asyncio.Event()

    async def slow(line: Line, *args: str) -> Any:
        has_begun.set()
        await may_fail.wait()
        return await begin(line, *args)

    monkeypatch.setattr(Line, "begin", slow)
    entering = asyncio.ensure_future(queues.enter(live, new_id(), id, 5))
    await has_begun.wait()
    await hall.hung_up(live)
    assert hall.calls._tasks, "its row may still come to be"
    may_fail.set()
    with pytest.raises(NotFound):
        await entering
    await hall.settled()
    assert queues.stays == ()
