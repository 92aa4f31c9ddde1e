"""Password hashes (argon2id), computed away from the event loop."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher

# A hash takes a tenth of a second and 64 MiB: two at a time are enough and bound the memory.
_pool = ThreadPoolExecutor(2, thread_name_prefix="password")


async def hash_password(password: str) -> str:
    """The hash to store."""
    return await asyncio.get_running_loop().run_in_executor(_pool, _hash, password)


async def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password is the one of the stored hash; takes as long without one."""
    loop = asyncio.get_running_loop()
    matches = await loop.run_in_executor(_pool, _matches, stored, password)
    return matches and stored is not None


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher  # with the first password: many starts see none

    return PasswordHasher()


def _nobody() -> str:
    """Verified against when there is no such user, so that both answers take the same time.

    No password is known to give this hash; making one would cost a tenth of a second.
    """
    cost = _hasher()
    return (
        f"$argon2id$v=19$m={cost.memory_cost},t={cost.time_cost},p={cost.parallelism}"
        f"${'A' * 22}${'A' * 43}"
    )


def _hash(password: str) -> str:
    return _hasher().hash(password)


def _matches(stored: str | None, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(stored or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
