"""Sending: what is due is taken to a gateway, or to a number of this installation."""

from collections.abc import Sequence

import structlog

from voipbin.core.billing.charges import part_of
from voipbin.core.ids import new_id
from voipbin.core.message.copies import Copies, Lane
from voipbin.core.message.fate import settle_said, settle_target
from voipbin.core.message.gateway import GatewayError, SmsGateway, Text
from voipbin.core.message.incoming import Inbox, Incoming
from voipbin.core.message.model import MESSAGE, MessageCopyRow, MessageRow
from voipbin.core.number.model import find_number
from voipbin.core.repository import Repository
from voipbin.core.rounds import Rounds
from voipbin.core.unit_of_work import Store, UnitOfWork
from voipbin.core.webhook.retry import next_attempt_us

_MOST = 50
"Texts under way in this process."
_NOTE_PAUSES_S = (0.5, 2.0, 5.0, 10.0)
"Within the lease, with what a gateway may take."
_POLL_S = 1.0
"How often to look for what fell due and for what other processes left."
_log = structlog.get_logger(__name__)


class MessageSender:
    """Sends the copies of messages. Several processes on one database share them: each has the
    lease of those it sends. A process that dies between the answer of a gateway and its note of it
    has the text sent twice, never not at all.
    """

    def __init__(
        self,
        store: Store,
        gateways: Sequence[SmsGateway],
        inbox: Inbox,
        *,
        poll_s: float = _POLL_S,
    ) -> None:
        """
        Args:
            gateways: asked in this order until one accepts.
            poll_s: seconds from one look to the next.
        """
        self._store = store
        self._gateways = tuple(gateways)
        self._inbox = inbox
        self._copies = Copies(store, new_id())
        self._in_hand: set[Lane] = set()
        self._rounds = Rounds("messages", self._round, poll_s=poll_s)

    async def start(self) -> None:
        """Takes up what the last process left, then goes on."""
        await self._copies.take_over()
        self._rounds.start()

    def wake(self) -> None:
        """There is something to send."""
        self._rounds.wake()

    async def send_due(self) -> None:
        """Sends all there is to send now, and returns when that is done."""
        await self._rounds.until_idle()

    async def close(self, grace_s: float = 2.0) -> None:
        """Lets requests end for a while, then cuts them off; may be called twice."""
        await self._rounds.close(grace_s)

    async def _round(self) -> bool:
        """Takes what is due; returns whether there was anything."""
        free = _MOST - len(self._in_hand)
        claimed = await self._copies.due(free, self._in_hand) if free > 0 else []
        for copy in claimed:
            self._in_hand.add(_lane_of(copy))
            self._rounds.begin(self._send_one(copy))
        return bool(claimed)

    async def _send_one(self, copy: MessageCopyRow) -> None:
        try:
            await self._try(copy)
        finally:
            self._in_hand.discard(_lane_of(copy))

    async def _try(self, copy: MessageCopyRow) -> None:
        """Our own failure must neither hold up what comes after, nor go on for ever."""
        try:
            await self._send(copy)
        except Exception as error:
            _log.error("sending a message failed", message_id=copy.message_id, exc_info=error)
            await self._put_off(copy)

    async def _send(self, copy: MessageCopyRow) -> None:
        async with self._store.reading() as connection:
            messages = Repository(MESSAGE, connection, copy.customer_id)
            row = await messages.find(copy.message_id)
            number = await find_number(connection, copy.number)
        if row is None:
            # It was deleted before it left.
            await self._settle(copy, "failed")
        elif number is not None and (number.type == "virtual" or not self._gateways):
            # No network leads to a virtual number, and none at all without a gateway.
            await self._deliver_here(copy, row)
        elif self._gateways:
            await self._hand_over(copy, row)
        else:
            _log.warning(
                "a message cannot be sent: no SMS gateway is set up. Set VOIPBIN_TELNYX_API_KEY"
                " or VOIPBIN_MESSAGEBIRD_ACCESS_KEY; numbers of this installation need none",
                message_id=copy.message_id,
                customer_id=copy.customer_id,
            )
            await self._settle(copy, "failed")

    async def _hand_over(self, copy: MessageCopyRow, row: MessageRow) -> None:
        text = Text(row.source["target"], copy.number, row.text, copy.id)
        may_be_later = False
        for gateway in self._gateways:
            try:
                reference = await gateway.send(text)
            except GatewayError as error:
                may_be_later |= not error.is_final
                _log.warning(
                    "a gateway did not take a message",
                    message_id=copy.message_id,
                    gateway=gateway.name,
                    reason=str(error),
                )
                continue
            await self._note_sent(copy, gateway.name, reference)
            return
        if may_be_later:
            await self._put_off(copy)
        else:
            await self._settle(copy, "failed")

    async def _note_sent(self, copy: MessageCopyRow, gateway: str, reference: str) -> None:
        """Stores that it left. A database that is busy just now must not have it sent again."""
        for pause_s in (*_NOTE_PAUSES_S, None):
            try:
                await self._settle(copy, "sent", gateway, reference)
                return
            except Exception as error:
                _log.error("that a text left is not stored", id=copy.id, exc_info=error)
            if pause_s is not None:
                await self._store.clock.sleep(pause_s)

    async def _put_off(self, copy: MessageCopyRow) -> None:
        now_us = self._store.clock.now_us()
        due_us = next_attempt_us(copy.attempt_count + 1, now_us, copy.tm_expire, 0)
        if due_us is None:
            await self._settle(copy, "gw_timeout")
        else:
            await self._copies.postpone(copy, due_us)

    async def _deliver_here(self, copy: MessageCopyRow, row: MessageRow) -> None:
        """The text arrives in the transaction that says that it did."""
        came = Incoming(_arrival_id(copy), row.source["target"], row.text, hop_count=row.hop_count)
        async with self._store.writing() as work:
            if not await self._copies.finish(work, copy.id):
                return
            number = await self._inbox.receiver(work, copy.number)
            if number is not None:
                await self._inbox.take(work, number, came)
            await _tell(work, copy, "failed" if number is None else "delivered")

    async def _settle(
        self, copy: MessageCopyRow, status: str, gateway: str = "", reference: str = ""
    ) -> None:
        async with self._store.writing() as work:
            if await self._copies.finish(work, copy.id, gateway, reference):
                await _tell(work, copy, status)


async def _tell(work: UnitOfWork, copy: MessageCopyRow, status: str) -> None:
    await settle_target(work, copy, status)
    await settle_said(work, copy, status)


def _lane_of(copy: MessageCopyRow) -> Lane:
    return copy.customer_id, copy.number


def _arrival_id(copy: MessageCopyRow) -> str:
    """Of the message at the other end: the same however often it is delivered."""
    return part_of(copy.id, "arrival")
