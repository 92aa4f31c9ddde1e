"""Chats the admin takes part in, and what is said there."""

from tests.api.samples import Sample

FIELDS: dict[str, Sample] = {
    "CreateTalkMessageRequest.chat_id": lambda tenant: tenant.ids["talk_chat"],
    "CreateTalkMessageRequest.parent_id": lambda tenant: tenant.ids["talk_message"],
    "CreateTalkMessageRequest.medias": lambda tenant: [
        {"type": "agent", "agent_id": tenant.ids["agent"]},
        {"type": "file", "file_id": tenant.ids["file"]},
    ],
    "CreateTalkChatRequest.type": lambda _: "group",
    "CreateTalkChatRequest.participants": lambda tenant: [
        {"owner_type": "agent", "owner_id": tenant.ids["agent"]}
    ],
}

ROWS: dict[str, Sample] = {
    # Its own agent is in it, and anybody of the customer may join it.
    "talk_chat.type": lambda _: "talk",
    "talk_chat.member_count": lambda _: 1,
    "talk_message.medias": lambda tenant: [{"type": "agent", "agent_id": tenant.ids["agent"]}],
}
