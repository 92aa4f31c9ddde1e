"""Reading and deleting what was said to and by ais."""

from voipbin.core.aimessage.model import AIMESSAGE, AimessageRow
from voipbin.core.room import Room


class AimessageRoom(Room[AimessageRow]):
    """Serves AimessageService."""

    resource = AIMESSAGE
