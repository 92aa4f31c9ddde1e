"""Sending: what is due is taken to a gateway, or to a number of this installation."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class _Fate:
    """What became of a copy."""

    status: str
    gateway: str = ""
    reference: str = ""


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
        self._unnoted: dict[str, _Fate] = {}
        "Of copies that no database took a note of: tried again, but never sent again."
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
        fate = self._unnoted.get(copy.id)
        if fate is None and copy.gateway:
            fate = _Fate("sent", copy.gateway, copy.reference)
        try:
            await (self._send(copy) if fate is None else self._settle(copy, fate))
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
            await self._settle(copy, _Fate("failed"))
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
            await self._settle(copy, _Fate("failed"))

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
            await self._settle(copy, _Fate("sent", gateway.name, reference))
            return
        if may_be_later:
            await self._put_off(copy)
        else:
            await self._settle(copy, _Fate("failed"))

    async def _put_off(self, copy: MessageCopyRow) -> None:
        now_us = self._store.clock.now_us()
        due_us = next_attempt_us(copy.attempt_count + 1, now_us, copy.tm_expire, 0)
        if due_us is None:
            await self._settle(copy, _Fate("gw_timeout"))
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

    async def _settle(self, copy: MessageCopyRow, fate: _Fate) -> None:
        """Stores what became of a copy, or at least that nothing is left to do: whatever keeps us
        from telling of it must not have it sent again. Never raises.
        """
        self._unnoted[copy.id] = fate
        for pause_s in (*_NOTE_PAUSES_S, None):
            try:
                async with self._store.writing() as work:
                    if await self._finish(work, copy, fate):
                        await _tell(work, copy, fate.status)
            except Exception as error:
                _log.error("what became of a text is not stored", id=copy.id, exc_info=error)
                await self._keep(copy, fate)
            else:
                del self._unnoted[copy.id]
                return
            if pause_s is not None:
                await self._store.clock.sleep(pause_s)
        await self._settle_bare(copy, fate)

    async def _keep(self, copy: MessageCopyRow, fate: _Fate) -> None:
        """Lets another process know that a text left, should this one die before it is done."""
        if fate.gateway:
            with suppress(Exception):  # told already, of the whole note
                await self._copies.keep(copy, fate.gateway, fate.reference)

    async def _settle_bare(self, copy: MessageCopyRow, fate: _Fate) -> None:
        """Notes that a copy is done, then tells of it what can be told."""
        try:
            async with self._store.writing() as work:
                is_ours = await self._finish(work, copy, fate)
        except Exception as error:
            # Its lease ends; by then it is known here not to be sent.
            _log.error("that a text is done is not stored", id=copy.id, exc_info=error)
            return
        del self._unnoted[copy.id]
        for tell in (settle_target, settle_said) if is_ours else ():
            try:
                async with self._store.writing() as work:
                    await tell(work, copy, fate.status)
            except Exception as error:
                _log.error("what became of a text is never told", id=copy.id, exc_info=error)

    async def _finish(self, work: UnitOfWork, copy: MessageCopyRow, fate: _Fate) -> bool:
        return await self._copies.finish(work, copy.id, fate.gateway, fate.reference)


async def _tell(work: UnitOfWork, copy: MessageCopyRow, status: str) -> None:
    await settle_target(work, copy, status)
    await settle_said(work, copy, status)


def _lane_of(copy: MessageCopyRow) -> Lane:
    return copy.customer_id, copy.number


def _arrival_id(copy: MessageCopyRow) -> str:
    """Of the message at the other end: the same however often it is delivered."""
    return part_of(copy.id, "arrival")
