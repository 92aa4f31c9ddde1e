"""Answering 401 and 407 (RFC 3261 22.2, RFC 7616, RFC 8760)."""

import secrets
from dataclasses import dataclass, field

from .digest import MD5, SHA256, Credentials, Ha1, digest_response, format_digest, parse_digest
from .flow import HostPort
from .message import Request, Response

_BARE = frozenset(("algorithm", "qop", "nc", "stale"))
_STRENGTH = {MD5: 1, SHA256: 2}
_PAIRS = (("Proxy-Authenticate", "Proxy-Authorization"), ("WWW-Authenticate", "Authorization"))


@dataclass(slots=True)
class _Challenge:
    header: str
    realm: str
    nonce: str
    algorithm: str
    qop: str | None
    opaque: str | None
    stale: bool
    issuer: HostPort | None
    uses: int = 0


@dataclass(slots=True)
class ClientDigest:
    """Credentials of one user and the challenges met so far, one per realm and header."""

    credentials: Credentials
    _challenges: dict[tuple[str, str], _Challenge] = field(default_factory=dict)
    _asked: HostPort | None = None
    """Whom the last request was signed for."""

    def learn(self, response: Response) -> bool:
        """Take the challenges of a 401 or 407; whether another attempt makes sense.

        A second challenge for a realm already answered means a wrong password, unless stale, or
        of another server: that need not know the nonces of the first one (RFC 3263 4.3).
        """
        fresh = False
        for header, answer in _PAIRS:
            for challenge in _strongest(response, header, answer, self._asked):
                key = (answer, challenge.realm)
                known = self._challenges.get(key)
                fresh |= known is None or known.uses == 0 or known.issuer != self._asked
                fresh |= challenge.stale
                self._challenges[key] = challenge
        return fresh

    def sign(self, request: Request, server: HostPort | None = None) -> None:
        """Put one (Proxy-)Authorization line per known challenge into `request`.

        Args:
            server: where it is sent.
        """
        self._asked = server
        for _, answer in _PAIRS:
            request.headers.remove(answer)
        for challenge in self._challenges.values():
            request.headers.add(challenge.header, self._answer(challenge, request))

    def forget(self) -> None:
        """Start over: the next challenge counts as the first."""
        self._challenges.clear()

    def _answer(self, challenge: _Challenge, request: Request) -> str:
        challenge.uses += 1
        user = self.credentials.username
        ha1 = Ha1.of(user, challenge.realm, self.credentials.password)
        nc, cnonce = f"{challenge.uses:08x}", secrets.token_hex(8)
        response = digest_response(
            challenge.algorithm,
            ha1.for_algorithm(challenge.algorithm),
            method=request.method,
            uri=request.raw_uri,
            nonce=challenge.nonce,
            qop=challenge.qop,
            nc=nc,
            cnonce=cnonce,
        )
        params = {
            "username": user,
            "realm": challenge.realm,
            "nonce": challenge.nonce,
            "uri": request.raw_uri,
            "response": response,
            "algorithm": challenge.algorithm,
        }
        if challenge.qop:
            params |= {"qop": challenge.qop, "nc": nc, "cnonce": cnonce}
        if challenge.opaque is not None:
            params["opaque"] = challenge.opaque
        return format_digest(params, _BARE)


def _strongest(
    response: Response, header: str, answer: str, issuer: HostPort | None
) -> list[_Challenge]:
    """The strongest usable challenge of each realm in the lines of `header`."""
    best: dict[str, _Challenge] = {}
    for line in response.headers.all(header):
        challenge = _read(line, answer, issuer)
        if challenge is None:
            continue
        known = best.get(challenge.realm)
        if known is None or _STRENGTH[challenge.algorithm] > _STRENGTH[known.algorithm]:
            best[challenge.realm] = challenge
    return list(best.values())


def _read(line: str, answer: str, issuer: HostPort | None) -> _Challenge | None:
    try:
        params = parse_digest(line)
    except ValueError:
        return None
    algorithm = params.get("algorithm", MD5).upper()
    offered = [item.strip().lower() for item in params.get("qop", "").split(",") if item.strip()]
    if algorithm not in _STRENGTH or "nonce" not in params or (offered and "auth" not in offered):
        return None
    return _Challenge(
        answer,
        params.get("realm", ""),
        params["nonce"],
        algorithm,
        "auth" if offered else None,
        params.get("opaque"),
        params.get("stale", "").lower() == "true",
        issuer,
    )
