"""Who takes a place, with calls that need no telephone."""

import pytest

from tests.core.conference.hall import Hall
from voipbin.core.call.live import LiveCall
from voipbin.core.transfer.succession import Succession
from voipbin.core.unit_of_work import Store


@pytest.fixture
def hall(store: Store) -> Hall:
    return Hall(store)


async def test_all_that_failed_before_they_were_watched(hall: Hall) -> None:
    """Members of a groupcall may come, and go, before the first of them are known."""
    succession, known = Succession(hall.calls), list[LiveCall | None]()
    early, first = [await hall.call(status="dialing") for _ in range(2)]
    succession.add([early])
    for live in (early, first):
        live.row.hangup_reason = "busy"
        live.over.set()

    async def ended(newcomer: LiveCall | None) -> None:
        known.append(newcomer)

    await succession.begin([first], ended)
    assert known == [None]
    assert succession.first_reason == "busy"


async def test_one_of_them_still_rings(hall: Hall) -> None:
    succession, known = Succession(hall.calls), list[LiveCall | None]()
    early, first = [await hall.call(status="dialing") for _ in range(2)]
    succession.add([early])
    early.over.set()

    async def ended(newcomer: LiveCall | None) -> None:
        known.append(newcomer)

    await succession.begin([first], ended)
    assert known == []
    await succession.answered(first)
    assert known == [first]
