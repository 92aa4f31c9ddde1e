"""Following the events of one customer."""

from voipbin.core.event.backlog import Backlog
from voipbin.core.event.stored import StoredEvent


class CustomerReader:
    """Keeps what happens to one customer's resources until it is read."""

    def __init__(self, customer_id: str) -> None:
        self.customer_id = customer_id
        self.backlog: Backlog[StoredEvent] = Backlog()

    def offer(self, event: StoredEvent) -> None:
        """Keeps an event, if it is one of the customer's."""
        if event.customer_id == self.customer_id:
            self.backlog.put(event)

    def end(self) -> None:
        """Nothing more will come."""
        self.backlog.end()
