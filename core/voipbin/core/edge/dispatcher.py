"""The one way into the services: authenticate, permit, validate, run, map errors."""

from collections.abc import AsyncIterable, AsyncIterator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from google.protobuf.message import Message

from voipbin.core.caller import ANONYMOUS, Caller, check_access
from voipbin.core.context import Context
from voipbin.core.contract import rules
from voipbin.core.contract.credentials import NO_CREDENTIALS
from voipbin.core.contract.operations import OperationSpec, operations
from voipbin.core.contract.rate_limit import RateLimit
from voipbin.core.contract.read_mask import READ_MASK, masked_fields
from voipbin.core.customer.deletion import deletion_scheduled
from voipbin.core.edge.idempotency import IdempotencyStore
from voipbin.core.errors import (
    Cancelled,
    InvalidArgument,
    PermissionDenied,
    ResourceExhausted,
    Unauthenticated,
    VoipbinError,
)
from voipbin.core.ids import new_id
from voipbin.core.references import check_references
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.unit_of_work import Store
from voipbin.v1 import annotations_pb2 as options

_log = structlog.get_logger(__name__)

Metadata = Mapping[str, str]
_Handler = Callable[..., Any]
FORWARDED_KEY = "x-voipbin-forwarded"
"Metadata that a process passes an operation on with."
_PUBLIC_RATE = 10.0
_MOST_PEERS = 10_000


class Authenticator(Protocol):
    """Turns credentials into a caller."""

    async def authenticate(self, metadata: Metadata) -> Caller:
        """The caller; ANONYMOUS without credentials.

        Raises:
            Unauthenticated: the credentials are no good.
        """


class There(Protocol):
    """Another process, for one operation."""

    async def call(self, request: Any, metadata: Metadata) -> Any:
        """Runs a unary operation there."""

    def stream(self, request: Any, metadata: Metadata) -> AsyncIterator[Any]:
        """Runs a streaming operation there."""


class Elsewhere(Protocol):
    """The other processes of the database."""

    def forwards(self, spec: OperationSpec) -> bool:
        """Whether an operation may belong to another process at all."""

    async def there(self, spec: OperationSpec, request: Any, ctx: Context) -> There | None:
        """The process that has to serve a request; None when it is this one.

        Raises:
            Unavailable: it is dead.
        """

    def passed_on(self, spec: OperationSpec, signed: str) -> tuple[Caller, str]:
        """Who called the process that passes an operation on, and from where.

        Raises:
            Unauthenticated: it is none of ours.
        """


class Servicer(Protocol):
    """A room: knows what serves an operation."""

    def handler(self, spec: OperationSpec) -> _Handler:
        """What serves an operation: called with request and context.

        That of a client-streaming operation is called with the first message, an iterator of the
        others, and the context; where both sides stream, with an iterator of all and the context.
        """


