"""Messages and emails that can be sent, and where something was said."""

from tests.api.samples import Sample
from tests.api.samples.number import own_number

FIELDS: dict[str, Sample] = {
    "CreateMessageRequest.destinations": lambda _: [{"type": "tel", "target": "+15550100002"}],
    "CreateEmailRequest.destinations": lambda _: [{"type": "email", "target": "a@example.com"}],
    "CreateEmailRequest.attachments": lambda tenant: [
        {"reference_type": "recording", "reference_id": tenant.ids["recording"]}
    ],
    "CreateConversationAccountRequest.type": lambda _: "sms",
    "CreateConversationMessageRequest.text": lambda _: "We are on our way.",
    "CreateConversationMessageRequest.medias": lambda _: [{"type": "image"}],
}

ROWS: dict[str, Sample] = {
    "conversation_account.type": lambda _: "sms",
    "conversation.type": lambda _: "message",
    "conversation.self": lambda tenant: {"type": "tel", "target": own_number(tenant)},
    "conversation.peer": lambda _: {"type": "tel", "target": "+15550100002"},
}
