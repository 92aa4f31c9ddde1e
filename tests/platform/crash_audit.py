"""What the database has, against what everybody was told."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.platform.crash_watchers import Told, digest_of
from voipbin.core.event.stored import is_delivered

_FEW = 5


@dataclass(frozen=True, slots=True)
class Logged:
    """An event of the log."""

    id: int
    type: str
    resource_id: str
    sequence: int
    digest: str
    is_delivered: bool

    @property
    def told(self) -> Told:
        """As watchers note it."""
        return self.id, self.type, self.digest


class Books:
    """The database of a platform that has ended.

    Args:
        customer_id: whose events are looked at.
    """

    def __init__(self, data: Path, customer_id: str) -> None:
        self._path = data / "voipbin.db"
        self._customer_id = customer_id
        self.events = list(self._events())

    def watched(self, name: str, told: Sequence[Told], *, all_of_them: bool) -> Iterator[str]:
        """Faults of a watcher that is to be told of each event once, in the order of the log."""
        wanted = [e.told for e in self.events if all_of_them or e.is_delivered]
        if list(told) == wanted:
            return
        missing, ghosts = set(wanted) - set(told), set(told) - set(wanted)
        yield from _some(f"{name} was not told", sorted(missing))
        yield from _some(f"{name} was told what is not in the log", sorted(ghosts))
        doubled = [one for one, count in Counter(told).items() if count > 1]
        yield from _some(f"{name} was told twice", doubled)
        if [one[0] for one in told] != sorted(one[0] for one in told):
            yield f"{name} was told in another order"

    def hooked(self, told: Sequence[tuple[str, str, str]], after_id: int) -> Iterator[str]:
        """Faults of the webhook, which hears at least once, first in the order of each resource.

        Args:
            after_id: the last event before there was a URL.
        """
        deliveries = self._deliveries()
        wanted = {e.id: e for e in self.events if e.is_delivered and e.id > after_id}
        first: dict[int, None] = {}
        for id, type, digest in told:
            event = wanted.get(deliveries.get(id, 0))
            if event is None or (event.type, event.digest) != (type, digest):
                yield f"the webhook was told {type}, which is not in the log (delivery {id})"
            else:
                first.setdefault(event.id)
        yield from _some("the webhook was not told", sorted(wanted.keys() - first.keys()))
        last: Counter[str] = Counter()
        for event in map(wanted.__getitem__, first):
            if event.sequence < last[event.resource_id]:
                yield f"the webhook was told of {event.type} {event.id} after a later one"
            last[event.resource_id] = event.sequence

    def sequences(self) -> Iterator[str]:
        """Faults of the log itself."""
        last: Counter[str] = Counter()
        for event in self.events:
            last[event.resource_id] = due = last[event.resource_id] + 1
            if event.sequence != due:
                yield f"event {event.id} has sequence {event.sequence}, not {due}"

    def unsettled(self) -> Iterator[str]:
        """Faults of what was to be delivered."""
        yield from _some(
            "deliveries are left",
            self._rows("SELECT id, status FROM webhook_delivery WHERE status != 'delivered'"),
        )

    def under_way(self) -> Iterator[str]:
        """What will still be told of."""
        yield from _some("calls go on", self._rows("SELECT id FROM call WHERE status != 'hangup'"))
        yield from _some(
            "recordings are not complete",
            self._rows("SELECT id, status FROM recording WHERE status != 'ended'"),
        )

    def made_once(self, table: str, column: str, wanted: Iterable[str]) -> Iterator[str]:
        """Faults of what was asked for once and repeated with its key."""
        query = f"SELECT {column} FROM {table} WHERE tm_delete IS NULL"
        count = Counter(row[0] for row in self._rows(query))
        for value in wanted:
            if count[value] != 1:
                yield f"{table} {value} is there {count[value]} times"

    def bills(self) -> Iterator[str]:
        """Faults of the ledger: each number, answered call and begun recording has one entry."""
        entries: Counter[str] = Counter()
        for reference_id, status in self._rows(
            "SELECT reference_id, status FROM billing WHERE transaction_type = 'usage'"
        ):
            entries[reference_id] += 1
            if status != "end":
                yield f"the entry of {reference_id} is still {status}"
        for what, query in (
            ("number", "SELECT id FROM number WHERE type = 'normal' AND tm_purchase IS NOT NULL"),
            ("call", "SELECT id FROM call WHERE tm_progressing IS NOT NULL"),
            ("recording", "SELECT id FROM recording WHERE tm_start IS NOT NULL"),
        ):
            for (id,) in self._rows(query):
                if entries[id] != 1:
                    yield f"{what} {id} has {entries[id]} entries in the ledger"

    def _events(self) -> Iterator[Logged]:
        query = (
            "SELECT id, type, resource, resource_id, sequence, data FROM event"
            " WHERE customer_id = ? ORDER BY id"
        )
        for id, type, resource, resource_id, sequence, data in self._rows(query, self._customer_id):
            digest = digest_of(json.loads(data))
            yield Logged(id, type, resource_id, sequence, digest, is_delivered(resource))

    def _deliveries(self) -> dict[str, int]:
        return dict(self._rows("SELECT id, event FROM webhook_delivery WHERE event IS NOT NULL"))

    def _rows(self, query: str, *values: str) -> list[Any]:
        with closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)) as connection:
            return connection.execute(query, values).fetchall()


def _some(fault: str, ones: Sequence[object]) -> Iterator[str]:
    if ones:
        yield f"{fault} {len(ones)} times, for instance {list(ones[:_FEW])}"
