"""FIXME talk participants."""

from voipbin.core.room import Room
from voipbin.core.talk_participant.model import TALK_PARTICIPANT, TalkParticipantRow


class TalkParticipantRoom(Room[TalkParticipantRow]):
    """Serves TalkParticipantService."""

    resource = TALK_PARTICIPANT
