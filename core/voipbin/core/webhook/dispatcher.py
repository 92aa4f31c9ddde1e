"""Webhooks of one process: who reads the log, and who delivers to which endpoint."""

import asyncio

from voipbin.core.egress import EgressClient
from voipbin.core.event.stored import StoredEvent
from voipbin.core.ids import new_id
from voipbin.core.rounds import Rounds
from voipbin.core.unit_of_work import Store
from voipbin.core.webhook.courier import Courier
from voipbin.core.webhook.keys import SigningKeys
from voipbin.core.webhook.ledger import Ledger
from voipbin.core.webhook.sending import Sender
from voipbin.core.webhook.spreader import Spreader

_MOST_COURIERS = 500
_MOST_REQUESTS = 200
"Under way in this process."
_POLL_S = 1.0
"How often to look for what fell due and for what other processes left."
_GATHER_S = 0.02
"Events that come together are read together."
_LINGER_S = 3.0


class WebhookDispatcher:
    """Follows the log and sends couriers. Several processes on one database share the endpoints:
    each has the lease of those it delivers to.
    """

    def __init__(
        self,
        store: Store,
        egress: EgressClient,
        keys: SigningKeys,
        *,
        poll_s: float = _POLL_S,
        linger_s: float = _LINGER_S,
    ) -> None:
        self._store = store
        self._keys = keys
        self._linger_s = linger_s
        self._ledger = Ledger(store, new_id())
        self._spreader = Spreader(store)
        self._sender = Sender(egress, store.clock)
        self._couriers: dict[str, Courier] = {}
        self._slots = asyncio.Semaphore(_MOST_REQUESTS)
        self._rounds = Rounds("webhooks", self._round, poll_s=poll_s, gather_s=_GATHER_S)
        store.events.when_published(self._heard)

    async def start(self) -> None:
        """Takes up what the last process left, then follows."""
        await self.prepare()
        self._rounds.start()

    async def prepare(self) -> None:
        """Finds its place in the log."""
        await self._spreader.begin()
        await self._ledger.take_over()

    def wake(self) -> None:
        """There is something to do."""
        self._rounds.wake()

    async def deliver_due(self) -> None:
        """Delivers all there is to deliver now, and returns when that is done."""
        await self._rounds.until_idle()

    async def close(self, grace_s: float = 2.0) -> None:
        """Lets requests end for a while, then cuts them off; may be called twice."""
        for courier in self._couriers.values():
            courier.stop()
        await self._rounds.close(grace_s)

    def _heard(self, event: StoredEvent) -> None:
        self._rounds.wake()

    async def _round(self) -> bool:
        """Reads the log to its end and sends couriers; returns whether there was a reason to."""
        new: set[str] = set()
        has_read = False
        while (some := await self._spreader.spread()) is not None:
            has_read = True
            new |= some
            await asyncio.sleep(0)  # the requests of the API have their turn
        for endpoint_id in new & self._couriers.keys():
            self._couriers[endpoint_id].wake()
        free = _MOST_COURIERS - len(self._couriers)
        claimed = await self._ledger.claim(free) if free > 0 else []
        for endpoint in claimed:
            self._send(endpoint.id)
        return has_read or bool(claimed)

    def _send(self, endpoint_id: str) -> None:
        courier = Courier(
            endpoint_id,
            self._ledger,
            self._sender,
            self._keys,
            self._store.clock,
            self._slots,
            self._linger_s,
        )
        self._couriers[endpoint_id] = courier
        self._rounds.begin(self._run_courier(courier))

    async def _run_courier(self, courier: Courier) -> None:
        try:
            await courier.run()
        finally:
            del self._couriers[courier.endpoint_id]
