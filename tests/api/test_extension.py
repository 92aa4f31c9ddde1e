"""Extensions through REST: SIP accounts, and those of an agent."""

from typing import Any

import pytest

from tests.api.outcome import Outcome
from tests.api.rest_face import RestFace
from tests.api.tenants import Tenant


class Extensions:
    """What a tenant does with extensions."""

    def __init__(self, rest: RestFace, tenant: Tenant) -> None:
        self._rest, self.tenant = rest, tenant
        self.own = f"/extensions/{tenant.ids['extension']}"

    def send(self, verb: str, path: str, **more: Any) -> Outcome:
        return self._rest.send(verb, path, more.pop("who", self.tenant.admin), **more)

    def make(self, extension: str, **fields: Any) -> Outcome:
        body = {"extension": extension, "password": "Secret-456", **fields}
        return self.send("POST", "/extensions", json=body)


@pytest.fixture
def extensions(rest: RestFace, tenant: Tenant) -> Extensions:
    return Extensions(rest, tenant)


@pytest.mark.parametrize("extension", ["2001", "*98", "#1", "+442079460100", "jo.doe", "a!$&'()~"])
def test_valid(extensions: Extensions, extension: str) -> None:
    made = extensions.make(extension, name="desk").body
    assert (made["extension"], made["username"]) == (extension, extension)
    assert (made["domain_name"], made["password"]) == (extensions.tenant.id, "Secret-456")


@pytest.mark.parametrize("extension", ["", "a b", "a@b", "a:b", "a;b", "a<b", 'a"b', "é", "9" * 65])
def test_no_user_part(extensions: Extensions, extension: str) -> None:
    outcome = extensions.make(extension)
    assert (outcome.status, outcome.violations[0][0]) == (400, "extension")


@pytest.mark.parametrize("password", ["", "x" * 129])
def test_bad_password(extensions: Extensions, password: str) -> None:
    outcome = extensions.make("2001", password=password)
    assert (outcome.status, outcome.violations[0][0]) == (400, "password")


def test_taken(extensions: Extensions, rest: RestFace, stranger: Tenant) -> None:
    assert extensions.make("2001").ok
    outcome = extensions.make("2001")
    assert (outcome.status, outcome.reason) == (409, "EXTENSION_ALREADY_EXISTS")
    assert "'2001'" in outcome.message
    assert Extensions(rest, stranger).make("2001").ok


def test_password_stays_unless_given(extensions: Extensions) -> None:
    made = extensions.make("2001", name="old").body
    path = f"/extensions/{made['id']}"
    changed = extensions.send("PUT", path, json={"detail": "new"}).body
    assert (changed["name"], changed["detail"]) == ("", "new")
    assert changed["password"] == "Secret-456"
    changed = extensions.send("PUT", path, json={"password": "Other-789"}).body
    assert (changed["password"], changed["extension"]) == ("Other-789", "2001")


def test_direct(extensions: Extensions) -> None:
    path = f"/extensions/{extensions.make('2001').body['id']}"

    def put(**fields: Any) -> Outcome:
        return extensions.send("PUT", path, json={"name": "desk", **fields})

    refused = put(name="not stored", direct_regenerate=True)
    assert (refused.status, refused.reason) == (409, "EXTENSION_NOT_DIRECT")
    assert extensions.send("GET", path).body["name"] == ""
    first = put(direct=True).body["direct_hash"]
    assert len(first) == 12
    assert put(direct=True).body["direct_hash"] == first
    assert put().body["direct_hash"] == first
    second = put(direct_regenerate=True).body["direct_hash"]
    assert len(second) == 12
    assert second != first
    assert put(direct=False).body["direct_hash"] == ""


class TestOfAnAgent:
    """The admin has the tenant's extension among its addresses, the others have none."""

    def test_own(self, extensions: Extensions) -> None:
        assert extensions.make("2001").ok
        mine = extensions.send("GET", extensions.own).body
        assert extensions.send("GET", f"/service_agents{extensions.own}").body == mine
        listed = extensions.send("GET", "/service_agents/extensions").body
        assert listed == {"result": [mine], "next_page_token": ""}

    def test_of_somebody_else(self, extensions: Extensions) -> None:
        other = extensions.make("2001").body["id"]
        assert extensions.send("GET", f"/service_agents/extensions/{other}").status == 404

    @pytest.mark.parametrize("who", ["agent", "super_admin", "accesskey"])
    def test_without_any(self, extensions: Extensions, who: str) -> None:
        credentials = getattr(extensions.tenant, who)
        path = f"/service_agents{extensions.own}"
        assert extensions.send("GET", path, who=credentials).status == 404
        listed = extensions.send("GET", "/service_agents/extensions", who=credentials)
        assert listed.body["result"] == []

    def test_deleted(self, extensions: Extensions) -> None:
        assert extensions.send("DELETE", extensions.own).ok
        assert extensions.send("GET", f"/service_agents{extensions.own}").status == 404
        assert extensions.send("GET", "/service_agents/extensions").body["result"] == []
