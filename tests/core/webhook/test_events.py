"""Which events become deliveries, and at what price."""

from typing import Any

import pytest
from sqlalchemy import select

from tests.core.webhook.world import CALL, World, some_ids
from tests.fixtures.callers import CUSTOMER, STRANGER
from voipbin.core.event.log import EventLog
from voipbin.core.event.model import EventRow
from voipbin.core.event.stored import StoredEvent
from voipbin.core.webhook.spreader import Spreader


async def test_envelope(world: World) -> None:
    await world.happen()
    await world.deliver()
    table = EventRow.__table__  # type: ignore[attr-defined]
    async with world.store.reading() as connection:
        (row,) = (await connection.execute(select(table))).all()
    (one,) = world.receiver.received
    assert one.method == "POST"
    assert one.headers["content-type"] == "application/json"
    assert one.body.decode() == StoredEvent(**row._mapping).envelope
    assert one.json == {"type": "call_updated", "data": {"id": CALL}}


@pytest.mark.parametrize(("chosen", "sent"), [("", "GET"), ("GET", "GET"), ("PUT", "PUT")])
async def test_method(world: World, chosen: str, sent: str) -> None:
    await world.change_customer(webhook_method=chosen)
    await world.happen()
    await world.deliver()
    (one,) = world.receiver.received
    assert (one.method, one.json["type"]) == (sent, "call_updated")


@pytest.mark.parametrize("resource", ["accesskey", "customer", "provider", "route"])
async def test_internal(world: World, resource: str) -> None:
    await world.happen(f"{resource}_updated", resource=resource)
    await world.deliver()
    assert await world.deliveries() == []


async def test_nobody_elses(world: World) -> None:
    await world.add_customer("", STRANGER)
    await world.happen(customer_id=STRANGER)
    await world.deliver()
    assert await world.deliveries() == []


async def test_customer_that_is_frozen(world: World) -> None:
    """It may come back, and is not to miss how its calls ended."""
    await world.change_customer(status="frozen")
    await world.happen("call_hangup")
    await world.deliver()
    assert world.receiver.types == ["call_hangup"]


async def test_customer_that_is_deleted(world: World) -> None:
    await world.change_customer(status="deleted", tm_delete=1)
    await world.happen()
    await world.deliver()
    assert await world.deliveries() == []


async def test_turned_off_and_on(world: World) -> None:
    await world.happen("call_created")
    await world.change_customer(webhook_uri="")
    await world.happen("call_progressing")
    await world.deliver()
    await world.change_customer(webhook_uri=world.receiver.url)
    await world.happen("call_hangup")
    await world.deliver()
    assert world.receiver.types == ["call_hangup"], "what was off at the time is not sent later"


async def test_turned_off_while_something_waits(world: World) -> None:
    await world.happen()
    await Spreader(world.store).spread()
    await world.change_customer(webhook_uri="")
    await world.deliver()
    row = await world.delivery()
    assert (row.status, row.reason) == ("dead", "WEBHOOK_OFF")


async def test_history_is_not_sent(world: World) -> None:
    """Who follows the log for the first time begins with what happens now."""
    async with world.store.writing() as work:
        from voipbin.core.webhook.model import CURSORS

        await work.execute(CURSORS.delete())
    await world.happen("call_created")
    await world.dispatcher.prepare()
    await world.happen("call_hangup")
    await world.deliver()
    assert world.receiver.types == ["call_hangup"]


async def test_event_that_is_forgotten(world: World) -> None:
    await world.happen()
    await Spreader(world.store).spread()
    async with world.store.writing() as work:
        await work.execute(EventRow.__table__.delete())  # type: ignore[attr-defined]
    await world.deliver()
    row = await world.delivery()
    assert (row.status, row.reason) == ("dead", "EVENT_FORGOTTEN")


@pytest.mark.parametrize("has_webhook", [True, False])
async def test_statements_hardly_grow_with_events(
    world: World, monkeypatch: pytest.MonkeyPatch, has_webhook: bool
) -> None:
    customer = CUSTOMER if has_webhook else STRANGER
    await world.add_customer("", STRANGER)
    counts = []
    for length in (3, 60):
        for id in some_ids(length):
            await world.happen(id=id, customer_id=customer)
        statements: list[Any] = []
        kind: Any = type(await _writer(world))
        execute = kind.execute

        async def counted(self, statement, parameters=None, *, into=statements, run=execute):  # type: ignore[no-untyped-def]
            into.append(statement)
            return await run(self, statement, parameters)

        with monkeypatch.context() as patch:
            patch.setattr(kind, "execute", counted)
            await Spreader(world.store).spread()
        counts.append(len(statements))
    few, many = counts
    assert many - few <= 60 / 10, "deliveries are stored ten at a time"


async def _writer(world: World) -> object:
    async with world.store.writing() as work:
        return work.connection


async def test_storing_an_event_costs_nothing_more(world: World) -> None:
    assert isinstance(world.store.events, EventLog)
    await world.happen()
    assert await world.deliveries() == []
