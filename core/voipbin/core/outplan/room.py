"""FIXME outplans."""

from voipbin.core.outplan.model import OUTPLAN, OutplanRow
from voipbin.core.room import Room


class OutplanRoom(Room[OutplanRow]):
    """Serves OutplanService."""

    resource = OUTPLAN
