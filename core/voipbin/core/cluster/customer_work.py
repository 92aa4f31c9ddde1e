"""What customers have going on in every process."""

import asyncio
from typing import Any

import structlog
from google.protobuf.message import Message
from sqlalchemy import select

from voipbin.core.activeflow.model import ACTIVEFLOW
from voipbin.core.call.model import CALL
from voipbin.core.caller import internal_caller
from voipbin.core.cluster.forwarder import Forwarder
from voipbin.core.context import Context
from voipbin.core.customer.lifecycle import LiveWork
from voipbin.core.errors import VoipbinError
from voipbin.core.event.stored import StoredEvent
from voipbin.core.unit_of_work import Store
from voipbin.v1 import activeflow_pb2, call_pb2

_OVER = frozenset({"customer_frozen", "customer_deleted"})
_HANG_UP = "/voipbin.v1.CallService/HangupCall"
_STOP = "/voipbin.v1.ActiveflowService/StopActiveflow"
_log = structlog.get_logger(__name__)


class SharedCustomerWork:
    """Ends calls and flows of one customer here and in the other processes.

    A freeze reaches them as an event, like everything that happened. A deletion waits until they
    have ended what they had: a row that is written once more would come back to life.
    """

    def __init__(self, here: LiveWork, store: Store, forwarder: Forwarder | None) -> None:
        self._here = here
        self._store = store
        self._forwarder = forwarder
        if forwarder is not None:
            store.events.when_published(self._hear)

    async def end(self, customer_id: str, grace_s: float) -> None:
        """Hangs up and stops, and waits until it is done, but at most grace_s each."""
        await self._here.end(customer_id, grace_s)
        if self._forwarder is None:
            return
        try:
            async with asyncio.timeout(grace_s):
                while not await self._end_elsewhere(customer_id, self._forwarder):
                    await self._store.clock.sleep(0.1)
        except TimeoutError:
            _log.warning("a customer still has calls in another process", customer=customer_id)

    def end_soon(self, customer_id: str) -> None:
        """Hangs up without waiting; flows end with their calls."""
        self._here.end_soon(customer_id)

    def _hear(self, event: StoredEvent) -> None:
        if event.type in _OVER:
            self._here.end_soon(event.resource_id)

    async def _end_elsewhere(self, customer_id: str, forwarder: Forwarder) -> bool:
        """Asks every process that has something of a customer to end it; True when none has."""
        calls, flows = await self._under_way(customer_id)
        ctx = Context(internal_caller(customer_id), self._store)
        wanted: list[tuple[str, Message]] = [
            *((_HANG_UP, call_pb2.HangupCallRequest(id=id)) for id in calls),
            *((_STOP, activeflow_pb2.StopActiveflowRequest(id=id)) for id in flows),
        ]
        asked = [forwarder.ask(method, request, ctx) for method, request in wanted]
        for answer in await asyncio.gather(*asked, return_exceptions=True):
            if isinstance(answer, BaseException) and not isinstance(answer, VoipbinError):
                raise answer
        return not asked

    async def _under_way(self, customer_id: str) -> tuple[list[str], list[str]]:
        call, flow = CALL.table, ACTIVEFLOW.table
        async with self._store.reading() as connection:
            calls = await connection.execute(
                _elsewhere(call, customer_id, self._store.process_id, call.c.status != "hangup")
            )
            flows = await connection.execute(
                _elsewhere(flow, customer_id, self._store.process_id, flow.c.status == "running")
            )
            return [row.id for row in calls], [row.id for row in flows]


def _elsewhere(table: Any, customer_id: str, process_id: str, *is_live: Any) -> Any:
    return select(table.c.id).where(
        table.c.customer_id == customer_id,
        table.c.process_id != process_id,
        table.c.tm_delete.is_(None),
        *is_live,
    )
