"""Whose a call that comes in is, and what flow it runs (by the door it came through)."""

from typing import Any
from urllib.parse import unquote

from voipbin.core.agent.model import AGENT
from voipbin.core.call.address import Address, address
from voipbin.core.call.domain import DomainKind, domain_of
from voipbin.core.call.model import CallRow, telephone_of
from voipbin.core.conference.model import CONFERENCE, ConferenceStatus
from voipbin.core.contract.rules import is_uuid
from voipbin.core.destinations import is_telephone_number
from voipbin.core.extension.registrar import Registrar
from voipbin.core.flow.model import FLOW
from voipbin.core.flow.plan import FlowPlan
from voipbin.core.ids import new_id
from voipbin.core.number.kinds import VIRTUAL
from voipbin.core.number.model import NumberRow, find_number, owns_number
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store
from voipbin.media.v1 import node_pb2

Routed = tuple[CallRow, FlowPlan]

_TYPES = ("agent", "conference", "line", "extension", "sip", "tel")
_UNALLOCATED, _NETWORK_OUT_OF_ORDER = 1, 38  # Q.850 causes
_FOR_THE_EYE = str.maketrans("", "", "-.()")
_ANONYMOUS = "anonymous"
_JOINABLE = frozenset({ConferenceStatus.STARTING, ConferenceStatus.PROGRESSING})


class CallRefused(Exception):
    """A call that does not come in.

    Args:
        sip_status: what the caller is answered.
        cause: Q.850 cause beside it.
    """

    def __init__(self, sip_status: int, cause: int) -> None:
        super().__init__(f"refused with {sip_status}")
        self.sip_status = sip_status
        self.cause = cause


def not_found() -> CallRefused:
    """There is nobody of that name or number."""
    return CallRefused(404, _UNALLOCATED)


def out_of_order() -> CallRefused:
    """There is, but calls to it cannot be taken now."""
    return CallRefused(500, _NETWORK_OUT_OF_ORDER)


class Reception:
    """Finds the customer, the addresses and the flow of a call that comes in."""

    def __init__(self, store: Store, registrar: Registrar, base_domain: str) -> None:
        self._store = store
        self._registrar = registrar
        self._base_domain = base_domain

    async def receive(self, incoming: node_pb2.Incoming) -> Routed:
        """A call and what it runs.

        Raises:
            CallRefused: with the status for the caller.
        """
        user = unquote(_user_of(incoming.request_uri) or incoming.to_user)
        domain = domain_of(_host_of(incoming.request_uri), self._base_domain)
        kind = domain.kind if domain is not None else None
        if incoming.trunk_id:
            return await self._from_trunk(incoming, user)
        if incoming.is_carrier:
            return await self._from_carrier(incoming, user)
        if kind is DomainKind.CONFERENCE:
            return await self._to_conference(incoming, user)
        # Whoever comes by the guests' door is shown as a number there, whatever it is called.
        shown = _network_source if kind is DomainKind.SIP else _outside_source
        if user.startswith("direct."):
            return await self._to_direct(shown(incoming), user.removeprefix("direct."))
        if incoming.extension_id:
            return await self._from_extension(incoming, user)
        number = await self._number(user)
        return await self._run_of(number, shown(incoming), otherwise=not_found)

    async def meant(self, customer_id: str, uri: str) -> Address | None:
        """Whom a phone of the customer means by a SIP URI; None when there is nobody to call."""
        destination = dialled_address(unquote(_user_of(uri)))
        if destination["type"] == "tel":
            return destination if is_telephone_number(destination["target"]) else None
        return await self._somebody(customer_id, destination)

    async def _somebody(self, customer_id: str, destination: Address) -> Address | None:
        """An extension or agent of the customer; None when it has no such one."""
        target = destination["target"]
        if destination["type"] == "extension":
            found = await self._registrar.find(customer_id, target)
            return None if found is None else address("extension", found.id, found.extension)
        if destination["type"] != "agent" or not is_uuid(target):
            return None
        async with self._store.reading() as connection:
            agents = Repository(AGENT, connection, customer_id)
            return destination if await agents.find(target) is not None else None

    async def _from_carrier(self, incoming: node_pb2.Incoming, user: str) -> Routed:
        number = await self._number(user)
        if number is None:
            # Registrars name our Contact, which is the account; the number is in To.
            number = await self._number(incoming.to_user)
        if number is not None and number.type == VIRTUAL:
            raise not_found()  # no telephone network knows such numbers
        return await self._run_of(number, _network_source(incoming), otherwise=out_of_order)

    async def _from_trunk(self, incoming: node_pb2.Incoming, user: str) -> Routed:
        if not is_telephone_number(user):
            raise not_found()
        customer_id = incoming.customer_id
        async with self._store.reading() as connection:
            is_own = await owns_number(connection, customer_id, incoming.from_user)
        # A switch may show numbers of its customer; with any other it would be somebody else.
        source = (
            address("tel", incoming.from_user, incoming.from_name)
            if is_own
            else address("sip", f"{incoming.from_user}@{incoming.from_host}", incoming.from_name)
        )
        return await self._to_telephone(customer_id, source, user, incoming)

    async def _from_extension(self, incoming: node_pb2.Incoming, user: str) -> Routed:
        customer_id = incoming.customer_id
        source = address("extension", incoming.extension_id, incoming.from_user)
        destination = dialled_address(user)
        target = destination["target"]
        match destination["type"]:
            case "tel" if is_telephone_number(target):
                return await self._to_telephone(customer_id, source, target, incoming)
            case "extension" | "agent":
                somebody = await self._somebody(customer_id, destination)
                if somebody is None:
                    raise not_found()
                destination = somebody
            case "conference" if await self._conference_of(target) == customer_id:
                return call_row(customer_id, source, destination), _conference_plan(target)
            case _:
                raise not_found()
        plan = connect_plan(destination, early_media=False, relay_reason=False)
        return call_row(customer_id, source, destination), plan

    async def _to_telephone(
        self, customer_id: str, source: Address, target: str, incoming: node_pb2.Incoming
    ) -> Routed:
        """To a number here, which no carrier is needed to reach, or out into the network."""
        number = await self._number(target)
        if number is not None and number.call_flow_id:
            if number.customer_id == customer_id:
                return await self._run_of(number, source, otherwise=not_found)
            if number.type == VIRTUAL:
                # Its owner sees what everybody sees of the caller, not our id of a phone.
                return await self._run_of(number, _outside_source(incoming), otherwise=not_found)
        destination = address("tel", target)
        plan = connect_plan(destination, early_media=True, relay_reason=True)
        return call_row(customer_id, source, destination), plan

    async def _to_direct(self, source: Address, direct_hash: str) -> Routed:
        found = await self._registrar.find_direct(direct_hash)
        if found is None:
            raise not_found()
        destination = address("extension", found.id, found.extension)
        plan = connect_plan(destination, early_media=False, relay_reason=False)
        return call_row(found.customer_id, source, destination), plan

    async def _to_conference(self, incoming: node_pb2.Incoming, user: str) -> Routed:
        customer_id = await self._conference_of(user)
        if not customer_id:
            raise not_found()
        source = address("sip", f"{incoming.from_user}@{incoming.from_host}", incoming.from_name)
        row = call_row(customer_id, source, address("conference", user))
        return row, _conference_plan(user)

    async def _conference_of(self, conference_id: str) -> str:
        """The customer of a conference that can be joined; "" when it cannot."""
        if not is_uuid(conference_id):
            return ""
        async with self._store.reading() as connection:
            every = Repository.across_customers_for_super_admin(CONFERENCE, connection)
            row = await every.find(conference_id)
        return row.customer_id if row is not None and row.status in _JOINABLE else ""

    async def _number(self, number: str) -> NumberRow | None:
        async with self._store.reading() as connection:
            return await find_number(connection, number)

    async def _run_of(self, number: NumberRow | None, source: Address, *, otherwise: Any) -> Routed:
        """The flow of a number.

        Args:
            otherwise: makes the refusal of a number that has no flow.
        """
        if number is None:
            raise not_found()
        async with self._store.reading() as connection:
            flows = Repository(FLOW, connection, number.customer_id)
            flow = await flows.find(number.call_flow_id) if number.call_flow_id else None
        if flow is None:
            raise otherwise()
        row = call_row(number.customer_id, source, address("tel", number.number))
        row.flow_id = flow.id
        return row, FlowPlan(flow.actions, flow.id, flow.on_complete_flow_id)


