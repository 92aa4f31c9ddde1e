"""The order in which credentials are looked for: the first place that has one wins."""

import pytest

from voipbin.core.contract.credentials import credential_of

PLACES = ("cookie token", "query token", "header", "cookie accesskey", "query accesskey")


def found_with(*places: str) -> tuple[str, str] | None:
    """What is found when each place has a credential of the place's own."""
    cookies = [f"{p.split()[1]}=in-{p.replace(' ', '-')}" for p in places if "cookie" in p]
    headers = {b"cookie": "; ".join(cookies).encode()} if cookies else {}
    if "header" in places:
        headers[b"authorization"] = b"Bearer in-header"
    query = {p.split()[1]: [f"in-{p.replace(' ', '-')}"] for p in places if "query" in p}
    return credential_of(headers, query)


@pytest.mark.parametrize("first", range(len(PLACES)))
def test_first_place_wins(first: int) -> None:
    found = found_with(*PLACES[first:])
    assert found is not None
    assert found[1].removeprefix("Bearer ") == f"in-{PLACES[first].replace(' ', '-')}"
    assert found[0] == ("accesskey" if "accesskey" in PLACES[first] else "authorization")


def test_nobody() -> None:
    assert found_with() is None


def test_bearer_is_spelled_so() -> None:
    assert credential_of({b"authorization": b"bearer abc"}, {}) is None


def test_broken_credential_is_not_passed_over() -> None:
    with pytest.raises(ValueError):
        credential_of({b"cookie": b"token=a\tb", b"authorization": b"Bearer good"}, {})
