"""Digest: published examples, then every way to be refused."""

import asyncio

import pytest

from voipbin.media.sip import Credentials, Ha1
from voipbin.media.sip.digest import MD5, SHA256, digest_response, parse_digest
from voipbin.media.sip.digest_client import ClientDigest
from voipbin.media.sip.digest_server import Checked, DigestServer, Verdict
from voipbin.media.sip.headers import Headers
from voipbin.media.sip.message import Request, Response

REALM = "c1.registrar.voipbin.net"


class Clock:
    now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


async def lookup(realm: str, user: str) -> Ha1 | None:
    return Ha1.of(user, realm, "pw") if user == "1000" else None


def make_request(value: str = "", header: str = "Proxy-Authorization") -> Request:
    headers = Headers()
    headers.add("CSeq", "1 REGISTER")
    if value:
        headers.add(header, value)
    return Request("REGISTER", f"sip:{REALM}", headers)


def check(server: DigestServer, request: Request) -> Checked:
    return asyncio.run(server.check(request, REALM, lookup))


def signed(
    server: DigestServer,
    *,
    password: str = "pw",
    user: str = "1000",
    only: str = "",
    name: str = "Proxy",
) -> tuple[ClientDigest, Request]:
    """A client that has met a challenge of `server`, and its signed request."""
    response = Response(407)
    header = "Proxy-Authenticate" if name == "Proxy" else "WWW-Authenticate"
    for value in server.challenges(REALM):
        if only in value:
            response.headers.add(header, value)
    client = ClientDigest(Credentials(user, password))
    assert client.learn(response)
    request = make_request()
    client.sign(request)
    return client, request


