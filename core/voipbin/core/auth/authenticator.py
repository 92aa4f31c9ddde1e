"""Callers from tokens and access keys, read from the database at most every few seconds."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from voipbin.core.accesskey.model import ACCESSKEY
from voipbin.core.agent.model import AGENT
from voipbin.core.auth.tokens import TokenSigner
from voipbin.core.caller import ANONYMOUS, Caller, CallerKind, Permission
from voipbin.core.customer.model import CUSTOMER
from voipbin.core.edge.dispatcher import Metadata
from voipbin.core.errors import Unauthenticated
from voipbin.core.event.stored import StoredEvent
from voipbin.core.ids import sha256_hex
from voipbin.core.unit_of_work import Store

_FRESH_S = 2.0
_MAX_CACHED = 10_000
_BEARER = "Bearer "


@dataclass(frozen=True, slots=True)
class _Found:
    """What the database says of somebody."""

    caller: Caller
    tm_expire: int | None = None
    "Of the key."
    tm_password: int | None = None
    "Since when the agent has its password."


@dataclass(frozen=True, slots=True)
class _Known:
    found: _Found
    read_at_s: float


class DatabaseAuthenticator:
    """Knows agents by token and programs by access key."""

    def __init__(self, store: Store, signer: TokenSigner) -> None:
        self._store = store
        self._signer = signer
        self._known: OrderedDict[str, _Known] = OrderedDict()
        store.events.when_published(self._hear)

    async def authenticate(self, metadata: Metadata) -> Caller:
        """The caller; ANONYMOUS without credentials.

        Raises:
            Unauthenticated: the credentials are no good.
        """
        authorization = metadata.get("authorization", "")
        if authorization:
            if not authorization.startswith(_BEARER):
                raise Unauthenticated('authorization must be "Bearer <token>"')
            return await self.by_token(authorization.removeprefix(_BEARER))
        key = metadata.get("accesskey", "")
        return await self.by_accesskey(key) if key else ANONYMOUS

    async def by_token(self, token: str) -> Caller:
        """The agent of a login token, as it is now."""
        now_us = self._store.clock.now_us()
        claims = self._signer.read(token, now_us)
        name = f"agent:{claims.agent_id}"
        found = await self._fresh(name, claims.agent_id, self._load_agent)
        if found.tm_password is not None and claims.issued_us < found.tm_password:
            raise Unauthenticated(
                "the password was changed after this token was issued: log in again",
                reason="TOKEN_REVOKED",
            )
        return replace(found.caller, tm_token=claims.issued_us)

    async def by_accesskey(self, key: str) -> Caller:
        """The program that has an access key."""
        digest = sha256_hex(key)
        found = await self._fresh(f"key:{digest}", digest, self._load_accesskey)
        if found.tm_expire is not None and found.tm_expire <= self._store.clock.now_us():
            raise Unauthenticated("the access key has expired", reason="ACCESSKEY_EXPIRED")
        return found.caller

    def _hear(self, event: StoredEvent) -> None:
        """Forgets callers that this process changed; changes of others age within seconds."""
        if event.resource == "agent":
            self._known.pop(f"agent:{event.resource_id}", None)
        elif event.resource in ("accesskey", "customer"):
            for name, known in list(self._known.items()):
                caller = known.found.caller
                if event.resource_id in (caller.id, caller.customer_id):
                    del self._known[name]

    async def _fresh(self, name: str, value: str, load: Any) -> _Found:
        clock = self._store.clock
        known = self._known.get(name)
        if known is None or clock.monotonic_s() - known.read_at_s > _FRESH_S:
            known = _Known(await load(value), clock.monotonic_s())
            self._known[name] = known
            if len(self._known) > _MAX_CACHED:
                self._known.popitem(last=False)
        return known.found

    async def _load_agent(self, agent_id: str) -> _Found:
        agent, customer = AGENT.table, CUSTOMER.table
        row = await self._first(
            select(
                agent.c.id,
                agent.c.customer_id,
                agent.c.permission,
                agent.c.tm_password,
                *_standing(),
            )
            .join(customer, customer.c.id == agent.c.customer_id)
            .where(
                agent.c.id == agent_id, agent.c.tm_delete.is_(None), customer.c.tm_delete.is_(None)
            )
        )
        if row is None:
            raise Unauthenticated("the account of this token is gone", reason="TOKEN_INVALID")
        caller = _caller(CallerKind.AGENT, row, row.permission)
        return _Found(caller, tm_password=row.tm_password)

    async def _load_accesskey(self, digest: str) -> _Found:
        key, customer = ACCESSKEY.table, CUSTOMER.table
        row = await self._first(
            select(key.c.id, key.c.customer_id, key.c.tm_expire, *_standing())
            .join(customer, customer.c.id == key.c.customer_id)
            .where(
                key.c.token_hash == digest,
                key.c.tm_delete.is_(None),
                customer.c.tm_delete.is_(None),
            )
        )
        if row is None:
            raise Unauthenticated("the access key is not valid", reason="ACCESSKEY_INVALID")
        caller = _caller(CallerKind.ACCESSKEY, row, int(Permission.ADMIN))
        return _Found(caller, tm_expire=row.tm_expire)

    async def _first(self, statement: Any) -> Any:
        async with self._store.reading() as connection:
            return (await connection.execute(statement)).first()


def _standing() -> tuple[Any, ...]:
    customer = CUSTOMER.table
    return customer.c.status, customer.c.tm_deletion_scheduled


def _caller(kind: CallerKind, row: Any, permission: int) -> Caller:
    return Caller(kind, row.id, row.customer_id, permission, row.status, row.tm_deletion_scheduled)
