"""A conference has its home in one process, and in another when that one is no more."""

from tests.core.cluster.dying import dies, lives
from tests.core.cluster.test_lease import process
from tests.core.conference.hall import Hall
from tests.fixtures.event_log import events
from voipbin.core.conference.attendance import Attendance, close
from voipbin.core.conference.expiry import ConferenceExpiry
from voipbin.core.conference.model import CONFERENCE
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


async def delete(hall: Hall, conference_id: str, *, tells: bool = True) -> None:
    """As DELETE does."""
    async with hall.store.writing() as work:
        rows = Repository(CONFERENCE, work, hall.customer_id)
        row = await rows.get(conference_id, lock=True)
        row.tm_delete = work.clock.now_us()
        await close(row, work)
        await rows.save(row)
    if tells:
        hall.conferences.closing.empty(conference_id)


async def home_of(hall: Hall, conference_id: str) -> str:
    return (await hall.conference(conference_id)).process_id


async def test_home_stays_while_calls_of_others_are_in_it(store: Store) -> None:
    a, b = await two(store)
    conference = await b.opened()
    live = await a.call()
    await a.seated(conference, live)
    assert await home_of(a, conference.id) == "a"
    other = await b.call()
    await b.seated(conference, other)
    assert await home_of(b, conference.id) == "a"
    await a.calls.over(live, OVER)
    await b.seated(conference, await b.call())
    assert await home_of(b, conference.id) == "b", "nobody is away any more"


async def test_home_that_died_is_replaced(store: Store) -> None:
    a, b = await two(store)
    conference = await a.opened()
    await a.seated(conference, await a.call())
    await b.seated(conference, await b.call())
    attendance = Attendance(b.store)
    assert not await attendance.is_at_home(conference.id)
    await dies(store, "a")
    assert await attendance.is_at_home(conference.id)
    assert await home_of(b, conference.id) == "b"


async def test_closing_takes_out_the_calls_of_each_process_there(store: Store) -> None:
    a, b = await two(store)
    conference = await a.opened()
    stays = [await hall.seated(conference, await hall.call()) for hall in (a, b)]
    await delete(a, conference.id)
    await a.settled()
    assert [(await a.stay(stay)).status for stay in stays] == ["leaved", "joined"]
    assert (await a.conference(conference.id)).status == "terminating"
    b.conferences.closing.empty(conference.id)
    await b.settled()
    assert (await b.stay(stays[1])).status == "leaved"
    assert (await b.conference(conference.id)).status == "terminated"


async def test_conference_closing_at_a_dead_home_waits_for_the_calls_of_others(
    store: Store,
) -> None:
    a, b = await two(store)
    conference = await a.opened()
    await a.seated(conference, await a.call())
    await b.seated(conference, await b.call())
    await delete(a, conference.id, tells=False)
    await dies(store, "a")
    await b.conferences.recover()
    assert (await b.conference(conference.id)).status == "terminating"
    b.conferences.closing.empty(conference.id)
    await b.settled()
    assert (await b.conference(conference.id)).status == "terminated"


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
