"""Answers from the documentation: written by a language model where one is set up."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from voipbin.core.errors import Unavailable
from voipbin.core.llm import port
from voipbin.core.llm.llms import Llms
from voipbin.core.llm.local import LocalLlm
from voipbin.core.rag.index import Index
from voipbin.core.rag.passages import Passage, passages

NOTHING: Final = "There is no relevant documentation for this question."
_SHOWN: Final = 3
"Passages that are the answer where no model writes one."
_MOST_CHARACTERS: Final = 1500
"Of one passage: what a model is told, or people are shown."
_TASK: Final = (
    "Answer the question about a communications platform from the passages of its documentation"
    " below, and from nothing else. Name the operations and settings to use. Say so when the"
    " passages do not answer it."
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A text, and the passages it was taken from, closest first, with their closeness."""

    text: str
    sources: Sequence[tuple[Passage, float]]


class Answers:
    """Answers questions about the platform itself."""

    def __init__(self, llms: Llms, engine_model: str) -> None:
        """
        Args:
            engine_model: target, dot, name of the model there: openai.gpt-4o.
        """
        self._llms = llms
        self._engine_model = engine_model

    async def answer(self, question: str, kinds: Collection[str], most: int) -> Answer:
        """
        Args:
            kinds: of documents to look in; empty for all.
            most: passages to look at.

        Raises:
            VoipbinError: the model does not answer.
        """
        index = await asyncio.to_thread(_index)
        sources = index.find(question, kinds, most)
        if not sources:
            return Answer(NOTHING, ())
        llm = self._llms.named(self._engine_model)
        if isinstance(llm, LocalLlm):
            return Answer("\n\n".join(_shown(one) for one, _ in sources[:_SHOWN]), sources)
        told = "\n\n".join(_shown(one) for one, _ in sources)
        asked = [port.Said("system", f"{_TASK}\n\n{told}"), port.Said("user", question)]
        text = (await llm.complete(asked)).text.strip()
        if not text:
            raise Unavailable(f"{self._engine_model} wrote nothing", reason="LLM_ANSWERED_NOTHING")
        return Answer(text, sources)


@cache
def _index() -> Index:
    return Index(passages())


def _shown(passage: Passage) -> str:
    text = passage.text
    if len(text) > _MOST_CHARACTERS:
        text = f"{text[:_MOST_CHARACTERS].rpartition(' ')[0]} …"
    return f"{passage.title} ({passage.source_file})\n{text}"
