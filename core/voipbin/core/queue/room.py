"""Managing queues."""

from voipbin.core.queue.model import QUEUE, QueueRow
from voipbin.core.room import Room


class QueueRoom(Room[QueueRow]):
    """Serves QueueService."""

    resource = QUEUE
    plan_limit = "queue"
