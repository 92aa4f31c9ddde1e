"""Providers and routes, as a super admin manages them through REST."""

from typing import Any

import pytest

from tests.api.outcome import Outcome
from tests.api.rest_face import RestFace
from tests.api.tenants import Tenant

DEFAULT_OWNER = "00000000-0000-0000-0000-000000000001"
HOST = {"hostname": "sip.carrier.example:5080"}


class Office:
    """The super admin's."""

    def __init__(self, rest: RestFace, tenant: Tenant) -> None:
        self._rest, self.tenant = rest, tenant

    def send(self, verb: str, path: str, **more: Any) -> Outcome:
        return self._rest.send(verb, path, self.tenant.super_admin, **more)

    def provider(self, **fields: Any) -> Any:
        outcome = self.send("POST", "/providers", json=HOST | fields)
        assert outcome.ok, outcome
        return outcome.body

    def route(self, **fields: Any) -> Outcome:
        provider = {"provider_id": self.tenant.ids["provider"]}
        return self.send("POST", "/routes", json=provider | {"target": "all"} | fields)


@pytest.fixture
def office(rest: RestFace, tenant: Tenant) -> Office:
    return Office(rest, tenant)


class TestAccount:
    """A provider may want a login and a registration."""

    def test_password_is_masked(self, office: Office) -> None:
        account = {"username": "account77", "password": "secret77", "register_expires": 600}
        shown = office.provider(**account)
        assert (shown["username"], shown["password"]) == ("account77", "********")
        assert (shown["register_expires"], shown["registration"]) == (600, "")

    def test_update_keeps_the_password(self, office: Office) -> None:
        made = office.provider(username="account77", password="secret77")
        path = f"/providers/{made['id']}"
        for fields in ({}, {"password": "********"}, {"password": "other"}):
            body = HOST | {"username": "account77"} | fields
            assert office.send("PUT", path, json=body).body["password"] == "********"
        cleared = office.send("PUT", path, json=HOST | {"username": "a", "password": ""})
        assert cleared.body["password"] == ""

    @pytest.mark.parametrize(
        ("fields", "fault"),
        [
            ({"register_expires": 600}, "username"),
            ({"password": "secret77"}, "username"),
            ({"username": "a", "password": "********"}, "password"),
            ({"username": "a b"}, "username"),
            ({"username": "a", "register_expires": -1}, "register_expires"),
        ],
    )
    def test_refused(self, office: Office, fields: dict[str, Any], fault: str) -> None:
        outcome = office.send("POST", "/providers", json=HOST | fields)
        assert not outcome.ok
        assert fault in str(outcome)


class TestProvider:
    def test_valid(self, office: Office) -> None:
        headers = {"X-Account": "77", "X-Trunk-Group": "a b"}
        made = office.provider(tech_prefix="99#", tech_postfix="1", tech_headers=headers)
        assert (made["type"], made["hostname"]) == ("sip", HOST["hostname"])
        assert made["tech_headers"] == headers
        assert office.send("GET", f"/providers/{made['id']}").body == made

    def test_replaced(self, office: Office) -> None:
        made = office.provider(tech_prefix="9", tech_headers={"X-A": "1"}, name="old")
        body = {"hostname": "other.example"}
        changed = office.send("PUT", f"/providers/{made['id']}", json=body).body
        assert (changed["hostname"], changed["type"]) == ("other.example", "sip")
        assert (changed["tech_prefix"], changed["tech_headers"], changed["name"]) == ("", {}, "")

    def test_seen_by_every_super_admin(self, office: Office, stranger: Tenant) -> None:
        made = office.provider()
        listed = office._rest.send("GET", "/providers", stranger.super_admin).body["result"]
        assert listed[0] == made

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("hostname", ""),
            ("hostname", "sip:carrier.example"),
            ("hostname", "carrier.example:99999"),
            ("tech_prefix", "9@evil.example"),
            ("tech_postfix", ";x"),
            ("tech_headers.X-A", {"X-A": "1\r\nVia: x"}),
            ("tech_headers.Contact", {"Contact": "<sip:a@b>"}),
            ("tech_headers.X A", {"X A": "1"}),
        ],
    )
    def test_malformed(self, office: Office, field: str, value: Any) -> None:
        outcome = office.send("POST", "/providers", json=HOST | {field.partition(".")[0]: value})
        assert (outcome.status, outcome.violations[0][0]) == (400, field)

    def test_deleted_while_used(self, office: Office) -> None:
        provider = office.provider()["id"]
        route = office.route(provider_id=provider).body["id"]
        outcome = office.send("DELETE", f"/providers/{provider}")
        assert (outcome.status, outcome.reason) == (409, "PROVIDER_IN_USE")
        assert route in outcome.message
        assert office.send("DELETE", f"/routes/{route}").ok
        assert office.send("DELETE", f"/providers/{provider}").ok
        assert office.route(provider_id=provider).violations[0][0] == "provider_id"


class TestRoute:
    def test_of_a_customer(self, office: Office, stranger: Tenant) -> None:
        made = office.route(customer_id=stranger.id, target="+44", priority=5).body
        assert (made["customer_id"], made["target"], made["priority"]) == (stranger.id, "+44", 5)

    @pytest.mark.parametrize(
        "owner",
        [
            {},
            {"customer_id": ""},
            {"customer_id": DEFAULT_OWNER},
            {"customer_id": "00000000-0000-0000-0000-000000000000"},
        ],
    )
    def test_of_all_customers(self, office: Office, owner: dict[str, str]) -> None:
        made = office.route(**owner).body
        assert made["customer_id"] == DEFAULT_OWNER
        listed = office.send("GET", "/routes", params={"customer_id": DEFAULT_OWNER})
        assert listed.body["result"][0] == made
        assert {route["customer_id"] for route in listed.body["result"]} == {DEFAULT_OWNER}

    def test_lists(self, office: Office, stranger: Tenant) -> None:
        first = office.route(customer_id=office.tenant.id).body["id"]
        second = office.route(customer_id=stranger.id).body["id"]

        def ids(**filters: Any) -> list[str]:
            found = office.send("GET", "/routes", params=filters).body["result"]
            return [route["id"] for route in found]

        assert ids()[:2] == [second, first]
        assert ids(customer_id=stranger.id) == [second, stranger.ids["route"]]

    def test_keeps_its_owner(self, office: Office) -> None:
        made = office.route(customer_id=office.tenant.id, name="old").body
        body = {"provider_id": made["provider_id"], "target": "+1", "customer_id": DEFAULT_OWNER}
        changed = office.send("PUT", f"/routes/{made['id']}", json=body).body
        assert (changed["customer_id"], changed["target"]) == (office.tenant.id, "+1")
        assert (changed["name"], changed["priority"]) == ("", 0)

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("target", ""),
            ("target", "1"),
            ("target", "+899"),
            ("target", "ALL"),
            ("target", "+442079460100"),
            ("provider_id", ""),
            ("provider_id", "0195a000-0000-7000-8000-000000000000"),
            ("customer_id", "0195a000-0000-7000-8000-000000000000"),
        ],
    )
    def test_malformed(self, office: Office, field: str, value: str) -> None:
        outcome = office.route(**{field: value})
        assert (outcome.status, outcome.violations[0][0]) == (400, field)
