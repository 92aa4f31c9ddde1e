"""FIXME conversation accounts."""

from voipbin.core.conversation_account.model import CONVERSATION_ACCOUNT, ConversationAccountRow
from voipbin.core.room import Room


class ConversationAccountRoom(Room[ConversationAccountRow]):
    """Serves ConversationAccountService."""

    resource = CONVERSATION_ACCOUNT
