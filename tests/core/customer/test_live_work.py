"""What freezing and deleting do to calls, in which order."""

import pytest

from tests.core.edge.conftest import Core
from voipbin.core.customer.lifecycle import CustomerLifecycle
from voipbin.core.customer.model import CUSTOMER
from voipbin.core.customer.standing import refuse_frozen
from voipbin.core.errors import PermissionDenied
from voipbin.core.repository import Repository


class Watched:
    """Notes what is ended, and how the customer stood then."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.ended: list[tuple[str, str]] = []

    async def end(self, customer_id: str, grace_s: float) -> None:
        async with self.core.store.reading() as connection:
            row = await Repository(CUSTOMER, connection, customer_id).get(customer_id)
        self.ended.append((customer_id, row.status))

    def end_soon(self, customer_id: str) -> None:
        self.ended.append((customer_id, "soon"))


async def test_freezing_hangs_up(core: Core) -> None:
    live, id = Watched(core), await core.add_customer()
    lifecycle = CustomerLifecycle(core.store, live)
    await lifecycle.freeze(id)
    await lifecycle.freeze(id)
    assert live.ended == [(id, "soon")]


async def test_deleting_ends_everything_before_its_rows_go(core: Core) -> None:
    live, id = Watched(core), await core.add_customer()
    await CustomerLifecycle(core.store, live).delete(id, forgets=True)
    assert live.ended == [(id, "soon"), (id, "frozen")]


async def test_nothing_new_begins_while_frozen(core: Core) -> None:
    active, frozen = await core.add_customer(), await core.add_customer("frozen")
    async with core.store.reading() as connection:
        await refuse_frozen(connection, active)
        with pytest.raises(PermissionDenied) as refused:
            await refuse_frozen(connection, frozen)
    assert refused.value.reason == "DELETION_SCHEDULED"
