"""Calls that come in: taken with their flow, or refused."""

import structlog

from voipbin.core.activeflow.service import Activeflows
from voipbin.core.billing_account.balance import require_call_balance
from voipbin.core.call.address import Address, address
from voipbin.core.call.calls import Calls
from voipbin.core.call.dialing import store_call
from voipbin.core.call.live import LiveCall
from voipbin.core.call.model import CallRow
from voipbin.core.call.owner import agent_at
from voipbin.core.call.reception import CallRefused, Reception, call_row, out_of_order
from voipbin.core.call.referrals import party_of
from voipbin.core.call.replacing import Replacing
from voipbin.core.customer.standing import refuse_frozen
from voipbin.core.errors import InsufficientBalance, PermissionDenied
from voipbin.core.extension.registrar import Registrar
from voipbin.core.flow.plan import FlowPlan
from voipbin.core.flow_engine import Start
from voipbin.core.node.link import CommandFailed
from voipbin.media.v1 import node_pb2

_log = structlog.get_logger(__name__)

_REJECTED, _TEMPORARY_FAILURE = 21, 41  # Q.850 causes


class InboundRouter:
    """Gives every incoming channel a call and a flow, or refuses it."""

    def __init__(
        self,
        calls: Calls,
        activeflows: Activeflows,
        registrar: Registrar,
        base_domain: str,
        replacing: Replacing,
    ) -> None:
        self._replacing = replacing
        self._reception = Reception(calls.store, registrar, base_domain)
        self._calls = calls
        self._activeflows = activeflows
        self._arriving: set[str] = set()
        # Channels that ended before their call was made.
        self._gone: dict[str, node_pb2.HungUp] = {}

    async def arrive(self, channel_id: str, incoming: node_pb2.Incoming) -> None:
        """Somebody calls."""
        self._arriving.add(channel_id)
        try:
            if incoming.replaces_channel_id:
                await self._replace(channel_id, incoming)
                return
            row, plan = await self._reception.receive(incoming)
            if not await self._may_be_called(row.customer_id):
                raise out_of_order()
            await self._take(incoming, channel_id, row, plan)
        except CallRefused as refusal:
            await self._refuse(channel_id, refusal.sip_status, refusal.cause)
        except Exception:
            await self._refuse(channel_id, 500, _TEMPORARY_FAILURE)
            raise
        finally:
            self._arriving.discard(channel_id)
            self._gone.pop(channel_id, None)

    async def meant(self, customer_id: str, uri: str) -> Address | None:
        """Whom a phone of the customer means by a SIP URI; None when there is nobody."""
        return await self._reception.meant(customer_id, uri)

    async def _replace(self, channel_id: str, incoming: node_pb2.Incoming) -> None:
        """A phone calls to take the place of another (RFC 3891)."""
        old = self._replacing.wanted(incoming)
        if old is None or not await self._may_be_called(incoming.customer_id):
            await self._refuse(channel_id, 403, _REJECTED)
            return
        place = self._replacing.place_of(old)
        if not place:
            # It left while its customer was looked at (RFC 3891 3).
            await self._refuse(channel_id, 481, _REJECTED)
            return
        source = address("extension", incoming.extension_id, incoming.from_user)
        row = call_row(incoming.customer_id, source, party_of(old.row))
        new = await self._take(incoming, channel_id, row, self._replacing.plan(place))
        await self._replacing.put(new, old)

    async def _take(
        self, incoming: node_pb2.Incoming, channel_id: str, row: CallRow, plan: FlowPlan
    ) -> LiveCall:
        row.channel_id = channel_id
        live = LiveCall(row, hops_left=incoming.max_forwards)
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
        return live

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

    async def _refuse(self, channel_id: str, sip_status: int, cause: int) -> None:
        try:
            command = node_pb2.HangUp(cause=cause, sip_status=sip_status)
            await self._calls.media.command(channel_id, hang_up=command)
        except CommandFailed as error:
            _log.debug("refusing a call that is gone", error=str(error))
