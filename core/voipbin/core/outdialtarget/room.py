"""FIXME outdialtargets."""

from voipbin.core.outdialtarget.model import OUTDIALTARGET, OutdialtargetRow
from voipbin.core.room import Room


class OutdialtargetRoom(Room[OutdialtargetRow]):
    """Serves OutdialtargetService."""

    resource = OUTDIALTARGET
