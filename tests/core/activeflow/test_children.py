"""The flow that follows the end of another."""

from typing import Any, cast

import pytest

from tests.core.flow_engine.player import act
from tests.fixtures.callers import CUSTOMER
from voipbin.core.activeflow.model import ACTIVEFLOW
from voipbin.core.activeflow.service import Activeflows
from voipbin.core.customer.model import CUSTOMER as CUSTOMERS
from voipbin.core.customer.model import CustomerRow
from voipbin.core.flow.model import FLOW, FlowRow
from voipbin.core.flow_engine import Limits, RunInfo, Start
from voipbin.core.ids import new_id
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store


class Idle:
    """Performs nothing."""

    async def perform(self, run: Any, effect: Any) -> None:
        """Nothing."""

    async def stepped(self, run: Any, work: Any) -> None:
        """Nothing."""


@pytest.mark.parametrize(("status", "children"), [("active", 1), ("frozen", 0), ("deleted", 0)])
async def test_only_what_is_active_goes_on(store: Store, status: str, children: int) -> None:
    """What ends because its customer is frozen or deleted begins nothing new."""
    activeflows = Activeflows(store, Limits())
    activeflows.use(cast("Any", Idle()), cast("Any", Idle()))
    owned: dict[str, Any] = {"customer_id": CUSTOMER, "tm_create": 1}
    after = FlowRow(id=new_id(), actions=[], **owned)
    async with store.writing() as work:
        customer = CustomerRow(**owned | {"id": CUSTOMER, "status": status})
        await Repository(CUSTOMERS, work, CUSTOMER).add(customer)
        await Repository(FLOW, work, CUSTOMER).add(after)
        info = RunInfo(new_id(), on_complete_flow_id=after.id)
        run = await activeflows.create(work, CUSTOMER, info, [act("stop")])
    run.feed(Start())
    assert run._task is not None
    await run._task
    await activeflows.close()
    async with store.reading() as connection:
        rows = await Repository(ACTIVEFLOW, connection, CUSTOMER).page(10, "")
    followers = [row for row in rows[0] if row.reference_activeflow_id == info.activeflow_id]
    assert len(followers) == children
