"""The ais that answer texts: a flow of a conversation lets one answer what began it."""

import asyncio
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import select

from voipbin.core.activeflow.run import Performer, Run
from voipbin.core.aicall.aicalls import Aicalls, new_aicall
from voipbin.core.aicall.assistant import prompts_of
from voipbin.core.aicall.life import begin, every_aicall, newest_in_conversation
from voipbin.core.aicall.model import AICALL, GENDERS, AicallRow, aicall_variables
from voipbin.core.aicall.on_call import AicallFlow
from voipbin.core.aicall.party import Party, find_party
from voipbin.core.aimessage.log import add_message, has_question
from voipbin.core.aimessage.model import AIMESSAGE
from voipbin.core.call.attempt import attempt
from voipbin.core.conversation.model import CONVERSATION
from voipbin.core.errors import Cancelled, InvalidArgument
from voipbin.core.flow_engine import ActionDone, AiEnded, Effect, StartAi, Stop, StopAi
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import UnitOfWork

_TEXT = "voipbin.conversation_message.text"


@dataclass(slots=True)
class _Talk:
    """A flow that waits for an answer."""

    task: "asyncio.Task[None]"
    session: AicallRow | None = None
    "Once the text is noted in it."


class ConversationAicalls:
    """Carries out ai_talk in flows without a call.

    Each text begins a flow of its own. All those in which the same ai answers share a session, from
    the first text until the ai, or somebody else, ends it. The flow goes on with the answer.

    Args:
        beyond: carries out what is not known here.
    """

    def __init__(self, aicalls: Aicalls, beyond: Performer) -> None:
        self._aicalls = aicalls
        self._beyond = beyond
        self._talks: dict[tuple[str, int], _Talk] = {}

    async def perform(self, run: Run, effect: Effect) -> None:
        """Starts doing one thing."""
        match effect:
            case StartAi():
                self._begin(run, effect)
            case StopAi():
                # Nobody waits for the answer any more; what was said stays in the session.
                if (talk := self._talks.pop((run.id, effect.token), None)) is not None:
                    talk.task.cancel()
                    if talk.session is not None:
                        self._aicalls.spawn(self._given_up(talk.session))
            case _:
                await self._beyond.perform(run, effect)

    async def stepped(self, run: Run, work: UnitOfWork) -> None:
        """Nothing more to store."""

    def _begin(self, run: Run, effect: StartAi) -> None:
        key = run.id, effect.token
        work = attempt(run, effect.token, self._talk(run, effect))
        self._talks[key] = _Talk(self._aicalls.spawn(work))
        self._talks[key].task.add_done_callback(lambda _: self._talks.pop(key, None))

    async def _given_up(self, session: AicallRow) -> None:
        """Says so: after a start of the process nobody answers it, either."""
        async with self._aicalls.store.reading() as connection:
            if not await has_question(connection, session, None):
                return
        error = Cancelled("the flow waited no longer", reason="FLOW_WENT_ON")
        await self._aicalls.dialogue.note_failure(session, error)

    async def _talk(self, run: Run, effect: StartAi) -> None:
        text = run.state.variables.get(_TEXT, "")
        if not text:
            fault = "is empty: ai_talk answers the text that began its flow"
            raise InvalidArgument.of([(_TEXT, fault)])
        async with self._aicalls.store.reading() as connection:
            party = await find_party(
                connection, run.row.customer_id, effect.assistance_type, effect.assistance_id
            )
        self._aicalls.assistants.of(party, party.start)  # refuses a model out of reach
        row, asked_us = await self._told(run, effect, party, text)
        if (talk := self._talks.get((run.id, effect.token))) is not None:
            talk.session = row
        run.feed(ActionDone(effect.token, aicall_variables(row)))
        flow = AicallFlow(run, effect.token)
        ending = await self._aicalls.answer_now(row, flow, asked_us)
        if ending is not None and ending.stops_flow:
            run.feed(Stop())
        else:
            run.feed(AiEnded(effect.token, ending.actions if ending is not None else ()))

    async def _told(
        self, run: Run, effect: StartAi, party: Party, text: str
    ) -> tuple[AicallRow, int | None]:
        """The session, once the text is noted in it: once, however often a flow asks.

        Returns:
            Also when it was noted, in microseconds since 1970; None when that was done before.
        """
        wanted = new_aicall(
            party,
            activeflow_id=run.id,
            reference_type="conversation",
            reference_id=run.row.reference_id,
            gender=effect.gender if effect.gender in GENDERS else "",
            language=effect.language,
        )
        prompts = prompts_of(party, dict(run.state.variables) | aicall_variables(wanted))
        note_id = str(uuid5(NAMESPACE_URL, f"voipbin:ai_talk:{run.id}:{effect.token}"))
        async with self._aicalls.store.writing() as work:
            # Two texts at once must not begin two sessions.
            conversations = Repository(CONVERSATION, work, run.row.customer_id)
            await conversations.get(run.row.reference_id, lock=True)
            if (noted := await _noted_in(work, wanted, note_id)) is not None:
                return noted, None
            row = await newest_in_conversation(work, wanted)
            if row is None:
                row = wanted
                await begin(work, row, prompts)
            else:
                row.activeflow_id = run.id
                await every_aicall(work).save(row, "activeflow_id")
            note = await add_message(work, row, role="user", content=text, id=note_id)
        return row, note.tm_create


async def _noted_in(work: UnitOfWork, like: AicallRow, note_id: str) -> AicallRow | None:
    """The session that has a message, over or not."""
    sessions, said = AICALL.table, AIMESSAGE.table
    wanted = (
        select(sessions)
        .join(said, said.c.aicall_id == sessions.c.id)
        .where(said.c.id == note_id, sessions.c.customer_id == like.customer_id)
    )
    return await Repository(AICALL, work, like.customer_id).one(wanted)
