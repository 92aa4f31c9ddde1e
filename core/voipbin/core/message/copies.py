"""The jobs of sending: who has which, and when it is due."""

from collections.abc import Sequence

from sqlalchemy import select

from voipbin.core.leases import Leases
from voipbin.core.message.model import COPIES, MessageCopyRow
from voipbin.core.row import made
from voipbin.core.unit_of_work import Store, UnitOfWork

LEASE_US = 120_000_000
"Longer than every gateway together may take to answer."


class Copies(Leases):
    """Copies that this process has the lease of; those of one message in their order.

    Args:
        owner: id of the sender.
    """

    def __init__(self, store: Store, owner: str) -> None:
        super().__init__(store, COPIES, owner, lease_us=LEASE_US, within=(COPIES.c.place,))

    async def due(self, most: int) -> list[MessageCopyRow]:
        """Takes the lease of what is due, oldest first."""
        return [made(MessageCopyRow, row._mapping) for row in await self.claim(most)]

    async def finish(
        self, work: UnitOfWork, id: str, gateway: str = "", reference: str = ""
    ) -> bool:
        """Notes that nothing is left to do; False when another process was faster."""
        return await self.free(work, id, None, gateway=gateway, reference=reference[:128])

    async def postpone(self, copy: MessageCopyRow, due_us: int) -> None:
        """Leaves a copy for later, and to whoever has time then."""
        async with self._store.writing() as work:
            await self.free(work, copy.id, due_us, attempt_count=copy.attempt_count + 1)


async def copies_called(
    work: UnitOfWork, gateway: str, references: Sequence[str]
) -> list[MessageCopyRow]:
    """The copies a gateway calls so."""
    wanted = select(COPIES).where(
        COPIES.c.reference.in_(references), COPIES.c.gateway == gateway, COPIES.c.reference != ""
    )
    return [made(MessageCopyRow, row._mapping) for row in await work.execute(wanted)]
