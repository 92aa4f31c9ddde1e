"""FIXME speakings."""

from voipbin.core.room import Room
from voipbin.core.speaking.model import SPEAKING, SpeakingRow


class SpeakingRoom(Room[SpeakingRow]):
    """Serves SpeakingService."""

    resource = SPEAKING
