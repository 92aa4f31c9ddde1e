"""What happens when a recording or transcribe with an on_end flow is over."""

from typing import Protocol


class ChildFlows(Protocol):
    """Starts flows as children of the run that started a recording or transcribe."""

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
