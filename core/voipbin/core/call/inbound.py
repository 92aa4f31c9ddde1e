"""Calls that come in: whose they are and what flow they run."""

import ipaddress
from typing import Any
from urllib.parse import unquote

import structlog

from voipbin.core.activeflow.service import Activeflows
from voipbin.core.billing_account.balance import require_call_balance
from voipbin.core.call.address import Address, address
from voipbin.core.call.calls import Calls
from voipbin.core.call.dialing import store_call
from voipbin.core.call.live import LiveCall
from voipbin.core.call.model import CallRow, telephone_of
from voipbin.core.call.owner import agent_at
from voipbin.core.customer.standing import refuse_frozen
from voipbin.core.errors import InsufficientBalance, PermissionDenied
from voipbin.core.extension.registrar import Registrar
from voipbin.core.flow.model import FLOW
from voipbin.core.flow.plan import FlowPlan
from voipbin.core.flow_engine import Start
from voipbin.core.ids import new_id
from voipbin.core.node.link import CommandFailed
from voipbin.core.number.model import find_number
from voipbin.core.repository import Repository
from voipbin.media.v1 import node_pb2

_log = structlog.get_logger(__name__)

_TYPES = ("agent", "conference", "line", "extension", "sip", "tel")
_CONNECTABLE = frozenset({"extension", "agent", "tel"})
_UNALLOCATED, _TEMPORARY_FAILURE = 1, 41  # Q.850 causes


class InboundRouter:
    """Gives every incoming channel a call and a flow, or refuses it."""

    def __init__(
        self, calls: Calls, activeflows: Activeflows, registrar: Registrar, base_domain: str
    ) -> None:
        self._calls = calls
        self._activeflows = activeflows
        self._registrar = registrar
        self._base_domain = base_domain
        self._arriving: set[str] = set()
        # Channels that ended before their call was made.
        self._gone: dict[str, node_pb2.HungUp] = {}

    async def arrive(self, channel_id: str, incoming: node_pb2.Incoming) -> None:
        """Somebody calls."""
        self._arriving.add(channel_id)
        try:
            routed = await self._route(incoming)
            if routed is None:
                await self._refuse(channel_id, 404, _UNALLOCATED)
            elif not await self._may_be_called(routed[0].customer_id):
                await self._refuse(channel_id, 500, _TEMPORARY_FAILURE)
            else:
                await self._take(channel_id, *routed)
        except Exception:
            await self._refuse(channel_id, 500, _TEMPORARY_FAILURE)
            raise
        finally:
            self._arriving.discard(channel_id)
            self._gone.pop(channel_id, None)

    async def _take(self, channel_id: str, row: CallRow, plan: FlowPlan) -> None:
        row.channel_id = channel_id
        live = LiveCall(row)
        async with self._calls.store.writing() as work:
            row.tm_create = work.clock.now_us()
            row.owner_id = await agent_at(work, row.customer_id, row.source)
            row.owner_type = "agent" if row.owner_id else ""
            await store_call(work, live, self._activeflows, plan)
        self._calls.adopt(live)
        self._calls.spawn(self._calls.bound(live))
        if (ended := self._gone.pop(channel_id, None)) is not None:
            await self._calls.over(live, ended)
        elif live.run is not None:
            live.run.feed(Start())

    async def _may_be_called(self, customer_id: str) -> bool:
        try:
            async with self._calls.store.reading() as connection:
                await refuse_frozen(connection, customer_id)
                await require_call_balance(connection, customer_id)
        except (PermissionDenied, InsufficientBalance) as refusal:
            _log.info("a call is refused", customer_id=customer_id, reason=refusal.reason)
            return False
        return True

    def gone(self, event: node_pb2.ChannelEvent) -> None:
        """A channel without a call ended; its call may be on its way."""
        if event.WhichOneof("event") == "hung_up" and event.channel_id in self._arriving:
            self._gone[event.channel_id] = event.hung_up

    async def _route(self, incoming: node_pb2.Incoming) -> tuple[CallRow, FlowPlan] | None:
        user = unquote(_user_of(incoming.request_uri) or incoming.to_user)
        if incoming.extension_id:
            return await self._from_extension(incoming, user)
        if not self._is_public(_host_of(incoming.request_uri)):
            return None
        if user.startswith("direct."):
            return await self._to_direct(incoming, user.removeprefix("direct."))
        return await self._to_number(_outside_source(incoming), user)

    async def _from_extension(
        self, incoming: node_pb2.Incoming, user: str
    ) -> tuple[CallRow, FlowPlan] | None:
        source = address("extension", incoming.extension_id, incoming.from_user)
        destination = dialled_address(user)
        if destination["type"] == "tel":
            # A number of the customer's own is here: no carrier is needed to reach it.
            to_own = await self._to_number(source, destination["target"], incoming.customer_id)
            if to_own is not None:
                return to_own
        if destination["type"] not in _CONNECTABLE:
            return None
        if destination["type"] == "extension":
            found = await self._registrar.find(incoming.customer_id, destination["target"])
            if found is None:
                return None
            destination = address("extension", found.id, found.extension)
        is_outside = destination["type"] == "tel"
        plan = _connect_plan(destination, early_media=is_outside, relay_reason=is_outside)
        return _call_row(incoming.customer_id, source, destination), plan

    async def _to_direct(
        self, incoming: node_pb2.Incoming, direct_hash: str
    ) -> tuple[CallRow, FlowPlan] | None:
        found = await self._registrar.find_direct(direct_hash)
        if found is None:
            return None
        destination = address("extension", found.id, found.extension)
        source = _outside_source(incoming)
        plan = _connect_plan(destination, early_media=False, relay_reason=False)
        return _call_row(found.customer_id, source, destination), plan

    async def _to_number(
        self, source: Address, user: str, only_of: str = ""
    ) -> tuple[CallRow, FlowPlan] | None:
        async with self._calls.store.reading() as connection:
            number = await find_number(connection, user)
            if number is None or not number.call_flow_id:
                return None
            if only_of and number.customer_id != only_of:
                return None
            flows = Repository(FLOW, connection, number.customer_id)
            flow = await flows.find(number.call_flow_id)
        if flow is None:
            return None
        row = _call_row(number.customer_id, source, address("tel", user))
        row.flow_id = flow.id
        return row, FlowPlan(flow.actions, flow.id, flow.on_complete_flow_id)

    def _is_public(self, host: str) -> bool:
        """Whether strangers may call users of a domain: numbers and direct addresses."""
        public = {self._base_domain, f"sip.{self._base_domain}", f"pstn.{self._base_domain}"}
        return host in public or host == "localhost" or _is_address(host)

    async def _refuse(self, channel_id: str, sip_status: int, cause: int) -> None:
        try:
            command = node_pb2.HangUp(cause=cause, sip_status=sip_status)
            await self._calls.media.command(channel_id, hang_up=command)
        except CommandFailed as error:
            _log.debug("refusing a call that is gone", error=str(error))


