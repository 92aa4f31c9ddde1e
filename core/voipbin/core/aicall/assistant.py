"""Who answers in a session: its model, its prompts, its tools."""

from dataclasses import dataclass
from typing import Any

import orjson

from voipbin.core.ai.tool_schemas import offered_tools
from voipbin.core.aicall.party import Member, Party
from voipbin.core.errors import InvalidArgument
from voipbin.core.flow_engine.limits import DEFAULT_LIMITS
from voipbin.core.flow_engine.variables import Substitution, VariableError
from voipbin.core.llm.llms import Llms
from voipbin.core.llm.port import Llm, Tool
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

    def of(self, party: Party, member: Member, engine_model: str = "") -> Assistant:
        """What a member is for a session.

        Args:
            engine_model: with which a session began; "" for what its ai has now. It is kept as long
                as the ai stays with that vendor: the key it has now is for that one alone.

        Raises:
            FailedPrecondition: the model cannot be reached from here.
        """
        ai = member.ai
        key = self._box.open(ai.sealed_engine_key, ai.id) if ai.sealed_engine_key else ""
        is_same = engine_model.partition(".")[0] == ai.engine_model.partition(".")[0]
        is_kept = party.type == "ai" and is_same
        llm = self._llms.named(engine_model if is_kept else ai.engine_model, key)
        return Assistant(llm, (*offered_tools(ai.tool_names), *member.ways))


def prompts_of(party: Party, variables: dict[str, str]) -> list[str]:
    """The system messages of a new session; an empty one is left out.

    Raises:
        InvalidArgument: they grow too long by variables.
    """
    return [PLATFORM_PROMPT, *member_prompts(party, party.start, variables)]


def member_prompts(party: Party, member: Member, variables: dict[str, str]) -> list[str]:
    """Those of one member.

    Raises:
        InvalidArgument: they grow too long by variables.
    """
    try:
        return _substituted(party, member, variables)
    except VariableError as error:
        raise InvalidArgument(f"init_prompt of ai {member.ai.id}: {error}") from None


def _substituted(party: Party, member: Member, variables: dict[str, str]) -> list[str]:
    substitution = Substitution(
        lambda name: variables.get(name, ""), DEFAULT_LIMITS.max_text_length
    )
    parameter: Any = substitution.apply(party.parameter_of(member))
    found = [
        substitution.text(member.ai.init_prompt),
        orjson.dumps(parameter).decode() if parameter else "",
    ]
    return [prompt for prompt in found if prompt]
