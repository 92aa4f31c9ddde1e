"""FIXME conversation messages."""

from voipbin.core.conversation_message.model import CONVERSATION_MESSAGE, ConversationMessageRow
from voipbin.core.room import Room


class ConversationMessageRoom(Room[ConversationMessageRow]):
    """Serves ConversationMessageService."""

    resource = CONVERSATION_MESSAGE


class ServiceAgentConversationMessageRoom(ConversationMessageRoom):
    """Serves ServiceAgentConversationMessageService."""
