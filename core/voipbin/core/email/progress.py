"""What providers tell of emails, in the order in which it happened."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from voipbin.core.email.model import EMAIL, EmailRow
from voipbin.core.repository import Repository
from voipbin.core.room import record
from voipbin.core.unit_of_work import Store

_PLACES = {
    "processed": 1,
    "deferred": 2,
    "dropped": 3,
    "bounce": 3,
    "delivered": 3,
    "open": 4,
    "click": 5,
    "unsubscribe": 6,
    "spamreport": 7,
}
"""Statuses, and which comes first of two within a second: SendGrid counts no finer."""
_EARLY_US = 3_600_000_000
"Clocks differ, but not by more: what is to happen tomorrow would hide all that happens today."
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ProviderEvent:
    """Something that happened to an email."""

    email_id: str
    status: str
    tm_us: int
    "When, in microseconds since 1970."

    @property
    def place(self) -> tuple[int, int]:
        """What comes after what."""
        return self.tm_us, _PLACES[self.status]


def is_status(word: str) -> bool:
    """Whether providers may tell it."""
    return word in _PLACES


class EmailProgress:
    """Puts what providers tell into the rows."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def note(self, events: Iterable[ProviderEvent]) -> None:
        """Notes what is newer than what is known; of unknown emails, nothing."""
        latest_us = self._store.clock.now_us() + _EARLY_US
        by_email: dict[str, list[ProviderEvent]] = defaultdict(list)
        for event in events:
            if event.tm_us <= latest_us:
                by_email[event.email_id].append(event)
        ids = list(by_email)
        for start in range(0, len(ids), _AT_ONCE):
            for id in await self._known(ids[start : start + _AT_ONCE]):
                await self._note(id, sorted(by_email[id], key=lambda event: event.place))

    async def _known(self, ids: Sequence[str]) -> set[str]:
        async with self._store.reading() as connection:
            # The provider knows nothing of customers: the id says whose it is.
            return await Repository.across_customers_for_super_admin(EMAIL, connection).among(ids)

    async def _note(self, id: str, events: Sequence[ProviderEvent]) -> None:
        async with self._store.writing() as work:
            emails = Repository.across_customers_for_super_admin(EMAIL, work)
            row = await emails.find(id, lock=True)
            if row is None:
                return
            before = (row.tm_event, row.status)
            for event in events:
                if not _is_news(event, row):
                    continue
                is_other = event.status != row.status
                row.status, row.tm_event = event.status, event.tm_us
                if is_other:
                    row.tm_update = work.clock.now_us()
                    record(work, EMAIL, "updated", row)
            if (row.tm_event, row.status) != before:
                await emails.save(row, "status", "tm_event", "tm_update")


def _is_news(event: ProviderEvent, row: EmailRow) -> bool:
    """Whether it happened after what is known; what the platform thought itself, any event knows
    better.
    """
    if row.tm_event is None:
        return True
    return event.place > (row.tm_event, _PLACES[row.status])
