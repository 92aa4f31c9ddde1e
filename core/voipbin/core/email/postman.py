"""One attempt to hand an email over: by the first way out that takes it."""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Any

import structlog

from voipbin.core.email.attachments import Attachments
from voipbin.core.email.jobs import Outcome
from voipbin.core.email.model import EMAIL, EmailRow, EmailStatus
from voipbin.core.email.outgoing import Attachment, Mailbox, NotSent, OutgoingEmail, Refused, WayOut
from voipbin.core.repository import Repository
from voipbin.core.unit_of_work import Store

_MOST_WITH_ATTACHMENTS = 2
"At once: each may take a hundred megabytes of memory."
_log = structlog.get_logger(__name__)


class Postman:
    """Hands emails over.

    Args:
        ways: in the order in which they are tried; at least one.
    """

    def __init__(self, store: Store, attachments: Attachments, ways: Sequence[WayOut]) -> None:
        self._store = store
        self._attachments = attachments
        self._ways = ways
        self._heavy = asyncio.Semaphore(_MOST_WITH_ATTACHMENTS)

    async def deliver(self, job: Any) -> Outcome:
        """Makes an attempt; whatever happens is in what it returns.

        Args:
            job: row of the table of jobs.
        """
        row = await self._email(job.customer_id, job.id)
        if row is None:
            # Deleted before it went out: nobody is to get it any more.
            return Outcome(EmailStatus.DROPPED)
        is_heavy = bool(row.attachments)
        async with self._heavy if is_heavy else contextlib.nullcontext():
            try:
                packed = await self._attachments.packed(row)
            except NotSent as error:
                _note(row, "attachments", error)
                is_over = isinstance(error, Refused)
                return Outcome(EmailStatus.DROPPED if is_over else None, tuple(job.refused))
            return await self._by_some_way(row, packed, job.refused)

    async def _by_some_way(
        self, row: EmailRow, packed: Sequence[Attachment], refused_before: Sequence[str]
    ) -> Outcome:
        email = _outgoing(row, packed)
        refused, asked_s = list(refused_before), 0.0
        for way in self._ways:
            if way.name in refused:
                continue
            try:
                await way.send(email)
            except NotSent as error:
                _note(row, way.name, error)
                asked_s = max(asked_s, error.asked_s)
                if isinstance(error, Refused):
                    refused.append(way.name)
            else:
                return Outcome(EmailStatus.PROCESSED)
        is_over = all(way.name in refused for way in self._ways)
        return Outcome(EmailStatus.DROPPED if is_over else None, tuple(refused), asked_s)

    async def _email(self, customer_id: str, id: str) -> EmailRow | None:
        async with self._store.reading() as connection:
            return await Repository(EMAIL, connection, customer_id).find(id)


def _outgoing(row: EmailRow, packed: Sequence[Attachment]) -> OutgoingEmail:
    return OutgoingEmail(
        id=row.id,
        sender=_mailbox(row.source),
        receivers=[_mailbox(destination) for destination in row.destinations],
        subject=row.subject,
        text=row.content,
        attachments=packed,
        tm_create=row.tm_create,
    )


def _mailbox(address: dict[str, Any]) -> Mailbox:
    return Mailbox(address["target"], address["target_name"])


def _note(row: EmailRow, way: str, error: NotSent) -> None:
    _log.warning(
        "an email could not be handed over",
        email_id=row.id,
        way=way,
        reason=str(error),
        for_good=isinstance(error, Refused),
    )
