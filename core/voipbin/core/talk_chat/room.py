"""FIXME talk chats."""

from voipbin.core.room import Room
from voipbin.core.talk_chat.model import TALK_CHAT, TalkChatRow


class TalkChatRoom(Room[TalkChatRow]):
    """Serves TalkChatService."""

    resource = TALK_CHAT
