"""What must not be left behind when a transfer out of a conference goes wrong."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.core.conference.hall import Hall
from voipbin.core.call.bridge import HandoverKind
from voipbin.core.call.bridges import Bridges
from voipbin.core.call.live import LiveCall
from voipbin.core.conference.model import ConferenceRow
from voipbin.core.conference.stay import Stay
from voipbin.core.ids import new_id
from voipbin.core.transfer.from_conference import ConferenceTransfers
from voipbin.core.transfer.model import TransferRow
from voipbin.core.transfer.transferees import TransferRecord
from voipbin.core.unit_of_work import Store

BOTH = pytest.mark.parametrize("kind", [HandoverKind.BLIND, HandoverKind.ATTENDED])


class Exchange:
    """Rings as the test says."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.legs: list[LiveCall] = []
        self.while_dialling: Callable[[], Awaitable[None]] | None = None

    async def ring(
        self, kind: HandoverKind, transferer: LiveCall, to: Any, **_: Any
    ) -> tuple[TransferRecord, list[LiveCall]]:
        """Takes the place of `Transferees`."""
        if self.while_dialling is not None:
            await self.while_dialling()
        row = TransferRow(
            id=new_id(), customer_id=self.hall.customer_id, type=kind.value, tm_create=1
        )
        return TransferRecord(self.hall.store, row), self.legs


class Room:
    """A conference of two, one of whom hands over its place."""

    def __init__(self, store: Store) -> None:
        self.hall = Hall(store)
        self.bridges = Bridges(self.hall.calls)
        self.exchange = Exchange(self.hall)
        anything: Any = self.exchange
        self.transfers = ConferenceTransfers(
            self.hall.calls, self.bridges, self.hall.conferences, anything, anything
        )

    async def fill(self) -> None:
        """Both come in."""
        self.conference: ConferenceRow = await self.hall.opened(type="connect")
        self.leaver, self.left = await self.hall.call(), await self.hall.call()
        for live in (self.leaver, self.left):
            await self.hall.seated(self.conference, live)

    async def hangs_up(self, live: LiveCall) -> None:
        """A party is gone."""
        await self.hall.hung_up(live)

    async def start(self, kind: HandoverKind) -> None:
        """The transfer."""
        stay = self.hall.conferences.stay_of(self.leaver)
        assert isinstance(stay, Stay)
        await self.transfers.start(kind, stay, [self.left], [])

    async def status(self) -> str:
        """Of the conference."""
        await self.hall.settled()
        return (await self.hall.conference(self.conference.id)).status


@pytest.fixture
async def room(store: Store) -> Room:
    made = Room(store)
    await made.fill()
    return made


@BOTH
@pytest.mark.parametrize("error", [RuntimeError, asyncio.CancelledError])
async def test_nobody_is_expected_after_dialling_broke(
    room: Room, kind: HandoverKind, error: type[BaseException]
) -> None:
    async def breaks() -> None:
        raise error

    room.exchange.while_dialling = breaks
    with pytest.raises(error):
        await room.start(kind)
    assert await room.status() == "progressing"
    assert room.bridges.open_ones == ()
    await room.hangs_up(room.leaver)
    assert await room.status() == "terminated"


async def test_transferer_hangs_up_while_it_is_dialled(room: Room) -> None:
    leg = await room.hall.call(status="dialing")
    room.exchange.legs = [leg]
    room.exchange.while_dialling = lambda: room.hangs_up(room.leaver)
    await room.start(HandoverKind.ATTENDED)
    assert await room.status() == "terminated"
    assert room.transfers._apart == {}
    assert not room.hall.conferences._attendance._expecting
    assert ("hang_up", leg.channel_id) in room.hall.media.commands


async def test_place_is_given_up_though_it_cannot_be_written_down(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newcomer answered and is gone before anybody knew of it."""

    async def breaks(*_: Any) -> None:
        raise RuntimeError("the database is away")

    monkeypatch.setattr(TransferRecord, "done", breaks)
    room.exchange.legs = [newcomer := await room.hall.call(status="dialing")]
    await room.start(HandoverKind.BLIND)
    await room.hangs_up(room.leaver)
    assert await room.status() == "progressing"
    newcomer.over.set()
    with pytest.raises(RuntimeError):
        await room.hall.calls.answered(newcomer, 2)
    assert await room.status() == "terminated"


async def test_music_ends_with_a_consultation_that_ends_while_it_begins(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    step_out = room.hall.conferences.step_out

    async def kicked(stay: Stay) -> None:
        await step_out(stay)
        await room.hall.conferences.kick(stay.row)

    monkeypatch.setattr(room.hall.conferences, "step_out", kicked)
    room.exchange.legs = [await room.hall.call(status="dialing")]
    await room.start(HandoverKind.ATTENDED)
    await room.hall.settled()
    assert not room.left.hears_music
