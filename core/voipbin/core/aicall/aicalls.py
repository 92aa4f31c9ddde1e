"""The sessions of this process: begun, told things, ended."""

import asyncio
import contextvars
from collections.abc import Coroutine, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import structlog

from voipbin.core.aicall.assistant import Assistants, prompts_of
from voipbin.core.aicall.dialogue import Dialogue
from voipbin.core.aicall.life import AicallLife, open_questions
from voipbin.core.aicall.live import Ending, FlowPort, LiveAicall
from voipbin.core.aicall.model import AicallRow, AicallStatus
from voipbin.core.aicall.party import Party, party_of
from voipbin.core.errors import FailedPrecondition, VoipbinError
from voipbin.core.ids import new_id
from voipbin.core.unit_of_work import WITNESS, Store

FRESH_US = 600_000_000
"How old a question may be that is answered after a start."
_MOST_ANSWERS = 64
"Thought about at a time, in sessions without a call."
_log = structlog.get_logger(__name__)


class Aicalls:
    """Sessions of messages alone, and what they have in common with those on calls."""

    def __init__(self, store: Store, assistants: Assistants, dialogue: Dialogue) -> None:
        self.store = store
        self.assistants = assistants
        self.dialogue = dialogue
        self.life = AicallLife(store)
        self._texts: dict[str, LiveAicall] = {}
        "Those an answer is being thought about for."
        self._waiting: dict[str, int] = {}
        "How many answers each of them owes."
        self._slots = asyncio.Semaphore(_MOST_ANSWERS)
        self._tasks: set[asyncio.Task[Any]] = set()

    async def begin(self, party: Party, row: AicallRow, variables: dict[str, str]) -> LiveAicall:
        """Stores a new session.

        Args:
            variables: of its flow, for the prompts.

        Raises:
            InvalidArgument: the prompts grow too long.
            FailedPrecondition: the model cannot be reached from here.
        """
        assistant = self.assistants.of(party, party.start)
        await self.life.begin(row, prompts_of(party, variables))
        return LiveAicall(row, assistant, party, party.start)

    @contextmanager
    def asking(self, aicall_id: str) -> Iterator[None]:
        """Something is said in a session: what its ai was told of is not forgotten meanwhile."""
        self._waiting[aicall_id] = self._waiting.get(aicall_id, 0) + 1
        try:
            yield
        finally:
            self._waiting[aicall_id] -= 1
            if not self._waiting[aicall_id]:
                del self._waiting[aicall_id]
                self._texts.pop(aicall_id, None)

    def answer(self, row: AicallRow) -> None:
        """Lets the ai of a session without a call answer; its messages tell when it has."""
        waiting = ExitStack()
        waiting.enter_context(self.asking(row.id))
        self.spawn(self._answer(row, waiting))

    async def end(self, aicall_id: str) -> None:
        """Ends a session; nothing for one that is over."""
        await self.life.become(aicall_id, AicallStatus.TERMINATED)

    def gone(self, aicall_id: str) -> None:
        """A session without a call was deleted: no model of this process thinks about it longer."""
        if (live := self._texts.get(aicall_id)) is not None:
            live.gone.set()

    async def recover(self) -> None:
        """Ends sessions on calls that died with their process; answers what others left open."""
        await self.life.take_over()
        async with self.store.reading() as connection:
            since_us = self.store.clock.now_us() - FRESH_US
            asked = await open_questions(connection, self.store.process_id, since_us)
        for row in asked:
            self.answer(row)

    def spawn(self, work: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
        """Does something in the background, for no request any more."""
        context = contextvars.copy_context()
        context.run(WITNESS.set, None)
        task = asyncio.get_running_loop().create_task(work, context=context)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def settled(self) -> None:
        """Waits until nothing is being answered."""
        while self._tasks:
            await asyncio.wait(list(self._tasks))

    async def close(self) -> None:
        """Stops thinking; who takes over answers what is open. May be called twice."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _answer(self, row: AicallRow, waiting: ExitStack) -> None:
        with waiting:
            try:
                await self._answer_now(row)
            except VoipbinError as error:
                _log.info("a session was not answered", aicall_id=row.id, error=error.message)
            except Exception as error:
                _log.error("answering in a session failed", aicall_id=row.id, exc_info=error)

    async def answer_now(
        self, row: AicallRow, flow: FlowPort, asked_us: int | None = None
    ) -> Ending | None:
        """Lets the ai of a session without a call answer, for a flow that waits.

        Args:
            asked_us: when the flow asked, in microseconds since 1970; None when it may have been
                answered before.

        Returns:
            How the session ended by it; None while it goes on.

        Raises:
            VoipbinError: there is no answer; the session keeps a note of why.
        """
        with self.asking(row.id):
            return await self._answer_now(row, flow, asked_us)

    async def _answer_now(
        self, row: AicallRow, flow: FlowPort | None = None, asked_us: int | None = None
    ) -> Ending | None:
        live = self._texts.get(row.id)
        if live is None:
            try:
                live = await self._woken(row)
            except VoipbinError as error:
                await self.dialogue.note_failure(row, error)
                raise
            if asked_us is not None:
                # Another process may answer what was asked before meanwhile: that is no answer.
                live.told_us = asked_us - 1
            live = self._texts.setdefault(row.id, live)
        # Who waits for others in its own session takes nobody's slot.
        async with live.turn, self._slots:
            live.ask_for(flow, row.activeflow_id)
            await self.dialogue.answer(
                live, lambda _: True, only_if_asked=True, overtaken=live.gone
            )
            if live.ending is not None:
                await self.end(row.id)
            return live.ending

    async def _woken(self, row: AicallRow) -> LiveAicall:
        """A session that was begun some time ago."""
        async with self.store.reading() as connection:
            party = await party_of(connection, row)
        member = party.member(row.member_id)
        assistant = self.assistants.of(party, member, row.ai_engine_model)
        return LiveAicall(row, assistant, party, member)


def new_aicall(party: Party, **fields: Any) -> AicallRow:
    """The row of a session that is about to begin, with what its first ai is like now."""
    ai = party.start.ai
    return AicallRow(
        id=fields.pop("id", "") or new_id(),
        customer_id=party.customer_id,
        assistance_type=party.type,
        assistance_id=party.id,
        member_id=party.start.id,
        ai_engine_model=ai.engine_model,
        ai_tts_type=ai.tts_type,
        ai_tts_voice_id=ai.tts_voice_id,
        ai_stt_type=ai.stt_type,
        parameter=party.parameter_of(party.start),
        tm_create=0,
        **fields,
    )


def not_under_way(row: AicallRow) -> FailedPrecondition:
    """The refusal of a message to a session, on a call or in a conversation, that is over."""
    return FailedPrecondition(f"aicall {row.id} is over", reason="AICALL_NOT_LIVE")
