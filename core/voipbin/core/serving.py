"""How operations find what serves them, and how those without an engine are refused."""

from collections.abc import Awaitable, Callable
from typing import Any

from google.protobuf.message import Message

from voipbin.core.context import Context
from voipbin.core.contract.operations import OperationSpec
from voipbin.core.errors import EngineNotAvailable

Handler = Callable[[Any, Context], Awaitable[Message]]


class Operations:
    """Serves operations by methods of their names: `QueryRag` by `query_rag`.

    An operation whose engine this version lacks, and for which there is no method, is refused with
    ENGINE_NOT_AVAILABLE.
    """

    def handler(self, spec: OperationSpec) -> Handler:
        """What serves an operation.

        Raises:
            LookupError: nothing does.
        """
        special = getattr(self, method_name(spec), None)
        if special is not None:
            return special  # type: ignore[no-any-return]
        if spec.engine:
            return lambda request, ctx: self.refuse(request, ctx, spec)
        raise LookupError(f"{type(self).__name__} does not serve {spec.name}")

    async def refuse(self, request: Any, ctx: Context, spec: OperationSpec) -> Message:
        """Says that the engine of an operation is not there; checks first what can be checked."""
        raise engine_not_available(spec.engine, spec.name)


def engine_not_available(engine: str, what: str) -> EngineNotAvailable:
    """The refusal of something whose engine this version lacks."""
    return EngineNotAvailable(f"{what} needs the {engine} engine, which this version does not have")


def method_name(spec: OperationSpec) -> str:
    """What a room calls its own way of serving an operation: `query_rag` for QueryRag."""
    return "".join("_" + c.lower() if c.isupper() else c for c in spec.name).lstrip("_")
