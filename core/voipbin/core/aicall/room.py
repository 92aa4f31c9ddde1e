"""FIXME aicalls."""

from voipbin.core.aicall.model import AICALL, AicallRow
from voipbin.core.room import Room


class AicallRoom(Room[AicallRow]):
    """Serves AicallService."""

    resource = AICALL