@pytest.mark.parametrize(
    ("algorithm", "expected"),
    [
        (MD5, "8ca523f5e9506fed4657c9700eebdbec"),
        (SHA256, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_example_of_rfc7616(algorithm: str, expected: str) -> None:
    ha1 = Ha1.of("Mufasa", "http-auth@example.org", "Circle of Life")
    assert (
        digest_response(
            algorithm,
            ha1.for_algorithm(algorithm),
            method="GET",
            uri="/dir/index.html",
            nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
            qop="auth",
            nc="00000001",
            cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
        )
        == expected
    )


def test_example_of_rfc2617() -> None:
    ha1 = Ha1.of("Mufasa", "testrealm@host.com", "Circle Of Life")
    response = digest_response(
        MD5,
        ha1.md5,
        method="GET",
        uri="/dir/index.html",
        nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093",
        qop="auth",
        nc="00000001",
        cnonce="0a4f113b",
    )
    assert response == "6629fae49393a05397450978507c4ef1"


def test_parse_commas_in_quotes() -> None:
    params = parse_digest('Digest qop="auth,auth-int", realm="a, \\"b\\"" ,nonce=x,Algorithm=MD5')
    assert params == {"qop": "auth,auth-int", "realm": 'a, "b"', "nonce": "x", "algorithm": "MD5"}
    for bad in ("Basic abc", "Digest realm", 'Digest realm="x', 'Digest a="b" c="d"', ""):
        with pytest.raises(ValueError):
            parse_digest(bad)


@pytest.mark.parametrize("only", ["SHA-256", "MD5"])
@pytest.mark.parametrize("name", ["Proxy", "WWW"])
def test_accepted(only: str, name: str) -> None:
    server = DigestServer(Clock())
    client, request = signed(server, only=only, name=name)
    assert check(server, request) == Checked(Verdict.ACCEPTED, "1000")
    client.sign(request)
    assert check(server, request).verdict is Verdict.ACCEPTED, "nc=2 on the same nonce"


def test_client_prefers_sha256() -> None:
    _, request = signed(DigestServer(Clock()))
    assert "algorithm=SHA-256" in (request.headers.get("Proxy-Authorization") or "")


def test_replay_is_stale() -> None:
    server = DigestServer(Clock())
    _, request = signed(server)
    assert check(server, request).verdict is Verdict.ACCEPTED
    assert check(server, request).verdict is Verdict.STALE


def test_old_nonce_is_stale_and_client_recovers() -> None:
    clock = Clock()
    server = DigestServer(clock, lifetime_s=60)
    client, request = signed(server)
    clock.now_s += 61
    assert check(server, request).verdict is Verdict.STALE
    response = Response(407)
    for value in server.challenges(REALM, stale=True):
        response.headers.add("Proxy-Authenticate", value)
    assert client.learn(response)
    client.sign(request)
    assert check(server, request).verdict is Verdict.ACCEPTED


def test_foreign_nonces_are_stale() -> None:
    _, request = signed(DigestServer(Clock()))
    assert check(DigestServer(Clock()), request).verdict is Verdict.STALE


def test_nobody_is_looked_up_for_a_forged_nonce() -> None:
    async def nobody(realm: str, user: str) -> Ha1 | None:
        raise AssertionError(f"{user} is looked up")

    _, request = signed(DigestServer(Clock()))
    other = DigestServer(Clock())
    checked = asyncio.run(other.check(request, REALM, nobody))
    assert checked.verdict is Verdict.STALE


def test_unknown_user_and_bad_password_look_alike() -> None:
    server = DigestServer(Clock())
    _, bad_password = signed(server, password="nope")
    _, nobody = signed(server, user="9999")
    assert check(server, bad_password) == check(server, nobody) == Checked(Verdict.WRONG)


def test_wrong_password_is_not_tried_twice() -> None:
    server = DigestServer(Clock())
    client, _ = signed(server, password="nope")
    response = Response(407)
    for value in server.challenges(REALM):
        response.headers.add("Proxy-Authenticate", value)
    assert not client.learn(response)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("nc=00000001", "nc=0000000x"),
        ("nc=00000001", "nc=00000000"),
        ("qop=auth", "qop=auth-int"),
        ("algorithm=SHA-256", "algorithm=SHA-512"),
        ('response="', 'response="0'),
        ('uri="sip:', 'uri="sips:'),
    ],
)
def test_tampering(old: str, new: str) -> None:
    server = DigestServer(Clock())
    _, request = signed(server)
    value = request.headers.get("Proxy-Authorization") or ""
    assert old in value
    assert check(server, make_request(value.replace(old, new))).verdict in (
        Verdict.WRONG,
        Verdict.STALE,
    )


@pytest.mark.parametrize(
    "value",
    ["", "Basic Zm9v", "Digest", "Digest nonsense", 'Digest realm="other", nonce="x"', 'Digest "'],
)
def test_nothing_useful_is_a_challenge(value: str) -> None:
    assert check(DigestServer(Clock()), make_request(value)).verdict is Verdict.MISSING


def test_empty_digest_for_our_realm_is_not_accepted() -> None:
    request = make_request(f'Digest realm="{REALM}", username="1000", nonce="", response=""')
    assert check(DigestServer(Clock()), request).verdict is Verdict.STALE


def test_nonce_memory_is_bounded_and_forgetting_is_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voipbin.media.sip.digest_server.MAX_TRACKED_NONCES", 3)
    clock = Clock()
    server = DigestServer(clock)
    requests = []
    for _ in range(6):
        clock.now_s += 1
        _, request = signed(server)
        assert check(server, request).verdict is Verdict.ACCEPTED
        requests.append(request)
    assert len(server._uses) == 3
    assert {check(server, request).verdict for request in requests} == {Verdict.STALE}


def test_client_ignores_what_it_cannot_do() -> None:
    client = ClientDigest(Credentials("a", "b"))
    response = Response(401)
    response.headers.add("WWW-Authenticate", 'Digest realm="r", nonce="n", algorithm=AKAv1-MD5')
    response.headers.add("WWW-Authenticate", "Basic realm=x")
    response.headers.add("WWW-Authenticate", 'Digest realm="r", nonce="n", qop="auth-int"')
    assert not client.learn(response)


def test_client_without_qop_uses_rfc2069() -> None:
    client = ClientDigest(Credentials("a", "b"))
    response = Response(401)
    response.headers.add("WWW-Authenticate", 'Digest realm="r", nonce="n"')
    assert client.learn(response)
    request = make_request()
    client.sign(request)
    params = parse_digest(request.headers.get("Authorization") or "")
    assert "nc" not in params and params["algorithm"] == "MD5"


def test_baresip_1_gets_md5_only() -> None:
    server = DigestServer(Clock())
    assert len(server.challenges(REALM, user_agent="baresip v3.16.0 (x86_64/linux)")) == 2
    (only,) = server.challenges(REALM, user_agent="baresip v1.0.0 (x86_64/linux)")
    assert "algorithm=MD5" in only
