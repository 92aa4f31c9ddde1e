"""Who writes summaries: a language model where one is set up, else nobody but the sentences."""

from collections.abc import Mapping, Sequence
from typing import Final

from voipbin.core.aisummary.extract import extract
from voipbin.core.aisummary.said import Said, minutes_of
from voipbin.core.errors import Unavailable
from voipbin.core.llm import port
from voipbin.core.llm.llms import Llms
from voipbin.core.llm.local import LocalLlm

_TASK: Final = (
    "You write the minutes of telephone conversations. Below are the sentences of one, with the"
    " time and the voice of each; speech recognition wrote them down, so some words are wrong."
    " Say briefly what kind of conversation it was, then list its main points, what was decided,"
    " what is to be done and by whom, and whatever else should be remembered. Leave out parts"
    " there is nothing to say about. Use only what was said."
)
_OURS: Final = "voipbin."
"Variables that tell a model nothing but ids and numbers of the platform."


class SummaryWriter:
    """Asks the model of the platform; picks the sentences that say most where there is none."""

    def __init__(self, llms: Llms, engine_model: str) -> None:
        """
        Args:
            engine_model: target, dot, name of the model there: openai.gpt-4o.
        """
        self._llms = llms
        self._engine_model = engine_model

    async def write(self, said: Sequence[Said], language: str, variables: Mapping[str, str]) -> str:
        """The summary; without a model in the language that was spoken.

        Raises:
            VoipbinError: the model does not answer.
        """
        llm = self._llms.named(self._engine_model)
        if isinstance(llm, LocalLlm):
            return extract(said)
        messages = [port.Said("system", _task(language, variables)), _spoken(said)]
        text = (await llm.complete(messages)).text.strip()
        if not text:
            raise Unavailable(
                f"{self._engine_model} wrote no summary", reason="LLM_ANSWERED_NOTHING"
            )
        return text


def _task(language: str, variables: Mapping[str, str]) -> str:
    wish = f"the language with the BCP 47 tag {language}" if language else "the language spoken"
    known = ((name, value) for name, value in sorted(variables.items()) if value)
    facts = "".join(f"\n{name}: {value}" for name, value in known if not name.startswith(_OURS))
    return f"{_TASK} Write in {wish}." + (f"\n\nKnown beforehand:{facts}" if facts else "")


def _spoken(said: Sequence[Said]) -> port.Said:
    return port.Said("user", minutes_of(said))
