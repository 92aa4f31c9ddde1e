"""Checking passwords, and slowing down whoever guesses them."""

from voipbin.core.agent.model import AgentRow
from voipbin.core.auth.passwords import verify_password
from voipbin.core.context import Context
from voipbin.core.contract.rate_limit import RateLimit, network
from voipbin.core.errors import ResourceExhausted

# Ten wrong passwords for one name from one address at once, then one every five seconds; from all
# addresses so many more that nobody is easily kept out of what is its own.
_GUESSES_PER_S, _GUESSES_AT_ONCE, _MOST_NAMES = 0.2, 10, 10_000
_FROM_ALL_PER_S, _FROM_ALL_AT_ONCE = 0.5, 50


class PasswordCheck:
    """Checks the passwords of agents."""

    def __init__(self) -> None:
        self._guesses = RateLimit(_GUESSES_PER_S, _GUESSES_AT_ONCE, _MOST_NAMES)
        self._from_all = RateLimit(_FROM_ALL_PER_S, _FROM_ALL_AT_ONCE, _MOST_NAMES)

    async def passes(
        self, username: str, agent: AgentRow | None, password: str, ctx: Context
    ) -> bool:
        """Whether it is the agent's password; takes as long when there is no agent.

        Raises:
            ResourceExhausted: too many wrong ones were tried for this name.
        """
        # Taken before the answer is known: many guesses at once must not slip through.
        here, now_s = f"{username}\n{network(ctx.peer_ip)}", ctx.clock.monotonic_s()
        delay_s = self._guesses.delay(here, now_s) or self._from_all.delay(username, now_s)
        if delay_s > 0:
            raise ResourceExhausted(
                "too many wrong passwords; try again later",
                reason="RATE_LIMIT_EXCEEDED",
                retry_after_s=delay_s,
            )
        stored = agent.password_hash if agent else None
        is_right = await verify_password(stored, password)
        if is_right:
            self._guesses.forget(here)
            self._from_all.forget(username)
        return is_right
