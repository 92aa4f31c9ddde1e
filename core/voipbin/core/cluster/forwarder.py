"""Operations on what another process has: served there, answered here."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import grpc
import structlog
from google.protobuf.message import Message

from voipbin.core.caller import Caller
from voipbin.core.cluster.connected_phones import connected_to, dials
from voipbin.core.cluster.credential import ForwardSigner, Passed
from voipbin.core.cluster.owners import Named, Owner, named_live, owner_of
from voipbin.core.context import Context
from voipbin.core.contract.operations import OperationSpec, operations
from voipbin.core.edge.dispatcher import FORWARDED_KEY, Metadata
from voipbin.core.edge.status import error_of
from voipbin.core.errors import Unavailable, VoipbinError

_LONGEST_S = 60.0
"A call that is hung up or answered takes seconds; a process that stands still is not waited for."
_PASSED_ON = ("x-request-id", "idempotency-key")
_OPTIONS = [("grpc.max_receive_message_length", 64 * 1024 * 1024)]
_log = structlog.get_logger(__name__)


class Forwarder:
    """Finds the process an operation belongs to, and calls it there as whoever called here.

    Args:
        process_id: of this process.
        retry_after_s: after which an owner that is gone has been replaced.
    """

    def __init__(self, process_id: str, signer: ForwardSigner, retry_after_s: float) -> None:
        self._me = process_id
        self._signer = signer
        self._retry_after_s = retry_after_s
        self._channels: dict[str, grpc.aio.Channel] = {}
        self._named: dict[str, tuple[Named, ...]] = {
            spec.method: named
            for spec in operations().values()
            if not (spec.client_streaming and not spec.server_streaming)
            and (named := named_live(spec))
        }
        self._dialling = {spec.method for spec in operations().values() if dials(spec)}

    def forwards(self, spec: OperationSpec) -> bool:
        """Whether an operation may belong to another process at all."""
        return spec.method in self._named

    def passed_on(self, spec: OperationSpec, signed: str) -> tuple[Caller, str]:
        """Who called the process that passes an operation on, and from where.

        Raises:
            Unauthenticated: it is none of ours.
        """
        passed = self._signer.read(signed, spec.method, self._me)
        return passed.caller, passed.peer_ip

    async def there(
        self, spec: OperationSpec, request: Message, ctx: Context
    ) -> "OtherProcess | None":
        """The process that has to serve a request; None when it is this one.

        Raises:
            Unavailable: it is dead, and what it had is not dealt with yet.
        """
        owner = await self._owner(spec, request, ctx)
        if owner is None or owner.process_id == self._me:
            return None
        if owner.is_dead or not owner.address:
            raise _gone(self._retry_after_s)
        return OtherProcess(
            owner, self._stub(owner, spec), self._sealed(owner, spec, ctx), self._retry_after_s
        )

    async def ask(self, method: str, request: Message, ctx: Context) -> Any:
        """Runs an operation for the platform itself in the process that has what it is about.

        Returns:
            The answer; None when that process is this one.

        Raises:
            VoipbinError: what it answered, or Unavailable when it does not.
        """
        there = await self.there(operations()[method], request, ctx)
        return None if there is None else await there.call(request, {})

    async def close(self) -> None:
        """Closes the connections; may be called twice."""
        channels, self._channels = self._channels, {}
        await asyncio.gather(*(channel.close(None) for channel in channels.values()))

    async def _owner(self, spec: OperationSpec, request: Any, ctx: Context) -> Owner | None:
        if (named := self._named.get(spec.method)) is not None:
            return await owner_of(named, request, ctx)
        if spec.method in self._dialling:
            owner = await connected_to(request.destinations, ctx)
            # A connection to the dead is no more; its phone will register elsewhere.
            return None if owner is None or owner.is_dead else owner
        return None

    def _stub(self, owner: Owner, spec: OperationSpec) -> Any:
        channel = self._channels.get(owner.address)
        if channel is None:
            channel = grpc.aio.insecure_channel(owner.address, options=_OPTIONS)
            self._channels[owner.address] = channel
        make: Any = channel.unary_unary
        if spec.server_streaming:
            make = channel.stream_stream if spec.client_streaming else channel.unary_stream
        return make(
            spec.method,
            request_serializer=spec.input.SerializeToString,
            response_deserializer=spec.output.FromString,
        )

    def _sealed(self, owner: Owner, spec: OperationSpec, ctx: Context) -> str:
        return self._signer.sign(Passed(ctx.caller, spec.method, owner.process_id, ctx.peer_ip))


class OtherProcess:
    """One operation in another process."""

    def __init__(self, owner: Owner, stub: Any, sealed: str, retry_after_s: float) -> None:
        self._owner = owner
        self._stub = stub
        self._sealed = sealed
        self._retry_after_s = retry_after_s

    async def call(self, request: Message, metadata: Metadata) -> Any:
        """Runs a unary operation there.

        Raises:
            VoipbinError: what it answered, or Unavailable when it does not.
        """
        try:
            return await self._stub(request, metadata=self._metadata(metadata), timeout=_LONGEST_S)
        except grpc.aio.AioRpcError as error:
            raise self._in_our_words(error) from None

    async def stream(self, request: Any, metadata: Metadata) -> AsyncIterator[Any]:
        """Runs a streaming operation there.

        Args:
            request: an async iterator of requests where those are many, too.
        """
        answers = self._stub(request, metadata=self._metadata(metadata))
        try:
            async for answer in answers:
                yield answer
        except grpc.aio.AioRpcError as error:
            raise self._in_our_words(error) from None
        finally:
            answers.cancel()

    def _metadata(self, metadata: Metadata) -> tuple[tuple[str, str], ...]:
        kept = [(name, metadata[name]) for name in _PASSED_ON if metadata.get(name)]
        return (*kept, (FORWARDED_KEY, self._sealed))

    def _in_our_words(self, error: grpc.aio.AioRpcError) -> VoipbinError:
        said = error_of(error)
        if said is not None and said.reason != "FORWARD_NOT_TRUSTED":
            return said
        _log.warning(
            "a process did not serve what it has",
            process=self._owner.process_id,
            address=self._owner.address,
            code=error.code().name,
            details=error.details(),
        )
        return _gone(self._retry_after_s)


def _gone(retry_after_s: float) -> Unavailable:
    return Unavailable(
        "the process that has this under way does not answer; if it is dead, another one ends "
        "what it had: repeat in a moment",
        reason="OWNER_UNAVAILABLE",
        retry_after_s=retry_after_s,
    )
