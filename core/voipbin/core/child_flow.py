"""The flow that follows what is over: a recording, a transcribe, a summary."""

from typing import Any, Protocol

from voipbin.core.repository import Repository
from voipbin.core.resource import Resource
from voipbin.core.unit_of_work import Store


class ChildFlows(Protocol):
    """Starts flows as children of the run that started what is over."""

    async def on_end(
        self,
        *,
        flow_id: str,
        parent_activeflow_id: str,
        customer_id: str,
        reference_type: str,
        reference_id: str,
        variables: dict[str, str],
    ) -> None:
        """Starts the flow with the parent's variables and, above them, these.

        Called outside of any transaction; after a crash perhaps once more for the same reference.
        A flow that is gone is no error.
        """


async def start_due(
    children: ChildFlows,
    store: Store,
    resource: Resource[Any],
    row: Any,
    variables: dict[str, str],
    *,
    reference_type: str = "",
) -> None:
    """Starts the flow a row is due, and notes that it was.

    Args:
        reference_type: what the flow calls the row; "" for the name of its resource.
    """
    await children.on_end(
        flow_id=row.on_end_flow_id,
        parent_activeflow_id=row.activeflow_id,
        customer_id=row.customer_id,
        reference_type=reference_type or resource.name,
        reference_id=row.id,
        variables=variables,
    )
    row.on_end_due = False
    async with store.writing() as work:
        repository = Repository.across_customers_for_super_admin(resource, work)
        await repository.save(row, "on_end_due")
