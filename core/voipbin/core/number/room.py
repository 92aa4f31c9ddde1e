"""FIXME numbers."""

from voipbin.core.number.model import NUMBER, NumberRow
from voipbin.core.room import Room


class NumberRoom(Room[NumberRow]):
    """Serves NumberService."""

    resource = NUMBER
