"""Who a call may say it comes from."""

from collections.abc import Iterable

from voipbin.core.call.address import Address
from voipbin.core.errors import InvalidArgument
from voipbin.core.extension.registrar import Registrar
from voipbin.core.number.model import owns_number
from voipbin.core.unit_of_work import Store

_OUTSIDE = frozenset({"tel", "sip"})


class Sources:
    """Checks callers that a request or a flow names."""

    def __init__(self, store: Store, registrar: Registrar) -> None:
        self._store = store
        self._registrar = registrar

    async def check(
        self, customer_id: str, source: Address, destinations: Iterable[Address]
    ) -> None:
        """Refuses a caller that would be somebody else to the outside world.

        Phones of the customer's own may be shown anything; beyond them a number must be owned and
        an extension must exist.

        Raises:
            InvalidArgument: naming the source; reason SOURCE_NOT_OWNED.
        """
        kinds = {destination.get("type", "") for destination in destinations}
        target = source.get("target", "")
        if source.get("type") == "extension" and target:
            if await self._registrar.find(customer_id, target) is None:
                raise source_not_owned(f"must be an extension of this customer, got {target!r}")
        elif target.startswith("+") and kinds & _OUTSIDE:
            async with self._store.reading() as connection:
                if not await owns_number(connection, customer_id, target):
                    raise source_not_owned(f"must be a number of this customer, got {target!r}")


def source_not_owned(fault: str) -> InvalidArgument:
    """The refusal of a source that would be somebody else."""
    return InvalidArgument(
        f"source.target {fault}",
        reason="SOURCE_NOT_OWNED",
        violations=[("source.target", fault)],
    )
