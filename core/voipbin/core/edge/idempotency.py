"""The same key and body give the first answer again."""

import hashlib
from collections.abc import Callable
from typing import Any

from google.protobuf.message import Message
from sqlalchemy import BigInteger, Index, LargeBinary, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, SQLModel
from voipbin.core.context import Context
from voipbin.core.contract.operations import OperationSpec
from voipbin.core.errors import Aborted, AlreadyExists, InvalidArgument
from voipbin.core.unit_of_work import Store

_KEPT_US = 24 * 3600 * 1_000_000
# A request that died with its process frees its key after this long.
_STALE_US = 60 * 1_000_000
_MAX_KEY = 255


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
    """Answers kept for a day."""

    def __init__(self, store: Store) -> None:
        self._store = store

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
        if len(key) > _MAX_KEY:
            raise InvalidArgument(f"idempotency-key must have at most {_MAX_KEY} characters")
        body = spec.method.encode() + b"\0" + request.SerializeToString(deterministic=True)
        fingerprint = hashlib.sha256(body).hexdigest()
        owner = (ctx.caller.customer_id, ctx.caller.id, key)
        first = await self._reserve(owner, fingerprint)
        if first is not None:
            return _answer_again(first, fingerprint, spec)
        try:
            answer = await handler(request, ctx)
        except BaseException:
            # A refused request leaves its key free, so that a corrected one may use it.
            await self._forget(owner)
            raise
        await self._keep(owner, answer.SerializeToString())
        return answer

    async def _reserve(self, owner: tuple[str, str, str], fingerprint: str) -> Any:
        """None when the key is ours now, else the row that holds it."""
        now = self._store.clock.now_us()
        async with self._store.writing() as work:
            await work.execute(delete(_TABLE).where(_TABLE.c.tm_create < now - _KEPT_US))
            await work.execute(
                delete(_TABLE).where(
                    *_is(owner), _TABLE.c.answer.is_(None), _TABLE.c.tm_create < now - _STALE_US
                )
            )
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

    async def _keep(self, owner: tuple[str, str, str], answer: bytes) -> None:
        async with self._store.writing() as work:
            await work.execute(update(_TABLE).where(*_is(owner)).values(answer=answer))

    async def _forget(self, owner: tuple[str, str, str]) -> None:
        async with self._store.writing() as work:
            await work.execute(delete(_TABLE).where(*_is(owner)))


def _is(owner: tuple[str, str, str]) -> tuple[Any, ...]:
    columns = (_TABLE.c.customer_id, _TABLE.c.caller_id, _TABLE.c.key)
    return tuple(column == value for column, value in zip(columns, owner, strict=True))


def _answer_again(row: Any, fingerprint: str, spec: OperationSpec) -> Message:
    if row.fingerprint != fingerprint:
        raise AlreadyExists(
            "the idempotency key was used with another request", reason="IDEMPOTENCY_KEY_REUSED"
        )
    if row.answer is None:
        raise _still_running()
    return spec.output.FromString(row.answer)


def _still_running() -> Aborted:
    return Aborted(
        "the first request with this idempotency key is still running",
        reason="IDEMPOTENCY_KEY_IN_USE",
        retry_after_s=1,
    )
