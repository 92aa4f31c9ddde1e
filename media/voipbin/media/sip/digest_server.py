"""Challenging and checking (RFC 3261 22, RFC 7616 3.3-3.4, RFC 8760)."""

import hashlib
import hmac
import re
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from .digest import MD5, SHA256, Ha1, digest_response, format_digest, parse_digest
from .message import Request

_BARE = frozenset(("algorithm", "stale"))
MAX_TRACKED_NONCES = 20_000
MAX_NONCE_USES = 0xFFFFFFFF
# libre before 2.0 gives up ("Function not implemented") on meeting any other algorithm, even
# below an MD5 challenge it could answer.
_MD5_ONLY = re.compile(r"baresip v[01]\.")
Lookup = Callable[[str, str], Awaitable[Ha1 | None]]
"""(realm, username) to secrets."""


class Verdict(Enum):
    """Outcome of a check."""

    ACCEPTED = auto()
    MISSING = auto()
    """No credentials for this realm: challenge."""
    STALE = auto()
    """Right shape, but the nonce is old, unknown or replayed: challenge with stale=true."""
    WRONG = auto()
    """Unknown user or wrong password; nobody can tell which."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Verdict and, when accepted, the user."""

    verdict: Verdict
    username: str = ""


class DigestServer:
    """Makes nonces that need no memory and remembers only how often live ones were used."""

    def __init__(
        self,
        now: Callable[[], float],
        *,
        lifetime_s: float = 300.0,
        algorithms: tuple[str, ...] = (MD5, SHA256),
    ) -> None:
        self._now = now
        self._lifetime_s = lifetime_s
        self._algorithms = algorithms
        self._key = secrets.token_bytes(32)
        self._uses: OrderedDict[str, int] = OrderedDict()
        self._forgotten_before_s = 0.0
        # Checked in place of an unknown user's, so that both take the same time.
        self._nobody = Ha1(secrets.token_hex(16), secrets.token_hex(32))

    def challenges(
        self,
        realm: str,
        *,
        source: str = "",
        stale: bool = False,
        user_agent: str = "",
        browser: bool = False,
    ) -> list[str]:
        """One challenge value per algorithm, all with one fresh nonce.

        MD5 comes first: peers that read only the first line (sipp, old phones) know no other,
        those that know SHA-256 look at all of them.

        Args:
            realm: of the user.
            source: address that is challenged; the nonce is good for it alone, so that credentials
                from there prove that it was there.
            stale: the nonce was good once.
            user_agent: leaves out what that phone is known to choke on.
            browser: MD5 alone. JsSIP, under whatever name, keeps the last line only and knows no
                other algorithm; WSS protects the exchange anyway.
        """
        nonce = self._make_nonce(realm, source)
        only_md5 = browser or _MD5_ONLY.match(user_agent)
        algorithms = (MD5,) if only_md5 else self._algorithms
        return [
            format_digest(
                {"realm": realm, "nonce": nonce, "algorithm": algorithm, "qop": "auth"}
                | ({"stale": "true"} if stale else {}),
                _BARE,
            )
            for algorithm in algorithms
        ]

    async def check(
        self, request: Request, realm: str, lookup: Lookup, *, source: str = ""
    ) -> Checked:
        """Check the credentials `request` carries for `realm`, in either header."""
        params = _find(request, realm)
        if params is None:
            return Checked(Verdict.MISSING)
        # First of all: nobody is looked up for credentials that are forged.
        if self._is_stale(params, realm, source):
            return Checked(Verdict.STALE)
        username = params.get("username", "")
        ha1 = await lookup(realm, username)
        matches = self._matches(request, params, self._nobody if ha1 is None else ha1)
        if not matches or ha1 is None:
            return Checked(Verdict.WRONG)
        if not self._count(params):
            return Checked(Verdict.STALE)
        return Checked(Verdict.ACCEPTED, username)

    def challenged(self, request: Request, source: str) -> bool:
        """Whether credentials are under a nonce that we gave to this very source, and lately.

        Whoever carries one got our challenge there, so its address is not forged. Costs one HMAC.
        """
        for params in _every(request):
            if not self._is_stale(params, params.get("realm", ""), source):
                return True
        return False

    def _matches(self, request: Request, params: dict[str, str], ha1: Ha1) -> bool:
        algorithm = params.get("algorithm", MD5).upper()
        if algorithm not in self._algorithms or params.get("qop", "").lower() != "auth":
            return False
        expected = digest_response(
            algorithm,
            ha1.for_algorithm(algorithm),
            method=request.method,
            uri=params.get("uri", ""),
            nonce=params.get("nonce", ""),
            qop=params.get("qop"),
            nc=params.get("nc", ""),
            cnonce=params.get("cnonce", ""),
        )
        given = params.get("response", "").lower()
        return hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace"))

    def _make_nonce(self, realm: str, source: str) -> str:
        body = f"{int(self._now() * 1000):x}.{secrets.token_hex(8)}"
        return f"{body}.{self._seal(body, realm, source)}"

    def _seal(self, body: str, realm: str, source: str) -> str:
        sealed = f"{realm}\0{source}\0{body}".encode()
        return hmac.new(self._key, sealed, hashlib.sha256).hexdigest()[:32]

    def _is_stale(self, params: dict[str, str], realm: str, source: str) -> bool:
        body, _, seal = params.get("nonce", "").rpartition(".")
        sealed = self._seal(body, realm, source)
        if not hmac.compare_digest(sealed.encode(), seal.encode("utf-8", "replace")):
            return True
        made_s = int(body.partition(".")[0], 16) / 1000
        return made_s < self._forgotten_before_s or self._now() - made_s > self._lifetime_s

    def _count(self, params: dict[str, str]) -> bool:
        """Note one use of a good nonce; False when its nc was used before (replay)."""
        nonce = params["nonce"]
        try:
            count = int(params.get("nc", ""), 16)
        except ValueError:
            return False
        if not 0 < count <= MAX_NONCE_USES or count <= self._uses.get(nonce, 0):
            return False
        self._uses[nonce] = count
        self._uses.move_to_end(nonce)
        if len(self._uses) > MAX_TRACKED_NONCES:
            oldest, _ = self._uses.popitem(last=False)
            # What we no longer count must not be accepted again.
            made_s = int(oldest.partition(".")[0], 16) / 1000
            self._forgotten_before_s = max(self._forgotten_before_s, made_s + 0.001)
        return True


def _find(request: Request, realm: str) -> dict[str, str] | None:
    """Digest parameters for `realm`; other realms are passed over (22.3)."""
    return next((params for params in _every(request) if params.get("realm") == realm), None)


def _every(request: Request) -> Iterator[dict[str, str]]:
    """All Digest credentials; other schemes are passed over."""
    for name in ("Proxy-Authorization", "Authorization"):
        for line in request.headers.all(name):
            try:
                yield parse_digest(line)
            except ValueError:
                continue
