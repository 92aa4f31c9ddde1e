"""Secrets that work once and for an hour: mailed links, and codes that go with them."""

import hmac
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Index, delete, insert, select, update
from sqlmodel import Field, SQLModel

from voipbin.core.database import Connection
from voipbin.core.ids import sha256_hex

LIFETIME_US = 3600 * 1_000_000
MAX_GUESSES = 5
"Wrong codes that are forgiven."


class OneTimeTokenRow(SQLModel, table=True):
    """What a token opens; the token itself is not kept."""

    __tablename__ = "one_time_token"
    __table_args__ = (
        Index("ix_one_time_token_customer", "customer_id"),
        Index("ix_one_time_token_agent", "agent_id"),
        Index("ix_one_time_token_age", "tm_expire"),
    )

    token_hash: str = Field(primary_key=True, max_length=64)
    purpose: str = Field(max_length=16)
    customer_id: str = Field(max_length=36)
    agent_id: str = Field(default="", max_length=36)
    code_hash: str = Field(default="", max_length=64)
    guesses: int = 0
    tm_expire: int = Field(sa_type=BigInteger)


_TABLE: Any = OneTimeTokenRow.__table__  # type: ignore[attr-defined]

VERIFY_EMAIL = "verify_email"
SIGNUP_CODE = "signup_code"
RESET_PASSWORD = "reset_password"  # noqa: S105 - the name of a purpose


@dataclass(frozen=True, slots=True)
class Opened:
    """Whom a token was made for."""

    customer_id: str
    agent_id: str
    code_hash: str


def new_link_token() -> str:
    """64 hex digits, 256 bits of chance."""
    return secrets.token_hex(32)


async def add_token(
    connection: Connection,
    token: str,
    purpose: str,
    customer_id: str,
    now_us: int,
    *,
    agent_id: str = "",
    code_hash: str = "",
) -> None:
    """Stores what a token opens for the next hour; forgets those whose hour is over."""
    await connection.execute(delete(_TABLE).where(_TABLE.c.tm_expire <= now_us))
    row = {
        "token_hash": sha256_hex(token),
        "purpose": purpose,
        "customer_id": customer_id,
        "agent_id": agent_id,
        "code_hash": code_hash,
        "guesses": 0,
        "tm_expire": now_us + LIFETIME_US,
    }
    await connection.execute(insert(_TABLE), row)


async def guess(connection: Connection, token: str, purpose: str) -> int:
    """Counts an attempt; returns how many there were, 0 for a token that is unknown."""
    is_it = _is(token, purpose)
    counted = update(_TABLE).where(*is_it).values(guesses=_TABLE.c.guesses + 1)
    await connection.execute(counted)
    found = (await connection.execute(select(_TABLE.c.guesses).where(*is_it))).first()
    return 0 if found is None else int(found.guesses)


async def look_at(connection: Connection, token: str, purpose: str, now_us: int) -> Opened | None:
    """Whom a token was made for, which goes on working; None when it does not work."""
    row = (
        await connection.execute(
            select(_TABLE).where(*_is(token, purpose), _TABLE.c.tm_expire > now_us)
        )
    ).first()
    return None if row is None else Opened(row.customer_id, row.agent_id, row.code_hash)


async def use_up(connection: Connection, token: str, purpose: str, now_us: int) -> Opened | None:
    """Whom a token was made for; of two at once, one gets it and the other None."""
    opened = await look_at(connection, token, purpose, now_us)
    if opened is None:
        return None
    gone = await connection.execute(delete(_TABLE).where(*_is(token, purpose)))
    return opened if gone.rowcount else None


async def forget(
    connection: Connection, purpose: str, *, agent_id: str = "", customer_id: str = ""
) -> None:
    """Makes the tokens of an agent or of a customer for one purpose worthless."""
    whose = _TABLE.c.agent_id == agent_id if agent_id else _TABLE.c.customer_id == customer_id
    await connection.execute(delete(_TABLE).where(_TABLE.c.purpose == purpose, whose))


def _is(token: str, purpose: str) -> tuple[Any, ...]:
    return _TABLE.c.token_hash == sha256_hex(token), _TABLE.c.purpose == purpose


class CodeHasher:
    """Hashes codes so short that a plain hash would be no secret.

    Args:
        key: of the installation; a stolen database does not have it.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def hash(self, code: str, token: str) -> str:
        """What is stored of a code, bound to the token it goes with."""
        return hmac.new(self._key, f"{token}\0{code}".encode(), "sha256").hexdigest()

    def matches(self, stored: str, code: str, token: str) -> bool:
        """Whether it is the code; takes as long when it is not."""
        return hmac.compare_digest(stored, self.hash(code, token))
