"""Which routes a call takes, and in which order."""

import pytest

from voipbin.core.route.model import DEFAULT_OWNER, RouteRow
from voipbin.core.route.selection import select_routes
from voipbin.core.route.targets import country_target, target_fault

MINE, OTHER = "customer", "another customer"
LONDON, NEW_YORK = "+442079460100", "+12125550100"


def route(
    provider: str, target: str, owner: str = MINE, priority: int = 0, age: int = 0
) -> RouteRow:
    return RouteRow(
        id=f"{owner} {target} {provider}",
        customer_id=owner,
        provider_id=provider,
        target=target,
        priority=priority,
        tm_create=1000 - age,
    )


def providers(routes: list[RouteRow], number: str = LONDON) -> list[str]:
    return [chosen.provider_id for chosen in select_routes(routes, MINE, number)]


def test_own_before_default_and_country_before_all() -> None:
    routes = [
        route("d", "all", DEFAULT_OWNER),
        route("c", "+44", DEFAULT_OWNER),
        route("b", "all"),
        route("a", "+44"),
    ]
    assert providers(routes) == ["a", "b", "c", "d"]
    assert providers(routes, NEW_YORK) == ["b", "d"]


def test_priority_counts_within_a_group_only() -> None:
    routes = [
        route("second", "+44", priority=20),
        route("first", "+44", priority=3),
        route("third", "all", priority=-1),
    ]
    assert providers(routes) == ["first", "second", "third"]


def test_equal_priorities_by_age() -> None:
    assert providers([route("new", "all"), route("old", "all", age=5)]) == ["old", "new"]


def test_each_provider_once_where_it_comes_first() -> None:
    routes = [
        route("a", "all", priority=1),
        route("b", "all", priority=2),
        route("a", "all", DEFAULT_OWNER),
        route("b", "+44"),
    ]
    assert providers(routes) == ["b", "a"]


def test_routes_of_others() -> None:
    assert providers([route("a", "+44", OTHER), route("b", "all", OTHER)]) == []


def test_longer_codes_are_not_shorter_ones() -> None:
    """+1 is the United States, Jamaica and others; +4 is nobody's beginning of +44."""
    routes = [route("a", "+44"), route("b", "+1")]
    assert providers(routes, "+18765550100") == ["b"]
    assert providers(routes, "+4930123456") == []


def test_number_of_no_country() -> None:
    assert country_target("+899123456789") == ""
    assert providers([route("a", "all"), route("b", "+44")], "+899123456789") == ["a"]


@pytest.mark.parametrize("target", ["all", "+1", "+44", "+7", "+880", "+800", "+979"])
def test_good_targets(target: str) -> None:
    assert target_fault(target) is None


@pytest.mark.parametrize("target", ["", "44", "+", "+899", "+1876", "All", "+0", "+01", "+４４"])
def test_bad_targets(target: str) -> None:
    assert target_fault(target) is not None
