"""Teams whose members exist, and things that ais can work on."""

from typing import Any

from tests.api.samples import Sample


def _members(tenant: Any) -> list[dict[str, Any]]:
    """One member, whose id no other customer has."""
    way = {"function_name": "again", "description": "", "next_member_id": tenant.ids["team"]}
    return [
        {
            "id": tenant.ids["team"],
            "name": "Reception",
            "ai_id": tenant.ids["ai"],
            "transitions": [way],
        }
    ]


FIELDS: dict[str, Sample] = {
    f"{verb}TeamRequest.{field}": value
    for verb in ("Create", "Update")
    for field, value in (
        ("members", _members),
        ("start_member_id", lambda tenant: tenant.ids["team"]),
    )
} | {
    "CreateAicallRequest.reference_type": lambda _: "call",
    "CreateAicallRequest.reference_id": lambda tenant: tenant.ids["call"],
    "CreateAisummaryRequest.reference_type": lambda _: "recording",
    "CreateSpeakingRequest.reference_type": lambda _: "call",
    "CreateSpeakingRequest.reference_id": lambda tenant: tenant.ids["call"],
}
ROWS: dict[str, Sample] = {
    # Without a key nobody outside is asked.
    "ai.engine_model": lambda _: "openai.gpt-4o",
    "ai.sealed_engine_key": lambda _: "",
    "aicall.status": lambda _: "progressing",
    "team.members": _members,
    "team.start_member_id": lambda tenant: tenant.ids["team"],
}
REFUSED = {
    "CreateAicall": "CALL_ALREADY_HUNG_UP",
    "CreateSpeaking": "CALL_ALREADY_HUNG_UP",
    "SaySpeaking": "SPEAKING_NOT_ACTIVE",
    "FlushSpeaking": "SPEAKING_NOT_ACTIVE",
}
