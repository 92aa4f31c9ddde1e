"""Phones that hand over or take over: REFER (RFC 3515) and INVITE with Replaces (RFC 3891)."""

from dataclasses import dataclass
from typing import Protocol

import structlog

from voipbin.core.call.address import Address
from voipbin.core.call.bridge import Bridge, Handover, HandoverKind, HandoverWatcher
from voipbin.core.call.bridges import Bridges
from voipbin.core.call.calls import Calls
from voipbin.core.call.dialing import Dialer
from voipbin.core.call.dialled import CallRequest
from voipbin.core.call.live import LiveCall
from voipbin.core.call.model import CallRow
from voipbin.core.call.regrouping import Regrouping
from voipbin.core.conference.conferences import Conferences
from voipbin.core.conference.stay import Stay
from voipbin.core.errors import (
    InsufficientBalance,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    ResourceExhausted,
    VoipbinError,
)
from voipbin.core.flow.plan import FlowPlan
from voipbin.core.flow_engine import bridge_leg_actions
from voipbin.core.node.link import CommandFailed
from voipbin.media.v1 import node_pb2

_log = structlog.get_logger(__name__)

_TRYING, _RINGING, _OK = 100, 180, 200
_FORBIDDEN, _NOT_FOUND, _NO_DIALOG = 403, 404, 481
_STATUS_OF_REASON = {"busy": 486, "noanswer": 480, "dialout": 480, "cancel": 487, "failed": 503}
_STATUS_OF_ERROR: tuple[tuple[type[VoipbinError], int], ...] = (
    (InsufficientBalance, 402),
    (PermissionDenied, 403),
    (NotFound, 404),
    (InvalidArgument, 484),
    (ResourceExhausted, 503),
)


class ConferencePlaces(Protocol):
    """Gives the place of a call in a conference to somebody else."""

    async def refer(
        self, stay: Stay, request: CallRequest, to: Address, watcher: HandoverWatcher
    ) -> None:
        """Rings whoever is to take it.

        Raises:
            VoipbinError: nobody can be called.
        """


class DialPlan(Protocol):
    """Knows whom phones mean by what they dial."""

    async def meant(self, customer_id: str, uri: str) -> Address | None:
        """The address; None when there is nobody."""


@dataclass(frozen=True, slots=True)
class Referrer:
    """Tells a phone how far the call is that it asked for."""

    calls: Calls
    live: LiveCall
    refer_id: str

    async def say(self, sip_status: int) -> None:
        """The status of that call; the first one accepts the REFER or refuses it."""
        command = node_pb2.ReferProgress(refer_id=self.refer_id, sip_status=sip_status)
        try:
            await self.calls.media.command(self.live.channel_id, refer_progress=command)
        except CommandFailed as error:
            _log.debug("a phone did not wait", call_id=self.live.id, error=str(error))

    async def rang(self) -> None:
        """The phone of the newcomer rings."""
        await self.say(_RINGING)

    async def done(self, newcomer: LiveCall) -> None:
        """The newcomer has the place."""
        await self.say(_OK)

    async def failed(self, reason: str) -> None:
        """Nobody took it."""
        await self.say(_STATUS_OF_REASON.get(reason, 480))


class Referrals:
    """Carries out what phones ask for in the middle of a call."""

    def __init__(
        self,
        calls: Calls,
        bridges: Bridges,
        conferences: Conferences,
        places: ConferencePlaces,
        regrouping: Regrouping,
        dialer: Dialer,
        plan: DialPlan,
    ) -> None:
        self._calls = calls
        self._bridges = bridges
        self._conferences = conferences
        self._places = places
        self._regrouping = regrouping
        self._dialer = dialer
        self._plan = plan

    async def referred(self, live: LiveCall, event: node_pb2.Referred) -> None:
        """A party wants somebody else in its place.

        Only phones of the customer may: what a carrier refers to would be dialled at the
        customer's expense.
        """
        referrer = Referrer(self._calls, live, event.refer_id)
        bridge, stay = self._bridges.connection_of(live), self._conferences.stay_of(live)
        if not extension_of(live.row) or (bridge is None and stay is None):
            await referrer.say(_FORBIDDEN)
            return
        await referrer.say(_TRYING)
        if event.replaces_channel_id:
            await self._join(live, event.replaces_channel_id, referrer)
            return
        destination = await self._plan.meant(live.row.customer_id, event.target_uri)
        if destination is None:
            await referrer.say(_NOT_FOUND)
        elif bridge is not None:
            await self._dial(live, bridge, destination, referrer)
        elif stay is not None:
            await self._dial_for_conference(live, stay, destination, referrer)

    async def _dial_for_conference(
        self, live: LiveCall, stay: Stay, destination: Address, referrer: Referrer
    ) -> None:
        plan = FlowPlan(bridge_leg_actions(stay.row.conference_id))
        request = CallRequest(live.row.customer_id, party_of(live.row), plan, cause=live)
        try:
            await self._places.refer(stay, request, destination, referrer)
        except VoipbinError as error:
            await referrer.say(_status_of(error))

    async def _dial(
        self, live: LiveCall, bridge: Bridge, destination: Address, referrer: Referrer
    ) -> None:
        newcomers = self._bridges.newcomers(bridge.id)
        request = CallRequest(
            live.row.customer_id,
            party_of(live.row),
            FlowPlan(bridge_leg_actions(bridge.id)),
            master=bridge.other(live),
            newcomers=newcomers,
        )
        try:
            dialled = await self._dialer.dial(request, destination, "refer_to")
        except VoipbinError as error:
            await referrer.say(_status_of(error))
            return
        handover = Handover(HandoverKind.REFERRED, live, referrer)
        legs = newcomers.taken(dialled.calls)
        if not await self._bridges.hand_over(bridge, handover, legs):
            await referrer.say(_NO_DIALOG)

    async def _join(self, live: LiveCall, channel_id: str, referrer: Referrer) -> None:
        """Connects the two parties the phone talks to."""
        other = self._calls.by_channel(channel_id)
        if other is None or not _is_same_phone(live.row, other.row):
            await referrer.say(_FORBIDDEN)
        elif await self._regrouping.bring_together(live, other):
            await referrer.say(_OK)
            for left in (live, other):
                self._calls.spawn(self._calls.hang_up(left))
        else:
            await referrer.say(_NO_DIALOG)


def party_of(row: CallRow) -> Address:
    """Who is at the other end of a call."""
    return row.source if row.direction == "incoming" else row.destination


def extension_of(row: CallRow) -> str:
    """The id of the extension at the other end of a call; "" when it is no phone of ours."""
    party = party_of(row)
    return str(party["target"]) if party.get("type") == "extension" else ""


def _is_same_phone(one: CallRow, other: CallRow) -> bool:
    is_same = extension_of(one) == extension_of(other)
    return is_same and one.customer_id == other.customer_id


def _status_of(error: VoipbinError) -> int:
    return next((status for kind, status in _STATUS_OF_ERROR if isinstance(error, kind)), 480)
