"""Stays and conferences: how they begin, change and end."""

import asyncio

import pytest

from tests.core.conference.hall import Hall, run_of
from tests.fixtures.event_log import events
from voipbin.core.call.live import LiveCall
from voipbin.core.conference.attendance import close
from voipbin.core.conference.model import CONFERENCE
from voipbin.core.conferencecall.model import TRANSITIONS, ConferencecallStatus, may_become
from voipbin.core.errors import FailedPrecondition, NotFound
from voipbin.core.flow_engine import BridgeEnded, Forward, RunInfo, new_state
from voipbin.core.flow_engine.state import Wait
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store
from voipbin.media.v1 import node_pb2

OVER = node_pb2.HungUp(cause=16, by="remote")


@pytest.fixture
def hall(store: Store) -> Hall:
    return Hall(store)


async def told(hall: Hall, prefix: str) -> list[str]:
    return [type for type, _ in await events(hall.store, prefix)]


def test_transitions() -> None:
    legal = {
        ("joining", "joined"),
        ("joining", "leaving"),
        ("joining", "leaved"),
        ("joined", "leaving"),
        ("joined", "leaved"),
        ("leaving", "leaved"),
    }
    assert set(TRANSITIONS) == set(ConferencecallStatus)
    for before in ConferencecallStatus:
        for after in ConferencecallStatus:
            assert may_become(before, after) is ((before, after) in legal)


async def test_stay(hall: Hall) -> None:
    conference = await hall.opened(type="conference")
    live = await hall.call()
    stay_id = await hall.seated(conference, live)
    assert (await hall.stay(stay_id)).status == "joined"
    assert (await hall.conference(conference.id)).conferencecall_ids == [stay_id]
    assert hall.media.commands == [("join", live.channel_id)]
    await hall.calls.over(live, OVER)
    assert (await hall.stay(stay_id)).status == "leaved"
    assert (await hall.conference(conference.id)).conferencecall_ids == []
    assert await told(hall, "conferencecall_") == [
        "conferencecall_joining",
        "conferencecall_joined",
        "conferencecall_leaved",
    ]
    assert await told(hall, "conference_") == ["conference_updated", "conference_updated"]
    assert hall.conferences.stays == ()


async def test_whoever_is_called_joins_at_its_answer(hall: Hall) -> None:
    conference = await hall.opened()
    live = await hall.call(status="ringing")
    entry = await hall.conferences.enter(live, conference.id, "")
    await hall.conferences.join(conference.id, live, 7)
    await asyncio.sleep(0)
    assert run_of(live).kinds == ["BridgeAnswered"]
    assert hall.media.commands == []
    await hall.calls.answered(live, 5)
    await hall.settled()
    assert (await hall.stay(entry.stay.id)).status == "joined"


async def test_hung_up_before_the_answer(hall: Hall) -> None:
    conference = await hall.opened()
    live = await hall.call(status="ringing")
    entry = await hall.conferences.enter(live, conference.id, "")
    await hall.conferences.join(conference.id, live, 7)
    await hall.calls.over(live, OVER)
    await hall.settled()
    assert (await hall.stay(entry.stay.id)).status == "leaved"
    assert hall.media.commands == []


async def test_hung_up_while_entering(hall: Hall) -> None:
    conference = await hall.opened()
    live = await hall.call()
    await hall.calls.over(live, OVER)
    entry = await hall.conferences.enter(live, conference.id, "")
    assert (await hall.stay(entry.stay.id)).status == "leaved"
    assert hall.conferences.stays == ()


async def test_key_pressed_while_entering_does_not_end_the_stay(hall: Hall) -> None:
    """Its flow steps, and is not at the conference yet; it is gone when it waits for else."""
    conference = await hall.opened()
    live = await hall.call()
    entry = await hall.conferences.enter(live, conference.id, "", token=7)
    state = new_state(RunInfo("activeflow-1"), [])
    state.is_started, state.wait = True, Wait(7)
    hall.conferences.stepped(live, state)
    await hall.settled()
    assert (await hall.stay(entry.stay.id)).status == "joining"
    state.wait = Wait(8)
    hall.conferences.stepped(live, state)
    await hall.settled()
    assert (await hall.stay(entry.stay.id)).status == "leaved"


