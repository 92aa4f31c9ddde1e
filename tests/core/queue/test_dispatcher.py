"""Agents that cannot be rung."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests.core.conference.hall import Hall
from voipbin.core.errors import (
    FailedPrecondition,
    InsufficientBalance,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    ResourceExhausted,
    VoipbinError,
)
from voipbin.core.ids import new_id
from voipbin.core.queue.agents import Agents, FreeAgent
from voipbin.core.queue.dispatcher import Dispatcher
from voipbin.core.queue.line import Line
from voipbin.core.queue.model import QueueRow
from voipbin.core.queue.waiting import Waiting
from voipbin.core.unit_of_work import Store


@pytest.mark.parametrize(
    ("error", "is_missed"),
    [
        (InvalidArgument("destination.target is no extension"), True),
        (NotFound.resource("agent", "x"), True),
        (PermissionDenied("not there", reason="DESTINATION_NOT_ALLOWED"), True),
        (PermissionDenied("frozen", reason="DELETION_SCHEDULED"), False),
        (InsufficientBalance("no credit"), False),
        (ResourceExhausted("too many", reason="CALL_RATE_EXCEEDED"), False),
        (FailedPrecondition("it hung up", reason="CALL_ALREADY_HUNG_UP"), False),
        (FailedPrecondition("somebody was first", reason="AGENT_NOT_AVAILABLE"), False),
    ],
)
async def test_only_its_own_addresses_make_an_agent_wait(
    store: Store, error: VoipbinError, is_missed: bool
) -> None:
    """For what is the caller's or the account's fault nobody is passed over."""
    hall, agents = Hall(store), Agents(store)

    async def dial(*_: object) -> None:
        raise error

    async def give_up(_: object) -> None:
        """Nothing was rung."""

    room: Any = SimpleNamespace(prepare=lambda _: None, give_up=give_up)
    dialer: Any = SimpleNamespace(dial=dial)
    dispatcher = Dispatcher(Line(store), hall.calls, dialer, agents, room)
    queue = QueueRow(id=new_id(), customer_id=hall.customer_id, tm_create=1)
    stay = Waiting(new_id(), await hall.call(), queue, 5)
    assert not await dispatcher._ring(stay, "one")
    assert agents.choose([FreeAgent("one", frozenset())], []) == ("" if is_missed else "one")
