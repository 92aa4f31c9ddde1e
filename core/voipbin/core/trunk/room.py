"""FIXME trunks."""

from voipbin.core.room import Room
from voipbin.core.trunk.model import TRUNK, TrunkRow


class TrunkRoom(Room[TrunkRow]):
    """Serves TrunkService."""

    resource = TRUNK