async def test_kick_is_idempotent(hall: Hall) -> None:
    conference = await hall.opened()
    live = await hall.call()
    stay_id = await hall.seated(conference, live, token=7)
    stale = await hall.stay(stay_id)
    kicks = [hall.conferences.kick(await hall.stay(stay_id)) for _ in range(3)]
    assert {row.status for row in await asyncio.gather(*kicks)} <= {"leaving", "leaved"}
    assert (await hall.conferences.kick(stale)).status == "leaved"
    assert run_of(live).heard == [BridgeEnded(7)]
    assert hall.media.commands[1:] == [("unbridge", live.channel_id)]
    assert await told(hall, "conferencecall_l") == [
        "conferencecall_leaving",
        "conferencecall_leaved",
    ]


async def test_kick_before_it_joined(hall: Hall) -> None:
    conference = await hall.opened()
    live = await hall.call()
    entry = await hall.conferences.enter(live, conference.id, "")
    await hall.conferences.kick(entry.stay)
    (sent,) = run_of(live).heard
    assert isinstance(sent, Forward)
    await hall.conferences.join(conference.id, live, 9)
    assert run_of(live).heard[1:] == [BridgeEnded(9)]
    assert hall.media.commands == []
    assert hall.conferences.stays == ()


async def test_media_node_that_refuses(hall: Hall) -> None:
    conference = await hall.opened()
    live = await hall.call()
    hall.media.broken = {"join"}
    stay_id = await hall.seated(conference, live)
    assert (await hall.stay(stay_id)).status == "leaved"
    assert run_of(live).kinds == ["ActionFailed"]


async def test_busy_database_does_not_hold_a_call_up(hall: Hall) -> None:
    """Its flow goes on, and its end ends the stay."""
    conference = await hall.opened()
    live = await hall.call()
    entry = await hall.conferences.enter(live, conference.id, "")
    with hall.busy():
        await hall.conferences.join(conference.id, live, 7)
        await hall.settled()
    assert hall.media.commands[-1] == ("unbridge", live.channel_id)
    assert run_of(live).kinds == ["ActionFailed"]
    await hall.hung_up(live)
    assert (await hall.stay(entry.stay.id)).status == "leaved"
    assert hall.conferences.stays == ()


async def test_hook_that_fails_keeps_nobody_from_the_others(hall: Hall) -> None:
    heard: list[LiveCall] = []

    async def fail(live: LiveCall) -> None:
        raise RuntimeError("a fault of another room")

    async def hear(live: LiveCall) -> None:
        heard.append(live)

    hall.conferences.when_joined(fail)
    hall.conferences.when_joined(hear)
    live = await hall.call()
    await hall.seated(await hall.opened(), live)
    assert heard == [live]


async def test_place_that_is_given_up_does_not_part_anybody(hall: Hall) -> None:
    conference, live = await hall.opened(), await hall.call()
    place = await hall.conferences.reserve(conference.id, live, 7, new_id())
    await hall.conferences.give_up(place)
    assert hall.media.commands == []
    assert (await hall.stay(place.row.id)).status == "leaved"
    assert hall.conferences.stays == ()


async def test_leave_and_come_back(hall: Hall) -> None:
    conference = await hall.opened()
    live = await hall.call()
    await hall.seated(conference, live)
    await hall.conferences.leave(conference.id, live)
    again = await hall.seated(conference, live)
    assert (await hall.conference(conference.id)).conferencecall_ids == [again]


