"""Bans as the core keeps them, on a clock of the test's own."""

from typing import Any

import pytest

from tests.fixtures.manual_clock import ManualClock
from voipbin.core.event.log import EventLog
from voipbin.core.ids import new_id
from voipbin.core.node.link import CommandFailed
from voipbin.core.repository import Repository
from voipbin.core.sip_ban.bans import SipBans
from voipbin.core.sip_ban.model import SIP_BAN, SipBanRow
from voipbin.core.unit_of_work import Store
from voipbin.media.v1 import node_pb2

GUESSER = "203.0.113.7"
MINUTE_S = 60


class Carriers:
    async def has(self, host: str) -> bool:
        return host == "192.0.2.1"

    async def networks(self) -> list[str]:
        return ["192.0.2.1"]


class Node:
    """What a media node was told last, by address: milliseconds left."""

    def __init__(self) -> None:
        self.generation = 1
        self.is_attached = True
        self.told = 0
        self.bans: dict[str, int] = {}

    async def command(self, channel_id: str, **command: Any) -> None:
        set_bans: node_pb2.SetBans = command["set_bans"]
        if not self.is_attached:
            raise CommandFailed("NODE_LOST", "the media node is being started")
        self.told += 1
        assert list(set_bans.trusted) == ["192.0.2.1"]
        self.bans = {banned.address: banned.remaining_ms for banned in set_bans.banned}


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def timed(store: Store, clock: ManualClock) -> Store:
    return Store(store.database, clock, EventLog(clock, 1_000_000))


async def every_ban(store: Store) -> list[SipBanRow]:
    async with store.reading() as connection:
        bans = Repository.across_customers_for_super_admin(SIP_BAN, connection)
        return await bans.all(bans.select_live().order_by(SIP_BAN.table.c.tm_create))


async def by_hand(store: Store, address: str, seconds: int | None) -> None:
    async with store.writing() as work:
        now_us = work.clock.now_us()
        expire = None if seconds is None else now_us + seconds * 1_000_000
        row = SipBanRow(
            id=new_id(), customer_id="x", address=address, tm_expire=expire, tm_create=now_us
        )
        await Repository(SIP_BAN, work, "x").add(row)


def seen(address: str = GUESSER) -> node_pb2.SourceBanned:
    return node_pb2.SourceBanned(address=address, reason="failed_passwords", detail="of 'bob'")


async def test_each_offence_of_a_month_costs_more(timed: Store, clock: ManualClock) -> None:
    node = Node()
    bans = SipBans(timed, Carriers(), node)
    lasted_min = []
    for _ in range(5):
        await bans.seen(seen())
        left_ms = node.bans[GUESSER]
        lasted_min.append(round(left_ms / 60_000))
        clock.move(left_ms / 1000 - 1)
        await bans.sync()
        assert GUESSER in node.bans, "not a second early"
        clock.move(2)
        await bans.sync()
        assert node.bans == {}
    assert lasted_min == [10, 60, 360, 1440, 1440]
    assert [row.times for row in await every_ban(timed)] == [1, 2, 3, 4, 5]
    clock.move(31 * 86_400)
    await bans.seen(seen())
    assert round(node.bans[GUESSER] / 60_000) == 10, "a month later it is forgiven"


async def test_what_is_told_twice_is_one_ban(timed: Store) -> None:
    node = Node()
    bans = SipBans(timed, Carriers(), node)
    await bans.seen(seen())
    await bans.seen(seen())
    assert [(row.reason, row.times) for row in await every_ban(timed)] == [("failed_passwords", 1)]
    assert GUESSER in node.bans


async def test_longest_of_two_bans_counts(timed: Store) -> None:
    node = Node()
    await by_hand(timed, GUESSER, None)
    await by_hand(timed, GUESSER, 5 * MINUTE_S)
    await by_hand(timed, "203.0.113.8", 9 * MINUTE_S)
    await by_hand(timed, "203.0.113.8", 5 * MINUTE_S)
    await SipBans(timed, Carriers(), node).sync()
    assert node.bans[GUESSER] == 0, "for ever"
    assert round(node.bans["203.0.113.8"] / 60_000) == 9


async def test_new_core_and_new_node_are_told_of_old_bans(timed: Store) -> None:
    node = Node()
    await SipBans(timed, Carriers(), node).seen(seen())
    node.bans.clear()
    bans = SipBans(timed, Carriers(), node)
    await bans.sync()
    assert GUESSER in node.bans
    await bans.sync()
    assert node.told == 2, "nothing new, nothing said"
    node.bans.clear()
    node.generation += 1
    await bans.sync()
    assert GUESSER in node.bans


async def test_node_that_is_not_attached_is_told_later_and_nobody_complains(
    timed: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    node = Node()
    node.is_attached = False
    bans = SipBans(timed, Carriers(), node)
    await bans.seen(seen())
    node.is_attached = True
    await bans.sync()
    assert GUESSER in node.bans
    assert "media node" not in capsys.readouterr().out


async def test_carrier_is_not_banned(timed: Store) -> None:
    node = Node()
    await SipBans(timed, Carriers(), node).seen(seen("192.0.2.1"))
    assert node.bans == {} and not await every_ban(timed)
    assert node.told == 1, "the node must let it in again"
