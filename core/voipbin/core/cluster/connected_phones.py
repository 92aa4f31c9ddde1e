"""Phones that only one process can ring: those that keep a connection to its media node."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select

from voipbin.core.cluster.model import PROCESS
from voipbin.core.cluster.owners import Owner
from voipbin.core.context import Context
from voipbin.core.contract.operations import OperationSpec
from voipbin.core.extension.model import CONTACTS, ExtensionRow
from voipbin.v1 import common_pb2

_EXTENSIONS: Any = ExtensionRow.__table__  # type: ignore[attr-defined]
_DATAGRAMS = "udp:"


def dials(spec: OperationSpec) -> bool:
    """Whether an operation rings addresses: its request has `destinations`."""
    field: Any = spec.input.DESCRIPTOR.fields_by_name.get("destinations")
    kind = None if field is None else field.message_type
    return kind is not None and kind.full_name == common_pb2.Address.DESCRIPTOR.full_name


async def connected_to(destinations: Sequence[Any], ctx: Context) -> Owner | None:
    """The process whose connections all the phones of some extensions hang on.

    A phone that speaks UDP is dialled where it was heard, from any process. One that came over TCP,
    TLS or a WebSocket can be reached on that connection alone, so who has it has to dial (RFC 5626
    5.3). Where destinations are of several kinds, or their phones hang on several processes, there
    is no such process: each then rings the phones it can reach.
    """
    names = [entry.target or entry.target_name for entry in destinations]
    is_all = all(entry.type == common_pb2.ADDRESS_TYPE_EXTENSION for entry in destinations)
    if not names or not is_all:
        return None
    owners = {owner async for owner in _bound(names, ctx)}
    return owners.pop() if len(owners) == 1 else None


async def _bound(names: Sequence[str], ctx: Context) -> Any:
    """For each phone of the extensions the process it hangs on; None when it hangs on none."""
    named = or_(_EXTENSIONS.c.extension.in_(names), _EXTENSIONS.c.id.in_(names))
    phones = (
        select(CONTACTS.c.received_from, PROCESS.c.id, PROCESS.c.address, PROCESS.c.tm_dead)
        .select_from(CONTACTS.join(_EXTENSIONS, _EXTENSIONS.c.id == CONTACTS.c.extension_id))
        .outerjoin(PROCESS, PROCESS.c.id == CONTACTS.c.node_id)
        .where(
            _EXTENSIONS.c.customer_id == ctx.customer_id,
            _EXTENSIONS.c.tm_delete.is_(None),
            CONTACTS.c.tm_expire > ctx.clock.now_us(),
            named,
        )
    )
    async with ctx.reading() as connection:
        found = (await connection.execute(phones)).all()
    for phone in found:
        if phone.id is None or phone.received_from.startswith(_DATAGRAMS):
            yield None
        else:
            yield Owner(phone.id, phone.address, phone.tm_dead is not None)
