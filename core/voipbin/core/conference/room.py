"""FIXME conferences."""

from voipbin.core.conference.model import CONFERENCE, ConferenceRow
from voipbin.core.room import Room


class ConferenceRoom(Room[ConferenceRow]):
    """Serves ConferenceService."""

    resource = CONFERENCE
