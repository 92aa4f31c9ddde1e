"""Who stops hearing events because its credentials are good no more."""

import json
from typing import Any

import pytest

from voipbin.core.caller import Caller, CallerKind
from voipbin.core.clock import SystemClock
from voipbin.core.event.log import EventLog
from voipbin.core.event.stored import StoredEvent

OURS, THEIRS = "customer-1", "customer-2"
AGENT = Caller(CallerKind.AGENT, "agent-1", OURS, permission=0x40)


def event(type: str, resource_id: str, **data: Any) -> StoredEvent:
    kind = type.partition("_")[0]
    return StoredEvent(
        id=1,
        customer_id=OURS,
        type=type,
        resource=kind,
        resource_id=resource_id,
        sequence=1,
        data=json.dumps(data),
        tm_create=0,
    )


@pytest.mark.parametrize(
    ("happened", "is_out"),
    [
        (event("customer_frozen", OURS), True),
        (event("customer_deleted", OURS), True),
        (event("customer_frozen", THEIRS), False),
        (event("agent_deleted", AGENT.id), True),
        (event("agent_deleted", "agent-2"), False),
        (event("accesskey_deleted", AGENT.id), True),
        (event("agent_updated", AGENT.id, permission=0x10), True),
        (event("agent_updated", AGENT.id, permission=0x60), False),
        (event("agent_status_updated", AGENT.id, permission=0x40), False),
    ],
    ids=lambda value: value.type if isinstance(value, StoredEvent) else str(value),
)
async def test_locked_out(happened: StoredEvent, is_out: bool) -> None:
    log = EventLog(SystemClock())
    with log.subscribed(AGENT) as reader:
        log.publish([happened])
        assert await reader.backlog.get() == happened
        log.publish([event("tag_created", "tag-1")])
        assert (await reader.backlog.get() is None) == is_out
    assert not log._guests and not log._callers and not log._listeners


async def test_an_agent_that_hears_its_own_events_alone() -> None:
    """Its scope is not its customer's, whose end is its own all the same."""
    log = EventLog(SystemClock())
    with log.subscribed(AGENT) as reader:
        log.leave(reader)
        log.listen(reader, AGENT.id)
        log.admit(reader, AGENT)
        log.publish([event("customer_frozen", OURS)])
        assert await reader.backlog.get() is None
