"""Summaries: begun, written when all is said, followed by a flow."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol
from weakref import WeakValueDictionary

import structlog
from sqlalchemy import select

from voipbin.core.aisummary.extract import extract
from voipbin.core.aisummary.listening import Listening, close
from voipbin.core.aisummary.model import (
    AISUMMARY,
    OPEN,
    AisummaryRow,
    AisummaryStatus,
    summary_variables,
)
from voipbin.core.aisummary.said import Said
from voipbin.core.aisummary.sources import SaidIn
from voipbin.core.background import BackgroundTasks
from voipbin.core.child_flow import ChildFlows, start_due
from voipbin.core.cluster.claim import claimed
from voipbin.core.cluster.model import left_behind
from voipbin.core.database import Connection
from voipbin.core.errors import AlreadyExists, FailedPrecondition, InvalidArgument, VoipbinError
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository
from voipbin.core.resource import resource_named
from voipbin.core.room import record
from voipbin.core.typed_references import refuse_ended
from voipbin.core.unit_of_work import Store

_LIVE: Final = ("call", "conference")
_RETRY_PAUSES_S: Final = (1.0, 5.0, 20.0)
_NOTHING: Final = "Nothing was said that could be understood."
_log = structlog.get_logger(__name__)


class Writer(Protocol):
    """Whoever writes summaries."""

    async def write(self, said: Sequence[Said], language: str, variables: Mapping[str, str]) -> str:
        """The summary of what was said.

        Args:
            language: BCP 47 of the summary; "" for the one that was spoken.
            variables: of the flow it belongs to.

        Raises:
            VoipbinError: it cannot be written now.
        """


class Flows(ChildFlows, Protocol):
    """What summaries need of activeflows."""

    async def variables_of(self, activeflow_id: str) -> dict[str, str]:
        """The variables of a run, over or not; none for one that is unknown."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be summarised, and in which language."""

    reference_type: str
    "call, conference, transcribe or recording."
    reference: Any
    "Its row."
    language: str = ""
    on_end_flow_id: str = ""
    activeflow_id: str = ""


