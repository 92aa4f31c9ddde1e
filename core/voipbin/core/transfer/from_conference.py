"""Transfers out of a conference: somebody else takes the place of one who is in it.

The others go on talking to each other. When only one is left it hears, like the other party of a
call of two, ringback or music until somebody has come.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from voipbin.core.call.address import Address
from voipbin.core.call.bridge import Bridge, HandoverKind, HandoverWatcher
from voipbin.core.call.bridge_audio import BridgeAudio
from voipbin.core.call.bridges import Bridges
from voipbin.core.call.calls import Calls
from voipbin.core.call.dialing import Dialer
from voipbin.core.call.dialled import CallRequest
from voipbin.core.call.live import LiveCall
from voipbin.core.conference.conferences import Conferences
from voipbin.core.conference.stay import Stay
from voipbin.core.flow_engine import bridge_leg_actions, consulted_leg_actions
from voipbin.core.ids import new_id
from voipbin.core.transfer.model import TransferRow
from voipbin.core.transfer.succession import Succession
from voipbin.core.transfer.transferees import Transferees, TransferRecord


class ConferenceTransfers:
    """Gives places in conferences to others."""

    def __init__(
        self,
        calls: Calls,
        bridges: Bridges,
        conferences: Conferences,
        dialer: Dialer,
        transferees: Transferees,
    ) -> None:
        self._calls = calls
        self._bridges = bridges
        self._conferences = conferences
        self._dialer = dialer
        self._transferees = transferees
        self._audio = BridgeAudio(calls)
        self._successions: list[Succession] = []
        self._apart: dict[str, str] = {}
        "Bridges in which calls speak apart from their conference."
        self._coming: dict[str, str] = {}
        "Conferences in which calls that were answered are expected."
        conferences.when_joined(self._joined)
        conferences.when_left(self._left_conference)
        calls.when_rung(self._rang)
        calls.when_answered(self._answered)
        calls.when_over(self._over)

    async def start(
        self,
        kind: HandoverKind,
        stay: Stay,
        others: Sequence[LiveCall | None],
        to: Sequence[Address],
    ) -> TransferRow:
        """Rings those who may take the place.

        Args:
            stay: of the transferer.
            others: who is in the conference beside it; None for calls of other processes.

        Raises:
            VoipbinError: none of them can be called; the conference goes on.
        """
        left = others[0] if len(others) == 1 else None
        if kind is HandoverKind.BLIND:
            return await self._blind(stay, left, to)
        return await self._attended(stay, left, to)

    async def refer(
        self, stay: Stay, request: CallRequest, to: Address, watcher: HandoverWatcher
    ) -> None:
        """A phone wants somebody else in its place, and stays until that one is there.

        Raises:
            VoipbinError: nobody can be called.
        """
        succession = Succession(self._calls, watcher.rang)
        wanted = replace(request, newcomers=succession)
        conference_id = stay.row.conference_id
        self._conferences.expect(conference_id)
        try:
            dialled = await self._dialer.dial(wanted, to, "refer_to")
        except BaseException:
            await self._conferences.expected(conference_id)
            raise

        async def ended(newcomer: LiveCall | None) -> None:
            self._successions.remove(succession)
            try:
                await self._settle(conference_id, newcomer)
            finally:
                if newcomer is None:
                    await watcher.failed(succession.first_reason)
                else:
                    self._calls.spawn(self._calls.hang_up(stay.live))
                    await watcher.done(newcomer)

        self._successions.append(succession)
        await succession.begin(dialled.calls, ended)

    async def _blind(self, stay: Stay, left: LiveCall | None, to: Sequence[Address]) -> TransferRow:
        conference_id = stay.row.conference_id
        succession = Succession(self._calls)
        self._conferences.expect(conference_id)
        try:
            record, legs = await self._transferees.ring(
                HandoverKind.BLIND,
                stay.live,
                to,
                bridge_id=conference_id,
                actions=bridge_leg_actions(conference_id),
                newcomers=succession,
            )
        except BaseException:
            await self._conferences.expected(conference_id)
            raise
        self._calls.spawn(self._calls.hang_up(stay.live))
        if left is not None:
            await self._audio.ring_back(record.row.id, left)

        async def ended(newcomer: LiveCall | None) -> None:
            self._successions.remove(succession)
            try:
                if left is not None:
                    await self._audio.stop_ringing(record.row.id, left)
                if newcomer is not None:
                    await record.done(newcomer)
            finally:
                await self._settle(conference_id, newcomer)

        self._successions.append(succession)
        await succession.begin(legs, ended)
        return record.row

    async def _attended(
        self, stay: Stay, left: LiveCall | None, to: Sequence[Address]
    ) -> TransferRow:
        apart = new_id()
        consultation = _Consultation(self._conferences, self._audio, stay, left, self._settle)
        self._bridges.open(apart, stay.live, (), keeper=consultation)
        newcomers = self._bridges.newcomers(apart)
        try:
            record, legs = await self._transferees.ring(
                HandoverKind.ATTENDED,
                stay.live,
                to,
                bridge_id=stay.row.conference_id,
                actions=consulted_leg_actions(apart, stay.row.conference_id),
                newcomers=newcomers,
            )
        except BaseException:
            await self._bridges.leave(apart, stay.live)
            raise
        self._bridges.add(apart, newcomers.taken(legs))
        if not self._bridges.has(apart):
            return record.row  # it hung up while they were dialled, and so were they
        self._apart[stay.live.id] = apart
        self._conferences.expect(stay.row.conference_id)
        await consultation.begin(record)
        if stay.is_out:
            await self._left_conference(stay.live)
        else:
            await self._bridges.consult(apart)
        return record.row

    async def _left_conference(self, live: LiveCall) -> None:
        """It was taken out, or its flow went on: it speaks to nobody for the conference."""
        if (apart := self._apart.pop(live.id, "")) != "":
            await self._bridges.leave(apart, live)

    async def _rang(self, live: LiveCall) -> None:
        for succession in list(self._successions):
            await succession.rang(live)

    async def _answered(self, live: LiveCall) -> None:
        for succession in list(self._successions):
            await succession.answered(live)

    async def _settle(self, conference_id: str, newcomer: LiveCall | None) -> None:
        """It is known who comes: the place is kept until that one is in, or gone."""
        is_coming = newcomer is not None and not newcomer.over.is_set()
        if newcomer is not None and is_coming and self._conferences.stay_of(newcomer) is None:
            self._coming[newcomer.id] = conference_id
        else:
            await self._conferences.expected(conference_id)

    async def _joined(self, live: LiveCall) -> None:
        if (conference_id := self._coming.pop(live.id, "")) != "":
            await self._conferences.expected(conference_id)

    async def _over(self, live: LiveCall) -> None:
        self._apart.pop(live.id, None)
        try:
            await self._joined(live)  # it comes no more
        finally:
            for succession in list(self._successions):
                await succession.left(live)


class _Consultation:
    """The transferer speaks to a newcomer apart from the conference."""

    def __init__(
        self,
        conferences: Conferences,
        audio: BridgeAudio,
        stay: Stay,
        left: LiveCall | None,
        settled: Callable[[str, LiveCall | None], Awaitable[None]],
    ) -> None:
        """
        Args:
            settled: told of the conference and of who comes into it.
        """
        self._conferences = conferences
        self._audio = audio
        self._stay = stay
        self._left = left
        self._settled = settled
        self._record: TransferRecord | None = None
        self._is_over = False

    async def begin(self, record: TransferRecord) -> None:
        """The transferer leaves the others for a while."""
        self._record = record
        await self._play(True)
        await self._conferences.step_out(self._stay)
        if self._is_over:
            await self._play(False)  # it ended while the music was about to begin

    @property
    def keeps_newcomer(self) -> bool:
        """Its flow goes on into the conference."""
        return True

    async def answered(self, newcomer: LiveCall) -> None:
        """The transferer decides by hanging up."""

    async def over(self, bridge: Bridge) -> bool:
        """The newcomer goes into the conference, or the transferer returns to it."""
        if self._record is None:
            return True  # it hung up before anything had begun
        self._is_over = True
        await self._play(False)
        is_taken = bridge.is_answered and bridge.caller_token is None
        try:
            if is_taken and bridge.partner is not None:
                await self._record.done(bridge.partner)
            else:
                await self._conferences.step_back(self._stay)
        finally:
            await self._settled(self._stay.row.conference_id, bridge.partner if is_taken else None)
        return True

    async def _play(self, on: bool) -> None:
        """Music for one who would be alone in silence."""
        if self._left is not None:
            await self._audio.music(self._left, on)
