"""The route tree."""

import pytest

from voipbin.gateway.routes import Routes


@pytest.fixture
def routes() -> Routes[str]:
    routes: Routes[str] = Routes()
    for method, path in [
        ("GET", "/calls"),
        ("POST", "/calls"),
        ("GET", "/calls/{id}"),
        ("GET", "/calls/search"),
        ("POST", "/calls/{id}/hangup"),
        ("GET", "/a/{x}/b/{y}"),
    ]:
        routes.add(method, path, f"{method} {path}")
    return routes


@pytest.mark.parametrize(
    ("path", "handler", "values"),
    [
        ("/calls", "GET /calls", []),
        ("/calls/", "GET /calls", []),
        ("/calls/7", "GET /calls/{id}", ["7"]),
        ("/calls/search", "GET /calls/search", []),
        ("/a/1/b/2", "GET /a/{x}/b/{y}", ["1", "2"]),
    ],
)
def test_found(routes: Routes[str], path: str, handler: str, values: list[str]) -> None:
    found = routes.find(path)
    assert found is not None
    assert found[0].handlers["GET"] == handler
    assert found[1] == values


def test_parameter_where_the_literal_leads_nowhere(routes: Routes[str]) -> None:
    found = routes.find("/calls/search/hangup")
    assert found is not None
    assert found[0].handlers == {"POST": "POST /calls/{id}/hangup"}
    assert found[1] == ["search"]


@pytest.mark.parametrize(
    "path", ["", "/", "/call", "/calls//hangup", "/calls/7/hang", "/a/1/b", "calls", "//calls"]
)
def test_not_found(routes: Routes[str], path: str) -> None:
    assert routes.find(path) is None


def test_served_twice(routes: Routes[str]) -> None:
    with pytest.raises(ValueError, match="GET /calls is served twice"):
        routes.add("GET", "/calls", "again")


def test_other_parameter_name(routes: Routes[str]) -> None:
    with pytest.raises(ValueError, match="call_id"):
        routes.add("DELETE", "/calls/{call_id}", "x")


def test_allowed_methods(routes: Routes[str]) -> None:
    found = routes.find("/calls")
    assert found is not None
    assert found[0].allowed == "GET, HEAD, OPTIONS, POST"
