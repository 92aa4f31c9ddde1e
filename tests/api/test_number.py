"""Buying, changing, renewing and giving back numbers, through REST."""

import secrets
from pathlib import Path
from typing import Any

import pytest

from tests.api.outcome import Outcome
from tests.api.rest_face import RestFace
from tests.api.running import RunningPlatform
from tests.api.smallest_plan import put_on_smallest_plan
from tests.api.tenants import Tenant
from voipbin.core.number.inventory import PoolInventory, pool_inventory
from voipbin.core.number.model import NUMBER
from voipbin.core.number.pool import OfferedNumber
from voipbin.core.repository import Repository

PRICE = 5_000_000


class Shop:
    """What a tenant does with numbers."""

    def __init__(self, rest: RestFace, tenant: Tenant) -> None:
        self._rest, self.tenant = rest, tenant

    def send(self, verb: str, path: str, **more: Any) -> Outcome:
        return self._rest.send(verb, path, more.pop("who", self.tenant.admin), **more)

    def buy(self, number: str, **fields: Any) -> Outcome:
        return self.send("POST", "/numbers", json={"number": number, **fields})

    def virtual(self, **fields: Any) -> Any:
        outcome = self.buy(virtual_number(), type="virtual", **fields)
        assert outcome.ok, outcome
        return outcome.body

    def offers(self, **filters: Any) -> list[Any]:
        outcome = self.send("GET", "/available_numbers", params=filters)
        assert outcome.ok, outcome
        return outcome.body["result"]  # type: ignore[no-any-return]


def virtual_number() -> str:
    return f"+899{secrets.randbelow(900_000_000) + 10**8}"


def french_number() -> str:
    return f"+336{secrets.randbelow(10**8):08d}"


@pytest.fixture
def shop(rest: RestFace, tenant: Tenant) -> Shop:
    return Shop(rest, tenant)


