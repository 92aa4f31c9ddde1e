"""Stays in queues as the database knows them, in one process and in several."""

import pytest

from tests.core.cluster.dying import dies, lives
from tests.core.cluster.test_lease import process
from tests.fixtures.event_log import events
from voipbin.core.errors import NotFound
from voipbin.core.ids import new_id
from voipbin.core.queue.line import Line
from voipbin.core.queue.model import QUEUE, QueueRow
from voipbin.core.queuecall.model import TRANSITIONS, QueuecallStatus, may_become
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store

CUSTOMER = "customer-a"


async def opened(store: Store, wait_flow_id: str = "") -> QueueRow:
    async with store.writing() as work:
        row = QueueRow(
            id=new_id(),
            customer_id=CUSTOMER,
            wait_flow_id=wait_flow_id,
            tm_create=work.clock.now_us(),
        )
        return await Repository(QUEUE, work, CUSTOMER).add(row)


async def begun(line: Line, queue: QueueRow) -> str:
    id = new_id()
    await line.begin(CUSTOMER, queue.id, new_id(), id)
    return id


async def told(store: Store) -> list[str]:
    return [type for type, _ in await events(store, "queuecall_")]


def test_transitions() -> None:
    legal = {
        ("initiating", "waiting"),
        ("initiating", "abandoned"),
        ("waiting", "connecting"),
        ("waiting", "abandoned"),
        ("connecting", "service"),
        ("connecting", "waiting"),
        ("connecting", "abandoned"),
        ("kicking", "done"),
        ("kicking", "abandoned"),
        ("service", "done"),
    }
    assert set(TRANSITIONS) == set(QueuecallStatus)
    for before in QueuecallStatus:
        for after in QueuecallStatus:
            assert may_become(before, after) is ((before, after) in legal)


async def test_served(store: Store) -> None:
    line, queue = Line(store), await opened(store)
    id = await begun(line, queue)
    assert await line.connecting(id, "agent-1")
    assert await line.waiting(id)
    assert (await line.get(id)).service_agent_id == ""
    assert await line.connecting(id, "agent-2")
    assert await line.serviced(id)
    assert not await line.serviced(id)
    row = await line.queue_of(CUSTOMER, queue.id)
    assert row is not None
    assert (row.wait_queuecall_ids, row.service_queuecall_ids) == ([], [id])
    done = await line.ended(id)
    assert (done.status, done.service_agent_id) == ("done", "agent-2")
    assert (await line.ended(id)).status == "done"
    row = await line.queue_of(CUSTOMER, queue.id)
    assert row is not None
    assert (row.service_queuecall_ids, row.total_incoming_count) == ([], 1)
    assert (row.total_serviced_count, row.total_abandoned_count) == (1, 0)
    words = "created waiting connecting waiting connecting serviced done"
    assert await told(store) == [f"queuecall_{word}" for word in words.split()]


async def test_abandoned(store: Store) -> None:
    line, queue = Line(store), await opened(store)
    id = await begun(line, queue)
    assert (await line.ended(id)).status == "abandoned"
    assert not await line.connecting(id, "agent-1")
    row = await line.queue_of(CUSTOMER, queue.id)
    assert row is not None
    assert (row.wait_queuecall_ids, row.total_abandoned_count) == ([], 1)


async def test_queue_of_nobody(store: Store) -> None:
    line, queue = Line(store), await opened(store)
    for customer_id, queue_id in ((CUSTOMER, new_id()), ("customer-b", queue.id)):
        with pytest.raises(NotFound):
            await line.begin(customer_id, queue_id, new_id(), new_id())
    assert await told(store) == []


async def test_wait_flow_that_is_gone(store: Store) -> None:
    line, queue = Line(store), await opened(store, wait_flow_id=new_id())
    entered = await line.begin(CUSTOMER, queue.id, new_id(), new_id())
    assert entered.wait_flow_id == ""
    row = await line.queue_of(CUSTOMER, queue.id)
    assert row is not None and row.wait_flow_id == queue.wait_flow_id


async def test_oldest_of_all_processes(store: Store) -> None:
    """Whoever waits longest is next, unless its process died with it."""
    for name in ("a", "b"):
        await lives(store, name)
    a, b = Line(process(store, "a")), Line(process(store, "b"))
    queue = await opened(store)
    first, second = await begun(a, queue), await begun(b, queue)
    for line in (a, b):
        assert await line.waiting_in(queue.id) == [first, second]
    await a.connecting(first, "agent-1")
    assert await b.waiting_in(queue.id) == [second]
    await a.waiting(first)
    assert await b.waiting_in(queue.id) == [first, second]
    await dies(store, "a")
    assert await b.waiting_in(queue.id) == [second]
    await b.recover()
    await b.recover()
    assert (await b.get(first)).status == "abandoned"
    assert (await b.get(second)).status == "waiting"
    assert (await told(store)).count("queuecall_abandoned") == 1
