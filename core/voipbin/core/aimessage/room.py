"""FIXME aimessages."""

from voipbin.core.aimessage.model import AIMESSAGE, AimessageRow
from voipbin.core.room import Room


class AimessageRoom(Room[AimessageRow]):
    """Serves AimessageService."""

    resource = AIMESSAGE