def dialled_address(user: str) -> Address:
    """What a phone means by the user part it dials."""
    if user.startswith("+"):
        return address("tel", user)
    kind, colon, rest = user.partition(":")
    if colon and kind in _TYPES:
        return address(kind, rest)
    return address("extension", user, user)


def connect_plan(destination: Address, *, early_media: bool, relay_reason: bool) -> FlowPlan:
    """Calls one destination and connects the caller with it."""
    return _plan(
        "connect",
        source=None,
        destinations=[destination],
        early_media=early_media,
        relay_reason=relay_reason,
    )


def _conference_plan(conference_id: str) -> FlowPlan:
    return _plan("conference_join", conference_id=conference_id)


def _plan(type: str, **option: Any) -> FlowPlan:
    action = {"id": new_id(), "next_id": "", "type": type, "option": option}
    return FlowPlan([{**action, "tm_execute": None}])


def call_row(customer_id: str, source: Address, destination: Address) -> CallRow:
    """The row of a call that comes in."""
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


def _network_source(incoming: node_pb2.Incoming) -> Address:
    """The caller as a telephone network shows it: a number, as it is written there, or nobody."""
    if incoming.from_user in ("", _ANONYMOUS):  # RFC 3323 4.1.1.3
        return address("tel", _ANONYMOUS, incoming.from_name or "Anonymous")
    return address("tel", incoming.from_user, incoming.from_name)


def _user_of(uri: str) -> str:
    """The user of a SIP URI, without parameters such as those of RFC 4694; the number of a tel URI,
    without what is there for the eye (RFC 3966 5.1.1)."""
    scheme, _, rest = uri.partition(":")
    if scheme.lower() == "tel":
        return rest.partition(";")[0].translate(_FOR_THE_EYE)
    return rest.partition("@")[0].partition(";")[0] if "@" in rest else ""


def _host_of(uri: str) -> str:
    """Host of a SIP URI, in lower case, without port and parameters."""
    place = uri.partition(":")[2].rpartition("@")[2].partition(";")[0].partition("?")[0]
    if place.startswith("["):
        return place[1:].partition("]")[0]
    return place.partition(":")[0].lower().rstrip(".")
