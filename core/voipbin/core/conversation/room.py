"""FIXME conversations."""

from voipbin.core.conversation.model import CONVERSATION, ConversationRow
from voipbin.core.room import Room


class ConversationRoom(Room[ConversationRow]):
    """Serves ConversationService."""

    resource = CONVERSATION


class ServiceAgentConversationRoom(ConversationRoom):
    """Serves ServiceAgentConversationService."""
