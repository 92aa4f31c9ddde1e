"""The one place where aicalls are made and change their status."""

from sqlalchemy import exists, update

from voipbin.core.activeflow.model import ACTIVEFLOW
from voipbin.core.aicall.model import AICALL, LIVE, AicallRow, AicallStatus, may_become
from voipbin.core.aimessage.log import add_message, has_question
from voipbin.core.aimessage.model import AIMESSAGE
from voipbin.core.cluster.claim import claimed
from voipbin.core.cluster.model import left_behind
from voipbin.core.database import Connection
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.unit_of_work import Store, UnitOfWork

_EVENTS = {AicallStatus.INITIATING: "initializing"}
"Where the event does not have the name of the status."

WRITTEN = frozenset({"", "conversation"})
"Kinds of reference without audio: what is said is read, in any process."
_IS_WRITTEN = AICALL.table.c.reference_type.in_(WRITTEN)


class AicallLife:
    """Stores each change with its event."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def begin(self, row: AicallRow, prompts: list[str]) -> None:
        """Stores a new session and what its ai is told first; a text session is under way at once.

        Args:
            prompts: system messages in their order.
        """
        async with self._store.writing() as work:
            await begin(work, row, prompts)

    async def become(self, aicall_id: str, status: AicallStatus) -> bool:
        """Changes the status; False where the table of transitions does not allow it."""
        async with self._store.writing() as work:
            row = await every_aicall(work).find(aicall_id, lock=True)
            return row is not None and await change(work, row, status)

    async def take_over(self) -> None:
        """Takes what dead processes left open: calls are gone, the rest goes on here."""
        table = AICALL.table
        async with self._store.reading() as connection:
            repository = every_aicall(connection)
            left = repository.select_live().where(LIVE, left_behind(table))
            rows = await repository.all(left.where(~_IS_WRITTEN))
        for row in rows:
            if await claimed(self._store, table, row):
                await self.become(row.id, AicallStatus.TERMINATED)
        texts = update(table).where(LIVE, left_behind(table), _IS_WRITTEN)
        async with self._store.writing() as work:
            await work.execute(texts.values(process_id=self._store.process_id))


async def begin(work: UnitOfWork, row: AicallRow, prompts: list[str]) -> None:
    """Stores a new session, as `AicallLife.begin`."""
    row.tm_create = work.clock.now_us()
    row.status = AicallStatus.INITIATING.value
    await every_aicall(work).add(row)
    _told(work, row)
    for prompt in prompts:
        await add_message(work, row, role="system", content=prompt)
    if row.reference_type in WRITTEN:
        await change(work, row, AicallStatus.PROGRESSING)


async def newest_in_conversation(work: UnitOfWork, like: AicallRow) -> AicallRow | None:
    """The live session of the same ai or team in the same conversation that was begun last."""
    table = AICALL.table
    repository = Repository(AICALL, work, like.customer_id)
    return await repository.one(
        repository.select_live()
        .where(
            LIVE,
            table.c.reference_type == "conversation",
            table.c.reference_id == like.reference_id,
            table.c.assistance_type == like.assistance_type,
            table.c.assistance_id == like.assistance_id,
        )
        .order_by(table.c.tm_create.desc(), table.c.id.desc())
        .limit(1)
    )


async def open_questions(connection: Connection, process_id: str, since_us: int) -> list[AicallRow]:
    """Sessions of a process without a call, in which somebody waits for an answer.

    Without those in which a flow waits: it asks again itself, and the ai may change it.

    Args:
        since_us: microseconds since 1970; who asked before waits no more.
    """
    table, said = AICALL.table, AIMESSAGE.table
    is_asked = exists().where(
        said.c.aicall_id == table.c.id, said.c.role == "user", said.c.tm_create > since_us
    )
    flow = ACTIVEFLOW.table
    has_flow = exists().where(flow.c.id == table.c.activeflow_id, flow.c.status == "running")
    is_own = (LIVE, table.c.process_id == process_id, _IS_WRITTEN)
    repository = every_aicall(connection)
    rows = await repository.all(repository.select_live().where(*is_own, is_asked, ~has_flow))
    return [row for row in rows if await has_question(connection, row, None)]


async def change(
    work: UnitOfWork, row: AicallRow, status: AicallStatus, tm_us: int | None = None
) -> bool:
    """Changes the status of a locked row if the table of transitions allows it.

    Args:
        tm_us: when, in microseconds since 1970; now when None.
    """
    if not may_become(row.status, status):
        return False
    row.status = status.value
    row.tm_update = work.clock.now_us() if tm_us is None else tm_us
    if status is AicallStatus.TERMINATED:
        row.tm_end = row.tm_update
    await every_aicall(work).save(row)
    _told(work, row)
    return True


def every_aicall(connection: Connection) -> Repository[AicallRow]:
    """Aicalls of all customers, for the platform itself."""
    return Repository.across_customers_for_super_admin(AICALL, connection)


def _told(work: UnitOfWork, row: AicallRow) -> None:
    verb = _EVENTS.get(AicallStatus(row.status), row.status)
    record(work, AICALL, f"status_{verb}", row)
