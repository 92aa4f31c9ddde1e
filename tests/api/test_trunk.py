"""Trunks through REST."""

import secrets
from typing import Any

import pytest

from tests.api.outcome import Outcome
from tests.api.rest_face import RestFace
from tests.api.running import RunningPlatform
from tests.api.smallest_plan import put_on_smallest_plan
from tests.api.tenants import Tenant
from voipbin.core.repository import Repository
from voipbin.core.secrets_box import SecretsBox
from voipbin.core.trunk.room import trunk_resource

BASIC = {"auth_types": ["basic"], "username": "pbx", "password": "Secret-456"}
IP = {"auth_types": ["ip"], "allowed_ips": ["203.0.113.7", "2001:db8::/32"]}


class Trunks:
    """What a tenant does with trunks."""

    def __init__(self, rest: RestFace, tenant: Tenant) -> None:
        self._rest, self.tenant = rest, tenant
        self.own = f"/trunks/{tenant.ids['trunk']}"

    def send(self, verb: str, path: str, **more: Any) -> Outcome:
        return self._rest.send(verb, path, self.tenant.admin, **more)

    def make(self, **fields: Any) -> Outcome:
        return self.send("POST", "/trunks", json={"domain_name": domain(), **fields})


def domain() -> str:
    return f"pbx-{secrets.token_hex(6)}"


@pytest.fixture
def trunks(rest: RestFace, tenant: Tenant) -> Trunks:
    """The smallest plan allows one trunk, so the one that every tenant has goes first."""
    found = Trunks(rest, tenant)
    assert found.send("DELETE", found.own).ok
    return found


@pytest.mark.parametrize("auth", [BASIC, IP, BASIC | IP | {"auth_types": ["basic", "ip"]}, {}])
def test_valid(trunks: Trunks, auth: dict[str, Any]) -> None:
    made = trunks.make(name="office", **auth).body
    assert {name: made[name] for name in auth} == auth
    assert trunks.send("GET", f"/trunks/{made['id']}").body == made


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"domain_name": ""}, "domain_name"),
        ({"domain_name": "a"}, "domain_name"),
        ({"domain_name": "1office"}, "domain_name"),
        ({"domain_name": "a_b"}, "domain_name"),
        ({"domain_name": "a" * 32}, "domain_name"),
        ({"auth_types": ["tls"]}, "auth_types"),
        ({"auth_types": [""]}, "auth_types"),
        (IP | {"auth_types": ["ip", "ip"]}, "auth_types"),
        (BASIC | {"username": ""}, "username"),
        (BASIC | {"username": "a b"}, "username"),
        (BASIC | {"password": ""}, "password"),
        (IP | {"allowed_ips": []}, "allowed_ips"),
        (IP | {"allowed_ips": ["203.0.113.7", "203.0.113.7/24"]}, "allowed_ips[1]"),
        (IP | {"allowed_ips": ["pbx.example"]}, "allowed_ips[0]"),
    ],
)
def test_malformed(trunks: Trunks, fields: dict[str, Any], field: str) -> None:
    outcome = trunks.make(**fields)
    assert outcome.status == 400, outcome
    assert field in outcome.violations[0][0]


def test_domain_is_unique_among_all(trunks: Trunks, rest: RestFace, stranger: Tenant) -> None:
    others = Trunks(rest, stranger)
    taken = others.send("GET", others.own).body["domain_name"]
    outcome = trunks.make(domain_name=taken.upper())
    assert (outcome.status, outcome.reason) == (409, "TRUNK_ALREADY_EXISTS")
    assert others.send("DELETE", others.own).ok
    assert trunks.make(domain_name=taken.upper()).body["domain_name"] == taken


def test_replaced(trunks: Trunks) -> None:
    made = trunks.make(name="office", **BASIC).body
    path = f"/trunks/{made['id']}"
    body = {"auth_types": ["basic"], "username": "new", "domain_name": "other"}
    changed = trunks.send("PUT", path, json=body).body
    assert (changed["domain_name"], changed["name"]) == (made["domain_name"], "")
    assert (changed["username"], changed["password"]) == ("new", BASIC["password"])
    changed = trunks.send("PUT", path, json=body | {"password": "Other-789"}).body
    assert changed["password"] == "Other-789"
    emptied = trunks.send("PUT", path, json=body | {"password": ""})
    assert (emptied.status, emptied.violations[0][0]) == (400, "password")
    changed = trunks.send("PUT", path, json=IP | {"password": ""}).body
    assert (changed["auth_types"], changed["password"]) == (["ip"], "")


def test_plan_limit(running: RunningPlatform, trunks: Trunks) -> None:
    put_on_smallest_plan(running, trunks.tenant)
    assert trunks.make(**IP).ok
    assert trunks.make(**IP).reason == "PLAN_LIMIT_REACHED"


def test_password_at_rest(running: RunningPlatform, trunks: Trunks) -> None:
    made = trunks.make(**BASIC).body

    async def stored() -> str:
        async with running.store.reading() as connection:
            resource = trunk_resource(SecretsBox(bytes(32)))
            row = await Repository(resource, connection, trunks.tenant.id).get(made["id"])
        return row.sealed_password

    sealed = running.do(stored())
    assert "Secret-456" not in sealed
    assert running.box.open(sealed, made["id"]) == "Secret-456"