class Summaries:
    """Makes summaries; of one thing in one language there is one."""

    def __init__(
        self, store: Store, listening: Listening, sources: SaidIn, writer: Writer, flows: Flows
    ) -> None:
        self._store = store
        self._listening = listening
        self._sources = sources
        self._writer = writer
        self._flows = flows
        self._turns: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()
        self._tasks = BackgroundTasks("write summaries")

    async def find(self, customer_id: str, kind: str, id: str) -> Any:
        """What a flow names.

        Raises:
            InvalidArgument: the customer has no such thing.
        """
        async with self._store.reading() as connection:
            row = await Repository(resource_named(kind), connection, customer_id).find(id)
        if row is None:
            raise InvalidArgument.of([("reference_id", f"no such {kind}: {id}")])
        return row

    async def create(self, wanted: Wanted) -> AisummaryRow:
        """The summary there is, or a new one: done, or progressing while its reference goes on.

        Never inside a transaction: it takes as long as engines do.

        Raises:
            FailedPrecondition: a call or a conference that is over, a recording that is not.
            NotFound: the files of a recording are gone.
            Unavailable: no speech engine can listen, or nobody can write.
            DeadlineExceeded: a recording takes too long.
        """
        reference = wanted.reference
        key = (reference.id, wanted.language)
        async with self._turns.setdefault(key, asyncio.Lock()):
            if (known := await self.known(reference.customer_id, *key)) is not None:
                return known
            try:
                if wanted.reference_type in _LIVE:
                    return await self._begin(wanted)
                return await self._write_at_once(wanted)
            except AlreadyExists:
                # Another process was quicker.
                known = await self.known(reference.customer_id, *key)
                if known is None:
                    raise
                return known

    async def known(
        self, customer_id: str, reference_id: str, language: str
    ) -> AisummaryRow | None:
        """The summary there is."""
        table = AISUMMARY.table
        async with self._store.reading() as connection:
            own = Repository(AISUMMARY, connection, customer_id)
            return await own.one(
                own.select_live().where(
                    table.c.reference_id == reference_id, table.c.language == language
                )
            )

    def deleted(self, summary_id: str) -> None:
        """A summary was deleted: nobody listens for it any more."""
        self._listening.stop(summary_id)

    async def recover(self) -> None:
        """Writes what a process that died had heard, and starts the flows still due."""
        async with self._store.reading() as connection:
            wanted = select(AISUMMARY.table).where(OPEN, left_behind(AISUMMARY.table))
            rows = await _every(connection).all(wanted)
        for row in rows:
            if await claimed(self._store, AISUMMARY.table, row):
                follow = self._follow(row) if row.on_end_due else self._finish(row.id)
                self._tasks.begin(follow)

    async def settled(self) -> None:
        """Waits until everything that was said is written."""
        await self._listening.settled()
        await self._tasks.settled()

    async def close(self) -> None:
        """Leaves what is not written to the next start; may be called twice."""
        await self._listening.close()
        await self._tasks.close()

    async def _begin(self, wanted: Wanted) -> AisummaryRow:
        refuse_ended(wanted.reference_type, wanted.reference)
        self._refuse_elsewhere(wanted)
        sessions = await self._listening.open(wanted.reference_type, wanted.language)
        row = self._new_row(wanted, AisummaryStatus.PROGRESSING)
        try:
            await self._keep(row)
        except BaseException:
            await close(sessions)
            raise
        self._listening.begin(row, sessions, self._finish)
        return row

    def _refuse_elsewhere(self, wanted: Wanted) -> None:
        """Requests come to the process that has the call; flows may name any."""
        reference = wanted.reference
        here = self._store.process_id
        if reference.process_id and here and reference.process_id != here:
            raise FailedPrecondition(
                f"{wanted.reference_type} {reference.id} goes on in another process: ask for its"
                " summary by the API",
                reason="REFERENCE_ELSEWHERE",
            )

    async def _write_at_once(self, wanted: Wanted) -> AisummaryRow:
        if wanted.reference_type == "recording":
            said = await self._sources.recording(wanted.reference, wanted.language)
        else:
            said = await self._sources.transcribe(wanted.reference)
        row = self._new_row(wanted, AisummaryStatus.DONE)
        row.content = await self._content(row, said)
        row.on_end_due = bool(row.on_end_flow_id)
        await self._keep(row)
        if row.on_end_due:
            self._tasks.begin(self._follow(row))
        return row

    async def _content(self, row: AisummaryRow, said: Sequence[Said]) -> str:
        if not said:
            return _NOTHING
        variables = await self._flows.variables_of(row.activeflow_id)
        return await self._writer.write(said, row.language, variables)

    async def _finish(self, summary_id: str) -> None:
        """All is said."""
        async with self._store.reading() as connection:
            row = await _every(connection).find(summary_id)
        if row is None or row.status == AisummaryStatus.DONE:
            return
        content = await self._content_at_last(row)
        async with self._store.writing() as work:
            row = await _every(work).find(summary_id, lock=True)
            if row is None or row.status == AisummaryStatus.DONE:
                return
            row.content, row.status = content, AisummaryStatus.DONE.value
            row.said, row.on_end_due = [], bool(row.on_end_flow_id)
            row.tm_update = work.clock.now_us()
            await _every(work).save(row)
            record(work, AISUMMARY, "updated", row)
        if row.on_end_due:
            await self._follow(row)

    async def _content_at_last(self, row: AisummaryRow) -> str:
        """Nobody waits for it, so there is time; in the end the sentences themselves must do."""
        said = Said.of_json(row.said)
        fault = ""
        for pause_s in (*_RETRY_PAUSES_S, None):
            try:
                return await self._content(row, said)
            except VoipbinError as error:
                _log.warning("a summary is not written", summary=row.id, error=error.message)
                fault = error.message
            except Exception as error:
                _log.error("a summary is not written", summary=row.id, exc_info=error)
                fault = "internal error"
            if pause_s is not None:
                await self._store.clock.sleep(pause_s)
        return f"No model wrote a summary ({fault}). What was said:\n{extract(said)}"

    async def _follow(self, row: AisummaryRow) -> None:
        variables = summary_variables(row)
        await start_due(self._flows, self._store, AISUMMARY, row, variables, reference_type="ai")

    def _new_row(self, wanted: Wanted, status: AisummaryStatus) -> AisummaryRow:
        return AisummaryRow(
            id=new_id(),
            customer_id=wanted.reference.customer_id,
            activeflow_id=wanted.activeflow_id,
            on_end_flow_id=wanted.on_end_flow_id,
            reference_type=wanted.reference_type,
            reference_id=wanted.reference.id,
            status=status.value,
            language=wanted.language,
            tm_create=self._store.clock.now_us(),
        )

    async def _keep(self, row: AisummaryRow) -> None:
        async with self._store.writing() as work:
            await Repository(AISUMMARY, work, row.customer_id).add(row)
            record(work, AISUMMARY, "created", row)


def _every(connection: Connection) -> Repository[AisummaryRow]:
    return Repository.across_customers_for_super_admin(AISUMMARY, connection)
