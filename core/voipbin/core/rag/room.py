"""Answering questions from the documentation."""

from typing import Any, Final

from google.protobuf.message import Message

from voipbin.core.context import Context
from voipbin.core.contract import spelling
from voipbin.core.errors import InvalidArgument
from voipbin.core.rag.answers import Answers
from voipbin.core.rag.passages import Passage
from voipbin.core.serving import Operations
from voipbin.v1 import rag_pb2

_KIND: Final = rag_pb2.RagDocType.DESCRIPTOR
_USUAL: Final = 5
"Passages, where nobody says how many."


class RagRoom(Operations):
    """Serves RagService."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    async def query_rag(self, request: Any, ctx: Context) -> Message:
        """Answers from the passages that are closest to the question."""
        nothing = rag_pb2.RAG_DOC_TYPE_UNSPECIFIED
        if faults := [
            (f"doc_types[{place}]", "must not be empty")
            for place, kind in enumerate(request.doc_types)
            if kind == nothing
        ]:
            raise InvalidArgument.of(faults)
        if not request.query.strip():
            raise InvalidArgument.of([("query", "is required")])
        kinds = {spelling.word(_KIND, kind) for kind in request.doc_types}
        most = request.top_k if request.top_k > 0 else _USUAL
        answer = await self._answers.answer(request.query, kinds, most)
        return rag_pb2.QueryRagResponse(
            answer=answer.text,
            sources=[_source(*source) for source in answer.sources],
        )


def _source(passage: Passage, score: float) -> rag_pb2.RagSource:
    kind: Any = spelling.number(_KIND, passage.kind)
    return rag_pb2.RagSource(
        source_file=passage.source_file,
        section_title=passage.title,
        doc_type=kind,
        relevance_score=score,
    )
