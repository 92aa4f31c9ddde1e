"""What one GraphQL operation knows: who calls, how to reach the core, what was read already."""

from collections.abc import AsyncIterator, Callable, Hashable, Mapping, Sequence
from typing import Any

import grpc
from google.protobuf.message import Message
from graphql import GraphQLError

from voipbin.core.contract.credentials import accesskey_entry, token_entry
from voipbin.core.contract.operations import OperationSpec

from .errors import from_rpc, refusal
from .loader import Loader, Read

CALL_TIMEOUT_S = 60.0
MAX_ROWS = 10_000
"""Rows one operation may read."""

Entry = tuple[str, str]


class Core:
    """The generated operations of the core on one channel."""

    def __init__(self, channel: Any) -> None:
        self._channel = channel
        self._callables: dict[str, Callable[..., Any]] = {}

    def __getitem__(self, spec: OperationSpec) -> Callable[..., Any]:
        """What calls an operation."""
        found = self._callables.get(spec.method)
        if found is None:
            streaming = spec.server_streaming
            make = self._channel.unary_stream if streaming else self._channel.unary_unary
            found = self._callables[spec.method] = make(
                spec.method,
                request_serializer=spec.input.SerializeToString,
                response_deserializer=spec.output.FromString,
            )
        return found


class Context:
    """Passed to every resolver of one operation.

    Args:
        core: where the services are.
        request_id: known in logs, answers and calls.
        peer: address of the client.
        credential: the metadata entry that says who calls, or why there is none that is good.
        idempotency_key: of the HTTP request; every mutation in it gets its own key from this.
    """

    def __init__(
        self,
        core: Core,
        request_id: str,
        *,
        peer: str = "",
        credential: Entry | ValueError | None = None,
        idempotency_key: str = "",
    ) -> None:
        self.core = core
        self.request_id = request_id
        self.peer = peer
        self.credential = credential
        self.idempotency_key = idempotency_key
        self.debug = False
        self.connection_params: Mapping[str, Any] = {}
        self._rows = 0
        self._loaders: dict[Hashable, Loader] = {}

    def fresh(self) -> "Context":
        """Return a context for the next operation on the same connection."""
        context = Context(
            self.core,
            self.request_id,
            peer=self.peer,
            credential=self.credential or _from_connection(self.connection_params),
            idempotency_key=self.idempotency_key,
        )
        context.debug = self.debug
        return context

    async def call(self, spec: OperationSpec, request: Message, *more: Entry) -> Any:
        """Call a unary operation, and count the rows of its answer.

        Raises:
            GraphQLError: it failed, or the operation has read too many rows.
        """
        answer = await self.call_uncounted(spec, request, *more)
        rows = getattr(answer, "result", ())
        # A campaign call has a result, too: a word.
        self.count(len(rows) if isinstance(rows, Sequence) else 1)
        return answer

    async def call_uncounted(self, spec: OperationSpec, request: Message, *more: Entry) -> Any:
        """Call a unary operation whose rows the caller counts.

        Raises:
            GraphQLError: it failed, or the operation has read too many rows before.
        """
        self.count(0)
        try:
            return await self.core[spec](
                request, metadata=(*self._metadata(), *more), timeout=CALL_TIMEOUT_S
            )
        except grpc.aio.AioRpcError as error:
            raise from_rpc(error, self.request_id) from None

    def count(self, rows: int) -> None:
        """Count rows that were read for the first time.

        Raises:
            GraphQLError: they are too many by now.
        """
        self._rows += rows
        if self._rows > MAX_ROWS:
            raise _too_many(self.request_id)

    async def stream(self, spec: OperationSpec, request: Message) -> AsyncIterator[Any]:
        """Call a streaming operation, for each of whose answers everything is read anew.

        Raises:
            GraphQLError: it failed.
        """
        try:
            async for answer in self.core[spec](request, metadata=self._metadata()):
                self.forget()
                self._rows = 0
                yield answer
        except grpc.aio.AioRpcError as error:
            raise from_rpc(error, self.request_id) from None

    def loader(self, key: Hashable, read: Read) -> Loader:
        """Return the loader of a key, made with the first one asked for."""
        found = self._loaders.get(key)
        if found is None:
            found = self._loaders[key] = Loader(read)
        return found

    def forget(self) -> None:
        """Read everything anew: something has changed."""
        self._loaders.clear()

    def _metadata(self) -> tuple[Entry, ...]:
        if isinstance(self.credential, ValueError):
            raise refusal("UNAUTHENTICATED", str(self.credential), self.request_id)
        known = (("x-request-id", self.request_id), ("x-forwarded-for", self.peer))
        return known if self.credential is None else (*known, self.credential)


def _too_many(request_id: str) -> GraphQLError:
    text = f"the operation reads more than {MAX_ROWS} rows: ask for smaller pages (pageSize)"
    return refusal("RESOURCE_EXHAUSTED", text, request_id, reason="QUERY_TOO_LARGE")


def _from_connection(params: Mapping[str, Any]) -> Entry | ValueError | None:
    """Read what a WebSocket client says when it connects: browsers cannot set headers there."""
    authorization, accesskey = params.get("authorization"), params.get("accesskey")
    token = params.get("token")
    if isinstance(authorization, str) and authorization.startswith("Bearer "):
        token = authorization.removeprefix("Bearer ")
    try:
        if isinstance(token, str) and token:
            return token_entry(token)
        if isinstance(accesskey, str) and accesskey:
            return accesskey_entry(accesskey)
    except ValueError as error:
        return error
    return None
