"""Login tokens."""

import base64
import json
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from voipbin.core.auth.tokens import LIFETIME_US, TokenSigner
from voipbin.core.errors import Unauthenticated

KEY = bytes(range(32))
NOW_US = 1_767_225_600_000_000
AGENT = {"id": "agent-id", "customer_id": "customer-id", "username": "demo"}


def test_round_trip() -> None:
    signer = TokenSigner(KEY)
    claims = signer.read(signer.sign(AGENT, NOW_US), NOW_US)
    assert (claims.agent_id, claims.customer_id) == ("agent-id", "customer-id")


def test_claims_are_those_clients_know() -> None:
    body = TokenSigner(KEY).sign(AGENT, NOW_US).split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    assert claims == {"agent": AGENT, "expire": "2026-01-08T00:00:00.000000Z"}


def test_expiry() -> None:
    signer = TokenSigner(KEY)
    token = signer.sign(AGENT, NOW_US)
    signer.read(token, NOW_US + LIFETIME_US - 1)
    with pytest.raises(Unauthenticated) as refused:
        signer.read(token, NOW_US + LIFETIME_US)
    assert refused.value.reason == "TOKEN_EXPIRED"


def _signed(claims: Any, key: bytes = KEY, alg: str = "HS256") -> str:
    return jwt.encode({"alg": alg}, claims, OctKey.import_key(key), algorithms=[alg])


def _part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


EXPIRE = "2026-01-08T00:00:00.000000Z"
HOSTILE = {
    "empty": "",
    "dots": "..",
    "other key": _signed({"agent": AGENT, "expire": EXPIRE}, KEY[::-1]),
    "other algorithm": _signed({"agent": AGENT, "expire": EXPIRE}, KEY * 2, "HS512"),
    "none": f"{_part({'alg': 'none'})}.{_part({'agent': AGENT, 'expire': EXPIRE})}.",
    "no agent": _signed({"expire": EXPIRE}),
    "no expiry": _signed({"agent": AGENT}),
    "agent is text": _signed({"agent": "x", "expire": EXPIRE}),
    "agent without id": _signed({"agent": {}, "expire": EXPIRE}),
    "expiry is a number": _signed({"agent": AGENT, "expire": 5}),
    "expiry is null": _signed({"agent": AGENT, "expire": None}),
    "header is a list": f"{_part([])}.{_part({})}.x",
    "deep header": f"{_part(0)[:-2]}{'W1tb' * 20_000}.e30.x",
    "not base64": "ü.ü.ü",
    "long": "x" * 100_000,
    "five parts": "a.b.c.d.e",
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile(case: str) -> None:
    with pytest.raises(Unauthenticated) as refused:
        TokenSigner(KEY).read(HOSTILE[case], NOW_US)
    assert refused.value.reason == "TOKEN_INVALID"


def test_changed_token() -> None:
    signer = TokenSigner(KEY)
    head, body, mark = signer.sign(AGENT, NOW_US).split(".")
    other = _part({"agent": AGENT | {"id": "admin"}, "expire": EXPIRE})
    for token in (f"{head}.{other}.{mark}", f"{head}.{body}.{mark[:-2]}AA"):
        with pytest.raises(Unauthenticated):
            signer.read(token, NOW_US)
