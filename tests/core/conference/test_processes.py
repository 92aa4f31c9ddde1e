"""A conference is in one process at a time, and goes on elsewhere when that one is no more."""

import pytest

from tests.core.cluster.dying import dies, lives
from tests.core.cluster.test_lease import process
from tests.core.conference.hall import Hall
from tests.fixtures.event_log import events
from voipbin.core.conference.expiry import ConferenceExpiry
from voipbin.core.conference.model import CONFERENCE
from voipbin.core.errors import FailedPrecondition
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store
from voipbin.media.v1 import node_pb2

OVER = node_pb2.HungUp(cause=16, by="remote")


async def two(store: Store) -> tuple[Hall, Hall]:
    """Two processes that live."""
    halls = []
    for name in ("a", "b"):
        await lives(store, name)
        halls.append(Hall(process(store, name)))
    return halls[0], halls[1]


async def test_calls_of_two_processes_do_not_meet(store: Store) -> None:
    """Nobody is told to be in a conference and hears nobody."""
    a, b = await two(store)
    conference = await b.opened()
    live = await a.call()
    await a.seated(conference, live)
    with pytest.raises(FailedPrecondition) as refused:
        await b.conferences.enter(await b.call(), conference.id, "")
    assert refused.value.reason == "CONFERENCE_ELSEWHERE"
    await a.calls.over(live, OVER)
    # Empty, it goes where somebody comes in.
    await b.seated(conference, await b.call())
    assert (await b.conference(conference.id)).process_id == "b"


async def test_stays_end_once_and_with_their_process_alone(store: Store) -> None:
    a, b = await two(store)
    conference = await a.opened()
    stay = await a.seated(conference, await a.call())
    await b.conferences.recover()
    assert (await b.stay(stay)).status == "joined"
    await dies(store, "a")
    await b.conferences.recover()
    await b.conferences.recover()
    assert (await b.stay(stay)).status == "leaved"
    told = [type for type, _ in await events(store, "conferencecall_leaved")]
    assert len(told) == 1
    await b.seated(conference, await b.call())


async def test_time_of_a_conference_is_watched_where_it_is(store: Store) -> None:
    a, b = await two(store)
    conference = await a.opened()
    async with a.store.writing() as work:
        rows = Repository(CONFERENCE, work, a.customer_id)
        row = await rows.get(conference.id)
        row.tm_due = 1
        await rows.save(row)
    expiry = ConferenceExpiry(b.store, b.conferences)
    await expiry.sweep()
    assert (await b.conference(conference.id)).status == "progressing"
    await dies(store, "a")
    await expiry.sweep()
    async with store.reading() as connection:
        every = Repository.across_customers_for_super_admin(CONFERENCE, connection)
        (row,) = await every.all(CONFERENCE.table.select())
    assert row.status == "terminated"
