"""What customers have going on in this process: calls and flows."""

import asyncio

from voipbin.core.activeflow.service import Activeflows
from voipbin.core.call.calls import Calls
from voipbin.core.conference.conferences import Conferences


class CustomerWork:
    """Ends the calls, the flows and what runs on the conferences of one customer."""

    def __init__(self, calls: Calls, activeflows: Activeflows, conferences: Conferences) -> None:
        self._calls = calls
        self._activeflows = activeflows
        self._conferences = conferences

    async def end(self, customer_id: str, grace_s: float) -> None:
        """Hangs up and stops, and waits until it is done, but at most grace_s each."""
        await self._calls.hang_up_all(grace_s, customer_id)
        await self._conferences.closing.silence(customer_id)
        stopping = [
            asyncio.ensure_future(self._activeflows.stop(id))
            for id in self._activeflows.running
            if (run := self._activeflows.get(id)) and run.row.customer_id == customer_id
        ]
        if stopping:
            _, pending = await asyncio.wait(stopping, timeout=grace_s)
            for task in pending:
                task.cancel()

    def end_soon(self, customer_id: str) -> None:
        """Hangs up without waiting; flows end with their calls."""
        self._calls.spawn(self._end_now(customer_id))

    async def _end_now(self, customer_id: str) -> None:
        await self._calls.hang_up_all(0, customer_id)
        await self._conferences.closing.silence(customer_id)
