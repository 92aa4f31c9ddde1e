"""FIXME conferencecalls."""

from voipbin.core.conferencecall.model import CONFERENCECALL, ConferencecallRow
from voipbin.core.room import Room


class ConferencecallRoom(Room[ConferencecallRow]):
    """Serves ConferencecallService."""

    resource = CONFERENCECALL
