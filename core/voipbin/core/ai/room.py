"""FIXME ais."""

from voipbin.core.ai.model import AI, AiRow
from voipbin.core.room import Room


class AiRoom(Room[AiRow]):
    """Serves AiService."""

    resource = AI