class TestClosing:
    """A conference that is over."""

    async def closed(self, hall: Hall, id: str) -> bool:
        async with hall.store.writing() as work:
            rows = Repository(CONFERENCE, work, hall.customer_id)
            row = await rows.get(id, lock=True)
            row.tm_delete = work.clock.now_us()
            is_over = await close(row, work)
            await rows.save(row)
        hall.conferences.closing.empty(id)
        await hall.settled()
        return is_over

    async def test_empty_one_is_over_at_once(self, hall: Hall) -> None:
        conference = await hall.opened()
        assert await self.closed(hall, conference.id)
        row = await hall.conference(conference.id)
        assert (row.status, row.tm_end) == ("terminated", row.tm_delete)
        assert hall.media.commands == [("close_bridge", conference.id)]

    async def test_everybody_goes(self, hall: Hall) -> None:
        conference = await hall.opened()
        calls = [await hall.call() for _ in range(3)]
        stays = [await hall.seated(conference, live) for live in calls]
        entry = await hall.conferences.enter(await hall.call(), conference.id, "")
        assert not await self.closed(hall, conference.id)
        row = await hall.conference(conference.id)
        assert (row.status, row.conferencecall_ids) == ("terminated", [])
        assert row.tm_end is not None
        for id in (*stays, entry.stay.id):
            assert (await hall.stay(id)).status == "leaved"
        assert all(run_of(live).heard == [BridgeEnded(7)] for live in calls)
        assert hall.media.commands[-1] == ("close_bridge", conference.id)
        assert (await told(hall, "conference_deleted")) == ["conference_deleted"]

    async def test_nobody_joins_any_more(self, hall: Hall) -> None:
        conference = await hall.opened(status="terminating")
        with pytest.raises(FailedPrecondition) as caught:
            await hall.conferences.enter(await hall.call(), conference.id, "")
        assert caught.value.reason == "CONFERENCE_NOT_PROGRESSING"

    async def test_closed_while_one_joins(self, hall: Hall) -> None:
        conference = await hall.opened()
        live = await hall.call(status="ringing")
        entry = await hall.conferences.enter(live, conference.id, "")
        await hall.conferences.join(conference.id, live, 7)
        async with hall.store.writing() as work:
            rows = Repository(CONFERENCE, work, hall.customer_id)
            row = await rows.get(conference.id)
            row.status, row.tm_delete = "terminating", 5
            await rows.save(row)
        await hall.calls.answered(live, 5)
        await hall.settled()
        assert (await hall.stay(entry.stay.id)).status == "leaved"
        assert run_of(live).kinds[-1] == "BridgeEnded"
        assert (await hall.conference(conference.id)).status == "terminated"

    async def test_connect_ends_with_one_left(self, hall: Hall) -> None:
        conference = await hall.opened(type="connect")
        first, second = await hall.call(), await hall.call()
        for live in (first, second):
            await hall.seated(conference, live)
        assert (await hall.conference(conference.id)).status == "progressing"
        await hall.calls.over(first, OVER)
        await hall.settled()
        row = await hall.conference(conference.id)
        assert (row.status, row.conferencecall_ids) == ("terminated", [])
        assert row.tm_delete is not None
        assert run_of(second).heard == [BridgeEnded(7)]

    @pytest.mark.parametrize("type", ["conference", "queue"])
    async def test_others_survive_empty(self, hall: Hall, type: str) -> None:
        conference = await hall.opened(type=type)
        calls = [await hall.call() for _ in range(2)]
        for live in calls:
            await hall.seated(conference, live)
        for live in calls:
            await hall.calls.over(live, OVER)
        await hall.settled()
        assert (await hall.conference(conference.id)).status == "progressing"


async def test_other_customer(hall: Hall) -> None:
    conference = await hall.opened()
    stranger = await hall.call(customer_id=new_id())
    for entering in (
        hall.conferences.enter(stranger, conference.id, ""),
        hall.conferences.join(conference.id, stranger, 7),
    ):
        with pytest.raises(NotFound):
            await entering


async def test_flow_that_is_gone_is_no_flow(hall: Hall) -> None:
    conference = await hall.opened(pre_flow_id=new_id(), post_flow_id=new_id())
    entry = await hall.conferences.enter(await hall.call(), conference.id, "")
    assert (entry.pre_flow_id, entry.post_flow_id) == ("", "")


async def test_recovery_after_a_crash(hall: Hall) -> None:
    conference, closing = await hall.opened(), await hall.opened()
    stays = [await hall.seated(conference, await hall.call()) for _ in range(2)]
    await hall.seated(closing, await hall.call())
    async with hall.store.writing() as work:
        rows = Repository(CONFERENCE, work, hall.customer_id)
        row = await rows.get(closing.id)
        row.status, row.tm_delete = "terminating", 5
        await rows.save(row)
    fresh = Hall(hall.store)
    await fresh.conferences.recover()
    for id in stays:
        assert (await fresh.stay(id)).status == "leaved"
    assert (await fresh.conference(conference.id)).conferencecall_ids == []
    assert (await fresh.conference(conference.id)).status == "progressing"
    assert (await fresh.conference(closing.id)).status == "terminated"
    before = await told(fresh, "conference")
    await fresh.conferences.recover()
    assert await told(fresh, "conference") == before
