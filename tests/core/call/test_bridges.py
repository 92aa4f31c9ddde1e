"""Bridges whose calls need no telephone."""

import pytest

from tests.core.conference.hall import Hall, run_of
from voipbin.core.call.bridge import Bridge
from voipbin.core.call.bridges import Bridges
from voipbin.core.call.live import LiveCall
from voipbin.core.call.regrouping import Regrouping
from voipbin.core.unit_of_work import Store


class Keeper:
    """Notes what it is told, or fails."""

    def __init__(self, *, fails: bool = False, keeps_newcomer: bool = False) -> None:
        self.keeps_newcomer = keeps_newcomer
        self.ends = 0
        self._fails = fails

    async def answered(self, newcomer: LiveCall) -> None:
        """Nothing."""

    async def over(self, bridge: Bridge) -> bool:
        """The caller's flow stays where it is."""
        self.ends += 1
        if self._fails:
            raise RuntimeError("the database is away")
        return False


@pytest.fixture
def hall(store: Store) -> Hall:
    return Hall(store)


async def test_flow_that_left_a_bridge_does_not_leave_the_next_one(hall: Hall) -> None:
    """Attempts to reach an agent share an id: what is left is the one it waited in."""
    bridges, caller, leg = Bridges(hall.calls), await hall.call(), await hall.call()
    bridges.open("b", caller, [leg])
    await bridges.join("b", caller, 5)
    await bridges.leave("b", caller, 5)
    assert not bridges.has("b")
    bridges.open("b", caller, [leg])
    await bridges.leave("b", caller, 5)
    assert bridges.has("b")
    await bridges.leave("b", caller)
    assert not bridges.has("b")


@pytest.mark.parametrize("fails", [False, True])
async def test_keeper_says_whether_the_flow_goes_on(hall: Hall, fails: bool) -> None:
    """One that fails leaves nobody in a bridge that is over."""
    keeper = Keeper(fails=fails)
    bridges, caller = Bridges(hall.calls), await hall.call()
    bridges.open("b", caller, (), keeper=keeper)
    await bridges.join("b", caller, 5)
    assert keeper.ends == 1
    assert run_of(caller).kinds == (["BridgeEnded"] if fails else [])


@pytest.mark.parametrize("keeps_newcomer", [False, True])
async def test_conversation_that_goes_on_elsewhere_is_not_merged(
    hall: Hall, keeps_newcomer: bool
) -> None:
    """One who consults has a place in a conference that its newcomer will take."""
    bridges = Bridges(hall.calls)
    mine, talks, mine_too, consults = [await hall.call() for _ in range(4)]
    keeper = Keeper(keeps_newcomer=keeps_newcomer)
    for id, caller, leg in (("a", mine, talks), ("b", mine_too, consults)):
        bridges.open(id, caller, [leg], keeper=keeper if id == "b" else None)
        await bridges.join(id, caller, 5)
        await bridges.join(id, leg, 6)
    regrouping = Regrouping(hall.calls, bridges, hall.conferences)
    assert await regrouping.bring_together(mine, mine_too) is not keeps_newcomer
    assert (bridges.partner_of(talks) is consults) is not keeps_newcomer


async def test_who_is_taken_out_hears_no_ringback_any_more(hall: Hall) -> None:
    bridges, caller, leg = Bridges(hall.calls), await hall.call(), await hall.call(status="ringing")
    bridges.open("b", caller, [leg])
    await bridges.join("b", caller, 5)
    await bridges.leave("b", caller)
    kinds = [kind for kind, channel_id in hall.media.commands if channel_id == caller.channel_id]
    assert kinds == ["play", "stop_play"]
