"""Where agents can be reached: what is an address, and whose it is already."""

from collections.abc import Iterator, Sequence
from typing import Any

from voipbin.core.agent.model import AGENT, AgentRow
from voipbin.core.contract.rules import is_uuid
from voipbin.core.customer.model import CUSTOMER
from voipbin.core.errors import AlreadyExists, InvalidArgument
from voipbin.core.repository import Repository
from voipbin.core.resource import resource_named
from voipbin.core.unit_of_work import UnitOfWork

Address = dict[str, Any]
_TYPES = ("extension", "tel", "sip")


async def check_changed_addresses(agent: AgentRow, work: UnitOfWork) -> None:
    """Like `check_addresses`, for an agent that is stored with other ones so far.

    An extension among those may be deleted since: it keeps nobody from putting back what they read.
    """
    stored = await Repository(AGENT, work, agent.customer_id).get(agent.id)
    await check_addresses(agent, work, frozenset(_key(address)[1] for address in stored.addresses))


async def check_addresses(
    agent: AgentRow, work: UnitOfWork, held: frozenset[str] = frozenset()
) -> None:
    """Refuses addresses that nobody could be called at, and those of a colleague.

    Args:
        held: targets that pass though they are not there any more.

    Raises:
        InvalidArgument: one is malformed, given twice, or of an extension that is not there.
        AlreadyExists: another agent of the customer has one.
    """
    faults = list(_faults(agent.addresses))
    faults += await _unknown_extensions(agent, work, held) if not faults else []
    if faults:
        raise InvalidArgument.of(faults)
    await _refuse_taken(agent, work)


def _faults(addresses: Sequence[Address]) -> Iterator[tuple[str, str]]:
    seen = set()
    for place, address in enumerate(addresses):
        kind, target = _key(address)
        field = f"addresses[{place}]"
        if kind not in _TYPES:
            yield f"{field}.type", f"must be one of {', '.join(_TYPES)}, got {kind!r}"
        elif not target:
            yield f"{field}.target", "is required"
        elif kind == "extension" and not is_uuid(target):
            yield f"{field}.target", f"must be the id of an extension, got {target[:80]!r}"
        elif (kind, target) in seen:
            yield field, f"is given twice: {kind} {target}"
        seen.add((kind, target))


async def _unknown_extensions(
    agent: AgentRow, work: UnitOfWork, held: frozenset[str]
) -> list[tuple[str, str]]:
    places = {
        address["target"]: place
        for place, address in enumerate(agent.addresses)
        if address["type"] == "extension"
    }
    if not places:
        return []
    extensions = Repository(resource_named("extension"), work, agent.customer_id)
    known = await extensions.among(places) | held
    return [
        (f"addresses[{place}].target", f"no such extension: {id}")
        for id, place in places.items()
        if id not in known
    ]


async def _refuse_taken(agent: AgentRow, work: UnitOfWork) -> None:
    wanted = {_key(address) for address in agent.addresses}
    if not wanted:
        return
    # One at a time: two agents that ask for the same address at once must not both get it.
    await Repository(CUSTOMER, work, agent.customer_id).find(agent.customer_id, lock=True)
    others = Repository(AGENT, work, agent.customer_id)
    statement = others.select_live().where(AGENT.table.c.id != agent.id)
    for other in await others.all(statement):
        for address in other.addresses:
            if _key(address) in wanted:
                kind, target = _key(address)
                raise AlreadyExists(
                    f"agent {other.id} has the address {kind} {target} already",
                    reason="AGENT_ADDRESS_TAKEN",
                )


def _key(address: Address) -> tuple[str, str]:
    return str(address.get("type", "")), str(address.get("target", ""))
