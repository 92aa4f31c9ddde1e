"""Messages and emails that could be sent if there was an engine."""

from typing import TYPE_CHECKING

from tests.api.samples import Sample

if TYPE_CHECKING:
    from tests.api.tenants import Tenant


def own_number(tenant: "Tenant") -> str:
    """The number of a tenant: its own among all customers."""
    return f"+1{int(tenant.id.replace('-', ''), 16) % 10**12:012d}"


FIELDS: dict[str, Sample] = {
    "CreateMessageRequest.source": lambda tenant: {"type": "tel", "target": own_number(tenant)},
    "CreateMessageRequest.destinations": lambda _: [{"type": "tel", "target": "+15550100002"}],
    "CreateEmailRequest.destinations": lambda _: [{"type": "email", "target": "a@example.com"}],
    "CreateEmailRequest.attachments": lambda tenant: [
        {"reference_type": "recording", "reference_id": tenant.ids["recording"]}
    ],
    "CreateConversationAccountRequest.type": lambda _: "sms",
    "CreateConversationMessageRequest.medias": lambda _: [{"type": "image"}],
}

ROWS: dict[str, Sample] = {
    "number.number": own_number,
    "conversation_account.type": lambda _: "sms",
}
