"""FIXME talk messages."""

from voipbin.core.room import Room
from voipbin.core.talk_message.model import TALK_MESSAGE, TalkMessageRow


class TalkMessageRoom(Room[TalkMessageRow]):
    """Serves TalkMessageService."""

    resource = TALK_MESSAGE
