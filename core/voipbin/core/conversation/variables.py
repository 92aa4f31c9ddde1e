"""What a flow is told of the conversation that began it."""

from voipbin.core.conversation.model import ConversationRow
from voipbin.core.conversation_message.model import ConversationMessageRow

_OF_ADDRESS = ("name", "detail", "target", "target_name", "type")


def conversation_variables(
    conversation: ConversationRow, said: ConversationMessageRow
) -> dict[str, str]:
    """The voipbin.conversation.* and voipbin.conversation_message.* variables."""
    found = {
        "voipbin.conversation.id": conversation.id,
        "voipbin.conversation.owner_id": conversation.owner_id,
        "voipbin.conversation_message.id": said.id,
        "voipbin.conversation_message.text": said.text,
        "voipbin.conversation_message.direction": said.direction,
    }
    for side in ("self", "peer"):
        address = getattr(conversation, side)
        for name in _OF_ADDRESS:
            found[f"voipbin.conversation.{side}.{name}"] = str(address.get(name, ""))
    return found
