"""Bridges whose calls need no telephone."""

import pytest

from tests.core.conference.hall import Hall, run_of
from voipbin.core.call.bridge import Bridge
from voipbin.core.call.bridges import Bridges
from voipbin.core.call.live import LiveCall
from voipbin.core.unit_of_work import Store


class Keeper:
    """Notes what it is told, or fails."""

    keeps_newcomer = False

    def __init__(self, *, fails: bool = False) -> None:
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
