"""The same key and body give the first answer again."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from google.protobuf.message import Message
from sqlalchemy import BigInteger, Index, LargeBinary, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, SQLModel

from voipbin.core.context import Context
from voipbin.core.contract.operations import OperationSpec
from voipbin.core.errors import Aborted, AlreadyExists, FailedPrecondition, InvalidArgument
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.unit_of_work import WITNESS, Store, UnitOfWork

_KEPT_US = 24 * 3600 * 1_000_000
# A request that died with its process frees its key after this long.
_STALE_US = 60 * 1_000_000
_MAX_KEY = 255
_NOT_KNOWN = b""
"The answer of a request that has changed something and is not answered yet."
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


class _Claim:
    """One request at work: each of its transactions notes in itself that it was carried out, so
    that no repetition does it again, whenever the process dies.

    Args:
        seal: makes of an answer what is kept.
        output: what answers the request; None when its answer cannot be kept with the change.
    """

    def __init__(
        self, owner: _Owner, tm_create: int, seal: Callable[[bytes], bytes], output: Any
    ) -> None:
        self.owner = owner
        self.tm_create = tm_create
        self.kept: bytes | None = None
        "The answer that was stored with the change."
        self.is_over = False
        self._seal = seal
        self._output = output
        self._is_noted = False

    async def note(self, work: UnitOfWork) -> None:
        """Stores the answer with the change, or that there will be one.

        Raises:
            Aborted: this took so long that the key is another request's by now.
        """
        answer = self._answer_of(work)
        # What a request begins in the background goes on in its context.
        if self.is_over or (self._is_noted and answer is None):
            return
        values = {"answer": _NOT_KNOWN if answer is None else self._seal(answer)}
        if not (await work.execute(update(_TABLE).where(*self.mine).values(**values))).rowcount:
            raise _still_running()

        def committed() -> None:
            self._is_noted, self.kept = True, answer

        work.after_commit(committed)

    @property
    def mine(self) -> tuple[Any, ...]:
        """The row, unless another request has taken the key over."""
        return (*_is(self.owner), _TABLE.c.tm_create == self.tm_create)

    def _answer_of(self, work: UnitOfWork) -> bytes | None:
        answer = work.answer
        if answer is None or self._output is None or not isinstance(answer, self._output):
            return None
        told: bytes = answer.SerializeToString()
        return told


class IdempotencyStore:
    """Answers kept for a day, sealed: that of CreateAccesskey holds a token."""

    def __init__(self, store: Store, box: SecretsBox) -> None:
        self._store = store
        self._box = box
        self._began_us = store.clock.now_us()
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
            FailedPrecondition: it was carried out, and the process died before it had an answer.
        """
        owner = _owner(key, ctx)
        fingerprint = _digest(spec, request).hexdigest()
        claim = await self._reserve(owner, fingerprint, spec.output)
        if not isinstance(claim, _Claim):
            return self._answer_again(claim, owner, fingerprint, spec)
        # A client that hangs up now will come again: what it began goes on, so that the same key
        # finds the answer and does not do everything twice.
        task = asyncio.get_running_loop().create_task(self._run(claim, request, ctx, handler))
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
        # The answer cannot be kept with the change: the digest is known at the end alone.
        known = await self._reserve(owner, "", None)
        if not isinstance(known, _Claim):
            self._require_answer(known, owner)
            async for _ in _hashed(rest, digest):
                pass
            return self._answer_again(known, owner, digest.hexdigest(), spec)
        return await self._run(known, first, ctx, _on_stream(handler, rest, digest), digest)

    async def _run(
        self,
        claim: _Claim,
        request: Message,
        ctx: Context,
        handler: Callable[..., Any],
        streamed: Any = None,
    ) -> Message:
        owner = claim.owner
        self._running.add(owner)
        token = WITNESS.set(claim)
        try:
            answer: Message = await handler(request, ctx)
            claim.is_over = True
            if claim.kept != (told := answer.SerializeToString()):
                await self._keep(claim, told, streamed.hexdigest() if streamed else "")
        except BaseException:
            # A refused request leaves its key free, so that a corrected one may use it.
            claim.is_over = True
            await self._forget(claim)
            raise
        finally:
            WITNESS.reset(token)
            self._running.discard(owner)
        return answer

    def _ended(self, task: asyncio.Task[Message]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # told to the caller, if it is still there

    def _answer_again(
        self, row: Any, owner: _Owner, fingerprint: str, spec: OperationSpec
    ) -> Message:
        if row.fingerprint and row.fingerprint != fingerprint:
            raise AlreadyExists(
                "the idempotency key was used with another request",
                reason="IDEMPOTENCY_KEY_REUSED",
            )
        self._require_answer(row, owner)
        return spec.output.FromString(self._box.open_bytes(row.answer, _bound_to(owner)))

    def _require_answer(self, row: Any, owner: _Owner) -> None:
        if row.answer:
            return
        is_stale = row.tm_create < self._store.clock.now_us() - _STALE_US
        if row.answer == _NOT_KNOWN and is_stale and owner not in self._running:
            raise FailedPrecondition(
                "the first request with this idempotency key was carried out, but the process that"
                " did it ended before it could answer: look for what it made",
                reason="IDEMPOTENCY_ANSWER_LOST",
            )
        raise _still_running()

    async def _reserve(self, owner: _Owner, fingerprint: str, output: Any) -> Any:
        """A claim when the key is ours now, else the row that holds it."""
        now = self._store.clock.now_us()
        async with self._store.writing() as work:
            await work.execute(delete(_TABLE).where(_TABLE.c.tm_create < now - _KEPT_US))
            if owner not in self._running:
                stale_us = self._stale_us(work)
                abandoned = (_TABLE.c.answer.is_(None), _TABLE.c.tm_create < stale_us)
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
        return _Claim(owner, now, lambda answer: self._sealed(owner, answer), output)

    def _stale_us(self, work: UnitOfWork) -> int:
        """Before when a request must have begun to count as dead with its process."""
        stale_us = work.clock.now_us() - _STALE_US
        # With SQLite the last process has ended before this one began. If it has not after all, it
        # finds that its key is taken, and stores nothing.
        return max(stale_us, self._began_us) if work.dialect_name == "sqlite" else stale_us

    def _sealed(self, owner: _Owner, answer: bytes) -> bytes:
        return self._box.seal_bytes(answer, _bound_to(owner))

    async def _keep(self, claim: _Claim, answer: bytes, fingerprint: str) -> None:
        values: dict[str, Any] = {"answer": self._sealed(claim.owner, answer)}
        if fingerprint:
            values["fingerprint"] = fingerprint
        async with self._store.writing() as work:
            await work.execute(update(_TABLE).where(*claim.mine).values(**values))

    async def _forget(self, claim: _Claim) -> None:
        async with self._store.writing() as work:
            await work.execute(delete(_TABLE).where(*claim.mine))


def _owner(key: str, ctx: Context) -> _Owner:
    """
    Raises:
        InvalidArgument: the key is too long.
    """
    if len(key) > _MAX_KEY:
        raise InvalidArgument(f"idempotency-key must have at most {_MAX_KEY} characters")
    # Who has no credentials is told from others by its address.
    caller_id = ctx.caller.id or str(uuid5(NAMESPACE_URL, ctx.peer_ip))
    return ctx.caller.customer_id, caller_id, key


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
