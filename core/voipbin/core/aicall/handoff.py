"""One member of a team gives the conversation to another one."""

from voipbin.core.aicall.assistant import Assistants, member_prompts
from voipbin.core.aicall.life import every_aicall
from voipbin.core.aicall.live import LiveAicall
from voipbin.core.aimessage.log import add_message
from voipbin.core.llm.port import Said, ToolCall
from voipbin.core.unit_of_work import Store

_TOLD = '{"status":"transferred"}'


class Handoff:
    """What is said stays known; model, tools, prompt and voice are those of the next one."""

    def __init__(self, store: Store, assistants: Assistants) -> None:
        self._store = store
        self._assistants = assistants

    async def go(self, live: LiveAicall, member_id: str, call: ToolCall) -> list[Said]:
        """Lets another member go on.

        Returns:
            What the model is told of it: the result, then the prompts of the member.

        Raises:
            VoipbinError: it cannot work here; nothing has changed.
        """
        member = live.party.member(member_id)
        assistant = self._assistants.of(live.party, member)
        variables = live.flow.variables if live.flow is not None else {}
        prompts = member_prompts(live.party, member, variables)
        async with self._store.writing() as work:
            await add_message(work, live, role="tool", content=_TOLD, tool_call_id=call.id)
            for prompt in prompts:
                await add_message(work, live, role="system", content=prompt)
            live.row.member_id = member.id
            await every_aicall(work).save(live.row, "member_id")
        live.member, live.assistant = member, assistant
        if live.call is not None:
            live.call.talk_as(member.ai)
        result = Said("tool", _TOLD, tool_call_id=call.id)
        return [result, *(Said("system", prompt) for prompt in prompts)]
