"""The same key and body give the first answer again."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from typing import Any

from google.protobuf.message import Message
from sqlalchemy import BigInteger, Index, LargeBinary, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, SQLModel

from voipbin.core.context import Context
from voipbin.core.contract.operations import OperationSpec
from voipbin.core.errors import Aborted, AlreadyExists, InvalidArgument
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.unit_of_work import Store

_KEPT_US = 24 * 3600 * 1_000_000
# A request that died with its process frees its key after this long.
_STALE_US = 60 * 1_000_000
_MAX_KEY = 255
_Owner = tuple[str, str, str]
"Customer, caller, key."


class IdempotencyRow(SQLModel, table=True):
    """One key of one caller."""

    __tablename__ = "idempotency"
    __table_args__ = (Index("ix_idempotency_age", "tm_create"),)

    customer_id: str = Field(primary_key=True, max_length=36)
    caller_id: str = Field(primary_key=True, max_length=36)
    key: str = Field(primary_key=True, max_length=_MAX_KEY)
    fingerprint: str = Field(max_length=64)
    answer: bytes | None = Field(default=None, sa_type=LargeBinary)
    tm_create: int = Field(sa_type=BigInteger)


_TABLE: Any = IdempotencyRow.__table__  # type: ignore[attr-defined]


class IdempotencyStore:
    """Answers kept for a day, sealed: that of CreateAccesskey holds a token."""

    def __init__(self, store: Store, box: SecretsBox) -> None:
        self._store = store
        self._box = box
        self._running: set[_Owner] = set()
        self._tasks: set[asyncio.Task[Message]] = set()

    async def once(
        self,
        key: str,
        spec: OperationSpec,
        request: Message,
        ctx: Context,
        handler: Callable[[Any, Context], Any],
    ) -> Any:
        """Runs the handler the first time, gives its answer every time.

        Raises:
            AlreadyExists: the key came with another request before.
            Aborted: the first request with the key is still running.
        """
        owner = _owner(key, ctx)
        fingerprint = _digest(spec, request).hexdigest()
        first = await self._reserve(owner, fingerprint)
        if first is not None:
            return self._answer_again(first, owner, fingerprint, spec)
        # A client that hangs up now will come again: what it began goes on, so that the same key
        # finds the answer and does not do everything twice.
        task = asyncio.get_running_loop().create_task(self._run(owner, request, ctx, handler))
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    async def once_streamed(
        self,
        key: str,
        spec: OperationSpec,
        first: Any,
        rest: AsyncIterator[Any],
        ctx: Context,
        handler: Callable[..., Any],
    ) -> Any:
        """The same for a stream: what it carries counts, not how it was cut into messages.

        A repeated stream is read to its end, for only then is it known to be the same. A client
        that hangs up takes its stream with it, so nothing goes on without it.
        """
        owner = _owner(key, ctx)
        head: Any = type(first)()
        head.CopyFrom(first)
        head.ClearField("content")
        digest = _digest(spec, head)
        digest.update(first.content)
        known = await self._reserve(owner, "")
        if known is not None:
            if known.answer is None:
                raise _still_running()
            async for _ in _hashed(rest, digest):
                pass
            return self._answer_again(known, owner, digest.hexdigest(), spec)
        return await self._run(owner, first, ctx, _on_stream(handler, rest, digest), digest)

    async def _run(
        self,
        owner: _Owner,
        request: Message,
        ctx: Context,
        handler: Callable[..., Any],
        streamed: Any = None,
    ) -> Message:
        self._running.add(owner)
        try:
            answer: Message = await handler(request, ctx)
            sealed = self._box.seal_bytes(answer.SerializeToString(), _bound_to(owner))
            await self._keep(owner, sealed, streamed.hexdigest() if streamed else "")
        except BaseException:
            # A refused request leaves its key free, so that a corrected one may use it.
            await self._forget(owner)
            raise
        finally:
            self._running.discard(owner)
        return answer

    def _ended(self, task: asyncio.Task[Message]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # told to the caller, if it is still there

    def _answer_again(
        self, row: Any, owner: _Owner, fingerprint: str, spec: OperationSpec
    ) -> Message:
        if row.fingerprint != fingerprint:
            raise AlreadyExists(
                "the idempotency key was used with another request",
                reason="IDEMPOTENCY_KEY_REUSED",
            )
        if row.answer is None:
            raise _still_running()
        return spec.output.FromString(self._box.open_bytes(row.answer, _bound_to(owner)))

    async def _reserve(self, owner: _Owner, fingerprint: str) -> Any:
        """None when the key is ours now, else the row that holds it."""
        now = self._store.clock.now_us()
        async with self._store.writing() as work:
            await work.execute(delete(_TABLE).where(_TABLE.c.tm_create < now - _KEPT_US))
            if owner not in self._running:
                abandoned = (_TABLE.c.answer.is_(None), _TABLE.c.tm_create < now - _STALE_US)
                await work.execute(delete(_TABLE).where(*_is(owner), *abandoned))
            row = (await work.execute(select(_TABLE).where(*_is(owner)))).first()
            if row is not None:
                return row
        try:
            async with self._store.writing() as work:
                customer_id, caller_id, key = owner
                await work.execute(
                    insert(_TABLE).values(
                        customer_id=customer_id,
                        caller_id=caller_id,
                        key=key,
                        fingerprint=fingerprint,
                        tm_create=now,
                    )
                )
        except IntegrityError:
            raise _still_running() from None
        return None

    async def _keep(self, owner: _Owner, answer: bytes, fingerprint: str = "") -> None:
        values: dict[str, Any] = {"answer": answer}
        if fingerprint:
            values["fingerprint"] = fingerprint
        async with self._store.writing() as work:
            await work.execute(update(_TABLE).where(*_is(owner)).values(**values))

    async def _forget(self, owner: _Owner) -> None:
        async with self._store.writing() as work:
            await work.execute(delete(_TABLE).where(*_is(owner)))


def _owner(key: str, ctx: Context) -> _Owner:
    """
    Raises:
        InvalidArgument: the key is too long.
    """
    if len(key) > _MAX_KEY:
        raise InvalidArgument(f"idempotency-key must have at most {_MAX_KEY} characters")
    return ctx.caller.customer_id, ctx.caller.id, key


def _digest(spec: OperationSpec, request: Message) -> Any:
    body = spec.method.encode() + b"\0" + request.SerializeToString(deterministic=True)
    return hashlib.sha256(body)


def _on_stream(
    handler: Callable[..., Any], rest: AsyncIterator[Any], digest: Any
) -> Callable[[Message, Context], Any]:
    return lambda first, ctx: handler(first, _hashed(rest, digest), ctx)


async def _hashed(rest: AsyncIterator[Any], digest: Any) -> AsyncIterator[Any]:
    async for message in rest:
        digest.update(message.content)
        yield message


def _bound_to(owner: _Owner) -> str:
    return "\0".join(("idempotency", *owner))


def _is(owner: _Owner) -> tuple[Any, ...]:
    columns = (_TABLE.c.customer_id, _TABLE.c.caller_id, _TABLE.c.key)
    return tuple(column == value for column, value in zip(columns, owner, strict=True))


def _still_running() -> Aborted:
    return Aborted(
        "the first request with this idempotency key is still running",
        reason="IDEMPOTENCY_KEY_IN_USE",
        retry_after_s=1,
    )
