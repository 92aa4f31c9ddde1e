"""Conferences of two in which somebody is expected."""

import pytest

from tests.core.conference.hall import Hall
from tests.fixtures.manual_clock import ManualClock
from voipbin.core.conference.model import ConferenceRow
from voipbin.core.unit_of_work import Store


@pytest.fixture
def hall(store: Store) -> Hall:
    return Hall(store)


async def test_one_that_empties_ends_when_nobody_comes(hall: Hall) -> None:
    conference = await hall.opened(type="connect")
    calls = [await hall.call() for _ in range(2)]
    for live in calls:
        await hall.seated(conference, live)
    hall.conferences.expect(conference.id)
    for live in calls:
        await hall.conferences.leave(conference.id, live)
    assert (await hall.conference(conference.id)).status == "progressing"
    await hall.conferences.expected(conference.id)
    assert (await hall.conference(conference.id)).status == "terminated"


async def test_one_who_waits_there_alone_goes_on_waiting(hall: Hall) -> None:
    """Nobody has left it: its end was not put off."""
    conference = await hall.opened(type="connect")
    await hall.seated(conference, await hall.call())
    hall.conferences.expect(conference.id)
    await hall.conferences.expected(conference.id)
    assert (await hall.conference(conference.id)).status == "progressing"


async def test_the_last_of_several_expectations_decides(hall: Hall) -> None:
    conference = await hall.opened(type="connect")
    first, second, newcomer = [await hall.call() for _ in range(3)]
    for live in (first, second):
        await hall.seated(conference, live)
    for _ in range(2):
        hall.conferences.expect(conference.id)
    await hall.conferences.leave(conference.id, first)
    await hall.conferences.expected(conference.id)
    assert (await hall.conference(conference.id)).status == "progressing"
    await hall.seated(conference, newcomer)
    await hall.conferences.expected(conference.id)
    assert (await hall.conference(conference.id)).status == "progressing"
    await hall.conferences.leave(conference.id, newcomer)
    await hall.settled()
    assert (await hall.conference(conference.id)).status == "terminated"


async def not_closed(hall: Hall) -> ConferenceRow:
    """One of two is left alone, nobody comes, and the database takes no note of it."""
    hall.store.clock = ManualClock()
    conference = await hall.opened(type="connect")
    calls = [await hall.call() for _ in range(2)]
    for live in calls:
        await hall.seated(conference, live)
    hall.conferences.expect(conference.id)
    await hall.conferences.leave(conference.id, calls[0])
    with hall.busy():
        await hall.conferences.expected(conference.id)
    return conference


async def test_busy_database_leaves_nobody_alone(hall: Hall) -> None:
    conference = await not_closed(hall)
    assert (await hall.conference(conference.id)).status == "progressing"
    await hall.settled()
    assert (await hall.conference(conference.id)).status == "terminated"


async def test_expected_anew_while_it_is_to_be_closed(hall: Hall) -> None:
    conference = await not_closed(hall)
    hall.conferences.expect(conference.id)
    await hall.settled()
    assert (await hall.conference(conference.id)).status == "progressing"
    await hall.conferences.expected(conference.id)
    await hall.settled()
    assert (await hall.conference(conference.id)).status == "terminated"
