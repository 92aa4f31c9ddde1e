"""The one way into the services: authenticate, permit, validate, run, map errors."""

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, Protocol

import structlog
from google.protobuf.message import Message

from voipbin.core.caller import ANONYMOUS, Caller, check_access
from voipbin.core.context import Context
from voipbin.core.contract import rules
from voipbin.core.contract.operations import OperationSpec, operations
from voipbin.core.contract.rate_limit import RateLimit
from voipbin.core.customer.deletion import deletion_scheduled
from voipbin.core.edge.idempotency import IdempotencyStore
from voipbin.core.errors import (
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
_Handler = Callable[[Any, Context], Any]
_PUBLIC_RATE, _PUBLIC_BURST = 10.0, 20
_MOST_PEERS = 10_000


class Authenticator(Protocol):
    """Turns credentials into a caller."""

    async def authenticate(self, metadata: Metadata) -> Caller:
        """The caller; ANONYMOUS without credentials.

        Raises:
            Unauthenticated: the credentials are no good.
        """


class Servicer(Protocol):
    """A room: knows what serves an operation."""

    def handler(self, spec: OperationSpec) -> _Handler:
        """What serves an operation."""


class Dispatcher:
    """Runs operations for callers.

    Args:
        servicers: by full service name; every operation of the descriptors must be served.
        box: seals the answers that are kept for idempotency keys.
        max_in_flight: operations at once; more are refused with RESOURCE_EXHAUSTED.
        public_rate: how often an address may call what needs no credentials.
    """

    def __init__(
        self,
        servicers: Mapping[str, Servicer],
        authenticator: Authenticator,
        store: Store,
        box: SecretsBox,
        *,
        max_in_flight: int = 500,
        public_rate: RateLimit | None = None,
    ) -> None:
        self._authenticator = authenticator
        self._store = store
        self._idempotency = IdempotencyStore(store, box)
        self._max_in_flight = max_in_flight
        self._in_flight = 0
        self._public_rate = public_rate or RateLimit(_PUBLIC_RATE, _PUBLIC_BURST, _MOST_PEERS)
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
            raise ResourceExhausted("too many requests at once; repeat later", retry_after_s=1)
        self._in_flight += 1
        try:
            ctx = await self._admit(spec, request, metadata)
            key = metadata.get("idempotency-key", "")
            if key and not spec.idempotent:
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
            ctx = await self._admit(spec, request, metadata)
            async for answer in handler(request, ctx):
                yield answer
        except VoipbinError:
            raise
        except Exception as error:
            raise self._our_fault(spec, metadata, error) from error

    async def _admit(self, spec: OperationSpec, request: Message, metadata: Metadata) -> Context:
        if spec.access == options.ACCESS_PUBLIC:
            self._limit_rate(metadata)
            caller = ANONYMOUS
        else:
            caller = await self._authenticator.authenticate(metadata)
            if caller is ANONYMOUS:
                raise Unauthenticated("credentials are missing: send a token or an access key")
            if not spec.while_frozen:
                _check_account(caller)
            check_access(caller, spec.access, spec.name)
        if faults := rules.violations(request):
            raise InvalidArgument.of(faults)
        ctx = Context(
            caller=caller,
            store=self._store,
            request_id=metadata.get("x-request-id", ""),
            peer_ip=metadata.get("x-forwarded-for", ""),
        )
        await check_references(spec, request, ctx)
        return ctx

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