class Dispatcher:
    """Runs operations for callers.

    Args:
        servicers: by full service name; every operation of the descriptors must be served.
        box: seals the answers that are kept for idempotency keys.
        max_in_flight: operations at once; more are refused with RESOURCE_EXHAUSTED.
        public_rate: calls a second of an address that need no credentials; twice as many at once.
        max_uploads: client-streaming operations at once; counted apart, for they last as long as
            their clients want.
        max_conversations: operations at once in which both sides stream.
        elsewhere: knows what other processes have under way; None where there are no others.
    """

    def __init__(
        self,
        servicers: Mapping[str, Servicer],
        authenticator: Authenticator,
        store: Store,
        box: SecretsBox,
        *,
        max_in_flight: int = 500,
        public_rate: float = _PUBLIC_RATE,
        max_uploads: int = 100,
        max_conversations: int = 20_000,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        self._elsewhere = elsewhere
        self._authenticator = authenticator
        self._store = store
        self._idempotency = IdempotencyStore(store, box)
        self._max_in_flight = max_in_flight
        self._in_flight = 0
        self._public_rate = RateLimit(public_rate, int(2 * public_rate) or 1, _MOST_PEERS)
        self._max_uploads = max_uploads
        self._uploads = 0
        self._max_conversations = max_conversations
        self._conversations = 0
        self._handlers = {
            spec.method: (spec, servicers[spec.service].handler(spec))
            for spec in operations().values()
        }

    async def call(self, method: str, request: Message, metadata: Metadata) -> Any:
        """Runs a unary operation.

        Raises:
            VoipbinError: what went wrong; the caller may be told all of it.
        """
        spec, handler = self._handlers[method]
        if self._in_flight >= self._max_in_flight:
            raise _too_busy("requests")
        self._in_flight += 1
        try:
            called = await self._permitted(spec, metadata)
            ctx = await self._admit(spec, called, request, metadata)
            if (there := await self._elsewhere_of(spec, called, request, ctx)) is not None:
                return await there.call(request, metadata)
            key = metadata.get("idempotency-key", "")
            if key and (spec.http_verb == "POST" or not spec.idempotent):
                return await self._idempotency.once(key, spec, request, ctx, handler)
            return await handler(request, ctx)
        except VoipbinError:
            raise
        except Exception as error:
            raise self._our_fault(spec, metadata, error) from error
        finally:
            self._in_flight -= 1

    async def stream(self, method: str, request: Message, metadata: Metadata) -> AsyncIterator[Any]:
        """Runs a server-streaming operation."""
        spec, handler = self._handlers[method]
        try:
            called = await self._permitted(spec, metadata)
            ctx = await self._admit(spec, called, request, metadata)
            there = await self._elsewhere_of(spec, called, request, ctx)
            answers = handler(request, ctx) if there is None else there.stream(request, metadata)
            async for answer in answers:
                yield answer
        except VoipbinError:
            raise
        except Exception as error:
            raise self._our_fault(spec, metadata, error) from error

    async def collect(
        self, method: str, requests: AsyncIterable[Message], metadata: Metadata
    ) -> Any:
        """Runs a client-streaming operation; who may not call it is refused unheard.

        Raises:
            VoipbinError: what went wrong; the caller may be told all of it.
        """
        spec, handler = self._handlers[method]
        if self._uploads >= self._max_uploads:
            raise _too_busy("uploads")
        self._uploads += 1
        try:
            called = await self._permitted(spec, metadata)
            messages = _unbroken(requests)
            first = await anext(messages, None)
            if first is None:
                raise InvalidArgument("the stream ended before its first message")
            ctx = await self._admit(spec, called, first, metadata)
            if key := metadata.get("idempotency-key", ""):
                return await self._idempotency.once_streamed(
                    key, spec, first, messages, ctx, handler
                )
            return await handler(first, messages, ctx)
        except VoipbinError:
            raise
        except Exception as error:
            raise self._our_fault(spec, metadata, error) from error
        finally:
            self._uploads -= 1

    async def converse(
        self, method: str, requests: AsyncIterable[Message], metadata: Metadata
    ) -> AsyncIterator[Any]:
        """Runs an operation in which both sides stream; its messages are checked by who serves it.

        Raises:
            VoipbinError: what went wrong; the caller may be told all of it.
        """
        spec, handler = self._handlers[method]
        if self._conversations >= self._max_conversations:
            raise _too_busy("streams")
        self._conversations += 1
        try:
            called = await self._permitted(spec, metadata)
            ctx = self._context(called, metadata)
            messages: AsyncIterator[Any] = _unbroken(requests)
            there = None
            if self._elsewhere is not None and self._elsewhere.forwards(spec):
                first, messages = await _peeked(messages)
                there = await self._elsewhere_of(spec, called, first, ctx)
            conversation: Any = (
                handler(messages, ctx) if there is None else there.stream(messages, metadata)
            )
            async with aclosing(conversation) as answers:
                async for answer in answers:
                    yield answer
        except VoipbinError:
            raise
        except Exception as error:
            raise self._our_fault(spec, metadata, error) from error
        finally:
            self._conversations -= 1

    async def _elsewhere_of(
        self, spec: OperationSpec, called: "_Called", request: Message | None, ctx: Context
    ) -> "There | None":
        """Where an operation has to be served, when that is not here.

        What another process passed on is served here in any case: nothing goes round in circles.
        """
        if self._elsewhere is None or called.is_passed_on or request is None:
            return None
        return await self._elsewhere.there(spec, request, ctx)

    async def _permitted(self, spec: OperationSpec, metadata: Metadata) -> "_Called":
        peer_ip = metadata.get("x-forwarded-for", "")
        if spec.access == options.ACCESS_PUBLIC:
            self._limit_rate(metadata)
            return _Called(ANONYMOUS, peer_ip)
        signed = metadata.get(FORWARDED_KEY, "")
        if signed and self._elsewhere is not None:
            caller, peer_ip = self._elsewhere.passed_on(spec, signed)
        else:
            caller = await self._authenticator.authenticate(metadata)
        if caller is ANONYMOUS:
            raise Unauthenticated(NO_CREDENTIALS)
        if not spec.while_frozen:
            _check_account(caller)
        check_access(caller, spec.access, spec.name)
        return _Called(caller, peer_ip, is_passed_on=bool(signed))

    async def _admit(
        self, spec: OperationSpec, called: "_Called", request: Message, metadata: Metadata
    ) -> Context:
        if faults := rules.violations(request):
            raise InvalidArgument.of(faults)
        ctx = self._context(called, metadata)
        await check_references(spec, request, ctx)
        return ctx

    def _context(self, called: "_Called", metadata: Metadata) -> Context:
        return Context(
            caller=called.caller,
            store=self._store,
            request_id=metadata.get("x-request-id", ""),
            peer_ip=called.peer_ip,
            fields=masked_fields(metadata.get(READ_MASK, "")),
        )

    def _limit_rate(self, metadata: Metadata) -> None:
        """Whoever needs no credentials may be guessing them."""
        peer = metadata.get("x-forwarded-for", "")
        delay_s = self._public_rate.delay(peer, self._store.clock.monotonic_s()) if peer else 0
        if delay_s > 0:
            raise ResourceExhausted(
                "too many requests; try again later",
                reason="RATE_LIMIT_EXCEEDED",
                retry_after_s=delay_s,
            )

    def _our_fault(self, spec: OperationSpec, metadata: Metadata, error: Exception) -> VoipbinError:
        request_id = metadata.get("x-request-id", "")
        _log.error("operation failed", operation=spec.name, request_id=request_id, exc_info=error)
        return VoipbinError(f"internal error; quote request {request_id or 'id unknown'}")


@dataclass(frozen=True, slots=True)
class _Called:
    """Who calls, and from where."""

    caller: Caller
    peer_ip: str
    is_passed_on: bool = False
    "By another process, which the caller called."


async def _peeked(messages: AsyncIterator[Message]) -> tuple[Any, AsyncIterator[Message]]:
    """The first message, None for none, and all of them."""
    first = await anext(messages, None)

    async def every_one() -> AsyncIterator[Message]:
        if first is not None:
            yield first
        async for message in messages:
            yield message

    return first, every_one()


async def _unbroken(requests: AsyncIterable[Message]) -> AsyncIterator[Message]:
    """The messages of a client, whose own failures are no fault of ours."""
    try:
        async for request in requests:
            yield request
    except VoipbinError:
        raise
    except Exception as error:
        raise Cancelled("the stream broke before its end") from error


def _too_busy(what: str) -> ResourceExhausted:
    return ResourceExhausted(f"too many {what} at once; repeat later", retry_after_s=1)


def request_metadata(pairs: Any) -> dict[str, str]:
    """Metadata as text, with a request id if the caller sent none."""
    found = {key: value for key, value in pairs or () if isinstance(value, str)}
    if not found.get("x-request-id"):
        found["x-request-id"] = new_id()
    return found


def _check_account(caller: Caller) -> None:
    if caller.customer_status == "active" or caller.is_super_admin:
        return
    if caller.customer_status == "frozen":
        raise deletion_scheduled(caller.tm_deletion_scheduled)
    raise PermissionDenied(f"the account is {caller.customer_status}", reason="ACCOUNT_NOT_ACTIVE")


__all__ = ["Authenticator", "Dispatcher", "Metadata", "Servicer", "request_metadata"]
