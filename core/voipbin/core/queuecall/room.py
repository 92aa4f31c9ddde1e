"""FIXME queuecalls."""

from voipbin.core.queuecall.model import QUEUECALL, QueuecallRow
from voipbin.core.room import Room


class QueuecallRoom(Room[QueuecallRow]):
    """Serves QueuecallService."""

    resource = QUEUECALL
