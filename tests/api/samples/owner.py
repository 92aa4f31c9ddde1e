"""What belongs to an agent belongs to the admin, as whom most generated requests are sent."""

from tests.api.samples import Sample

OWNED = ("call", "conversation", "conversation_message", "file", "groupcall", "recording")

ROWS: dict[str, Sample] = {
    f"{resource}.{column}": value
    for resource in OWNED
    for column, value in {
        "owner_type": lambda _: "agent",
        "owner_id": lambda tenant: tenant.agents["admin"],
    }.items()
}
