"""Descriptions of the schema: the comments of the proto files."""

from voipbin.core.contract.comments import comments


def comment(full_name: str) -> str | None:
    """Return the comment above a declaration ("voipbin.v1.Call.status"), None without one."""
    return comments().get(full_name)
