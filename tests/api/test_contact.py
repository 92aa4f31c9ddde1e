"""Contacts: numbers, addresses, tags, and finding them again."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.api.rest_face import RestFace
from tests.api.tenants import Tenant


@pytest.fixture(params=["/contacts", "/service_agents/contacts"])
def people(request: pytest.FixtureRequest, rest: RestFace, tenant: Tenant) -> "People":
    """Contacts as an admin or as an agent sees them."""
    who = tenant.admin if request.param == "/contacts" else tenant.agent
    return People(rest, who, request.param)


class People:
    def __init__(self, rest: RestFace, who: dict[str, str], base: str) -> None:
        self._rest, self._who, self._base = rest, who, base
        self.numbers = "phone-numbers" if base == "/contacts" else "phone_numbers"

    def send(self, verb: str, path: str, **more: Any) -> Any:
        return self._rest.send(verb, self._base + path, self._who, **more)

    def make(self, **fields: Any) -> Any:
        outcome = self.send("POST", "", json=fields)
        assert outcome.ok, outcome
        return outcome.body


def numbers_of(contact: Any) -> list[tuple[str, bool]]:
    return [(one["number"], one["is_primary"]) for one in contact["phone_numbers"]]


def test_numbers_keep_what_was_typed(people: People) -> None:
    contact = people.make(
        display_name="Jane",
        notes="likes tea",
        phone_numbers=[{"number": "(555) 123-4567"}, {"number": "+44 20 7946 0000"}],
        emails=[{"address": " Jane@Example.COM "}],
    )
    assert [one["number_e164"] for one in contact["phone_numbers"]] == [
        "5551234567",
        "+442079460000",
    ]
    assert contact["emails"][0]["address"] == "jane@example.com"
    assert contact["source"] == "manual"
    assert "notes" not in contact


def test_one_primary(people: People) -> None:
    contact = people.make(
        phone_numbers=[{"number": "+1001001", "is_primary": True}, {"number": "+1001002"}]
    )
    path = f"/{contact['id']}/{people.numbers}"
    second = contact["phone_numbers"][1]["id"]
    changed = people.send("PUT", f"{path}/{second}", json={"is_primary": True}).body
    assert numbers_of(changed) == [("+1001002", True), ("+1001001", False)]
    added = people.send("POST", path, json={"number": "+1001003", "is_primary": True}).body
    assert numbers_of(added)[0] == ("+1001003", True)
    third = added["phone_numbers"][0]["id"]
    left = people.send("DELETE", f"{path}/{third}").body
    assert numbers_of(left) == [("+1001001", False), ("+1001002", False)], "nobody is promoted"


def test_a_number_has_one_owner(people: People) -> None:
    first = people.make(phone_numbers=[{"number": "+1002001"}])
    second = people.make(phone_numbers=[{"number": "+1 002 001"}, {"number": "+1002002"}])
    assert numbers_of(second) == [("+1002002", False)], "dropped when a contact is made"
    path = f"/{second['id']}/{people.numbers}"
    refused = people.send("POST", path, json={"number": "+1002001"})
    assert refused.reason == "CONTACT_NUMBER_EXISTS"
    own = second["phone_numbers"][0]["id"]
    assert people.send("PUT", f"{path}/{own}", json={"number": "+1002001"}).code == "ALREADY_EXISTS"
    people.send("DELETE", f"/{first['id']}")
    assert people.send("POST", path, json={"number": "+1002001"}).ok, "free again"


def test_a_contact_has_a_number_once(people: People) -> None:
    contact = people.make(phone_numbers=[{"number": "+1005001"}, {"number": "+1005002"}])
    path = f"/{contact['id']}/{people.numbers}"
    twin = {"number": "+1 005-001"}
    assert people.send("POST", path, json=twin).reason == "CONTACT_NUMBER_EXISTS"
    first, second = (entry["id"] for entry in contact["phone_numbers"])
    assert people.send("PUT", f"{path}/{second}", json=twin).reason == "CONTACT_NUMBER_EXISTS"
    assert people.send("PUT", f"{path}/{first}", json=twin).ok, "spelled anew"


def test_lookup(people: People) -> None:
    contact = people.make(
        phone_numbers=[{"number": "+1003001"}], emails=[{"address": "look@example.com"}]
    )
    for query in ({"phone": "+1 003-001"}, {"email": "LOOK@example.com"}):
        assert people.send("GET", "/lookup", params=query).body["id"] == contact["id"]
    assert people.send("GET", "/lookup").code == "INVALID_ARGUMENT"
    assert people.send("GET", "/lookup", params={"phone": "+9"}).reason == "CONTACT_NOT_FOUND"
    people.send("DELETE", f"/{contact['id']}")
    assert people.send("GET", "/lookup", params={"phone": "+1003001"}).code == "NOT_FOUND"


def test_update_is_partial(people: People) -> None:
    contact = people.make(first_name="Jane", company="Acme", phone_numbers=[{"number": "+1004001"}])
    changed = people.send("PUT", f"/{contact['id']}", json={"company": ""}).body
    assert (changed["first_name"], changed["company"]) == ("Jane", "")
    assert numbers_of(changed) == [("+1004001", False)]


def test_tags(people: People, rest: RestFace, tenant: Tenant, stranger: Tenant) -> None:
    tag = rest.send("POST", "/tags", tenant.admin, json={"name": "vip"}).body["id"]
    contact = people.make(tag_ids=[tag, tag])
    assert contact["tag_ids"] == [tag]
    path = f"/{contact['id']}/tags"
    assert people.send("POST", path, json={"tag_id": tag}).reason == "CONTACT_TAG_EXISTS"
    foreign = people.send("POST", path, json={"tag_id": stranger.ids["tag"]})
    assert foreign.code == "INVALID_ARGUMENT"
    assert people.send("DELETE", f"{path}/{tag}").body["tag_ids"] == []
    assert people.send("DELETE", f"{path}/{tag}").reason == "TAG_NOT_FOUND"


@pytest.mark.parametrize("kind", ["numbers", "emails"])
def test_entries_of_others(people: People, kind: str) -> None:
    name = people.numbers if kind == "numbers" else "emails"
    field = {"numbers": "number", "emails": "address"}[kind]
    values = {"numbers": ("+1005001", "+1005002"), "emails": ("a@b.c", "d@e.f")}[kind]
    first, second = people.make(), people.make()
    one = people.send("POST", f"/{first['id']}/{name}", json={field: values[0]}).body
    key = {"numbers": "phone_numbers", "emails": "emails"}[kind]
    path = f"/{second['id']}/{name}/{one[key][0]['id']}"
    for verb in ("PUT", "DELETE"):
        more = {"json": {field: values[1]}} if verb == "PUT" else {}
        assert people.send(verb, path, **more).code == "NOT_FOUND"


@pytest.mark.parametrize(
    ("name", "body"), [("emails", {"address": "nobody"}), ("numbers", {"number": "+"})]
)
def test_what_is_no_address(people: People, name: str, body: dict[str, str]) -> None:
    contact = people.make()
    path = people.numbers if name == "numbers" else name
    outcome = people.send("POST", f"/{contact['id']}/{path}", json=body)
    assert outcome.code == "INVALID_ARGUMENT"
    assert next(iter(body)) in outcome.text()


def test_which_entry_is_no_address(people: People) -> None:
    body = {"phone_numbers": [{"number": "+1001001"}, {"number": "none"}]}
    outcome = people.send("POST", "", json=body)
    assert outcome.status == 400
    assert "phone_numbers[1].number" in outcome.text()


def test_at_the_same_time(people: People) -> None:
    body = {"phone_numbers": [{"number": "+1001009"}]}
    with ThreadPoolExecutor(8) as pool:
        made = [pool.submit(people.make, **body) for _ in range(8)]
    kept = [numbers_of(contact.result()) for contact in made]
    assert sorted(map(len, kept)) == [0, 0, 0, 0, 0, 0, 0, 1]
