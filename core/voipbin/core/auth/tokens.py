"""Login tokens: JWTs with the claims VoipBin clients know, `agent` and `expire`."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from voipbin.core.errors import InvalidArgument, Unauthenticated
from voipbin.core.paging import format_time, parse_token

if TYPE_CHECKING:
    from joserfc.jwk import OctKey

LIFETIME_US = 7 * 24 * 3600 * 1_000_000
_ALGORITHM = "HS256"


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token proves."""

    agent_id: str
    customer_id: str
    issued_us: int
    "Microseconds since 1970."


class TokenSigner:
    """Makes and reads tokens.

    Args:
        key: at least 32 secret bytes.
    """

    def __init__(self, key: bytes) -> None:
        self._bytes = key

    # The library is loaded with the first token: it brings a tenth of what the process holds, and
    # many platforms are used with access keys alone.

    @cached_property
    def _key(self) -> "OctKey":
        from joserfc.jwk import OctKey

        return OctKey.import_key(self._bytes)

    def sign(self, agent: dict[str, Any], now_us: int) -> str:
        """A token for an agent (the public JSON of it), valid for seven days."""
        from joserfc import jwt

        claims = {"agent": agent, "expire": format_time(now_us + LIFETIME_US)}
        return jwt.encode({"alg": _ALGORITHM}, claims, self._key)

    def read(self, token: str, now_us: int) -> Claims:
        """The claims of a token.

        Raises:
            Unauthenticated: it is not ours, was changed, or has expired.
        """
        from joserfc import jwt
        from joserfc.errors import JoseError

        try:
            claims = jwt.decode(token, self._key, algorithms=[_ALGORITHM]).claims
            expires_us, _ = parse_token(str(claims["expire"]))
            agent = claims["agent"]
            # Every token lives as long as the others, so its end says when it began.
            issued_us = expires_us - LIFETIME_US
            found = Claims(str(agent["id"]), str(agent["customer_id"]), issued_us)
        except (JoseError, InvalidArgument, KeyError, TypeError, ValueError):
            raise Unauthenticated("the token is not valid", reason="TOKEN_INVALID") from None
        if expires_us <= now_us:
            raise Unauthenticated("the token has expired: log in again", reason="TOKEN_EXPIRED")
        return found
