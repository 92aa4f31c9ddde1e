"""What calls do to the status of an agent: rung, busy, and back to what it was."""

from sqlalchemy import update

from voipbin.core.agent.model import AGENT, AgentRow
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.unit_of_work import UnitOfWork

AVAILABLE, RINGING, BUSY = "available", "ringing", "busy"


async def ring(work: UnitOfWork, customer_id: str, agent_id: str) -> str:
    """Marks a free agent as being rung.

    One statement decides, so that of two calls at the same time only one gets the agent.

    Returns:
        the status to give back in the end; "" when the agent was not free and is left alone.
    """
    table = AGENT.table
    taken = await work.execute(
        update(table)
        .where(
            table.c.id == agent_id,
            table.c.customer_id == customer_id,
            table.c.status == AVAILABLE,
            table.c.tm_delete.is_(None),
        )
        .values(status=RINGING, tm_update=work.clock.now_us())
    )
    if not taken.rowcount:
        return ""
    row = await Repository(AGENT, work, customer_id).find(agent_id)
    if row is not None:
        record(work, AGENT, "status_updated", row)
    return AVAILABLE


async def occupy(work: UnitOfWork, customer_id: str, agent_id: str, before: str) -> str:
    """Marks an agent as talking.

    Args:
        before: what `ring` returned.

    Returns:
        the status to give back in the end; "" when another call has it.
    """
    row = await Repository(AGENT, work, customer_id).find(agent_id, lock=True)
    if row is None or row.status == BUSY:
        return before
    former = before or (AVAILABLE if row.status == RINGING else row.status)
    await _set(work, row, BUSY)
    return former


async def release(
    work: UnitOfWork, customer_id: str, agent_id: str, before: str, *, was_busy: bool
) -> None:
    """Gives an agent its former status back, unless somebody chose another meanwhile.

    Args:
        was_busy: it was reached by this call; else it may be talking in another one now.
    """
    if not before:
        return
    row = await Repository(AGENT, work, customer_id).find(agent_id, lock=True)
    if row is not None and (row.status == RINGING or (row.status == BUSY and was_busy)):
        await _set(work, row, before)


async def _set(work: UnitOfWork, row: AgentRow, status: str) -> None:
    row.status = status
    row.tm_update = work.clock.now_us()
    await Repository(AGENT, work, row.customer_id).save(row, "status", "tm_update")
    record(work, AGENT, "status_updated", row)
