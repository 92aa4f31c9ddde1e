"""FIXME transfers."""

from voipbin.core.room import Room
from voipbin.core.transfer.model import TRANSFER, TransferRow


class TransferRoom(Room[TransferRow]):
    """Serves TransferService."""

    resource = TRANSFER
