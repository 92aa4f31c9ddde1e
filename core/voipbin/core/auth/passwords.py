"""Password hashes (argon2id), computed away from the event loop."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()
# A hash takes a tenth of a second and 64 MiB: two at a time are enough and bound the memory.
_pool = ThreadPoolExecutor(2, thread_name_prefix="password")


async def hash_password(password: str) -> str:
    """The hash to store."""
    return await asyncio.get_running_loop().run_in_executor(_pool, _hasher.hash, password)


async def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password is the one of the stored hash; takes as long without one."""
    loop = asyncio.get_running_loop()
    matches = await loop.run_in_executor(_pool, _matches, stored, password)
    return matches and stored is not None


@cache
def _nobody() -> str:
    """Verified against when there is no such user, so that both answers take the same time."""
    return _hasher.hash("nobody has this password")


def _matches(stored: str | None, password: str) -> bool:
    try:
        return _hasher.verify(stored or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
