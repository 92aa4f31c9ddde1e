"""An ai as a session uses it: its model, its prompts, its tools."""

from dataclasses import dataclass
from typing import Any

import orjson

from voipbin.core.ai.model import AI, AiRow
from voipbin.core.ai.tool_schemas import offered_tools
from voipbin.core.database import Connection
from voipbin.core.errors import NotFound
from voipbin.core.flow_engine.limits import DEFAULT_LIMITS
from voipbin.core.flow_engine.variables import Substitution, VariableError
from voipbin.core.llm.llms import Llms
from voipbin.core.llm.port import Llm, Tool
from voipbin.core.repository import Repository
from voipbin.core.secrets_box import SecretsBox

PLATFORM_PROMPT = (
    "You talk with one person, on a telephone call or by text. Answer in plain text without "
    "markup, in one to three short sentences, in the language of the person. On a call the person "
    "hears your words. A message that begins with 'type: DTMF_EVENT' tells of a key that was "
    "pressed. Use a tool only where it is needed, and never invent the result of one."
)


@dataclass(frozen=True, slots=True)
class Assistant:
    """What answers."""

    llm: Llm
    tools: tuple[Tool, ...]


class Assistants:
    """Makes them of ais.

    Args:
        box: opens their keys.
    """

    def __init__(self, llms: Llms, box: SecretsBox) -> None:
        self._llms = llms
        self._box = box

    async def find(self, connection: Connection, customer_id: str, ai_id: str) -> AiRow:
        """A live ai of a customer.

        Raises:
            NotFound: there is none.
        """
        ai = await Repository(AI, connection, customer_id).find(ai_id)
        if ai is None:
            raise NotFound.resource("ai", ai_id)
        return ai

    def of(self, ai: AiRow, engine_model: str) -> Assistant:
        """What an ai is for a session that began with a model.

        Raises:
            FailedPrecondition: the model cannot be reached from here.
        """
        key = self._box.open(ai.sealed_engine_key, ai.id) if ai.sealed_engine_key else ""
        llm = self._llms.named(engine_model, key)
        return Assistant(llm, tuple(offered_tools(ai.tool_names)))


def prompts_of(ai: AiRow, variables: dict[str, str]) -> list[str]:
    """The system messages of a new session; an empty one is left out.

    Raises:
        VariableError: they grow too long by variables.
    """
    substitution = Substitution(
        lambda name: variables.get(name, ""), DEFAULT_LIMITS.max_text_length
    )
    parameter: Any = substitution.apply(ai.parameter or {})
    found = [
        PLATFORM_PROMPT,
        substitution.text(ai.init_prompt),
        orjson.dumps(parameter).decode() if parameter else "",
    ]
    return [prompt for prompt in found if prompt]


__all__ = ["PLATFORM_PROMPT", "Assistant", "Assistants", "VariableError", "prompts_of"]
