"""FIXME outdials."""

from voipbin.core.outdial.model import OUTDIAL, OutdialRow
from voipbin.core.room import Room


class OutdialRoom(Room[OutdialRow]):
    """Serves OutdialService."""

    resource = OUTDIAL
