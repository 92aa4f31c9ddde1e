"""Who waits in which queue, as the database knows it: every change is one transaction."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from voipbin.core.cluster.claim import claimed
from voipbin.core.cluster.model import left_behind
from voipbin.core.errors import NotFound
from voipbin.core.flow.model import FLOW
from voipbin.core.queue.model import QUEUE, QueueRow
from voipbin.core.queuecall.model import (
    ENDED,
    OPEN,
    QUEUECALL,
    QueuecallRow,
    QueuecallStatus,
    may_become,
)
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.unit_of_work import Store, UnitOfWork


class Line:
    """Begins, moves and ends stays; the row of the queue is locked meanwhile.

    Events: queuecall_created, _waiting, _connecting, _serviced, _done and _abandoned;
    queue_updated whenever its lists or counters changed.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    async def begin(self, customer_id: str, queue_id: str, call_id: str, id: str) -> QueueRow:
        """A call waits from now on.

        Args:
            id: of the stay.

        Returns:
            The queue; its wait_flow_id is "" when that flow is gone.

        Raises:
            NotFound: the customer has no such queue.
        """
        async with self._store.writing() as work:
            queue = await Repository(QUEUE, work, customer_id).get(queue_id, lock=True)
            row = QueuecallRow(
                id=id,
                customer_id=customer_id,
                queue_id=queue.id,
                reference_type="call",
                reference_id=call_id,
                status=QueuecallStatus.INITIATING.value,
                tm_create=work.clock.now_us(),
            )
            await Repository(QUEUECALL, work, customer_id).add(row)
            record(work, QUEUECALL, "created", row)
            await _move(work, row, QueuecallStatus.WAITING, "waiting")
            queue.wait_queuecall_ids = [*queue.wait_queuecall_ids, row.id]
            queue.total_incoming_count += 1
            await _save(work, queue)
            flow_id = queue.wait_flow_id
            if flow_id and not await Repository(FLOW, work, customer_id).exists(flow_id):
                queue.wait_flow_id = ""
        return queue

    async def get(self, id: str) -> QueuecallRow:
        """A stay of any customer."""
        async with self._store.reading() as connection:
            return await _everybodys(connection).get(id)

    async def waiting_in(self, queue_id: str) -> list[str]:
        """Stays that wait for an agent, the oldest first, in whichever process; also such as were
        deleted from the records.
        """
        table = QUEUECALL.table
        wanted = (
            select(table.c.id)
            .where(
                table.c.queue_id == queue_id,
                OPEN,
                table.c.status == QueuecallStatus.WAITING.value,
                ~left_behind(table),
            )
            .order_by(table.c.tm_create, table.c.id)
        )
        async with self._store.reading() as connection:
            return [row.id for row in await connection.execute(wanted)]

    async def queue_of(self, customer_id: str, queue_id: str) -> QueueRow | None:
        """A queue; None when it was deleted."""
        async with self._store.reading() as connection:
            return await Repository(QUEUE, connection, customer_id).find(queue_id)

    async def connecting(self, stay_id: str, agent_id: str) -> bool:
        """An agent is rung; False when the stay is over meanwhile."""
        async with self._store.writing() as work:
            row = await _row(work, stay_id)
            row.service_agent_id = agent_id
            return await _move(work, row, QueuecallStatus.CONNECTING, "connecting")

    async def waiting(self, stay_id: str) -> bool:
        """The agent did not answer."""
        async with self._store.writing() as work:
            row = await _row(work, stay_id)
            row.service_agent_id = ""
            return await _move(work, row, QueuecallStatus.WAITING, "waiting")

    async def serviced(self, stay_id: str) -> bool:
        """The agent answered."""
        async with self._store.writing() as work:
            row, queue = await _both(work, stay_id)
            row.tm_service = work.clock.now_us()
            row.duration_waiting = (row.tm_service - row.tm_create) // 1000
            if not await _move(work, row, QueuecallStatus.SERVICE, "serviced"):
                return False
            queue.wait_queuecall_ids = _without(queue.wait_queuecall_ids, row.id)
            queue.service_queuecall_ids = [*queue.service_queuecall_ids, row.id]
            queue.total_serviced_count += 1
            await _save(work, queue)
        return True

    async def ended(self, stay_id: str) -> QueuecallRow:
        """The caller left: done after an agent, abandoned without one."""
        async with self._store.writing() as work:
            row, queue = await _both(work, stay_id)
            if row.status in ENDED:
                return row
            now_us = work.clock.now_us()
            if row.tm_service is not None:
                row.duration_service = (now_us - row.tm_service) // 1000
                await _move(work, row, QueuecallStatus.DONE, "done")
            else:
                row.duration_waiting = (now_us - row.tm_create) // 1000
                await _move(work, row, QueuecallStatus.ABANDONED, "abandoned")
                queue.total_abandoned_count += 1
            queue.wait_queuecall_ids = _without(queue.wait_queuecall_ids, row.id)
            queue.service_queuecall_ids = _without(queue.service_queuecall_ids, row.id)
            await _save(work, queue)
        return row

    async def recover(self) -> None:
        """Ends what was left by a process that died: its calls are gone."""
        async with self._store.reading() as connection:
            rows = _everybodys(connection)
            left = select(QUEUECALL.table).where(OPEN, left_behind(QUEUECALL.table))
            stays = await rows.all(left)
        for stay in stays:
            if await claimed(self._store, QUEUECALL.table, stay):
                await self.ended(stay.id)


def _everybodys(connection: Any) -> Repository[QueuecallRow]:
    return Repository.across_customers_for_super_admin(QUEUECALL, connection)


async def _both(work: UnitOfWork, stay_id: str) -> tuple[QueuecallRow, QueueRow]:
    """A stay and its queue, deleted or not; the queue is locked first, as `begin` does."""
    table = QUEUECALL.table
    queue_id = select(table.c.queue_id).where(table.c.id == stay_id).scalar_subquery()
    every = Repository.across_customers_for_super_admin(QUEUE, work)
    of_it = select(QUEUE.table).where(QUEUE.table.c.id == queue_id).with_for_update()
    queue = await every.one(of_it)
    if queue is None:
        raise NotFound.resource("queuecall", stay_id)
    return await _row(work, stay_id), queue


async def _row(work: UnitOfWork, stay_id: str) -> QueuecallRow:
    wanted = select(QUEUECALL.table).where(QUEUECALL.table.c.id == stay_id).with_for_update()
    row = await _everybodys(work).one(wanted)
    if row is None:
        raise NotFound.resource("queuecall", stay_id)
    return row


async def _move(work: UnitOfWork, row: QueuecallRow, status: QueuecallStatus, verb: str) -> bool:
    """Changes the status of a stay, if it may, and tells so."""
    if not may_become(row.status, status):
        return False
    row.status = status.value
    row.tm_update = work.clock.now_us()
    await Repository(QUEUECALL, work, row.customer_id).save(row)
    record(work, QUEUECALL, verb, row)
    return True


async def _save(work: UnitOfWork, queue: QueueRow) -> None:
    queue.tm_update = work.clock.now_us()
    await Repository(QUEUE, work, queue.customer_id).save(queue)
    record(work, QUEUE, "updated", queue)


def _without(ids: Sequence[str], id: str) -> list[str]:
    return [one for one in ids if one != id]
