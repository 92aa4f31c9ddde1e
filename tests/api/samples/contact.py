"""A contact whose numbers and addresses are there to be named."""

from tests.api.samples import Sample
from voipbin.core.ids import new_id

ROWS: dict[str, Sample] = {
    "contact.phone_numbers": lambda tenant: [
        {
            "id": tenant.ids.setdefault("contact_phone_number", new_id()),
            "number": "+1 555 0100",
            "number_e164": "+15550100",
            "type": "work",
            "is_primary": True,
            "tm_create": "2026-01-15T09:30:00.000000Z",
        }
    ],
    "contact.emails": lambda tenant: [
        {
            "id": tenant.ids.setdefault("contact_email", new_id()),
            "address": "jane@example.com",
            "type": "work",
            "is_primary": True,
            "tm_create": "2026-01-15T09:30:00.000000Z",
        }
    ],
}
FIELDS: dict[str, Sample] = {
    f"{verb}Contact{name}Request.{field}": lambda tenant, name=known: tenant.ids[name]
    for verb in ("Update", "Delete")
    for name, field, known in (
        ("PhoneNumber", "phone_number_id", "contact_phone_number"),
        ("Email", "email_id", "contact_email"),
    )
} | {
    "CreateContactPhoneNumberRequest.number": lambda tenant: f"+1555{int(tenant.id[:6], 16):08d}",
    "RemoveContactTagRequest.tag_id": lambda tenant: tenant.ids["tag"],
}
