"""Tools that every ai may be given."""

BUILT_IN_TOOLS = frozenset(
    {
        "connect_call",
        "get_aicall_messages",
        "get_variables",
        "send_email",
        "send_message",
        "set_variables",
        "stop_flow",
        "stop_media",
        "stop_service",
    }
)
"Names a model calls them by; no transition of a team may have one of them."