@pytest.fixture
def pool(running: RunningPlatform, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two numbers that the platform sells for now."""
    numbers = [french_number(), french_number()]
    offered = [OfferedNumber(n, "FR", "Paris", "75001", ("voice", "sms")) for n in numbers]
    sold = {one.number: one for one in offered}
    monkeypatch.setattr(running.platform.engines.inventory, "_pool", sold)
    return numbers


class TestVirtual:
    def test_valid(self, shop: Shop) -> None:
        flow = shop.tenant.ids["flow"]
        number = virtual_number()
        made = shop.buy(number, type="virtual", call_flow_id=flow, name="desk").body
        assert (made["number"], made["type"], made["status"]) == (number, "virtual", "active")
        assert (made["call_flow_id"], made["name"]) == (flow, "desk")
        assert (made["tm_purchase"], made["tm_renew"]) == (None, None)

    @pytest.mark.parametrize("number", ["+899000123456", "+89912345678", "+14155550100"])
    def test_malformed(self, shop: Shop, number: str) -> None:
        outcome = shop.buy(number, type="virtual")
        assert (outcome.status, outcome.violations[0][0]) == (400, "number")

    def test_taken_by_another_customer(self, shop: Shop, rest: RestFace, stranger: Tenant) -> None:
        number = shop.virtual()["number"]
        outcome = Shop(rest, stranger).buy(number, type="virtual")
        assert (outcome.status, outcome.reason) == (409, "NUMBER_ALREADY_EXISTS")

    def test_free_again(self, shop: Shop, rest: RestFace, stranger: Tenant) -> None:
        made = shop.virtual()
        gone = shop.send("DELETE", f"/numbers/{made['id']}").body
        assert (gone["status"], bool(gone["tm_delete"])) == ("deleted", True)
        assert shop.send("GET", f"/numbers/{made['id']}").status == 404
        assert Shop(rest, stranger).buy(made["number"], type="virtual").ok

    def test_plan_limits_virtual_ones_alone(self, running: RunningPlatform, shop: Shop) -> None:
        """The tenant's first number is no virtual one; the smallest plan allows five."""
        put_on_smallest_plan(running, shop.tenant)
        for _ in range(5):
            shop.virtual()
        assert shop.buy(virtual_number(), type="virtual").reason == "PLAN_LIMIT_REACHED"

    def test_offers(self, shop: Shop) -> None:
        offers = shop.offers(type="virtual", page_size=7)
        assert len({offer["number"] for offer in offers}) == 7
        for offer in offers:
            assert len(offer["number"]) == 13
            assert (offer["country"], offer["features"]) == ("899", ["voice"])
        assert shop.buy(offers[0]["number"], type="virtual").ok


class TestNormal:
    def test_valid(
        self, running: RunningPlatform, shop: Shop, pool: list[str], rest: RestFace
    ) -> None:
        put_on_smallest_plan(running, shop.tenant, micros=PRICE)
        assert [offer["number"] for offer in shop.offers(country_code="fr")] == pool
        made = shop.buy(pool[0]).body
        assert (made["type"], made["status"]) == ("normal", "active")
        assert made["tm_purchase"] == made["tm_renew"] == made["tm_create"]
        assert [offer["number"] for offer in shop.offers(country_code="FR")] == pool[1:]
        again = shop.buy(pool[0])
        assert (again.status, again.reason) == (409, "NUMBER_ALREADY_EXISTS")
        assert shop.send("DELETE", f"/numbers/{made['id']}").ok
        assert [offer["number"] for offer in shop.offers(country_code="FR")] == pool

    def test_offer(self, shop: Shop, pool: list[str]) -> None:
        assert shop.offers(country_code="FR", page_size=1) == [
            {
                "number": pool[0],
                "country": "FR",
                "region": "Paris",
                "postal_code": "75001",
                "features": ["voice", "sms"],
            }
        ]
        assert shop.offers(country_code="DE") == []

    def test_country_is_needed(self, shop: Shop) -> None:
        for filters in ({}, {"type": "normal"}):
            outcome = shop.send("GET", "/available_numbers", params=filters)
            assert (outcome.status, outcome.violations[0][0]) == (400, "country_code")

    def test_without_credit(self, running: RunningPlatform, shop: Shop, pool: list[str]) -> None:
        put_on_smallest_plan(running, shop.tenant, micros=PRICE - 1)
        outcome = shop.buy(pool[0])
        assert (outcome.status, outcome.reason) == (402, "INSUFFICIENT_BALANCE")
        assert pool[0] in [offer["number"] for offer in shop.offers(country_code="FR")]

    def test_not_for_sale(self, running: RunningPlatform, shop: Shop) -> None:
        put_on_smallest_plan(running, shop.tenant, micros=PRICE)
        outcome = shop.buy(french_number())
        assert (outcome.status, outcome.reason) == (409, "NUMBER_NOT_AVAILABLE")
        assert shop.offers(country_code="FR") == []

    @pytest.mark.parametrize("number", ["", "0612345678", "+123456", "+899000123", "+899123456789"])
    def test_malformed(self, shop: Shop, number: str) -> None:
        outcome = shop.buy(number)
        assert (outcome.status, outcome.violations[0][0]) == (400, "number")


class TestFlows:
    FIELDS = ("call_flow_id", "message_flow_id")

    @pytest.mark.parametrize("field", FIELDS)
    def test_foreign(self, shop: Shop, stranger: Tenant, field: str) -> None:
        number = f"/numbers/{shop.virtual()['id']}"
        flow = {field: stranger.ids["flow"]}
        for outcome in (
            shop.buy(virtual_number(), type="virtual", **flow),
            shop.send("PUT", number, json=flow),
            shop.send("PUT", f"{number}/flow_ids", json=flow),
            # A super admin may see either, and may still not mix them.
            shop.send("PUT", number, json=flow, who=stranger.super_admin),
        ):
            assert (outcome.status, outcome.violations[0][0]) == (400, field)

    def test_replaced(self, shop: Shop) -> None:
        flow = shop.tenant.ids["flow"]
        made = shop.virtual(name="desk", call_flow_id=flow)
        path = f"/numbers/{made['id']}"
        both = {"call_flow_id": flow, "message_flow_id": flow}
        changed = shop.send("PUT", f"{path}/flow_ids", json=both).body
        assert {name: changed[name] for name in (*self.FIELDS, "name")} == {**both, "name": "desk"}
        emptied = shop.send("PUT", path, json={"detail": "new"}).body
        nil = "00000000-0000-0000-0000-000000000000"
        assert [emptied[name] for name in self.FIELDS] == [nil, nil]
        assert (emptied["name"], emptied["detail"]) == ("", "new")

    def test_of_a_deleted_flow(self, shop: Shop) -> None:
        flow = shop.send("POST", "/flows", json={"name": "x", "actions": []}).body["id"]
        made = shop.virtual(call_flow_id=flow)
        assert shop.send("DELETE", f"/flows/{flow}").ok
        after = shop.send("GET", f"/numbers/{made['id']}").body
        assert after["call_flow_id"] == "00000000-0000-0000-0000-000000000000"


class TestRenewal:
    """Other tests' numbers were bought long after these."""

    LONG_AGO = "2001-01-01T00:00:00.000000Z"
    AFTER = {"tm_renew": "2001-01-02T00:00:00.000000Z"}

    @pytest.fixture(autouse=True)
    def bought_long_ago(self, running: RunningPlatform, tenant: Tenant, stranger: Tenant) -> None:
        put_on_smallest_plan(running, tenant, micros=PRICE)
        put_on_smallest_plan(running, stranger, micros=PRICE - 1)

        async def age() -> None:
            async with running.store.writing() as work:
                for owner in (tenant, stranger):
                    numbers = Repository(NUMBER, work, owner.id)
                    row = await numbers.get(owner.ids["number"])
                    row.status, row.tm_renew = "active", 978_307_200_000_000
                    await numbers.save(row)

        running.do(age())

    def renew(self, shop: Shop) -> dict[str, Any]:
        outcome = shop.send("POST", "/numbers/renew", json=self.AFTER, who=shop.tenant.super_admin)
        assert outcome.ok, outcome
        numbers: Any = outcome.body
        return {number["id"]: number for number in numbers}

    def test_valid(self, shop: Shop, stranger: Tenant) -> None:
        mine, other = shop.tenant.ids["number"], stranger.ids["number"]
        renewed = self.renew(shop)
        assert set(renewed) == {mine, other}
        assert renewed[mine]["status"] == "active"
        assert renewed[mine]["tm_renew"] == renewed[mine]["tm_update"] > self.LONG_AGO
        assert (renewed[other]["status"], bool(renewed[other]["tm_delete"])) == ("deleted", True)
        assert self.renew(shop) == {}

    def test_events(self, running: RunningPlatform, shop: Shop, stranger: Tenant) -> None:
        self.renew(shop)

        async def kinds(customer_id: str) -> list[str]:
            async with running.store.reading() as connection:
                events = await running.store.events.page(connection, customer_id, 0)
            return [event.type for event in events]

        assert running.do(kinds(shop.tenant.id))[-1] == "number_renewed"
        assert running.do(kinds(stranger.id))[-1] == "number_deleted"

    def test_moment_is_needed(self, shop: Shop) -> None:
        outcome = shop.send("POST", "/numbers/renew", json={}, who=shop.tenant.super_admin)
        assert (outcome.status, outcome.violations[0][0]) == (400, "tm_renew")


def test_pool_file(tmp_path: Path) -> None:
    path = tmp_path / "pool.csv"
    with pytest.raises(ValueError, match=r"number pool .*pool\.csv: No such file"):
        pool_inventory(str(path))
    path.write_text("+14155550100\nnonsense\n")
    with pytest.raises(ValueError, match=r"pool\.csv, line 2: 'nonsense' is not E\.164"):
        pool_inventory(str(path))
    assert isinstance(pool_inventory(""), PoolInventory)
