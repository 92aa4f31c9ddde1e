"""Messages and emails, and what belongs to them."""

from tests.api.samples import Sample

FIELDS: dict[str, Sample] = {
    "CreateMessageRequest.destinations": lambda _: [{"type": "tel", "target": "+15550100002"}],
    "CreateEmailRequest.destinations": lambda _: [{"type": "email", "target": "a@example.com"}],
    "CreateEmailRequest.attachments": lambda tenant: [
        {"reference_type": "recording", "reference_id": tenant.ids["recording"]}
    ],
    "CreateConversationAccountRequest.type": lambda _: "sms",
    "CreateConversationMessageRequest.medias": lambda _: [{"type": "image"}],
}

ROWS: dict[str, Sample] = {
    "conversation_account.type": lambda _: "sms",
}
