"""Turning an address of the API into SIP: who is dialled, and how."""

from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from urllib.parse import quote

from voipbin.core.agent.model import AGENT
from voipbin.core.call.sip_target import sip_uri
from voipbin.core.call.tel_target import tel_number
from voipbin.core.errors import InvalidArgument, NotFound, VoipbinError
from voipbin.core.extension.registrar import Registrar
from voipbin.core.provider.place import Place
from voipbin.core.repository import Repository
from voipbin.core.route.targets import country_target
from voipbin.core.unit_of_work import Store

Address = dict[str, Any]
"{type, target, target_name, name, detail} in REST spelling."

GROUP_TYPES = frozenset({"agent", "extension"})
"Addresses that ring several phones."
_USER = "+*"
"Characters of a dialled number that stand for themselves in a SIP URI (RFC 3261 25.1)."


@dataclass(frozen=True, slots=True)
class Leg:
    """One phone to dial."""

    destination: Address
    request_uri: str
    next_hop: str = ""
    "Where to send it when not where the URI says: udp:127.0.0.1:5080."
    route: str = ""
    "Proxies on the way, as a Route header names them."
    auth_username: str = ""
    auth_password: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    "What the carrier wants to be told beside."
    alternatives: tuple["Leg", ...] = ()
    "Other ways to the same phone, dialled one after the other when this one fails."


@dataclass(frozen=True, slots=True)
class Provider:
    """A carrier of calls to telephone numbers."""

    host: str
    "[sips:]host[:port][;transport=...]"
    username: str = ""
    password: str = ""
    prefix: str = ""
    postfix: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def leg(self, destination: Address, number: str) -> Leg:
        """How a number is dialled there."""
        user = quote(f"{self.prefix}{number}{self.postfix}", safe=_USER)
        return Leg(
            destination,
            Place.parse(self.host).uri(user),
            auth_username=self.username,
            auth_password=self.password,
            headers=self.headers,
        )


class TelRouter(Protocol):
    """Knows how telephone numbers are reached."""

    async def providers(self, customer_id: str, number: str) -> list[Provider]:
        """The carriers for a number, best first; empty when there is none."""


class Addresses:
    """Finds the phones behind addresses."""

    def __init__(
        self,
        store: Store,
        registrar: Registrar,
        router: TelRouter,
        *,
        allow_loopback: bool = False,
    ) -> None:
        """
        Args:
            allow_loopback: sip destinations may be on this machine.
        """
        self._allow_loopback = allow_loopback
        self._store = store
        self._registrar = registrar
        self._router = router

    async def legs(self, customer_id: str, address: Address, field: str) -> list[Leg]:
        """The phones to dial; empty when nobody is registered.

        Args:
            field: where the address stands in the request, for the error.

        Raises:
            InvalidArgument: the address is malformed or of a kind that cannot be called.
            NotFound: there is no such extension or agent, or no route to the number.
        """
        match address.get("type", ""):
            case "tel":
                return [await self._tel(customer_id, address, field)]
            case "sip":
                target = address.get("target", "")
                return [Leg(address, sip_uri(target, field, allow_loopback=self._allow_loopback))]
            case "extension":
                return await self._extension(customer_id, address)
            case "agent":
                return await self._agent(customer_id, address, field)
            case kind:
                fault = f"must be tel, sip, extension or agent to be called, got {kind!r}"
                raise InvalidArgument.of([(f"{field}.type", fault)])

    async def ring_method(self, customer_id: str, address: Address) -> str:
        """How the phones of a destination ring: an agent chooses, others ring all at once."""
        if address.get("type") != "agent":
            return "ring_all"
        async with self._store.reading() as connection:
            agent = await Repository(AGENT, connection, customer_id).get(address["target"])
        return "linear" if agent.ring_method == "linear" else "ring_all"

    async def _tel(self, customer_id: str, address: Address, field: str) -> Leg:
        number = tel_number(address.get("target", ""), field)
        providers = await self._router.providers(customer_id, number)
        if not providers:
            raise no_route(number)
        first, *others = [provider.leg(address, number) for provider in providers]
        return replace(first, alternatives=tuple(others))

    async def _extension(self, customer_id: str, address: Address) -> list[Leg]:
        named = [address.get("target", ""), address.get("target_name", "")]
        for name in filter(None, named):
            row = await self._registrar.find(customer_id, name)
            if row is not None:
                break
        else:
            raise NotFound.resource("extension", named[0] or named[1])
        full = {**address, "target": row.id, "target_name": row.extension}
        contacts = await self._registrar.contacts(row.id)
        return [Leg(full, contact.uri, contact.received_from, contact.path) for contact in contacts]

    async def _agent(self, customer_id: str, address: Address, field: str) -> list[Leg]:
        async with self._store.reading() as connection:
            agent = await Repository(AGENT, connection, customer_id).get(address.get("target", ""))
        legs: list[Leg] = []
        for own in agent.addresses:
            if own.get("type") == "agent":
                continue
            try:
                legs += await self.legs(customer_id, own, field)
            except VoipbinError:
                continue  # one bad address of an agent must not silence the others
        return legs


def no_route(number: str) -> NotFound:
    """The refusal of a number that no carrier is set up for."""
    country = country_target(number)
    targets = f'"{country}" or "all"' if country else '"all"'
    return NotFound(
        f"no route to {number}: add a provider (POST /providers) and a route to it (POST /routes "
        f"with target {targets}), or start voipbin with --provider HOST",
        reason="ROUTE_NOT_FOUND",
    )


def address(type: str, target: str, target_name: str = "") -> Address:
    """An address."""
    return {"type": type, "target": target, "target_name": target_name, "name": "", "detail": ""}
