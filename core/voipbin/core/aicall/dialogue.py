"""One exchange: the model is told what was said, its words are kept, its tools are run."""

import asyncio
from collections.abc import Callable

import structlog

from voipbin.core.aicall.handoff import Handoff
from voipbin.core.aicall.live import LiveAicall
from voipbin.core.aicall.toolbox import Result, Toolbox
from voipbin.core.aimessage.log import add_message, history, is_unanswered
from voipbin.core.errors import VoipbinError
from voipbin.core.llm.port import Said, ToolCall, Turn
from voipbin.core.unit_of_work import Store

_log = structlog.get_logger(__name__)

MOST_TURNS = 8
"Of the model in one exchange: tools whose results lead to tools must come to an end."
TOOL_LIMIT_S = 10.0
Say = Callable[[str], None]


class Dialogue:
    """Answers for sessions."""

    def __init__(self, store: Store, toolbox: Toolbox, handoff: Handoff) -> None:
        self._store = store
        self._toolbox = toolbox
        self._handoff = handoff

    async def note(self, live: LiveAicall, text: str) -> None:
        """Keeps what the partner said."""
        async with self._store.writing() as work:
            await add_message(work, live, role="user", content=text)

    async def answer(self, live: LiveAicall, say: Say, *, only_if_asked: bool = False) -> None:
        """Lets the ai answer what was said up to now.

        Args:
            say: is given each text of the ai once it is kept.
            only_if_asked: not where the last word is the ai's: an earlier answer was to this, too.

        Raises:
            VoipbinError: the model does not answer; the session keeps a note of why.
        """
        async with live.lock:
            async with self._store.reading() as connection:
                if only_if_asked and not await is_unanswered(connection, live):
                    return
                messages = await history(connection, live)
            for _ in range(MOST_TURNS):
                turn = await self._turn(live, messages)
                if turn.text:
                    await self._keep(live, turn.text)
                    say(turn.text)
                if not turn.tool_calls:
                    return
                messages.append(Said("assistant", turn.text, turn.tool_calls))
                if not await self._use(live, turn.tool_calls, messages) or live.ending is not None:
                    return
            _log.warning("an ai uses tools without end", aicall_id=live.id)

    async def _turn(self, live: LiveAicall, messages: list[Said]) -> Turn:
        try:
            return await live.assistant.llm.complete(messages, live.assistant.tools)
        except VoipbinError as error:
            _log.warning("an ai does not answer", aicall_id=live.id, error=error.message)
            async with self._store.writing() as work:
                # From the platform, about the ai: no model is told of it.
                note = f"The ai did not answer: {error.message}"
                await add_message(work, live, role="system", content=note, direction="incoming")
            raise

    async def _keep(self, live: LiveAicall, text: str) -> None:
        async with self._store.writing() as work:
            await add_message(work, live, role="assistant", content=text, direction="incoming")

    async def _use(
        self, live: LiveAicall, calls: tuple[ToolCall, ...], messages: list[Said]
    ) -> bool:
        """Runs tools one after the other; whether the model is to be told of a result."""
        # Where several work together, every result is heard.
        goes_on = live.party.type == "team"
        prompts: list[Said] = []
        for call in calls:
            await self._keep_call(live, call)
            if member_id := live.member.way_to(call.name):
                told, *prompts = await self._transferred(live, member_id, call)
                messages.append(told)
                goes_on = True
                continue
            if not self._toolbox.has(live, call.name):
                result = Result(False, f"there is no tool {call.name[:64]!r}", runs_llm=True)
            else:
                result = await self._run(live, call)
                async with self._store.writing() as work:
                    await add_message(
                        work,
                        live,
                        role="tool",
                        content=result.stored(call.id),
                        tool_call_id=call.id,
                    )
            messages.append(Said("tool", result.told(), tool_call_id=call.id))
            goes_on |= result.runs_llm
        messages += prompts  # not between the results: these follow what asked for them
        return goes_on

    async def _transferred(self, live: LiveAicall, member_id: str, call: ToolCall) -> list[Said]:
        try:
            return await self._handoff.go(live, member_id, call)
        except VoipbinError as error:
            _log.warning("an ai cannot take over", aicall_id=live.id, error=error.message)
            result = Result(False, error.message)
            async with self._store.writing() as work:
                content = result.stored(call.id)
                await add_message(work, live, role="tool", content=content, tool_call_id=call.id)
            return [Said("tool", result.told(), tool_call_id=call.id)]

    async def _run(self, live: LiveAicall, call: ToolCall) -> Result:
        try:
            async with asyncio.timeout(TOOL_LIMIT_S):
                return await self._toolbox.run(live, call)
        except TimeoutError:
            return Result(False, f"it took more than {TOOL_LIMIT_S:g} s", runs_llm=True)

    async def _keep_call(self, live: LiveAicall, call: ToolCall) -> None:
        function = {"name": call.name, "arguments": call.arguments}
        async with self._store.writing() as work:
            await add_message(
                work,
                live,
                role="assistant",
                content="",
                direction="incoming",
                tool_calls=[{"id": call.id, "type": "function", "function": function}],
            )
