"""FIXME messages."""

from voipbin.core.message.model import MESSAGE, MessageRow
from voipbin.core.room import Room


class MessageRoom(Room[MessageRow]):
    """Serves MessageService."""

    resource = MESSAGE
