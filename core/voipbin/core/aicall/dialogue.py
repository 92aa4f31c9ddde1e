"""One exchange: the model is told what was said, its words are kept, its tools are run."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from voipbin.core.aicall.handoff import Handoff
from voipbin.core.aicall.life import every_aicall
from voipbin.core.aicall.live import LiveAicall
from voipbin.core.aicall.model import AicallRow
from voipbin.core.aicall.senders import Reply, Senders
from voipbin.core.aicall.toolbox import Result, Toolbox
from voipbin.core.aimessage.log import (
    Session,
    add_message,
    has_question,
    history,
    last_question_us,
)
from voipbin.core.background import end
from voipbin.core.errors import Unavailable, VoipbinError
from voipbin.core.llm.port import Said, ToolCall, Turn
from voipbin.core.unit_of_work import Store, UnitOfWork

_log = structlog.get_logger(__name__)

MOST_TURNS = 8
"Of the model in one exchange: tools whose results lead to tools must come to an end."
TOOL_LIMIT_S = 10.0
MOST_CALLS = 16
"Of tools in one turn."
Say = Callable[[str], bool]


class Dialogue:
    """Answers for sessions."""

    def __init__(self, store: Store, toolbox: Toolbox, handoff: Handoff, senders: Senders) -> None:
        self._store = store
        self._senders = senders
        self._toolbox = toolbox
        self._handoff = handoff

    async def note(self, live: LiveAicall, text: str) -> None:
        """Keeps what the partner said."""
        async with self._store.writing() as work:
            await add_message(work, live, role="user", content=text)

    async def answer(
        self,
        live: LiveAicall,
        say: Say,
        *,
        only_if_asked: bool = False,
        overtaken: asyncio.Event | None = None,
    ) -> None:
        """Lets the ai answer what was said up to now.

        Args:
            say: is given each text of the ai; what it does not take is not kept either.
            only_if_asked: not where nothing was said since the last answer was begun.
            overtaken: set when more was said: this is no answer to it, and ends before it does
                anything.

        Raises:
            VoipbinError: the model does not answer; the session keeps a note of why.
        """
        async with live.lock:
            async with self._store.reading() as connection:
                if only_if_asked and not await has_question(connection, live, live.told_us):
                    return
                told_us = await last_question_us(connection, live)
                messages = await history(connection, live, live.told_us)
            live.told_us = told_us
            try:
                await self._exchange(live, messages, say, overtaken or asyncio.Event())
            except VoipbinError as error:
                await self.note_failure(live, error)
                raise

    async def note_failure(self, session: Session, error: VoipbinError) -> None:
        """Keeps why there is no answer."""
        _log.warning("an ai does not answer", aicall_id=session.id, error=error.message)
        note = f"The ai did not answer: {error.message}"
        async with self._store.writing() as work:
            # From the platform, about the ai: no model is told of it.
            await add_message(work, session, role="system", content=note, direction="incoming")

    async def _exchange(
        self, live: LiveAicall, messages: list[Said], say: Say, overtaken: asyncio.Event
    ) -> None:
        is_asked = any(said.role == "user" for said in messages)
        has_done = False
        for _ in range(MOST_TURNS):
            turn = await _unless(overtaken, live.assistant.llm.complete(messages, live.tools))
            if turn is None:
                return
            if turn.text and say(turn.text) and not await self._keep(live, turn.text):
                return
            if not turn.tool_calls:
                if is_asked and not (turn.text or has_done):
                    raise Unavailable("the model said nothing", reason="LLM_ANSWERED_NOTHING")
                return
            has_done = True
            messages.append(Said("assistant", turn.text, turn.tool_calls))
            if not await self._use(live, turn.tool_calls, messages) or live.ending is not None:
                return
        raise Unavailable(
            f"the model used tools {MOST_TURNS} times in a row", reason="LLM_ANSWERED_NOTHING"
        )

    async def _keep(self, live: LiveAicall, text: str) -> bool:
        """Also sends it to the other side of a conversation; False in a session that is gone."""
        reply = await self._reply_of(live.row)
        async with self._store.writing() as work:
            if await _is_gone(work, live):
                return False
            said = await add_message(
                work, live, role="assistant", content=text, direction="incoming"
            )
            if reply is not None:
                await reply(work, said)
        return True

    async def _reply_of(self, row: AicallRow) -> Reply | None:
        if row.reference_type != "conversation":
            return None
        if self._senders.replies is None:
            raise Unavailable("this platform cannot send messages", reason="NO_MESSAGE_SENDER")
        return await self._senders.replies.reply_of(row)

    async def _use(
        self, live: LiveAicall, calls: tuple[ToolCall, ...], messages: list[Said]
    ) -> bool:
        """Runs tools one after the other; whether the model is to be told of a result.

        Nothing follows the one that ends the session. What failed is always told: else nobody
        would hear of it.
        """
        # Where several work together, every result is heard.
        goes_on = live.party.type == "team"
        prompts: list[Said] = []
        for place, call in enumerate(calls):
            if not await self._keep_call(live, call):
                return False
            if member_id := live.member.way_to(call.name):
                told, *prompts = await self._transferred(live, member_id, call)
                messages.append(told)
                goes_on = True
                continue
            result = await self._result(live, call, place)
            messages.append(await self._keep_result(live, call, result))
            goes_on |= result.runs_llm or not result.is_success
            if live.ending is not None:
                break
        messages += prompts  # not between the results: these follow what asked for them
        return goes_on

    async def _result(self, live: LiveAicall, call: ToolCall, place: int) -> Result:
        if place >= MOST_CALLS:
            return Result(False, f"at most {MOST_CALLS} tools are used at once")
        if not self._toolbox.has(live, call.name):
            return Result(False, f"there is no tool {call.name[:64]!r}")
        try:
            async with asyncio.timeout(TOOL_LIMIT_S):
                return await self._toolbox.run(live, call)
        except TimeoutError:
            return Result(False, f"it took more than {TOOL_LIMIT_S:g} s")

    async def _transferred(self, live: LiveAicall, member_id: str, call: ToolCall) -> list[Said]:
        try:
            return await self._handoff.go(live, member_id, call)
        except VoipbinError as error:
            _log.warning("an ai cannot take over", aicall_id=live.id, error=error.message)
            return [await self._keep_result(live, call, Result(False, error.message))]

    async def _keep_result(self, live: LiveAicall, call: ToolCall, result: Result) -> Said:
        """What the model is told of it."""
        async with self._store.writing() as work:
            content = result.stored(call.id)
            await add_message(work, live, role="tool", content=content, tool_call_id=call.id)
        return Said("tool", result.told(), tool_call_id=call.id)

    async def _keep_call(self, live: LiveAicall, call: ToolCall) -> bool:
        """False in a session that is gone."""
        function = {"name": call.name, "arguments": call.arguments}
        async with self._store.writing() as work:
            if await _is_gone(work, live):
                return False
            await add_message(
                work,
                live,
                role="assistant",
                content="",
                direction="incoming",
                tool_calls=[{"id": call.id, "type": "function", "function": function}],
            )
        return True


async def _is_gone(work: UnitOfWork, live: LiveAicall) -> bool:
    """Whether a session without a call was deleted while its ai thought, in any process: nothing
    may come of it any more. Sessions on calls are stopped."""
    if live.call is not None:
        return False
    return await every_aicall(work).find(live.id, lock=True) is None


async def _unless(event: asyncio.Event, asking: Coroutine[Any, Any, Turn]) -> Turn | None:
    """What is asked for; None when the event comes first, or meanwhile."""
    answer = asyncio.create_task(asking, name="model turn")
    waiting = asyncio.create_task(event.wait(), name="overtaken")
    try:
        await asyncio.wait({answer, waiting}, return_when=asyncio.FIRST_COMPLETED)
        return None if event.is_set() else answer.result()
    finally:
        await end(waiting)
        with contextlib.suppress(VoipbinError):  # of what nobody waits for any more, or knows
            await end(answer)