def dialled_address(user: str) -> Address:
    """What a phone means by the user part it dials."""
    if user.startswith("+"):
        return address("tel", user)
    kind, colon, rest = user.partition(":")
    if colon and kind in _TYPES:
        return address(kind, rest)
    return address("extension", user, user)


def _connect_plan(destination: Address, *, early_media: bool, relay_reason: bool) -> FlowPlan:
    option: dict[str, Any] = {
        "source": None,
        "destinations": [destination],
        "early_media": early_media,
        "relay_reason": relay_reason,
    }
    action = {"id": new_id(), "next_id": "", "type": "connect", "option": option}
    return FlowPlan([{**action, "tm_execute": None}])


def _call_row(customer_id: str, source: Address, destination: Address) -> CallRow:
    return CallRow(
        id=new_id(),
        customer_id=customer_id,
        activeflow_id=new_id(),
        source=source,
        destination=destination,
        peer_number=telephone_of(source),
        status="ringing",
        direction="incoming",
        tm_create=0,
    )


def _outside_source(incoming: node_pb2.Incoming) -> Address:
    if incoming.from_user.startswith("+"):
        return address("tel", incoming.from_user, incoming.from_name)
    return address("sip", f"{incoming.from_user}@{incoming.from_host}", incoming.from_name)


def _user_of(uri: str) -> str:
    rest = uri.partition(":")[2]
    return rest.partition("@")[0] if "@" in rest else ""


def _host_of(uri: str) -> str:
    """Host of a SIP URI, in lower case, without port and parameters."""
    place = uri.partition(":")[2].rpartition("@")[2].partition(";")[0].partition("?")[0]
    if place.startswith("["):
        return place[1:].partition("]")[0]
    return place.partition(":")[0].lower().rstrip(".")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
