"""Delivering to one endpoint for as long as there is something to deliver."""

import asyncio
import contextlib
from typing import Any

from voipbin.core.clock import Clock
from voipbin.core.egress import EgressSession
from voipbin.core.event.stored import enveloped
from voipbin.core.webhook.circuit import Circuit
from voipbin.core.webhook.keys import SigningKeys
from voipbin.core.webhook.lanes import Lanes
from voipbin.core.webhook.ledger import LEASE_US, Ledger
from voipbin.core.webhook.outcome import Outcome, after_attempt, answered, given_up
from voipbin.core.webhook.reason import WebhookReason
from voipbin.core.webhook.sending import Attempt, Sender, Target

_FEW = 50
"Deliveries at hand when more are read."
_BATCH = 100
_GATHER_S = 0.01
"Outcomes that come together are stored together."
_LOOK_S = 0.5
"How often a courier looks for what another process has stored."
_RENEW_US = LEASE_US // 3


class Courier:
    """Deliveries of one lane go one after the other, those of different lanes beside each other.

    Nothing is noted in the database before a request, so what was under way when a process dies is
    sent again: at least once, and each lane from where it was.
    """

    def __init__(
        self,
        endpoint_id: str,
        ledger: Ledger,
        sender: Sender,
        keys: SigningKeys,
        clock: Clock,
        slots: asyncio.Semaphore,
        linger_s: float,
    ) -> None:
        """
        Args:
            slots: requests of the whole process that may be under way.
            linger_s: how long to wait for more before the connections are closed.
        """
        self.endpoint_id = endpoint_id
        self._ledger = ledger
        self._sender = sender
        self._keys = keys
        self._clock = clock
        self._slots = slots
        self._linger_s = linger_s
        self._session = EgressSession()
        self._circuit = Circuit()
        self._situation: Any = None
        self._signing: list[bytes] = []
        self._lanes = Lanes()
        self._tasks: set[asyncio.Task[None]] = set()
        self._outcomes: list[Outcome] = []
        self._moves: list[str] = []
        self._signal = asyncio.Event()
        self._is_stopping = False
        self._renewed_us = clock.now_us()

    def wake(self) -> None:
        """There may be more to do."""
        self._signal.set()

    def stop(self) -> None:
        """Begins nothing more; what is under way is waited for."""
        self._is_stopping = True
        self._signal.set()

    async def run(self) -> None:
        """Delivers until nothing is due, and gives the lease back."""
        try:
            await self._deliver()
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            self._session.close()
            await self._settle()
            await self._ledger.release(self.endpoint_id)

    async def _deliver(self) -> None:
        idle_since_s: float | None = None
        while await self._keep_lease():
            await self._settle()
            if not await self._load():
                return
            await asyncio.sleep(0)  # the requests of the API have their turn
            self._start_lanes()
            if self._tasks:
                idle_since_s = None
                await self._something(_LOOK_S)
                await asyncio.sleep(_GATHER_S)
                continue
            if self._outcomes:
                continue
            now_s = asyncio.get_running_loop().time()
            idle_since_s = now_s if idle_since_s is None else idle_since_s
            left_s = idle_since_s + self._linger_s - now_s
            # What waits although nothing is under way may not be sent now.
            if self._is_stopping or self._lanes.are_waiting or left_s <= 0:
                return
            await self._something(min(left_s, _LOOK_S))

    async def _something(self, wait_s: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                await self._signal.wait()
        self._signal.clear()

    async def _keep_lease(self) -> bool:
        now_us = self._clock.now_us()
        if now_us < self._renewed_us + _RENEW_US:
            return True
        self._renewed_us = now_us
        return await self._ledger.renew(self.endpoint_id)

    async def _load(self) -> bool:
        """Reads on when little is at hand; returns whether the endpoint is sent to at all."""
        if self._is_stopping or self._lanes.held >= _FEW:
            return True
        if not await self._look_around():
            return False
        self._lanes.add(await self._ledger.due(self.endpoint_id, _BATCH + self._lanes.held))
        return True

    async def _look_around(self) -> bool:
        """Reads what the customer wants and what is known; gives up what nobody wants any more."""
        found = await self._ledger.situation(self.endpoint_id)
        if found is None:
            return False
        if not found.origin and not found.sealed_secret:
            await self._ledger.first_secret(self.endpoint_id, self._keys)
            found = await self._ledger.situation(self.endpoint_id)
        before, self._situation = self._situation, found
        if before is None or before.url != found.url:
            self._circuit = Circuit(
                found.status, found.failures, found.reason, found.tm_hold, found.tm_success
            )
        self._signing = self._keys.of(found, self._clock.now_us())
        is_off = found.origin == "" and not found.webhook_uri
        if is_off or found.customer_status not in ("active", "frozen"):
            await self._ledger.give_up(self.endpoint_id, WebhookReason.WEBHOOK_OFF)
            return False
        if self._circuit.status == "disabled":
            await self._ledger.give_up(self.endpoint_id, WebhookReason.ENDPOINT_GONE)
            return False
        if self._circuit.status == "failing":
            await self._ledger.give_up(self.endpoint_id, WebhookReason.EXPIRED, expired=True)
        return True

    def _start_lanes(self) -> None:
        while self._lanes.are_waiting and self._may_send(self._lanes.under_way):
            task = asyncio.create_task(self._run_lane(self._lanes.begin()), name="webhook lane")
            self._tasks.add(task)

    def _may_send(self, under_way: int) -> bool:
        return not self._is_stopping and self._circuit.may_send(under_way, self._clock.now_us())

    async def _run_lane(self, lane: str) -> None:
        try:
            while (delivery := self._lanes.head(lane)) is not None:
                async with self._slots:
                    if not self._may_send(self._lanes.under_way - 1):
                        break
                    outcome = await self._attempt(delivery)
                self._lanes.done(lane)
                self._outcomes.append(outcome)
                if not outcome.frees_lane:
                    self._lanes.close(lane)
        finally:
            self._lanes.rest(lane)
            task = asyncio.current_task()
            assert task is not None
            self._tasks.discard(task)
            self._signal.set()
            if task.cancelling() == 0:
                # At once: who waits for the next round of the courier wastes its turn.
                self._start_lanes()

    async def _attempt(self, delivery: Any) -> Outcome:
        is_over = delivery.attempt_count and delivery.tm_expire <= self._clock.now_us()
        if is_over and delivery.tm_next_attempt < delivery.tm_expire:
            return given_up(delivery, WebhookReason.EXPIRED)
        if delivery.event is not None and delivery.data is None:
            return given_up(delivery, WebhookReason.EVENT_FORGOTTEN)
        body = delivery.body
        if delivery.event is not None:
            body = enveloped(delivery.event_type, delivery.data)
        target = self._target(delivery)
        attempt = await self._sender.send(delivery.id, body.encode(), target, self._session)
        return self._judge(delivery, attempt)

    def _target(self, delivery: Any) -> Target:
        if self._situation.origin:
            return Target(delivery.url, delivery.method, delivery.content_type)
        # Without a method it is GET: so the API has always been.
        method = self._situation.webhook_method or "GET"
        return Target(self._situation.webhook_uri, method, keys=self._signing)

    def _judge(self, delivery: Any, attempt: Attempt) -> Outcome:
        now_us, circuit = self._clock.now_us(), self._circuit
        is_gone = attempt.reason == WebhookReason.ENDPOINT_GONE
        of_flow = bool(self._situation.origin)
        if attempt.is_success or (of_flow and answered(attempt)):
            if circuit.succeeded(now_us):
                self._moves.append("recovered")
        elif circuit.failed(attempt.reason, now_us, attempt.asked_s):
            self._moves.append("failing")
        if is_gone and not of_flow and circuit.status != "disabled":
            circuit.status = "disabled"
            self._moves.append("disabled")
        return after_attempt(delivery, attempt, now_us, is_gone=is_gone, of_flow=of_flow)

    async def _settle(self) -> None:
        outcomes, moves = self._outcomes, self._moves
        if not outcomes and not moves:
            return
        self._outcomes, self._moves = [], []
        try:
            url = self._situation.url
            await self._ledger.settle(self.endpoint_id, url, outcomes, self._circuit, moves)
        except BaseException:
            self._outcomes, self._moves = outcomes + self._outcomes, moves + self._moves
            raise
        closed = [outcome.lane for outcome in outcomes if not outcome.frees_lane]
        self._lanes.settled([outcome.id for outcome in outcomes], closed)
