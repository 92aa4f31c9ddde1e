"""Password hashes (argon2id), computed away from the event loop."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()
# A hash takes a tenth of a second and 64 MiB: two at a time are enough and bound the memory.
_pool = ThreadPoolExecutor(2, thread_name_prefix="password")
# Verified against when there is no such user, so that both answers take the same time. No password
# is known to give this hash; making one here would cost every start a tenth of a second.
_NOBODY = (
    f"$argon2id$v=19$m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    f"${'A' * 22}${'A' * 43}"
)


async def hash_password(password: str) -> str:
    """The hash to store."""
    return await asyncio.get_running_loop().run_in_executor(_pool, _hasher.hash, password)


async def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password is the one of the stored hash; takes as long without one."""
    loop = asyncio.get_running_loop()
    matches = await loop.run_in_executor(_pool, _matches, stored, password)
    return matches and stored is not None


def _matches(stored: str | None, password: str) -> bool:
    try:
        return _hasher.verify(stored or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
