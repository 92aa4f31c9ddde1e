"""Answering questions from the documentation."""

from typing import Any

from google.protobuf.message import Message

from voipbin.core.context import Context
from voipbin.core.errors import InvalidArgument
from voipbin.core.serving import Operations, engine_not_available
from voipbin.v1 import rag_pb2


class RagRoom(Operations):
    """Serves RagService."""

    async def query_rag(self, request: Any, ctx: Context) -> Message:
        """Answers, once there is an engine for it."""
        nothing = rag_pb2.RAG_DOC_TYPE_UNSPECIFIED
        if faults := [
            (f"doc_types[{place}]", "must not be empty")
            for place, kind in enumerate(request.doc_types)
            if kind == nothing
        ]:
            raise InvalidArgument.of(faults)
        raise engine_not_available("rag", "QueryRag")
